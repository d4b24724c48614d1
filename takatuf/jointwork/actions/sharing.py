"""Who leads a case, who joins it, and who is shown a submission."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.agencies.models import Level
from takatuf.agencies.queries import agency
from takatuf.casework.actions import join_agency, leave_agency
from takatuf.casework.models import AgencyPart
from takatuf.casework.queries import (
    CaseRow,
    case_head,
    people_of,
    people_shared_elsewhere,
    report_records_of,
)
from takatuf.clocks.actions import hold_deadlines, move_deadline
from takatuf.clocks.models import DeadlineKind
from takatuf.jointwork.access import grant, step_down, withdraw
from takatuf.jointwork.models import Referral, Step
from takatuf.jointwork.packs import pack
from takatuf.jointwork.shared import known_agency
from takatuf.kernel.actors import Actor


def _people_records(case_id: UUID, by: Actor, at: datetime) -> Iterable[UUID]:
    return dict.fromkeys(row.person.record_id for row in people_of(case_id, by=by, at=at) if row.person)


@transaction.atomic
def appoint_lead(*, case_id: UUID, agency_id: UUID, by: Actor, at: datetime) -> None:
    """Hand the lead of a case to an agency, usually social protection.

    It reaches the case, its people and the referrals sent so far as the leading agency, and reads the reports. Steps
    of the pack that were waiting for a leading agency become its own. The agency that led stays a partner that reads and
    writes, and shares the case no more; its own referrals it still leads.
    Raises NotAllowed, NotFound, InvalidInput, AlreadyInCase, CaseIsClosed.
    """
    require(by, "case.appoint_lead")
    case = case_head(case_id, by=by)
    known_agency("agency", agency_id)
    own = Referral.objects.filter(case_record_id=case.record_id, from_agency_id=by.agency).exclude(
        to_agency_id=agency_id
    )
    handed_over = [case.record_id, *_people_records(case_id, by, at)]
    for record_id in [*handed_over, *own.values_list("record_id", flat=True)]:
        grant(record_id, agency_id, Level.LEAD, by=by, at=at)
    for record_id in report_records_of(case_id, by=by):
        grant(record_id, agency_id, Level.READ, by=by, at=at)
    join_agency(case_id=case_id, agency_id=agency_id, part=AgencyPart.LEAD, by=by, at=at)
    _hand_over_steps(case, agency_id, by, at)
    if case.lead.id == by.agency:
        for record_id in handed_over:
            step_down(record_id, by=by, at=at)


def _hand_over_steps(case: CaseRow, agency_id: UUID, by: Actor, at: datetime) -> None:
    """What the starter's own sector owes stays with the starter; the rest was held for the leading agency."""
    own = agency(case.lead.id).sector
    _give_steps(
        case, giver_id=case.lead.id, taker_id=agency_id, goes=lambda sector: sector != own, by=by, at=at
    )


def _give_steps(
    case: CaseRow, *, giver_id: UUID, taker_id: UUID, goes: Callable[[str], bool], by: Actor, at: datetime
) -> None:
    """Open steps on the case's own record change their owner, and their clocks with them, where their sector says so."""
    sectors = {step.title: step.sector for step in pack().steps}
    held = Step.objects.filter(record_id=case.record_id, owner_id=giver_id, done_at__isnull=True)
    for step_id in held.order_by("pk").values_list("pk", flat=True):
        hold_deadlines(subject_id=step_id)
        step = Step.objects.select_for_update().get(pk=step_id)
        if not goes(sectors.get(step.title, "")):
            continue
        step.owner_id = taker_id
        step.save(update_fields=["owner"])
        if step.due_at is not None:
            move_deadline(
                subject_id=step.pk,
                kind=DeadlineKind.STEP,
                due_at=step.due_at,
                agency_id=taker_id,
                by=by,
                at=at,
            )


@transaction.atomic
def add_partner(*, case_id: UUID, agency_id: UUID, level: Level, by: Actor, at: datetime) -> None:
    """Let an agency into the case as a partner that may read it, or read and write it; its people are read only.

    What the leading agency held for the sector of a partner that writes becomes the partner's. Who only has to answer one question gets a referral instead. Raises NotAllowed, NotFound, InvalidInput,
    AlreadyInCase, CaseIsClosed.
    """
    require(by, "case.appoint_lead")
    case = case_head(case_id, by=by)
    known_agency("agency", agency_id)
    grant(case.record_id, agency_id, Level.WRITE if level == Level.WRITE else Level.READ, by=by, at=at)
    for record_id in _people_records(case_id, by, at):
        grant(record_id, agency_id, Level.READ, by=by, at=at)
    join_agency(case_id=case_id, agency_id=agency_id, part=AgencyPart.PARTNER, by=by, at=at)
    sector = agency(agency_id).sector
    if level == Level.WRITE and sector != agency(case.lead.id).sector:
        _give_steps(
            case, giver_id=case.lead.id, taker_id=agency_id, goes=lambda owed: owed == sector, by=by, at=at
        )


@transaction.atomic
def remove_partner(*, case_id: UUID, agency_id: UUID, by: Actor, at: datetime) -> None:
    """End a partner's part: its access to the case and to its people, and the steps that it owed there go back.

    Somebody of another case on which it works stays within its reach. Raises NotAllowed, NotFound, NotAPartner.
    """
    require(by, "case.appoint_lead")
    case = case_head(case_id, by=by)
    leave_agency(case_id=case_id, agency_id=agency_id, by=by, at=at)
    _give_steps(case, giver_id=agency_id, taker_id=case.lead.id, goes=lambda _sector: True, by=by, at=at)
    elsewhere = people_shared_elsewhere(case_id, agency_id=agency_id, by=by)
    for record_id in [case.record_id, *_people_records(case_id, by, at)]:
        if record_id not in elsewhere:
            withdraw(record_id, agency_id, by=by, at=at)


@transaction.atomic
def share_submission(
    *, record_id: UUID, agency_id: UUID, level: Level, by: Actor, at: datetime, until: datetime | None = None
) -> None:
    """Show a submission's record to a court or a party, as its leading agency. Raises NotAllowed, InvalidInput."""
    require(by, "submission.sign")
    grant(record_id, known_agency("agency", agency_id), level, by=by, at=at, until=until)


@transaction.atomic
def share_proceedings(*, record_id: UUID, shares: Mapping[UUID, Level], by: Actor, at: datetime) -> None:
    """Let the court and the parties reach a record of proceedings that the actor's agency leads.

    Raises NotAllowed, InvalidInput; the database refuses it to anybody who does not lead the record.
    """
    require(by, "submission.read")
    for agency_id, level in shares.items():
        if agency_id != by.agency:
            grant(record_id, known_agency("agency", agency_id), level, by=by, at=at)


@transaction.atomic
def withdraw_record(*, record_id: UUID, agency_id: UUID, by: Actor, at: datetime) -> None:
    """Take an agency's access to a record away, as its leading agency. Raises NotAllowed, InvalidInput."""
    require(by, "case.appoint_lead")
    withdraw(record_id, known_agency("agency", agency_id), by=by, at=at)

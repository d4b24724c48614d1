"""The parties of proceedings, and what is served on each: sent, received, acknowledged, with its clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import Level, RecordKind
from takatuf.agencies.queries import agency as agency_by_id
from takatuf.clocks.actions import hold_deadlines, meet_deadline, start_deadline
from takatuf.clocks.holidays.queries import calendar
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import agency_of
from takatuf.clocks.rules import add_time
from takatuf.court.bound_proceedings import (
    delivery_content,
    party_content,
    proceedings_content,
    service_content,
)
from takatuf.court.filed import hold_proceedings, person_who, proceedings_of, submission_reached
from takatuf.court.models import CourtParty, Proceedings, Service, Submission
from takatuf.court.models.proceeding_choices import Channel, PartyKind, ProofKind, Served
from takatuf.jointwork.actions import share_proceedings
from takatuf.jointwork.packs.court_limits import court_limit
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger import actions as ledger


class PartyAlready(Refused):
    """This agency is a party of these proceedings already."""


class ServedAlready(Refused):
    """It was acknowledged, or its delivery was proven, already."""


@dataclass(frozen=True, slots=True)
class OnPaper:
    """To whom a letter goes, and where."""

    addressee: str
    address: str


def open_proceedings(*, submission: Submission, by: Actor, at: datetime) -> Proceedings:
    """The proceedings of a submission that is being filed; begun with the first, led by the court and who filed.

    Part of filing. A later version is served at once on every party that there is.
    """
    found = Proceedings.objects.filter(
        court_id=submission.court_id, case_id=submission.case_id, docket=submission.docket
    ).first()
    if found is None:
        return _begin(submission, by, at)
    readers = CourtParty.objects.filter(proceedings_id=found.pk, agency__isnull=False)
    for party in readers.exclude(kind=PartyKind.APPLICANT).order_by("pk"):
        _let_read(submission, party, by, at)
    serve_on_others(
        proceedings=found,
        what=Served.SUBMISSION,
        subject_id=submission.pk,
        except_for=_applicants(found),
        by=by,
        at=at,
    )
    return found


def _applicants(proceedings: Proceedings) -> list[UUID]:
    rows = CourtParty.objects.filter(proceedings_id=proceedings.pk, kind=PartyKind.APPLICANT)
    return list(rows.values_list("pk", flat=True))


def _begin(submission: Submission, by: Actor, at: datetime) -> Proceedings:
    worker_id = person_who(by, "submission.sign")
    record_id = uuid7()
    open_record(id=record_id, kind=RecordKind.SUBMISSION, lead=submission.agency_id, at=at)
    proceedings = Proceedings(
        record_id=record_id,
        court_id=submission.court_id,
        agency_id=submission.agency_id,
        case_id=submission.case_id,
        case_record_id=submission.case_record_id,
        docket=submission.docket,
        opened_at=at,
    )
    proceedings.save(force_insert=True)
    share_proceedings(record_id=record_id, shares={submission.court_id: Level.LEAD}, by=by, at=at)
    applicant = CourtParty(
        record_id=record_id,
        proceedings_id=proceedings.pk,
        kind=PartyKind.APPLICANT,
        agency_id=submission.agency_id,
        channel=Channel.ACCOUNT,
        added_by_id=worker_id,
        added_at=at,
    )
    applicant.save(force_insert=True)
    content = proceedings_content(proceedings, applicant.pk, submission.code)
    ledger.write("proceedings.opened", about=record_id, by=by, at=at, content=content)
    return proceedings


@transaction.atomic
def add_party(
    *,
    submission_id: UUID,
    kind: PartyKind,
    by: Actor,
    at: datetime,
    agency_id: UUID | None = None,
    channel: Channel = Channel.ACCOUNT,
    letter: OnPaper | None = None,
) -> UUID:
    """Bring a party into the proceedings and serve on it what was filed so far; returns the party's id.

    With an account it reads the submissions and the questions at once; on paper a letter waits to be printed, and its
    name and address are known to who serves and to the court alone. Raises NoProceedings, NotFound, PartyAlready,
    InvalidInput without agency, addressee or address.
    """
    worker_id = person_who(by, "party.write")
    proceedings = proceedings_of(submission_reached(submission_id))
    _check_way(channel, agency_id, letter)
    hold_proceedings(proceedings.pk)
    if agency_id and CourtParty.objects.filter(proceedings_id=proceedings.pk, agency_id=agency_id).exists():
        raise PartyAlready("This agency is a party already.")
    before = CourtParty.objects.filter(proceedings_id=proceedings.pk, kind=kind).aggregate(n=Max("number"))
    party = CourtParty(
        record_id=proceedings.record_id,
        proceedings_id=proceedings.pk,
        kind=kind,
        number=(before["n"] or 0) + 1,
        agency_id=agency_id,
        channel=channel,
        added_by_id=worker_id,
        added_at=at,
    )
    party.save(force_insert=True)
    if agency_id:
        shares = {agency_id: Level.WRITE}
        share_proceedings(record_id=proceedings.record_id, shares=shares, by=by, at=at)
    ledger.write("party.added", about=proceedings.record_id, by=by, at=at, content=party_content(party))
    for submission in _filed_in(proceedings):
        if agency_id:
            _let_read(submission, party, by, at)
        _serve(
            proceedings, party, what=Served.SUBMISSION, subject_id=submission.pk, by=by, at=at, letter=letter
        )
    return party.pk


def _check_way(channel: Channel, agency_id: UUID | None, letter: OnPaper | None) -> None:
    if channel is Channel.ACCOUNT:
        if agency_id is None:
            raise InvalidInput("agency", "missing")
        agency_by_id(agency_id)
        return
    if agency_id is not None:
        raise InvalidInput("agency", "not_with_paper")
    for name, value in (
        ("addressee", letter and letter.addressee.strip()),
        ("address", letter and letter.address.strip()),
    ):
        if not value:
            raise InvalidInput(name, "missing")


def _filed_in(proceedings: Proceedings) -> Iterable[Submission]:
    return Submission.objects.filter(
        court_id=proceedings.court_id,
        case_id=proceedings.case_id,
        docket=proceedings.docket,
        filed_at__isnull=False,
    ).order_by("version", "pk")


def _let_read(submission: Submission, party: CourtParty, by: Actor, at: datetime) -> None:
    if party.agency_id is not None:
        shares = {party.agency_id: Level.READ}
        share_proceedings(record_id=submission.record_id, shares=shares, by=by, at=at)


def serve_on_others(
    *,
    proceedings: Proceedings,
    what: Served,
    subject_id: UUID,
    except_for: list[UUID],
    by: Actor,
    at: datetime,
) -> None:
    """Serve something on every party but these; part of the action that it comes from."""
    for party in (
        CourtParty.objects.filter(proceedings_id=proceedings.pk).exclude(pk__in=except_for).order_by("added_at", "pk")
    ):  # fmt: skip
        _serve(proceedings, party, what=what, subject_id=subject_id, by=by, at=at)


def _serve(
    proceedings: Proceedings,
    party: CourtParty,
    *,
    what: Served,
    subject_id: UUID,
    by: Actor,
    at: datetime,
    letter: OnPaper | None = None,
) -> None:
    """One service on its own record: who served, the court and this party reach it, and nobody else.

    In the system a party has received it when it was served; on paper, when somebody proves it.
    """
    on_paper = party.agency_id is None
    limit = court_limit("service_delivered" if on_paper else "service_acknowledged")
    record_id, due_at = uuid7(), add_time(at, limit.limit, calendar())
    open_record(id=record_id, kind=RecordKind.SUBMISSION, lead=agency_of(by), at=at)
    shares = {proceedings.court_id: Level.LEAD}
    if party.agency_id is not None and party.agency_id != proceedings.court_id:
        shares[party.agency_id] = Level.WRITE
    share_proceedings(record_id=record_id, shares=shares, by=by, at=at)
    service = Service(
        record_id=record_id,
        case_record_id=proceedings.case_record_id,
        proceedings_id=proceedings.pk,
        party_id=party.pk,
        what=what,
        subject_id=subject_id,
        served_by_id=by.id,
        served_at=at,
        due_at=due_at,
        received_at=None if on_paper else at,
    )
    if letter:
        service.seal(addressee=letter.addressee.strip(), address=letter.address.strip())
    service.save(force_insert=True)
    # A letter is the court's to deliver unless who filed serves it; counsel cannot know the others' addresses.
    owner = party.agency_id or (agency_of(by) if letter else proceedings.court_id)
    start_deadline(
        record_id=record_id,
        subject_id=service.pk,
        kind=DeadlineKind.COURT_DELIVERY if on_paper else DeadlineKind.COURT_SERVICE,
        agency_id=owner,
        due_at=due_at,
        origin=limit.origin,
        checked=limit.checked,
        by=by,
        at=at,
    )
    ledger.write("service.made", about=record_id, by=by, at=at, content=service_content(service))


def _locked_service(service_id: UUID) -> Service:
    hold_deadlines(subject_id=service_id)
    row = (
        Service.objects.select_for_update(of=("self",)).select_related("party").filter(pk=service_id).first()
    )
    if row is None:
        raise NotFound("No such service.")
    return row


@transaction.atomic
def acknowledge_service(*, service_id: UUID, by: Actor, at: datetime) -> None:
    """A party with an account says that it has what was served; its clock stops. Raises NotFound, NotAllowed, ServedAlready."""
    worker_id = person_who(by, "question.answer")
    service = _locked_service(service_id)
    if service.party.agency_id != by.agency:
        raise NotAllowed("Only the party on whom it was served acknowledges it.")
    if service.acknowledged_at is not None:
        raise ServedAlready("This was acknowledged already.")
    service.acknowledged_at, service.acknowledged_by_id = at, worker_id
    service.save(update_fields=["acknowledged_at", "acknowledged_by"])
    meet_deadline(subject_id=service.pk, kind=DeadlineKind.COURT_SERVICE, by=by, at=at)
    ledger.write(
        "service.acknowledged", about=service.record_id, by=by, at=at, content={"service": service.pk}
    )


@transaction.atomic
def prove_delivery(
    *, service_id: UUID, kind: ProofKind, received_at: datetime, proof: str, by: Actor, at: datetime
) -> None:
    """Put on record how and when a party without an account received what was served; the clock stops.

    Raises NotFound, NotAllowed for a party with an account, ServedAlready, InvalidInput for a time before the service
    or in the future, or without words about the proof.
    """
    person_who(by, "party.write")
    service = _locked_service(service_id)
    if service.party.agency_id is not None:
        raise NotAllowed("A party with an account acknowledges by itself.")
    if service.received_at is not None:
        raise ServedAlready("The delivery is proven already.")
    if not service.served_at <= received_at <= at:
        raise InvalidInput("received_on", "before_served" if received_at < service.served_at else "in_future")
    if not proof.strip():
        raise InvalidInput("proof", "missing")
    service.received_at, service.proof_kind = received_at, kind
    service.seal(proof=proof.strip())
    service.save(update_fields=["received_at", "proof_kind", "proof"])
    meet_deadline(subject_id=service.pk, kind=DeadlineKind.COURT_DELIVERY, by=by, at=at)
    ledger.write(
        "service.delivered", about=service.record_id, by=by, at=at, content=delivery_content(service)
    )

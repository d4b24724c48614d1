"""What the actions of jointwork share."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from takatuf.agencies.queries import agency
from takatuf.casework.actions.lines import write_line
from takatuf.clocks.actions import hold_deadlines, meet_deadline, notify, start_deadline
from takatuf.clocks.holidays.queries import calendar
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import open_deadlines_by_subject
from takatuf.clocks.rules import Limit, add_time
from takatuf.jointwork.models import Referral
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.ledger.actions import write


def locked_referral(referral_id: UUID) -> Referral:
    """The referral, locked after its clocks. Raises NotFound, also for those who may not know."""
    hold_deadlines(subject_id=referral_id)
    referral = Referral.objects.filter(pk=referral_id).select_for_update().first()
    if referral is None:
        raise NotFound("No such referral.")
    return referral


def params_of(referral: Referral) -> dict[str, str | int]:
    """What lines and notices about a referral are told with: codes and ids, never words about a person."""
    return {
        "from_agency": str(referral.from_agency_id), "to_agency": str(referral.to_agency_id), "code": referral.code,
        "purpose": referral.purpose, "legal_basis": referral.legal_basis, "level": referral.escalation_level,
        "referral": str(referral.pk),
    }  # fmt: skip


def told(
    referral: Referral,
    event: str,
    *,
    by: Actor,
    at: datetime,
    content: Mapping[str, str | int | bool | UUID | None] | None = None,
    notice_to: UUID | None = None,
    agency_id: UUID | None = None,
) -> None:
    """The ledger's entry, the chronology's line, and where asked a notice on a desk, of one thing about a referral.

    `agency_id` names whose line it is where nobody of an agency acts: a guest.
    """
    params = params_of(referral)
    named = "referral_accepted" if event == "referral_accepted_by_phone" else event
    entry = f"referral.{event.removeprefix('referral_')}"
    write(entry, about=referral.record_id, by=by, at=at, content={"referral": referral.pk, **(content or {})})
    write_line(kind=event, record_id=referral.record_id, case_record_id=referral.case_record_id, by=by, at=at, params=params,
        source=referral.code, agency_id=agency_id,
    )  # fmt: skip
    if notice_to is not None:
        notify(agency_id=notice_to, record_id=referral.record_id, kind=named, params=params, by=by, at=at)


def start_clock(
    referral: Referral,
    kind: DeadlineKind,
    agency_id: UUID,
    limits: Mapping[int, Limit],
    *,
    by: Actor,
    at: datetime,
) -> datetime:
    """Start the clock of the referral's level for an agency; returns when it is due."""
    due_at = add_time(at, limits[referral.level], calendar())
    start_deadline(
        record_id=referral.record_id,
        subject_id=referral.pk,
        kind=kind,
        agency_id=agency_id,
        due_at=due_at,
        by=by,
        at=at,
    )
    return due_at


def stop_clock(referral: Referral, kind: DeadlineKind, *, by: Actor, at: datetime) -> None:
    """Stop a clock of the referral when it runs."""
    if open_deadlines_by_subject([referral.pk], kind=kind, by=by):
        meet_deadline(subject_id=referral.pk, kind=kind, by=by, at=at)


def known_agency(path: str, agency_id: UUID) -> UUID:
    """The id, when there is such an agency. Raises InvalidInput that names the field."""
    try:
        return agency(agency_id).id
    except NotFound as missing:
        raise InvalidInput(path, "unknown_agency") from missing

"""Opening a case with a reason, and its review by a second person at the leading agency within a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import disclose, require
from takatuf.casework.models import Case
from takatuf.clocks.actions import hold_deadlines, meet_deadline, notify, start_deadline
from takatuf.clocks.duty.actions import request_ring, ring
from takatuf.clocks.duty.models import RingReason
from takatuf.clocks.models import DeadlineKind
from takatuf.jointwork.knowing.errors import NothingOpens, OwnOpening, ReviewedAlready
from takatuf.jointwork.knowing.models import Finding, Opening
from takatuf.jointwork.knowing.shared import (
    ask,
    checked_reason,
)
from takatuf.kernel.actors import Actor
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write
from takatuf.vault.actions import create_data_keys

REVIEWED_WITHIN = timedelta(hours=24)
MOST_HOURS = 24


@dataclass(frozen=True, slots=True)
class Opened:
    """What opened, until when."""

    case_id: UUID
    until: datetime


@transaction.atomic
def open_with_reason(
    *, code: str, reason: str, in_danger: bool, hours: int, by: Actor, at: datetime
) -> Opened:
    """Open a case for one worker, to be read, for some hours. The leading agency is rung at once, and reviews it in a day.

    A case that the worker reaches anyway is returned as it is. Raises NotAllowed, InvalidInput, and NothingOpens: for a code
    that is not there, for a worker who is kept from the case, and for a locked case without danger to life, alike. The caller
    puts a refusal on record with `note_refused_opening`: this transaction is rolled back.
    """
    worker = require(by, "access.open")
    if worker is None or by.agency is None:
        raise NotAllowed("Only staff open a case with a reason.")
    reason, code = checked_reason(reason), european_digits(code).strip().upper()
    if not 1 <= hours <= MOST_HOURS:
        raise InvalidInput("hours", "out_of_range")
    known = Case.objects.filter(code=code).first()
    if known is not None:
        return Opened(known.pk, at)
    record_id = uuid7()
    rows = ask("break_glass", code, hours, in_danger, record_id, at)
    if not rows:
        raise NothingOpens("No case opens under this code.")
    case_id, case_record_id, lead_id, until = (rows[0][0], rows[0][1], rows[0][2], rows[0][3])
    create_data_keys([record_id])
    opening = Opening(
        record_id=record_id, case_id=case_id, case_record_id=case_record_id, case_code=code, agency_id=by.agency,
        opened_by_id=by.id, in_danger=in_danger, opened_at=at, until=until,
    )  # fmt: skip
    opening.seal(reason=reason)
    opening.save(force_insert=True)
    disclose(record_ids=[opening.case_record_id], what="opened_with_reason", by=by, at=at)
    _tell_lead(opening, UUID(str(lead_id)), by, at)
    content = {
        "opening": opening.pk, "in_danger": in_danger, "reason": reason, "until": opening.until.isoformat(),
        "opening_record": record_id,
    }  # fmt: skip
    write("access.opened", about=opening.case_record_id, by=by, at=at, content=content)
    return Opened(opening.case_id, opening.until)


def _tell_lead(opening: Opening, lead_id: UUID, by: Actor, at: datetime) -> None:
    start_deadline(
        record_id=opening.record_id, subject_id=opening.pk, kind=DeadlineKind.OPENING_REVIEW, agency_id=lead_id,
        due_at=at + REVIEWED_WITHIN, by=by, at=at,
    )  # fmt: skip
    params: dict[str, str | int] = {
        "agency": str(opening.agency_id), "code": opening.case_code, "opening": str(opening.pk),
    }  # fmt: skip
    kind = "case_opened_in_danger" if opening.in_danger else "case_opened_with_reason"
    notify(agency_id=lead_id, record_id=opening.record_id, kind=kind, params=params, by=by, at=at)
    _ring_lead(opening, lead_id, by, at)


def _ring_lead(opening: Opening, lead_id: UUID, by: Actor, at: datetime) -> None:
    """Whoever is on duty at the leading agency is rung at once, never the one who opened."""
    if lead_id == by.agency:
        ring(
            agency_id=lead_id,
            record_ids=[opening.record_id],
            why=RingReason.CASE_OPENED,
            besides=by.id,
            by=by,
            at=at,
        )
    else:
        request_ring(
            record_id=opening.record_id, subject_id=opening.pk, from_agency_id=opening.agency_id, to_agency_id=lead_id,
            why=RingReason.CASE_OPENED, by=by, at=at,
        )  # fmt: skip


@transaction.atomic
def note_refused_opening(*, code: str, by: Actor, at: datetime) -> None:
    """Put on the ledger that somebody tried to open a case and nothing opened; never whether there is one."""
    require(by, "access.open")
    write("access.refused", about=None, by=by, at=at, extra={"code": code.strip().upper()[:40]})


@transaction.atomic
def review_opening(*, opening_id: UUID, finding: Finding, note: str, by: Actor, at: datetime) -> None:
    """Say as a second person of the leading agency whether it was needed; the clock stops.

    Raises NotAllowed, NotFound, OwnOpening, ReviewedAlready, InvalidInput.
    """
    require(by, "access.review")
    hold_deadlines(subject_id=opening_id)
    opening = Opening.objects.filter(pk=opening_id).select_for_update().first()
    if opening is None:
        raise NotFound("No such opening.")
    if opening.opened_by_id == by.id:
        raise OwnOpening("Nobody reviews what they opened themselves.")
    if opening.reviewed_at is not None:
        raise ReviewedAlready("This opening was reviewed before.")
    opening.reviewed_at, opening.reviewed_by_id, opening.finding = at, by.id, finding
    opening.seal(note=checked_reason(note, "note"))
    opening.save(update_fields=["reviewed_at", "reviewed_by", "finding", "note"])
    meet_deadline(subject_id=opening.pk, kind=DeadlineKind.OPENING_REVIEW, by=by, at=at)
    content = {"opening": opening.pk, "finding": finding.value, "note": note.strip()}
    write("access.opening_reviewed", about=opening.record_id, by=by, at=at, content=content)

"""The court's own clock for a hearing: by when somebody writes down what came of it."""

from datetime import datetime

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.clocks.actions import meet_deadline, start_deadline
from takatuf.clocks.holidays.queries import calendar
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import agency_of
from takatuf.clocks.rules import add_time
from takatuf.court.models import Hearing
from takatuf.jointwork.packs.court_limits import court_limit
from takatuf.kernel.actors import Actor
from takatuf.kernel.ids import uuid7


def start_hearing_clock(hearing: Hearing, *, by: Actor, at: datetime) -> None:
    """Start it when the hearing begins, on a record of the court alone: no party is told that a court is late."""
    limit, record_id = court_limit("hearing_outcome"), uuid7()
    open_record(id=record_id, kind=RecordKind.SUBMISSION, lead=agency_of(by), at=at)
    start_deadline(
        record_id=record_id,
        subject_id=hearing.pk,
        kind=DeadlineKind.HEARING_OUTCOME,
        agency_id=agency_of(by),
        due_at=add_time(hearing.starts_at, limit.limit, calendar()),
        origin=limit.origin,
        checked=limit.checked,
        by=by,
        at=hearing.starts_at,
    )


def stop_hearing_clock(hearing: Hearing, *, by: Actor, at: datetime) -> None:
    """What came of the hearing is written down; one that was called off before it began never ran."""
    meet_deadline(
        subject_id=hearing.pk, kind=DeadlineKind.HEARING_OUTCOME, by=by, at=max(at, hearing.starts_at)
    )

"""How the acting worker is told, for the page on which it is chosen."""

from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import UUID

from takatuf.agencies.numbers import numbers_of
from takatuf.clocks.duty.models import DutyNotice, NoticeState
from takatuf.clocks.notices.models import NoticeChoice, Way
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class LastMessage:
    """The last message to this worker: when, and what became of it."""

    at: datetime
    state: str
    state_label: str


@dataclass(frozen=True, slots=True)
class OwnNotices:
    """The own choice, or what holds without one, with the own addresses."""

    way: str
    first_at: time
    second_at: time | None
    quiet_from: time | None
    quiet_until: time | None
    urgent_at_once: bool
    phone: str = field(repr=False)
    email: str = field(repr=False)
    last: LastMessage | None


def own_notices(*, by: Actor) -> OwnNotices:
    """How the acting worker is told; without a choice on the desk only. Raises NotAllowed for who is no staff."""
    agency_id = agency_of(by)
    row = NoticeChoice.objects.filter(worker_id=by.id).first()
    own = numbers_of(agency_id, workers=[by.id]).get(by.id)
    return OwnNotices(
        way=row.way if row else Way.DESK, first_at=row.first_at if row else time(8), second_at=row.second_at if row else time(13),
        quiet_from=row.quiet_from if row else time(21), quiet_until=row.quiet_until if row else time(7),
        urgent_at_once=row.urgent_at_once if row else True, phone=own.phone if own else "", email=own.email if own else "",
        last=_last(agency_id, by.id),
    )  # fmt: skip


def _last(agency_id: UUID, worker_id: UUID) -> LastMessage | None:
    rows = DutyNotice.objects.filter(agency_id=agency_id, to_worker_id=worker_id, attempt__isnull=True)
    row = rows.order_by("-queued_at").first()
    if row is None:
        return None
    return LastMessage(row.queued_at, row.state, str(NoticeState(row.state).label))


def ways() -> list[tuple[str, str]]:
    """Every way to be told with its words, for forms."""
    return [(value, str(label)) for value, label in Way.choices]

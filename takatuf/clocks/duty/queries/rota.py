"""Who is on duty, and the rota for its page."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from takatuf.agencies.actions import require
from takatuf.agencies.models import Worker
from takatuf.agencies.numbers import NumberView, numbers_of
from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.agencies.rules import Role, may
from takatuf.clocks.duty.models import DutyChange, DutyShift, PlaceChoices
from takatuf.clocks.duty.rules import Change, Place, Rota, Turn, Weekly, limits
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor

#: Who leads an agency's shift when the rota has nobody: the first of these roles that has an active worker.
LEADS = (Role.SHIFT_LEADER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.PROSECUTOR)


@dataclass(frozen=True, slots=True)
class DutyPerson:
    """Somebody who is on duty; `number_hint` is the end of the telephone number, empty where none is on file."""

    worker_id: UUID
    name: WorkerName
    role_in_rota: Place
    number_hint: str

    @property
    def place_label(self) -> str:
        return str(PlaceChoices(self.role_in_rota).label)


def zone() -> ZoneInfo:
    """The country's local time, in which rotas are written."""
    return ZoneInfo(settings.TIME_ZONE)


def rota_of(agency_id: UUID, *, since: datetime) -> Rota:
    """The weekly pattern of an agency and the exceptions that have not ended at `since`; only what the scope reaches."""
    day = since.astimezone(zone()).date() - timedelta(days=1)
    going_on = Q(until_on__isnull=True) | Q(until_on__gt=day)
    shifts = DutyShift.objects.filter(going_on, agency_id=agency_id, worker__is_active=True)
    changes = DutyChange.objects.filter(agency_id=agency_id, withdrawn_at__isnull=True, ends_at__gt=since)
    return Rota(
        [Weekly(one.worker_id, Place(one.place), one.weekday, one.starts, one.ends, one.from_on, one.until_on) for one in shifts],
        [Change(one.worker_id, Place(one.place), one.starts_at, one.ends_at, one.made_at) for one in changes],
        zone(),
    )  # fmt: skip


def on_duty(agency_id: UUID, *, at: datetime) -> tuple[DutyPerson, ...]:
    """Who is on duty in an agency at a moment, the first before the second; empty where the rota has nobody.

    Only for the agency's own staff and the job that rings; others find nobody.
    """
    rota = rota_of(agency_id, since=at)
    found = [(place, worker) for place in (Place.FIRST, Place.SECOND) if (worker := rota.on_duty(place, at))]
    names, numbers = workers_by_id({worker for _, worker in found}), numbers_of(agency_id)
    return tuple(
        DutyPerson(worker, names[worker], place, numbers[worker].hint if worker in numbers else "")
        for place, worker in found
    )


def leads_of(agency_id: UUID) -> list[WorkerName]:
    """Who leads the agency's shifts: everybody in the first leading role that has an active worker."""
    for role in LEADS:
        rows = Worker.objects.filter(agency_id=agency_id, role=role, is_active=True).order_by("pk")
        if rows:
            names = workers_by_id({row.pk for row in rows})
            return [names[row.pk] for row in rows]
    return []


def may_be_on_duty(agency_id: UUID) -> list[WorkerName]:
    """The active workers of an agency whose role may answer an urgent call, by name."""
    rows = Worker.objects.filter(agency_id=agency_id, is_active=True)
    names = workers_by_id({row.pk for row in rows if may(Role(row.role), "duty.read")})
    return sorted(names.values(), key=str)


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One shift of the weekly pattern."""

    id: UUID
    worker: WorkerName
    place: Place
    place_label: str
    weekday: int
    starts: time
    ends: time
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One dated exception; without a worker nobody is on duty."""

    id: UUID
    worker: WorkerName | None
    place_label: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class RotaView:
    """The rota of the own agency: who is on duty now, who follows, where nobody is, the pattern and the exceptions."""

    on_duty: tuple[DutyPerson, ...]
    leads: tuple[WorkerName, ...]
    turns: tuple[Turn, ...]
    gaps: tuple[Turn, ...]
    second_gaps: int
    shifts: tuple[ShiftRow, ...]
    changes: tuple[ChangeRow, ...]
    people: tuple[WorkerName, ...]
    numbers: dict[UUID | None, NumberView] = field(repr=False)
    names: dict[UUID, WorkerName]


def open_rota(*, by: Actor, at: datetime) -> RotaView:
    """The own agency's rota with the coming days. Raises NotAllowed."""
    require(by, "duty.read")
    own = agency_of(by)
    rota, until = rota_of(own, since=at), at + limits().looks_ahead
    day = at.astimezone(zone()).date()
    shifts = list(DutyShift.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=day), agency_id=own))
    changes = list(DutyChange.objects.filter(agency_id=own, withdrawn_at__isnull=True, ends_at__gt=at))
    names = workers_by_id(
        {one.worker_id for one in shifts} | {one.worker_id for one in changes if one.worker_id}
    )
    return RotaView(
        on_duty=on_duty(own, at=at), leads=tuple(leads_of(own)), turns=tuple(rota.turns(Place.FIRST, at, until)),
        gaps=tuple(rota.gaps(Place.FIRST, at, until)), second_gaps=len(rota.gaps(Place.SECOND, at, until)),
        shifts=tuple(_shift_row(one, names) for one in sorted(shifts, key=_by_the_week)),
        changes=tuple(_change_row(one, names) for one in sorted(changes, key=lambda one: one.starts_at)),
        people=tuple(may_be_on_duty(own)), numbers=numbers_of(own), names=names,
    )  # fmt: skip


def _by_the_week(shift: DutyShift) -> tuple[int, str, time]:
    """The week begins on Sunday."""
    return (shift.weekday + 1) % 7, shift.place, shift.starts


def _shift_row(one: DutyShift, names: dict[UUID, WorkerName]) -> ShiftRow:
    return ShiftRow(
        one.pk, names[one.worker_id], Place(one.place), str(PlaceChoices(one.place).label), one.weekday, one.starts, one.ends,
        one.from_on, one.until_on,
    )  # fmt: skip


def _change_row(one: DutyChange, names: dict[UUID, WorkerName]) -> ChangeRow:
    worker = names[one.worker_id] if one.worker_id else None
    return ChangeRow(one.pk, worker, str(PlaceChoices(one.place).label), one.starts_at, one.ends_at)

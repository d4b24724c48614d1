"""The list of what is due, what is held, and what was erased: for the agency that leads or holds the record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language, gettext, pgettext

from takatuf.agencies.actions import require
from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.clocks.law.queries import LawNotChecked, citation
from takatuf.clocks.queries import agency_of
from takatuf.keeping.files import OWN, KeepingTime, Times, read_times
from takatuf.keeping.finding import KEEPER
from takatuf.keeping.models import Erasure, Hold, KindChoices, Why
from takatuf.keeping.rules import Stop
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.vault.queries import erased_records

MOST = 200


def times() -> Times:
    """The version in force: the country's own file, or the one that the house came with. Raises TimesFault."""
    return read_times(settings.TAKATUF_KEEPING_TIMES or OWN)


def is_law(time: KeepingTime) -> bool:
    """Whether the time may be called law: it names a text that two persons have checked in its present words."""
    if time.origin != "law":
        return False
    try:
        citation(time.law)
    except (LawNotChecked, NotFound):
        return False
    return True


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One keeping time in words. `origin_label` calls it law only when two persons have checked the text."""

    kind_label: str
    years: int
    origin_label: str
    source: str
    checked_by: str


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold of the own agency that stands."""

    id: UUID
    record_id: UUID
    code: str
    reason: str
    set_by: WorkerName | None
    set_at: datetime


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """A line of the list. `standing`: stopped, waits, approved_once, approved, done, kept."""

    id: UUID
    record_id: UUID
    code: str
    kind_label: str
    why_label: str
    asked: bool
    ended_at: datetime | None
    due_on: date | None
    first_by: WorkerName | None
    second_by: WorkerName | None
    kept_by: WorkerName | None
    kept_until: date | None
    erased_from: datetime | None
    done_at: datetime | None
    records: int
    standing: str
    standing_label: str
    stops: tuple[str, ...]
    may_approve: bool
    may_keep: bool


@dataclass(frozen=True, slots=True)
class KeepingDesk:
    """What the page of keeping and erasing shows."""

    times: tuple[TimeRow, ...]
    version: int
    open: tuple[ErasureRow, ...]
    past: tuple[ErasureRow, ...]
    holds: tuple[HoldRow, ...]
    may_erase: bool


def keeping_desk(*, by: Actor, may_erase: bool) -> KeepingDesk:
    """The own agency's list, its holds, and the keeping times. Permission record.hold. Raises NotAllowed."""
    require(by, "record.hold")
    known, mine = times(), agency_of(by)
    rows = Erasure.objects.filter(agency_id=mine)
    open_rows = list(
        rows.filter(done_at__isnull=True, kept_at__isnull=True).order_by("listed_at", "pk")[:MOST]
    )
    past = list(rows.exclude(done_at__isnull=True, kept_at__isnull=True).order_by("-listed_at", "-pk")[:MOST])
    holds = list(Hold.objects.filter(agency_id=mine, lifted_at__isnull=True).order_by("-set_at")[:MOST])
    held = set(
        Hold.objects.filter(record_id__in=[row.record_id for row in open_rows], lifted_at__isnull=True).values_list("record_id", flat=True)
    )  # fmt: skip
    people = _people(open_rows, past, holds)
    return KeepingDesk(
        times=tuple(_time_row(time) for time in known.times.values()), version=known.version, may_erase=may_erase,
        open=tuple(_row(row, people, held, known, by) for row in open_rows),
        past=tuple(_row(row, people, held, known, by) for row in past),
        holds=tuple(
            HoldRow(row.pk, row.record_id, row.code, row.unseal("reason"), people.get(row.set_by_id), row.set_at) for row in holds
        ),
    )  # fmt: skip


def stops_now(row: Erasure) -> list[str]:
    """What stood against it last night, and a hold that who asks can see and that came since."""
    held = Hold.objects.filter(record_id=row.record_id, lifted_at__isnull=True).exists()
    return [Stop.HELD.value, *(stop for stop in row.stops if stop != Stop.HELD)] if held else list(row.stops)


def _source(time: KeepingTime) -> str:
    """Where a time comes from, in the reader's language as far as the file says it."""
    source = time.source_ar if (get_language() or "").startswith("ar") else time.source
    return source or time.law


def erasures_awaiting(*, by: Actor) -> int:
    """How many lines of the own agency's list this person could approve now."""
    rows = Erasure.objects.filter(
        agency_id=agency_of(by), done_at__isnull=True, kept_at__isnull=True, second_at__isnull=True, stops=[], looked_at__isnull=False
    )  # fmt: skip
    return rows.exclude(first_by_id=by.id).count()


@dataclass(frozen=True, slots=True)
class Standing:
    """One line for whoever runs the house: no person, no word of a record."""

    code: str
    kind: str
    agency_id: UUID
    due_on: date | None
    standing: str


def every_erasure() -> list[Standing]:
    """Every open line of every agency, for the command on the house's own machine."""
    rows = (
        Erasure.objects.using(KEEPER)
        .filter(done_at__isnull=True, kept_at__isnull=True)
        .order_by("listed_at", "pk")
    )
    return [
        Standing(row.code or str(row.record_id), row.kind, row.agency_id, row.due_on, ", ".join(row.stops) or _standing(row, row.stops))
        for row in rows
    ]  # fmt: skip


def erased_list() -> list[UUID]:
    """The records whose keys were destroyed, oldest first: ids that lead to nobody, to be erased again after a restore."""
    return erased_records()


def _people(*lists: Iterable[Erasure | Hold]) -> dict[UUID, WorkerName]:
    names = ("first_by_id", "second_by_id", "kept_by_id", "set_by_id")
    found = {getattr(row, name, None) for rows in lists for row in rows for name in names}
    return workers_by_id({id for id in found if id is not None})


def _time_row(time: KeepingTime) -> TimeRow:
    return TimeRow(
        kind_label=str(KindChoices(time.kind).label), years=time.years, origin_label=_origin(time),
        source=_source(time), checked_by=time.checked_by,
    )  # fmt: skip


def _origin(time: KeepingTime) -> str:
    if is_law(time):
        return pgettext("where a keeping time comes from", "Law, checked by two persons")
    return {
        "law": pgettext(
            "where a keeping time comes from", "Said to be law: not checked by two persons, so not law here"
        ),
        "guidance": pgettext("where a keeping time comes from", "Guidance"),
        "default": pgettext("where a keeping time comes from", "Our own choice"),
    }[time.origin]


def _row(
    row: Erasure, people: dict[UUID, WorkerName], held: set[UUID], known: Times, by: Actor
) -> ErasureRow:
    stops = list(row.stops)
    if row.record_id in held and Stop.HELD not in stops:
        stops.insert(0, Stop.HELD.value)
    standing = _standing(row, stops)
    return ErasureRow(
        id=row.pk, record_id=row.record_id, code=row.code, kind_label=str(KindChoices(row.kind).label),
        why_label=str(Why(row.why).label), asked=row.why == Why.ASKED, ended_at=row.ended_at, due_on=row.due_on,
        first_by=people.get(row.first_by_id), second_by=people.get(row.second_by_id),  # type: ignore[arg-type]
        kept_by=people.get(row.kept_by_id), kept_until=row.kept_until,  # type: ignore[arg-type]
        erased_from=row.second_at + timedelta(days=known.waits_days) if row.second_at else None, done_at=row.done_at,
        records=row.records or 0, standing=standing, standing_label=_standing_words(standing),
        stops=() if row.done_at or row.kept_at else tuple(_stop_words(stop) for stop in stops),
        may_approve=standing in {"waits", "approved_once"} and row.first_by_id != by.id,
        may_keep=standing in {"stopped", "waits", "approved_once", "approved"},
    )  # fmt: skip


def _standing(row: Erasure, stops: list[str]) -> str:
    if row.done_at is not None:
        return "done"
    if row.kept_at is not None:
        return "kept"
    if stops:
        return "stopped"
    if row.second_at is not None:
        return "approved"
    return "waits" if row.first_at is None else "approved_once"


def _standing_words(standing: str) -> str:
    return {
        "stopped": gettext("Not erased: something stands against it"),
        "waits": gettext("Waits for two persons"),
        "approved_once": gettext("One person approved; a second one must"),
        "approved": gettext("Approved by two persons"),
        "done": gettext("Erased"),
        "kept": gettext("Kept after all"),
    }[standing]


def _stop_words(stop: str) -> str:
    return {
        Stop.HELD: gettext("It is held: an agency said that it must be kept."),
        Stop.OPEN: gettext("It is open: the case, the report or the call has not ended."),
        Stop.COURT: gettext("It is before a court: a submission without a ruling, or an appeal."),
        Stop.CLOCK: gettext("A time limit in it still runs."),
        Stop.LINKED: gettext("It is linked with a case that is open."),
        Stop.LOCKED: gettext("It is locked, because it is in the news."),
        Stop.ELSEWHERE: gettext("Another agency leads it now, and decides."),
        Stop.EARLY: gettext("By the keeping times in force it is not due yet."),
    }[Stop(stop)]

"""Who may see a case, who looked with a reason, what waits for a review."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Value

from takatuf.agencies.actions import require
from takatuf.agencies.knowing_models import Denial, DenialKind, Guard, Reach
from takatuf.agencies.models import Level, RecordKind
from takatuf.agencies.queries import AgencyName, WorkerName, agencies, looks_of_all, workers_by_id
from takatuf.agencies.queries import LookRow as Look
from takatuf.casework.queries import CaseRow, case_head
from takatuf.jointwork.knowing.models import (
    Contribution,
    DecisionKind,
    GuardianBlock,
    KnowingDecision,
    Lock,
    LookReview,
    Opening,
)
from takatuf.jointwork.knowing.shared import ask, guard_for
from takatuf.kernel.actors import Actor

SHOWN = 100


@dataclass(frozen=True, slots=True)
class ReachRow:
    """An agency, or one worker of it, that reaches parts of a case: which, how far, until when, and whether it is paused."""

    agency: AgencyName
    worker: WorkerName | None
    parts: tuple[str, ...]
    level: Level
    until: datetime | None
    paused: bool


@dataclass(frozen=True, slots=True)
class DenialRow:
    """A worker who is kept from a case, or from so many of its records."""

    worker: WorkerName
    kind: str
    kind_label: str
    until: datetime | None
    records: int


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision about who may see the case, with its reason."""

    label: str
    value: str
    worker: WorkerName | None
    reason: str
    by: WorkerName
    at: datetime


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """A case that somebody opened with a reason; the reason only where the reader may open it."""

    id: UUID
    case_code: str
    agency: AgencyName
    opened_by: WorkerName
    in_danger: bool
    reason: str
    opened_at: datetime
    until: datetime
    reviewed_by: WorkerName | None
    finding: str


@dataclass(frozen=True, slots=True)
class LockRow:
    """A lock, with the one text that is said outside."""

    id: UUID
    case_code: str
    agency: AgencyName
    reviewer: AgencyName
    spoken: str
    locked_at: datetime


@dataclass(frozen=True, slots=True)
class LookRow:
    """A look at a locked case that waits for a review."""

    id: UUID
    worker: WorkerName
    what: str
    at: datetime
    own: bool


@dataclass(frozen=True, slots=True)
class LooksRow:
    """The looks that wait, of one lock."""

    lock: LockRow
    looks: tuple[LookRow, ...]


@dataclass(frozen=True, slots=True)
class BlockRow:
    """Somebody of the case who must not be told, and why."""

    id: UUID
    person_id: UUID
    reason: str
    set_by: WorkerName
    set_at: datetime
    review_due_at: datetime


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """Words that were added to a case."""

    agency: AgencyName
    worker: WorkerName
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Knowing:
    """How a case stands: how far it is shared by the own agency, its lock, and everybody who reaches it or is kept away."""

    reach: Reach
    reach_label: str
    named: tuple[WorkerName, ...]
    lock: LockRow | None
    reaches: tuple[ReachRow, ...]
    denials: tuple[DenialRow, ...]
    openings: tuple[OpeningRow, ...]
    blocks: tuple[BlockRow, ...]
    contributions: tuple[ContributionRow, ...]
    decisions: tuple[DecisionRow, ...]


def _names() -> dict[UUID, AgencyName]:
    return {row.id: row for row in agencies()}


def knowing_of(case_id: UUID, *, by: Actor, head: CaseRow | None = None) -> Knowing:
    """Everything about who may see a case; who has opened it may hand its head on. Raises NotFound, also for those who may not know."""
    case = head or case_head(case_id, by=by)
    guard = guard_for(case, by)
    reach = Reach(guard.reach) if guard else Reach.PARTNERS
    named = workers_by_id(set(guard.named)) if guard else {}
    lock = Lock.objects.filter(case_record_id=case.record_id, lifted_at__isnull=True).first()
    return Knowing(
        reach=reach,
        reach_label=str(reach.label),
        named=tuple(named.values()),
        lock=_locks([lock])[0] if lock else None,
        reaches=tuple(_reaches(case.record_id)),
        denials=tuple(_denials(case.record_id)),
        openings=tuple(_openings(Opening.objects.filter(case_record_id=case.record_id).order_by("-opened_at")[:SHOWN])),
        blocks=tuple(_blocks(case.record_id)),
        contributions=tuple(_contributions(case.record_id)),
        decisions=tuple(_decisions(case.record_id)),
    )  # fmt: skip


def _reaches(root: UUID) -> list[ReachRow]:
    """One row for each agency and worker, the agencies first; parts in words."""
    rows = [
        (UUID(str(r[0])), str(r[1]), r[2], r[3], Level(str(r[4])), r[5], bool(r[6]))
        for r in ask("reach_of", root)
    ]
    names, staff = _names(), workers_by_id({UUID(str(row[3])) for row in rows if row[3]})
    found: dict[tuple[object, ...], dict[str, None]] = {}
    for _, kind, agency_id, worker_id, level, until, paused in rows:
        key = (agency_id, worker_id, level, until, paused)
        found.setdefault(key, {})[str(RecordKind(kind).label)] = None
    reaches = [
        ReachRow(
            names[UUID(str(agency_id))], staff.get(UUID(str(worker_id))) if worker_id else None, tuple(parts),
            Level(str(level)), until if isinstance(until, datetime) else None, bool(paused),
        )
        for (agency_id, worker_id, level, until, paused), parts in found.items()
    ]  # fmt: skip
    return sorted(
        reaches, key=lambda row: (row.agency.code, row.worker is not None, str(row.worker), row.level)
    )


def looks_of_case(case_id: UUID, *, by: Actor, head: CaseRow | None = None) -> list[Look]:
    """Who looked at a case or at anything that belongs to it, the newest first. Raises NotFound, also for those who may not know."""
    case = head or case_head(case_id, by=by)
    records = {case.record_id, *(UUID(str(row[0])) for row in ask("reach_of", case.record_id))}
    return looks_of_all(records, by=by)


def _denials(root: UUID) -> list[DenialRow]:
    rows = list(Denial.objects.filter(root_id=root, lifted_at__isnull=True))
    staff = workers_by_id({row.worker_id for row in rows})
    found: dict[tuple[UUID, str, datetime | None], int] = {}
    for row in rows:
        key = (row.worker_id, row.kind, row.until)
        found[key] = found.get(key, 0) + 1
    return [
        DenialRow(staff[worker], kind, str(DenialKind(kind).label), until, count)
        for (worker, kind, until), count in found.items()
        if worker in staff
    ]


def _openings(rows: Iterable[Opening]) -> list[OpeningRow]:
    found = list(rows)
    names = _names()
    staff = workers_by_id({one for row in found for one in (row.opened_by_id, row.reviewed_by_id) if one})
    return [
        OpeningRow(
            row.pk, row.case_code, names[row.agency_id], staff[row.opened_by_id], row.in_danger, row.unseal("reason"),
            row.opened_at, row.until, staff[row.reviewed_by_id] if row.reviewed_by_id else None,
            str(row.get_finding_display()) if row.finding else "",
        )
        for row in found
    ]  # fmt: skip


def _locks(rows: Iterable[Lock]) -> list[LockRow]:
    names = _names()
    return [
        LockRow(
            row.pk, row.case_code, names[row.agency_id], names[row.reviewer_id], row.unseal("spoken"), row.locked_at
        )
        for row in rows
    ]  # fmt: skip


def blocks_of(case_id: UUID, *, by: Actor) -> list[BlockRow]:
    """The persons of a case who must not be told now. Whoever writes a letter or a packet asks this before naming one.

    Raises NotFound, also for those who may not know.
    """
    return _blocks(case_head(case_id, by=by).record_id)


def _blocks(root: UUID) -> list[BlockRow]:
    rows = list(GuardianBlock.objects.filter(record_id=root, lifted_at__isnull=True).order_by("set_at"))
    staff = workers_by_id({row.set_by_id for row in rows})
    return [
        BlockRow(row.pk, row.person_id, row.unseal("reason"), staff[row.set_by_id], row.set_at, row.review_due_at)
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marks:
    """What nobody who works on a case may overlook: somebody must not be told, and it is locked."""

    has_blocks: bool
    is_locked: bool


def marks_of(case_record_id: UUID, *, by: Actor) -> Marks:
    """The marks of a case, for the banner on its pages."""
    del by  # the scope of the actor is in the database
    blocks = GuardianBlock.objects.filter(record_id=case_record_id, lifted_at__isnull=True)
    locks = Guard.objects.filter(record_id=case_record_id, locked=True)
    kinds = blocks.values_list(Value("block")).union(locks.values_list(Value("lock")))
    found = {kind for (kind,) in kinds}
    return Marks("block" in found, "lock" in found)


def reviews_count(*, by: Actor) -> int:
    """How many openings and looks wait for a review by the reader's agency, for the number beside a page; it opens nothing."""
    openings = Opening.objects.filter(reviewed_at__isnull=True).exclude(opened_by_id=by.id).count()
    return (
        openings
        + LookReview.objects.filter(lock__reviewer_id=by.agency, reviewed_at__isnull=True)
        .exclude(worker_id=by.id)
        .count()
    )


def _contributions(root: UUID) -> list[ContributionRow]:
    return _contribution_rows(Contribution.objects.filter(record_id=root).order_by("-at")[:SHOWN])


def _contribution_rows(rows: Iterable[Contribution]) -> list[ContributionRow]:
    found, names = list(rows), _names()
    staff = workers_by_id({row.worker_id for row in found})
    return [
        ContributionRow(names[row.agency_id], staff[row.worker_id], row.unseal("words"), row.at)
        for row in found
    ]


def _decisions(root: UUID) -> list[DecisionRow]:
    rows = list(KnowingDecision.objects.filter(record_id=root).order_by("-at")[:SHOWN])
    staff = workers_by_id({one for row in rows for one in (row.worker_id, row.by_id) if one})
    words = {
        **{code: str(label) for code, label in Reach.choices},
        **{row.code: str(row) for row in agencies()},
    }
    return [
        DecisionRow(
            str(DecisionKind(row.kind).label), words.get(row.value, ""),
            staff.get(row.worker_id) if row.worker_id else None, row.unseal("reason"), staff[row.by_id], row.at,
        )
        for row in rows
    ]  # fmt: skip


def openings_waiting(*, by: Actor) -> list[OpeningRow]:
    """Openings with a reason that wait for a review by somebody else than the reader. Raises NotAllowed."""
    require(by, "access.review")
    rows = Opening.objects.filter(reviewed_at__isnull=True).exclude(opened_by_id=by.id).order_by("opened_at")
    return _openings(rows[:SHOWN])


def looks_waiting(*, by: Actor) -> list[LooksRow]:
    """Looks at locked cases that the own agency reviews, by lock. Raises NotAllowed."""
    require(by, "access.review")
    locks = list(Lock.objects.filter(reviewer_id=by.agency).order_by("locked_at"))
    found = []
    for lock, row in zip(locks, _locks(locks), strict=True):
        waiting = list(
            LookReview.objects.filter(lock_id=lock.pk, reviewed_at__isnull=True).order_by("looked_at")[:SHOWN]
        )
        staff = workers_by_id({look.worker_id for look in waiting})
        looks = tuple(
            LookRow(look.pk, staff[look.worker_id], look.what, look.looked_at, look.worker_id == by.id)
            for look in waiting
        )
        if looks or lock.lifted_at is None:
            found.append(LooksRow(row, looks))
    return found


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A case to which the own agency may add words without reading it; of the case nothing but the code."""

    record_id: UUID
    code: str
    until: datetime | None
    own: tuple[ContributionRow, ...]


def asked_for_words(*, by: Actor) -> list[AskedRow]:
    """The cases that take words from the own agency, with what the reader added. Raises NotAllowed."""
    require(by, "case.contribute")
    found = []
    for row in ask("contributes_to"):
        record_id = UUID(str(row[1]))
        own = _contribution_rows(
            Contribution.objects.filter(record_id=record_id, worker_id=by.id).order_by("at")
        )
        found.append(
            AskedRow(record_id, str(row[2]), row[3] if isinstance(row[3], datetime) else None, tuple(own))
        )
    return sorted(found, key=lambda row: row.code)

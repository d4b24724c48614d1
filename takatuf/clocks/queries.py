"""Deadlines and notices, for pages."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from takatuf.agencies.memory import remembered
from takatuf.clocks.models import Deadline, DeadlineKind, LimitOrigin, Notice
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed
from takatuf.ledger.queries import waiting_since

MOST = 200
STOPPED_AFTER = timedelta(
    minutes=5
)  # our default: the worker that checks the clocks seals the ledger every half second
#: What an agency may owe by the thousand; everything else is rare.
COMMON = frozenset(
    {
        DeadlineKind.FIRST_REVIEW,
        DeadlineKind.STEP,
        DeadlineKind.REFERRAL_ANSWER,
        DeadlineKind.REFERRAL_OUTCOME,
    }
)
#: Under this name a page remembers the rare ones.
RARE_CLOCKS = "rare clocks"
_COLUMNS = (
    "id, record_id, subject_id, kind, agency_id, origin, checked, started_at, due_at, met_at, missed_level"
)
_EACH_KIND = f"""WITH RECURSIVE owed (kind) AS (
    (SELECT kind FROM clocks_deadline WHERE agency_id = %s AND met_at IS NULL ORDER BY kind LIMIT 1)
    UNION ALL
    SELECT (SELECT later.kind FROM clocks_deadline AS later WHERE later.agency_id = %s AND later.met_at IS NULL
        AND later.kind > owed.kind ORDER BY later.kind LIMIT 1)
    FROM owed WHERE owed.kind IS NOT NULL
) SELECT found.* FROM owed CROSS JOIN LATERAL (SELECT {_COLUMNS} FROM clocks_deadline AS one
    WHERE one.agency_id = %s AND one.met_at IS NULL AND one.kind = owed.kind
    ORDER BY one.due_at LIMIT CASE WHEN owed.kind = ANY(%s) THEN 1 ELSE %s END) AS found"""  # noqa: S608 - the names of our own columns

# Each kind by itself, so that its index gives the most overdue: sorted together, all that is owed of them was read first.
_OF_KINDS = f"""SELECT found.* FROM unnest(%s::text[]) AS owed (kind) CROSS JOIN LATERAL (SELECT {_COLUMNS} FROM clocks_deadline AS one
    WHERE one.agency_id = %s AND one.met_at IS NULL AND one.kind = owed.kind ORDER BY one.due_at LIMIT %s) AS found
ORDER BY found.due_at LIMIT %s"""  # noqa: S608 - the same


def clocks_stopped_since(*, at: datetime) -> datetime | None:
    """Since when the worker, which checks the clocks and rings people, has given no sign; None while it works.

    Seen by what it does oftenest: sealing the ledger. Nothing is lost meanwhile, but nobody is rung and nothing
    escalates, so pages that promise it must say so (practice 6).
    """
    since = waiting_since()
    return since if since is not None and at - since > STOPPED_AFTER else None


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """Who owes what by when, and how far it was escalated."""

    id: UUID
    record_id: UUID
    subject_id: UUID
    kind: str
    agency_id: UUID
    origin: str
    checked: bool
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    missed_level: int

    @property
    def kind_label(self) -> str:
        """What is owed, in the reader's language."""
        return str(DeadlineKind(self.kind).label) if self.kind in DeadlineKind.values else self.kind

    @property
    def origin_label(self) -> str:
        """Where the limit comes from, in the reader's language."""
        return str(LimitOrigin(self.origin).label)

    def late_at(self, at: datetime) -> bool:
        """Whether the time was up before it was met, or is up now."""
        return (self.met_at or at) > self.due_at


_Owed = tuple[dict[str, list[DeadlineRow]], frozenset[str]]


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice on the own desk; the room that made it has the words for its kind."""

    id: UUID
    record_id: UUID
    kind: str
    params: dict[str, Any]
    at: datetime


def agency_of(by: Actor) -> UUID:
    """The agency for which the actor acts. Raises NotAllowed for who acts for none."""
    if by.agency is None:
        raise NotAllowed("Only the staff of an agency do this.")
    return by.agency


def _row(deadline: Deadline) -> DeadlineRow:
    return DeadlineRow(
        id=deadline.pk,
        record_id=deadline.record_id,
        subject_id=deadline.subject_id,
        kind=deadline.kind,
        agency_id=deadline.agency_id,
        origin=deadline.origin,
        checked=deadline.checked,
        started_at=deadline.started_at,
        due_at=deadline.due_at,
        met_at=deadline.met_at,
        missed_level=deadline.missed_level,
    )


def deadlines_of(record_id: UUID, *, by: Actor) -> list[DeadlineRow]:
    """Every deadline about a record, open or met, by when it is due; only what the actor's scope reaches."""
    del by  # the scope of the actor is in the database
    return [_row(deadline) for deadline in Deadline.objects.filter(record_id=record_id).order_by("due_at")]


def open_deadlines(*, by: Actor, kinds: Collection[str] = (), most: int = MOST) -> list[DeadlineRow]:
    """What the actor's own agency still owes, of these kinds or of all, the most overdue first.

    Who wants some kinds names them: a busy agency owes thousands of the common ones, and the rest would drown in them.
    """
    if not kinds:
        found, _ = _of_each_kind(by, most=most, common=())
        return _first(found.values(), most)
    if most > MOST or COMMON & set(kinds):
        return _of_kinds(by, kinds, most=most)
    rare, _ = _rare(by)
    return _first([rare.get(kind, []) for kind in sorted(kinds)], most)


def _first(rows: Iterable[Sequence[DeadlineRow]], most: int) -> list[DeadlineRow]:
    """The most overdue of several kinds."""
    return sorted(chain.from_iterable(rows), key=lambda row: row.due_at)[:most]


def open_deadlines_of_each(kinds: Collection[str], *, by: Actor, each: int) -> list[DeadlineRow]:
    """What the actor's own agency still owes of these kinds, of each the `each` most overdue; one question for all of them."""
    return _of_kinds(by, kinds, most=each * len(set(kinds)), each=each)


def _of_kinds(by: Actor, kinds: Collection[str], *, most: int, each: int | None = None) -> list[DeadlineRow]:
    """The most overdue of these kinds together; of each kind at most `each`, where that is said."""
    given = [sorted(set(kinds)), agency_of(by), each or most, most]
    return [_row(deadline) for deadline in Deadline.objects.raw(_OF_KINDS, given)]


def _rare(by: Actor) -> _Owed:
    """What the agency owes of every kind but the common ones, and which of the common ones it owes at all.

    Asked once for a page: half a dozen of its parts are about one rare kind each. Who starts or stops a clock has it
    forgotten.
    """
    known: dict[UUID, _Owed] = remembered(RARE_CLOCKS, dict)
    if by.id not in known:
        known[by.id] = _of_each_kind(by, most=MOST, common=COMMON)
    return known[by.id]


def _of_each_kind(by: Actor, *, most: int, common: Collection[str]) -> _Owed:
    """The most overdue of each kind that the agency owes; of the kinds in `common` only that it owes them.

    The kinds are found by stepping through the index from one to the next, however much there is of each.
    """
    agency = agency_of(by)
    rows: dict[str, list[DeadlineRow]] = {}
    for deadline in Deadline.objects.raw(_EACH_KIND, [agency, agency, agency, sorted(common), most]):
        rows.setdefault(deadline.kind, []).append(_row(deadline))
    return {kind: found for kind, found in rows.items() if kind not in common}, frozenset(rows) & set(common)


def open_deadlines_count(*, by: Actor, kinds: Collection[str], most: int = 100) -> int:
    """How many deadlines of these kinds the own agency still owes, counted up to `most`."""
    return _owed(by, kinds)[:most].count()


def late_count(*, by: Actor, kind: str, at: datetime, most: int = 100) -> int:
    """How many clocks of this kind of the own agency have run out, counted up to `most`."""
    return _owed(by, (kind,)).filter(due_at__lt=at)[:most].count()


def _owed(by: Actor, kinds: Collection[str]) -> QuerySet[Deadline]:
    owed = Deadline.objects.filter(agency_id=agency_of(by), met_at__isnull=True)
    return owed.filter(kind__in=sorted(kinds)) if kinds else owed


def open_deadlines_besides(kinds: Collection[str], *, by: Actor, most: int = MOST) -> list[DeadlineRow]:
    """What the actor's own agency still owes of every kind but these, the most overdue first.

    A busy agency owes thousands of the common kinds; the rare ones must not drown among them.
    """
    rare, common = _rare(by)
    found = [rows for kind, rows in rare.items() if kind not in kinds]
    if undrawn := common - set(kinds):
        found.append(_of_kinds(by, undrawn, most=most))
    return _first(found, most)


def open_deadlines_by_subject(subject_ids: list[UUID], *, kind: str, by: Actor) -> dict[UUID, DeadlineRow]:
    """The open deadline of this kind for each subject that has one; for lists."""
    del by
    rows = Deadline.objects.filter(subject_id__in=subject_ids, kind=kind, met_at__isnull=True)
    return {row.subject_id: _row(row) for row in rows}


def open_limits(
    subject_ids: Sequence[UUID], *, kinds: Collection[str], by: Actor
) -> dict[tuple[str, UUID], datetime]:
    """Until when what is open of these kinds is due, by kind and subject; for lists of what may have several clocks."""
    del by
    rows = Deadline.objects.filter(
        subject_id__in=list(subject_ids), kind__in=sorted(kinds), met_at__isnull=True
    )
    return {(kind, subject): due for kind, subject, due in rows.values_list("kind", "subject_id", "due_at")}


def unread_notices(*, by: Actor, most: int = 50) -> list[NoticeRow]:
    """What the own agency was told and has not put away, the newest first."""
    rows = Notice.objects.filter(agency_id=agency_of(by), read_at__isnull=True).order_by("-at")[:most]
    return [NoticeRow(row.pk, row.record_id, row.kind, row.params, row.at) for row in rows]

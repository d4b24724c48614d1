"""Deciding who may see a case: how far it is shared, who is kept from it, and who may add without reading."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.agencies.knowing_models import DenialKind, Reach
from takatuf.agencies.models import Level
from takatuf.agencies.queries import agency, workers_by_id
from takatuf.casework.queries import CaseRow, case_head
from takatuf.jointwork.access import grant
from takatuf.jointwork.knowing.errors import KeptAlready, NotAsked, NotKept
from takatuf.jointwork.knowing.models import Contribution, DecisionKind, KnowingDecision
from takatuf.jointwork.knowing.shared import CHANGE, ask, check_named, checked_reason, guard_of, put_guard
from takatuf.jointwork.shared import known_agency
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput
from takatuf.ledger.actions import write


def note_decision(
    *, case: CaseRow, kind: DecisionKind, value: str = "", worker_id: UUID | None = None, reason: str, by: Actor, at: datetime
) -> None:  # fmt: skip
    """The row and the ledger's line of one decision about who may see a case."""
    row = KnowingDecision(
        record_id=case.record_id, kind=kind, value=value, worker_id=worker_id, at=at, by_id=by.id
    )
    row.seal(reason=reason)
    row.save(force_insert=True)
    content = {"kind": kind.value, "value": value, "worker": worker_id, "reason": reason}
    write("access.decided", about=case.record_id, by=by, at=at, content=content)


@transaction.atomic
def set_reach(
    *, case_id: UUID, reach: Reach, named: Sequence[UUID] = (), reason: str, by: Actor, at: datetime
) -> None:
    """Share a case with every agency that was let in, with the own agency alone, or with named persons of it alone.

    The leading agency decides for the partners too; any other agency for its own staff alone. A lock stays as it is.
    Raises NotAllowed, NotFound, InvalidInput, NobodyCanUndo.
    """
    require(by, CHANGE)
    case = case_head(case_id, by=by)
    reason = checked_reason(reason)
    if reach == Reach.TEAM:
        check_named(named, by)
    guard = guard_of(case, by)
    if guard is not None and guard.locked:
        raise InvalidInput("reach", "locked")
    note_decision(case=case, kind=DecisionKind.REACH, value=reach.value, reason=reason, by=by, at=at)
    put_guard(case, reach.value, named if reach == Reach.TEAM else [], locked=False, at=at)


@transaction.atomic
def declare_conflict(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Say of oneself: I must not work on this case. From then on the database shows it to this worker no more.

    Raises NotAllowed, NotFound, InvalidInput.
    """
    require(by, "case.read")
    keep_away(case_id=case_id, worker_id=by.id, kind=DenialKind.CONFLICT, reason=reason, by=by, at=at)


@transaction.atomic
def keep_away(
    *, case_id: UUID, worker_id: UUID, kind: DenialKind, parts: Sequence[UUID] | None = None, until: datetime | None = None,
    reason: str, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Keep a worker from a case and all that belongs to it, or from the records named in `parts`; it beats every access.

    Of one's own agency, or as the leading one of any. Raises NotAllowed, NotFound, InvalidInput, KeptAlready.
    """
    if worker_id != by.id:
        require(by, CHANGE)
    case = case_head(case_id, by=by)
    reason = checked_reason(reason)
    if worker_id not in workers_by_id({worker_id}):
        raise InvalidInput("worker", "unknown_code")
    if until is not None and until <= at:
        raise InvalidInput("until", "before_begin")
    if kind == DenialKind.EMBARGO and not parts:
        raise InvalidInput("parts", "required")
    noted = DecisionKind.CONFLICT if kind == DenialKind.CONFLICT else DecisionKind.EMBARGO
    note_decision(case=case, kind=noted, worker_id=worker_id, reason=reason, by=by, at=at)
    rows = ask("keep_from", worker_id, case.record_id, kind.value, list(parts) if parts else None, until, at)
    if not rows[0][0]:
        raise KeptAlready("Nothing was added.")


@transaction.atomic
def let_back(
    *, case_id: UUID, worker_id: UUID, kind: DenialKind, reason: str, by: Actor, at: datetime
) -> None:
    """Lift a conflict of interest or an embargo, as somebody else than the worker.

    Raises NotAllowed, NotFound, InvalidInput, NotKept.
    """
    require(by, CHANGE)
    case = case_head(case_id, by=by)
    reason = checked_reason(reason)
    if not ask("let_back", worker_id, case.record_id, kind.value, at)[0][0]:
        raise NotKept("Nobody is kept away by this.")
    note_decision(
        case=case,
        kind=DecisionKind.LET_BACK,
        value=kind.value,
        worker_id=worker_id,
        reason=reason,
        by=by,
        at=at,
    )


@transaction.atomic
def let_contribute(
    *, case_id: UUID, agency_id: UUID, until: datetime | None, reason: str, by: Actor, at: datetime
) -> None:
    """Let an agency add words to a case that it does not read. Who reads it already keeps that.

    Raises NotAllowed, NotFound, InvalidInput.
    """
    require(by, CHANGE)
    case = case_head(case_id, by=by)
    reason = checked_reason(reason)
    known_agency("agency", agency_id)
    if any(row[2] == agency_id and row[0] == case.record_id for row in ask("reach_of", case.record_id)):
        raise InvalidInput("agency", "reads_already")
    note_decision(
        case=case,
        kind=DecisionKind.CONTRIBUTE,
        value=agency(agency_id).code,
        reason=reason,
        by=by,
        at=at,
    )
    grant(case.record_id, agency_id, Level.CONTRIBUTE, by=by, at=at, until=until)


@transaction.atomic
def contribute(*, record_id: UUID, words: str, by: Actor, at: datetime) -> UUID:
    """Add words to a case whose record this is; who adds reads the own words again, and nothing else of the case.

    Returns the id of what was added. Raises NotAllowed, InvalidInput, NotAsked.
    """
    require(by, "case.contribute")
    words = checked_reason(words, "words")
    if by.agency is None or not ask("contributes", record_id)[0][0]:
        raise NotAsked("This case takes no words from this agency.")
    row = Contribution(record_id=record_id, agency_id=by.agency, worker_id=by.id, at=at)
    row.seal(words=words)
    row.save(force_insert=True)
    write("case.contributed", about=record_id, by=by, at=at, content={"contribution": row.pk, "words": words})
    return row.pk

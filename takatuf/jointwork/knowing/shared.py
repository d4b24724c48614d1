"""What the actions about who may see a case share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet
from psycopg.errors import InsufficientPrivilege

from takatuf.agencies.knowing_models import Guard
from takatuf.agencies.models import Level
from takatuf.agencies.queries import agency, workers_by_id
from takatuf.agencies.rules import may
from takatuf.casework.queries import CaseRow
from takatuf.jointwork.knowing.errors import AgencyUnnamed, NobodyCanUndo
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed

CHANGE = "access.change"
LONGEST_REASON = 2_000
ANSWERS_FOR = ("report", "mailbox")


def guard_of(case: CaseRow, by: Actor) -> Guard | None:
    """What the actor's agency decided about a case; None where it decided nothing."""
    return _guards(case).filter(agency_id=_deciding(by)).first()


def guard_for(case: CaseRow, by: Actor) -> Guard | None:
    """What the actor's agency decided about a case, or else what its leading agency did; None where neither decided."""
    own = _deciding(by)
    of_either = _guards(case).filter(Q(agency_id=own) | Q(leads=True))
    return min(of_either, key=lambda guard: guard.agency_id != own, default=None)


def _guards(case: CaseRow) -> QuerySet[Guard]:
    return Guard.objects.filter(record_id=case.record_id, root_id=case.record_id)


def _deciding(by: Actor) -> UUID:
    if by.agency is None:
        raise NotAllowed("Only the staff of an agency decide who sees a case.")
    return by.agency


def checked_reason(reason: str, path: str = "reason") -> str:
    """The reason without spaces around it. Raises InvalidInput where there is none, or too much."""
    reason = reason.strip()
    if not reason:
        raise InvalidInput(path, "required")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(path, "too_long", limit=LONGEST_REASON)
    return reason


def ask(function: str, *values: Any) -> list[tuple[Any, ...]]:
    """Call a function of the house and return its rows. What the database refuses is NotAllowed."""
    marks = ", ".join(["%s"] * len(values))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM house.{function}({marks})", list(values))  # noqa: S608 - the name is ours
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
    except DatabaseError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            raise NotAllowed("The database refuses it.") from error
        raise


def put_guard(case: CaseRow, reach: str, named: Sequence[UUID], *, locked: bool, at: datetime) -> None:
    """Have the database keep to a decision from now on."""
    ask("guard_record", case.record_id, reach, locked, list(named), at)


def check_named(named: Sequence[UUID], by: Actor) -> None:
    """Somebody of the own agency who can change it back is among the named. Raises InvalidInput, NobodyCanUndo."""
    staff = workers_by_id(set(named))
    if len(staff) != len(set(named)):
        raise InvalidInput("named", "unknown_code")
    own = [worker for worker in staff.values() if worker.agency.id == by.agency]
    if not any(may(worker.role, CHANGE) for worker in own):
        raise NobodyCanUndo("One of the named must be able to change it back.")


def check_answered_for(case: CaseRow, named: Sequence[UUID]) -> None:
    """Each agency that answers for a part of the case has a named person. Raises AgencyUnnamed."""
    staffed = {worker.agency.id for worker in workers_by_id(set(named)).values()}
    rows = ask("reach_of", case.record_id)
    holders = {row[2] for row in rows if row[3] is None and row[4] == Level.LEAD and row[1] in ANSWERS_FOR}
    if missing := holders - staffed:
        raise AgencyUnnamed([agency(UUID(str(each))) for each in missing])

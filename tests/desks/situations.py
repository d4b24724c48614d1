"""A case under way in the demonstration country, for the tests of the case pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from takatuf.agencies.scope import worker_scope
from takatuf.casework.actions import ChildFacts, start_case
from takatuf.config.commands.journey.walk import Walk
from takatuf.kernel.actors import Actor
from takatuf.kernel.clock import now
from tests.desks.people import worker_named

UNDER_WAY = timedelta(hours=31)


@dataclass(frozen=True)
class Situation:
    """The ids of a walk that stopped half way."""

    case: UUID
    report: UUID
    police: UUID
    health: UUID


def under_way(folder: Path, *, until: str = "assessment", began: datetime | None = None) -> Situation:
    """A case 31 hours old: police has answered, health is silent and escalated, the assessment is recorded."""
    walk = Walk(folder, None, starts_at=began or now() - UNDER_WAY, quiet=True)
    walk.all_steps(until=until)
    ids = walk.ids
    return Situation(ids["case"], ids["report"], ids.get("police", UUID(int=0)), ids.get("health", UUID(int=0)))


def acting_as(username: str):  # type: ignore[no-untyped-def]
    """The scope of a person of the demonstration country."""
    return worker_scope(worker_named(username).id)


def started(report_id: UUID, by: Actor, at: datetime) -> UUID:
    """A case of the reporting centre, nothing known of the child."""
    return start_case(report_id=report_id, level=2, child=ChildFacts(), by=by, at=at).pk

"""The rule of triage as it is in force, its versions, and what each changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from takatuf.agencies.actions import require
from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.triage import rules
from takatuf.triage.models import RuleVersion, VersionState
from takatuf.triage.rulefile import file_values, read_rules
from takatuf.triage.rulefile.editing import Change, changes


def version_in_force() -> str:
    """The version by which the machine rates now: one look at a table of a few rows, so that all machines agree."""
    in_force = (
        RuleVersion.objects.filter(state=VersionState.IN_FORCE).values_list("version", flat=True).first()
    )
    return in_force or rules.LATEST


def rules_in_force() -> rules.RuleFile:
    """The rule by which the machine rates now."""
    return rules_of(version_in_force())


@lru_cache(maxsize=64)
def rules_of(version: str) -> rules.RuleFile:
    """One version of the rule; a version never changes, so it is read once. Raises NotFound."""
    return read_rules(values_of(version))


def values_of(version: str) -> Mapping[str, Any]:
    """The plain values of one version. Raises NotFound."""
    content = RuleVersion.objects.filter(version=version).values_list("content", flat=True).first()
    if content is not None:
        values: Mapping[str, Any] = content
        return values
    if version != rules.LATEST:
        raise NotFound("No such version.")
    return file_values(version)


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of the rule: what it changes, who proposed it and why, who answered, and its trial."""

    id: UUID | None
    version: str
    base: str
    state: str
    state_label: str
    why: str
    changes: tuple[Change, ...]
    trial: Mapping[str, Any] | None
    proposed_by: WorkerName | None
    proposed_at: datetime | None
    answered_by: WorkerName | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class RulebookView:
    """The rule in force, the version that waits for a second person if there is one, and all versions, newest first."""

    rulefile: rules.RuleFile
    proposed: VersionView | None
    versions: tuple[VersionView, ...]


def rulebook(*, by: Actor) -> RulebookView:
    """The rule and its versions, for whoever works at triage or may change it. Raises NotAllowed."""
    require(by, "triage.rules.read")
    rows = list(RuleVersion.objects.order_by("-proposed_at", "-pk"))
    names = workers_by_id(
        {row.proposed_by_id for row in rows} | {row.answered_by_id for row in rows if row.answered_by_id}
    )
    views = tuple(_view(row, names) for row in rows)
    proposed = next((view for view in views if view.state == VersionState.PROPOSED), None)
    return RulebookView(rules_in_force(), proposed, (*views, _origin(replaced=bool(_in_force(rows)))))


def _in_force(rows: list[RuleVersion]) -> list[RuleVersion]:
    return [row for row in rows if row.state == VersionState.IN_FORCE]


def _view(row: RuleVersion, names: Mapping[UUID, WorkerName]) -> VersionView:
    return VersionView(
        id=row.pk, version=row.version, base=row.base, state=row.state, state_label=str(VersionState(row.state).label),
        why=row.why, changes=changes(values_of(row.base), row.content), trial=row.trial,
        proposed_by=names.get(row.proposed_by_id), proposed_at=row.proposed_at,
        answered_by=names.get(row.answered_by_id) if row.answered_by_id else None, answered_at=row.answered_at,
    )  # fmt: skip


def _origin(*, replaced: bool) -> VersionView:
    state = VersionState.REPLACED if replaced else VersionState.IN_FORCE
    return VersionView(
        id=None, version=rules.LATEST, base="", state=state, state_label=str(state.label), why="", changes=(), trial=None,
        proposed_by=None, proposed_at=None, answered_by=None, answered_at=None,
    )  # fmt: skip

"""How complete a report is: a score from 0 to 100, and what is missing in the order in which it would help."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from takatuf.intake.content import Kind, ReportContent

_WORTH: tuple[tuple[str, int, Callable[[ReportContent], bool]], ...] = (
    ("identifiers", 25, lambda content: bool(content.identifiers)),
    ("narrative", 20, lambda content: bool(content.narrative.strip())),
    ("occurred_at", 15, lambda content: content.occurred_at is not None),
    ("people", 12, lambda content: bool(content.people)),
    ("place", 10, lambda content: content.place.known or any(person.place.known for person in content.people)),
    ("signals.child_age", 8, lambda content: content.signals.child_age is not None or any(p.age is not None for p in content.people)),
    ("kinds", 5, lambda content: any(kind is not Kind.UNKNOWN for kind in content.kinds)),
    ("reference", 3, lambda content: bool(content.provider.reference)),
    ("service", 2, lambda content: bool(content.provider.service)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Completeness:
    """The score never decides the urgency: a text alone is a whole report."""

    score: int
    missing: tuple[str, ...]


def completeness(content: ReportContent) -> Completeness:
    """Score a report; `missing` names the fields of the API, the most useful first. The weights are our default."""
    return _score(tuple([present(content) for _, _, present in _WORTH]))


@lru_cache(maxsize=512)
def _score(present: tuple[bool, ...]) -> Completeness:
    missing = tuple(name for (name, _, _), is_there in zip(_WORTH, present, strict=True) if not is_there)
    worth = {name: points for name, points, _ in _WORTH}
    return Completeness(100 - sum(worth[name] for name in missing), missing)

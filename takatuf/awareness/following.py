"""What came of a draft that a forum handed on: whoever tracks recommendations says it.

The tracking lies above this room; `config` registers it, as it does with the measure of crowds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Followed:
    """How a published recommendation stands, in the reader's language; `code` leads to its public page."""

    code: str
    standing: str


trackers: list[Callable[[UUID], Followed | None]] = []


def followed(recommendation_id: UUID) -> Followed | None:
    """What everybody may know of a recommendation that a draft became; None until a person has approved it."""
    return next((found for ask in trackers if (found := ask(recommendation_id)) is not None), None)

"""The parts of a case that only some pages show: what a page does not ask for is neither read nor opened."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any


class Part(StrEnum):
    """A part of a case; the head, the people, the plans, closures and the social side are always read."""

    REPORTS = "reports"
    AGENCIES = "agencies"
    CONCERNS = "concerns"
    ASSESSMENTS = "assessments"
    VISITS = "visits"
    REVIEWS = "reviews"
    CHRONOLOGY = "chronology"


EVERYTHING = frozenset(Part)


class PartNotRead(LookupError):
    """A page shows a part of a case that it did not ask for: a fault of the page, never an empty list."""


_SAID = "This part of the case was not asked for."


class NotRead(tuple[Any, ...]):
    """Stands where a part was not read; whoever looks at it as a list is told so, in a template too."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        raise PartNotRead(_SAID)

    def __len__(self) -> int:
        raise PartNotRead(_SAID)

    def __getitem__(self, place: Any) -> Any:
        raise PartNotRead(_SAID)

    def __bool__(self) -> bool:
        raise PartNotRead(_SAID)


NOT_READ = NotRead()

"""The frozen values that components draw; they come filled from a view, so that no query can start in a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Urgency = Literal["immediate", "urgent", "prompt", "standard", "info"]
BarState = Literal["done", "open", "late"]

#: Levels of triage in the order of urgency; level 1 is the most urgent.
LEVELS: tuple[Urgency, ...] = ("immediate", "urgent", "prompt", "standard")


@dataclass(frozen=True)
class NavItem:
    """One line of the side navigation; `count` is None where nothing is counted, `more` says that there are more still."""

    label: str
    url: str
    count: int | None = None
    here: bool = False
    more: bool = False


@dataclass(frozen=True)
class DeskNav:
    """What surrounds every desk page: who sits here, for which agency, and where they may go."""

    agency: str
    person: str
    items: Sequence[NavItem]
    sign_out_url: str
    search_url: str = ""


@dataclass(frozen=True)
class Tab:
    """One page of a set of pages about the same thing."""

    label: str
    url: str
    here: bool = False


@dataclass(frozen=True)
class Check:
    """One thing that must be there, and whether it is."""

    label: str
    done: bool


@dataclass(frozen=True)
class Row:
    """One thing that awaits somebody: what is next, who owes it (`detail`) and until when."""

    urgency: Urgency | int
    what: str
    detail: str
    url: str
    code: str = ""
    due_at: datetime | None = None
    selected: bool = False


@dataclass(frozen=True)
class ChronologyLine:
    """One event: `when` in words ("today 10:40"), what happened, who says so, and the code of the source.

    `step_url` leads to what the reader may do with this line, `step_words` says what that is.
    """

    when: str
    text: str
    source: str = ""
    code: str = ""
    step_url: str = ""
    step_words: str = ""


@dataclass(frozen=True)
class Bar:
    """One step in a lane; `time` says how long is left, or how late it is."""

    label: str
    starts_at: datetime
    ends_at: datetime
    state: BarState = "done"
    time: str = ""


@dataclass(frozen=True)
class Lane:
    """The steps of one agency."""

    label: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class PageLinks:
    """Where we are in a long list; an empty address means there is no such page."""

    number: int
    pages: int
    earlier_url: str = ""
    later_url: str = ""

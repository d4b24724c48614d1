"""Two people edit the same thing: noticed by a version, told field by field, decided by a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from takatuf.kernel.errors import Refused

#: The fields of a thing as texts, as its form shows them.
Fields = Mapping[str, str]


class EditConflict(Refused):
    """Another person changed the same thing after it was opened. Nothing was written; it says how things stand now."""

    def __init__(
        self, *, version: int, current: Fields, changed_by: UUID | None, changed_at: datetime | None
    ) -> None:
        super().__init__("Another person changed this meanwhile.")
        self.version = version
        self.current = dict(current)
        self.changed_by = changed_by
        self.changed_at = changed_at


class Change(StrEnum):
    """Who changed a field since both opened it."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that somebody changed: what it was, what it is now, what I wrote."""

    name: str
    old: str
    theirs: str
    mine: str
    change: Change


def compare(*, old: Fields, theirs: Fields, mine: Fields) -> list[FieldChange]:
    """Every field that one of the two changed, in the order of `mine`; where both wrote the same, nobody is asked.

    Only `Change.BOTH` needs a person's choice: the others do not touch each other.
    """
    changes = []
    for name, sent in mine.items():
        was, now, written = _plain(old.get(name, "")), _plain(theirs.get(name, "")), _plain(sent)
        if now == written:
            if was != now:
                changes.append(FieldChange(name, was, now, written, Change.THEIRS))
            continue
        change = Change.MINE if now == was else Change.THEIRS if written == was else Change.BOTH
        changes.append(FieldChange(name, was, now, written, change))
    return changes


def _plain(text: str) -> str:
    """Browsers send line ends of their own kind."""
    return text.replace("\r\n", "\n").strip()

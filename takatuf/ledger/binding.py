"""Holding rows against the lines that bind them: what a row says now must be what its line was made of."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from takatuf.ledger.leaves import canonical
from takatuf.ledger.models import LedgerEntry
from takatuf.vault.batch import RecordKey

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Promised:
    """What one row says now, and the line of the ledger that must bind it.

    `contents` are the forms in which the line may have been written, the present one first: a line that was written
    before its form grew keeps its own. `at` and `by` are the line's, where the row says them. `newest`: of the lines of
    this kind about the record the last one counts; with `if_any` only where there is one. `extra` is what the line holds
    openly, `entry` the line's own id where the row knows it. `unread`: the words are not kept any more, so that the line
    alone counts. `excuses` are lines, by kind and content, that say why an older line cannot be made anew: where one of
    them stands, a line by this person at this moment is enough, and with `if_any` none is needed.
    """

    table: str
    row: UUID
    record: UUID
    kind: str
    contents: tuple[Content, ...]
    at: datetime | None = None
    by: UUID | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    entry: UUID | None = None
    unread: bool = False
    newest: bool = False
    if_any: bool = False
    excuses: tuple[tuple[str, Content], ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written; it names ids and kinds only."""

    table: str
    row: UUID
    kind: str
    missing_row: bool = False

    def __str__(self) -> str:
        if self.missing_row:
            return f"no row is left for a line {self.kind!r} about the record {self.row}"
        return f"{self.table} {self.row} does not say what the line {self.kind!r} binds"


@dataclass(frozen=True, slots=True)
class _Line:
    id: UUID
    commitment: str
    at: datetime
    by: str
    extra: Mapping[str, str]

    def fits(self, one: Promised) -> bool:
        """Whether who acted, when, and what the line holds openly stand in the row as well."""
        when = one.at is None or one.at == self.at
        who = one.by is None or self.by.endswith(f":{one.by}")
        which = one.entry is None or one.entry == self.id
        return when and who and which and one.extra.items() <= self.extra.items()


def moment(at: datetime) -> str:
    """A moment as a line binds it: the same text in whichever zone it was entered."""
    return at.astimezone(UTC).isoformat()


def without(content: Content, *names: str) -> Content:
    """The form in which a line was written before these parts were bound as well."""
    return {name: value for name, value in content.items() if name not in names}


def earlier_moments(content: Content, name: str, at: datetime) -> tuple[Content, ...]:
    """The forms of a line from before moments were written in one form: as its writer's zone printed them."""
    return tuple({**content, name: text} for zone in (at.astimezone(UTC), localtime(at)) for text in (str(zone), zone.isoformat()))  # fmt: skip


class Book:
    """The lines of these kinds about some records, to be claimed by the rows that they bind, each by one row."""

    def __init__(self, keys: Mapping[UUID, bytes], kinds: Collection[str], *, using: str) -> None:
        self._keys = {record: RecordKey(key, record.bytes) for record, key in keys.items()}
        self._lines: dict[tuple[UUID, str], list[_Line]] = defaultdict(list)
        self._said: set[tuple[UUID, str, str]] = set()
        rows = LedgerEntry.objects.using(using).filter(record_id__in=list(keys), kind__in=list(kinds))
        for id, record, leaf in rows.values_list("pk", "record_id", "leaf").iterator():
            if record is None:
                continue
            said = json.loads(bytes(leaf))
            at = datetime.fromisoformat(said["at"])
            self._lines[record, said["kind"]].append(
                _Line(id, said["commitment"], at, said["by"], said["extra"])
            )
            self._said.add((record, said["kind"], said["commitment"]))

    def claim(self, one: Promised) -> Fault | None:
        """Take the line that binds this row; a fault when there is none."""
        lines = self._lines[one.record, one.kind]
        if not lines and one.if_any:
            return None
        last = max((line.at for line in lines), default=None) if one.newest else None
        key = self._keys[one.record]
        for content in one.contents:
            commitment = key.commitment(canonical(content))
            for line in lines:
                said = one.unread or line.commitment == commitment
                if said and line.fits(one) and last in {None, line.at}:
                    lines.remove(line)
                    return None
        return None if self._excused(one, lines) else Fault(one.table, one.row, one.kind)

    def _excused(self, one: Promised, lines: list[_Line]) -> bool:
        key = self._keys[one.record]
        if all(
            (one.record, kind, key.commitment(canonical(said))) not in self._said
            for kind, said in one.excuses
        ):
            return False
        if one.if_any:
            return True
        line = next((line for line in lines if line.fits(one)), None)
        if line is not None:
            lines.remove(line)
        return line is not None

    def left(self, taken_back: Mapping[str, str]) -> Iterator[Fault]:
        """Lines that no row claimed. `taken_back`: each kind that belongs to one row, and the kind that undoes it or ""."""
        for (record, kind), lines in self._lines.items():
            if kind not in taken_back:
                continue
            undone = len(self._lines.get((record, taken_back[kind]), ()))
            yield from [Fault("", record, kind, missing_row=True)] * (len(lines) - undone)


def faults(book: Book, promised: Iterable[Promised], taken_back: Mapping[str, str]) -> list[Fault]:
    """What of these rows is not bound, and which lines have no row."""
    found = [fault for one in promised if (fault := book.claim(one)) is not None]
    return [*found, *book.left(taken_back)]

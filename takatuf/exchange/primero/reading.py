"""A file of Primero's case JSON, one case at a time: whatever its length, one case lies in memory.

Taken are the answer of `GET /api/v2/cases` (`{"data": [...]}`), of one case (`{"data": {...}}`), a plain list, and one
case in each line.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO, Any

from takatuf.exchange.importing import CannotRead
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.strict_json import marking_decoder, name_twice

LARGEST_CASE = 4 * 1024 * 1024  # characters
_CHUNK = 64 * 1024
_GOES_ON = ("not_an_object", "duplicate_name")  # the next case can be found all the same
_BETWEEN = re.compile(r"[\s,]*")
_DATA = re.compile(r'"data"\s*:\s*(?=[\[{])')


@dataclass(frozen=True, slots=True)
class Found:
    """One case of the file, or what is wrong where the file cannot be read on. `path` is where it stands."""

    path: str
    case: dict[str, Any] = field(default_factory=dict, repr=False)
    error: InvalidInput | None = None


def read_cases(path: Path) -> Iterator[Found]:
    """The cases of a file in their order. Raises CannotRead when there is no such file."""
    if not path.is_file():
        raise CannotRead(f"There is no file {path}.")
    with path.open("rb") as file:
        yield from _Reader(file).cases()


def _found(place: str, case: Any) -> Found:
    if not isinstance(case, dict):
        return Found(place, error=InvalidInput(place, "not_an_object"))
    if (twice := name_twice(case)) is not None:
        path = place + twice.path.removeprefix("$")
        return Found(path, error=InvalidInput(path, twice.code))
    return Found(place, case)


class _Reader:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = marking_decoder()
        self._text, self._ended = "", False

    def cases(self) -> Iterator[Found]:
        """Every case; the last is an error where the rest cannot be read."""
        try:
            self._more()
        except UnicodeDecodeError:
            yield Found("$", error=InvalidInput("$", "not_utf8"))
            return
        prefix, is_single = self._enter()
        for number in count():
            found = self._one(prefix if is_single else f"{prefix}[{number}]")
            if found is None:
                return
            yield found
            if is_single or (found.error is not None and found.error.code not in _GOES_ON):
                return  # after what is no JSON nobody knows where the next case begins

    def _enter(self) -> tuple[str, bool]:
        """Skip to the first case; says how the places are called, and whether there is one case only."""
        self._text = self._text.lstrip()
        prefix = "$"
        match = _DATA.search(self._text) if self._text.startswith("{") else None
        if match is not None:
            prefix, self._text = "$.data", self._text[match.end() :]
        if self._text.startswith("["):
            self._text = self._text[1:]
            return prefix, False
        return prefix, match is not None

    def _one(self, place: str) -> Found | None:
        while True:
            self._text = self._text[_BETWEEN.match(self._text).end() :]  # type: ignore[union-attr]
            if self._text.startswith(("]", "}")):
                return None
            try:
                if self._text:
                    case, end = self._json.raw_decode(self._text)
                    self._text = self._text[end:]
                    return _found(place, case)
            except (ValueError, RecursionError):
                pass
            if self._ended:
                return Found(place, error=InvalidInput(place, "not_json")) if self._text.strip() else None
            if len(self._text) > LARGEST_CASE:
                return Found(place, error=InvalidInput(place, "too_large", limit=LARGEST_CASE))
            try:
                self._more()
            except UnicodeDecodeError:
                return Found(place, error=InvalidInput(place, "not_utf8"))

    def _more(self) -> None:
        # Twice as much each time: a long case is not read anew from its beginning for every few letters.
        data = self._file.read(max(_CHUNK, len(self._text)))
        self._ended = not data
        self._text += self._decoder.decode(data, final=self._ended)

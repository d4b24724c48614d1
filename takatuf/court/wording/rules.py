"""What a word list finds in a text: pure functions of words, so that a reviewer can read them.

A list advises and never changes a text. What stands between quotation marks is somebody's own words and is not looked
at: a child's sentence stays as the child said it (field/policy.md 2.2).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from takatuf.kernel.arabic import fold
from takatuf.kernel.errors import Refused

_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"|„[^“]*“")
# Vowel signs and the stretching line belong to their word; \w leaves the signs out.
_WORD = re.compile(r"[\w\u064b-\u065f\u0670]+")
# و، ف، ب، ك، ل، س stand before an Arabic word without a space, also two of them together; the article after them.
_PREFIXES = r"(?:[وف]?[بكلس]?(?:ال|لل)?)"


class ListFault(Refused):
    """A word list says something that cannot be; the message names the file and what is wrong."""


class Severity(StrEnum):
    """The classes of the Terminology Guidelines beside "usable": take care, avoid."""

    CARE = "care"
    AVOID = "avoid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that the list looks for, why, and what to write instead."""

    code: str
    severity: Severity
    ar: tuple[str, ...]
    en: tuple[str, ...]
    why_ar: str
    why_en: str
    offer_ar: str
    offer_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """A list in one version, with where it comes from and whether a native reviewer has checked it."""

    id: str
    version: int
    origin: str
    checked: bool
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        return f"{self.id}-{self.version}"


@dataclass(frozen=True, slots=True)
class Finding:
    """An entry that speaks, with the words in which it was found, as they stand in the text."""

    entry: Entry
    words: str


def read_list(name: str, data: Mapping[str, Any]) -> WordList:
    """A list from its file's values. Raises ListFault."""
    try:
        entries = tuple(_entry(row) for row in data["entries"])
        found = WordList(
            id=data["id"], version=data["version"], origin=data["origin"], checked=data["checked"], entries=entries
        )  # fmt: skip
    except (KeyError, ValueError) as error:
        raise ListFault(f"{name}: {error}") from error
    codes = [entry.code for entry in entries]
    if len(set(codes)) != len(codes):
        raise ListFault(f"{name} names one code twice.")
    if bare := [entry.code for entry in entries if not (entry.ar and entry.en)]:
        raise ListFault(f"{name}: {bare[0]} is not in both languages.")
    return found


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        code=row["code"], severity=Severity(row["severity"]), ar=tuple(row["ar"]), en=tuple(row["en"]),
        why_ar=row["why_ar"], why_en=row["why_en"], offer_ar=row["offer_ar"], offer_en=row["offer_en"],
    )  # fmt: skip


def own_words(text: str) -> str:
    """The text without what stands between quotation marks; lengths and places stay."""
    return _QUOTED.sub(lambda quoted: " " * len(quoted.group()), text)


def findings(words: WordList, *texts: str) -> list[Finding]:
    """What the list finds in the writer's own words, each entry once, in the order of the list."""
    found = []
    spoken = [_spans(own_words(text)) for text in texts]
    for entry in words.entries:
        hit = next(
            (hit for text, spans in zip(texts, spoken, strict=True) if (hit := _hit(entry, text, spans))), ""
        )
        if hit:
            found.append(Finding(entry, hit))
    return found


_Spans = Sequence[tuple[int, int, str]]


def _spans(text: str) -> _Spans:
    """Each word of the text: where it begins and ends, and its folded form."""
    return [(word.start(), word.end(), fold(word.group())) for word in _WORD.finditer(text)]


def _hit(entry: Entry, text: str, spans: _Spans) -> str:
    """The first place at which the entry speaks, as it stands in the text; empty where it does not."""
    for phrase in (*entry.ar, *entry.en):
        wanted = [fold(word) for word in _WORD.findall(phrase)]
        for place in range(len(spans) - len(wanted) + 1):
            window = spans[place : place + len(wanted)]
            if all(_same(word, folded) for word, (_, _, folded) in zip(wanted, window, strict=True)):
                return text[window[0][0] : window[-1][1]]
    return ""


def _same(wanted: str, folded: str) -> bool:
    if wanted == folded:
        return True
    arabic = bool(re.match("[\u0621-\u064a]", wanted))
    return arabic and re.fullmatch(_PREFIXES + re.escape(wanted), folded) is not None

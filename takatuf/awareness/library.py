"""The library of advice: one file for each piece and language, read into frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from takatuf.kernel.errors import NotFound

#: In the order of the library's page.
PIECES = ("child-7-9", "child-10-12", "young-13-17", "parents", "schools", "providers")
LANGUAGES = ("ar", "en")
FOR_CHILDREN = "child"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of advice in one language. `card` is what fits on a card or a poster."""

    code: str
    version: str
    language: str
    audience: str
    title: str
    summary: str
    parts: tuple[Part, ...]
    card: Part
    sources: tuple[str, ...]

    @property
    def is_for_children(self) -> bool:
        return self.audience == FOR_CHILDREN


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers to ring that stand in the texts; they are settings of a country, never part of a text."""

    emergency: str
    helpline: str


def piece(code: str, language: str, *, numbers: Numbers) -> Piece:
    """A piece in this language, or in Arabic where it has not been written in it. Raises NotFound."""
    if code not in PIECES:
        raise NotFound(f"There is no advice {code!r}.")
    return _filled(_read(code, language if language in LANGUAGES else LANGUAGES[0]), numbers)


def library(language: str, *, numbers: Numbers) -> tuple[Piece, ...]:
    """Every piece, in the order of the page."""
    return tuple(piece(code, language, numbers=numbers) for code in PIECES)


def version_of(code: str) -> str:
    """The version of a piece. Raises NotFound."""
    return piece(code, LANGUAGES[0], numbers=Numbers("", "")).version


def _filled(raw: Mapping[str, Any], numbers: Numbers) -> Piece:
    def said(text: str) -> str:
        return text.format(emergency=numbers.emergency, helpline=numbers.helpline)

    def part(values: Mapping[str, Any]) -> Part:
        return Part(said(values["title"]), tuple(said(line) for line in values["lines"]))

    return Piece(
        code=raw["code"], version=raw["version"], language=raw["language"], audience=raw["audience"], title=raw["title"],
        summary=said(raw["summary"]), parts=tuple(part(each) for each in raw["parts"]), card=part(raw["card"]),
        sources=tuple(raw["sources"]),
    )  # fmt: skip


@cache
def _read(code: str, language: str) -> Mapping[str, Any]:
    text = (
        files("takatuf.awareness").joinpath("library", f"{code}.{language}.yaml").read_text(encoding="utf-8")
    )
    values: dict[str, Any] = yaml.safe_load(text)
    return values


#: When the house wrote the library; a review by a person is a row (`AdviceReview`), never a line of a file.
WRITTEN_ON = date(2026, 11, 30)

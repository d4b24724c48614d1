"""The table of elements, read from its file into frozen values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_OCCURS: dict[str, tuple[int, int | None]] = {"1": (1, 1), "?": (0, 1), "*": (0, None), "+": (1, None)}


@dataclass(frozen=True, slots=True)
class Part:
    """One element or attribute of a type: its type's name, how often it may stand, its longest length (0: none)."""

    name: str
    type: str
    least: int
    most: int | None
    longest: int


@dataclass(frozen=True, slots=True)
class Shape:
    """A type with parts: sequence, choice, all, empty, or simple (a value with attributes)."""

    content: str
    elements: tuple[Part, ...]
    attributes: tuple[Part, ...]
    base: str
    longest: int
    open: bool
    excludes: tuple[
        tuple[str, str, tuple[str, ...]], ...
    ] = ()  # element, its value or "", what may not stand beside it

    places: Mapping[str, int] = field(default_factory=dict)  # of each element in the sequence

    def element(self, name: str) -> Part | None:
        place = self.places.get(name)
        return None if place is None else self.elements[place]

    def attribute(self, name: str) -> Part | None:
        return next((part for part in self.attributes if part.name == name), None)


@dataclass(frozen=True, slots=True)
class Table:
    """The whole wire format, with what its words mean to us."""

    version: str
    shapes: Mapping[str, Shape]
    enumerations: Mapping[str, frozenset[str]]
    patterns: Mapping[str, re.Pattern[str]]
    meaning: Mapping[str, Mapping[str, Mapping[str, str]]]


@cache
def table() -> Table:
    """The table in use."""
    values = yaml.safe_load(files("takatuf.exchange.cybertipline").joinpath("table.yaml").read_text("utf-8"))
    return Table(
        version=str(values["version"]),
        shapes={name: _shape(entry) for name, entry in values["types"].items()},
        enumerations={name: _choices(entry) for name, entry in values["enumerations"].items()},
        patterns={name: re.compile(entry) for name, entry in values["patterns"].items()},
        meaning=values["meaning"],
    )


def _shape(entry: Mapping[str, Any]) -> Shape:
    elements = tuple(_part(part) for part in entry.get("elements", ()))
    return Shape(
        content=entry["content"],
        elements=elements,
        places={part.name: place for place, part in enumerate(elements)},
        attributes=tuple(_part(part) for part in entry.get("attributes", ())),
        base=entry.get("base", ""),
        longest=entry.get("longest", 0),
        open=entry.get("open", False),
        excludes=tuple((name, value, tuple(others)) for name, value, others in entry.get("excludes", ())),
    )


def _part(entry: list[Any]) -> Part:
    name, kind, occurs, *longest = entry
    least, most = _OCCURS[occurs]
    return Part(name, kind, least, most, longest[0] if longest else 0)


def _choices(entry: str | list[str]) -> frozenset[str]:
    # A list of codes also takes an empty code: senders write the element without knowing the place.
    return frozenset(["", *entry.split()] if isinstance(entry, str) else entry)

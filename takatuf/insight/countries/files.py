"""The files of this room: capabilities and practices, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from takatuf.insight.dictionary import Words

FOLDER = Path(__file__).parent
PHASES = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain of the Model National Response and the numbers of its capabilities."""

    code: str
    name: Words
    numbers: tuple[int, ...]


@cache
def domains() -> tuple[Domain, ...]:
    """The six domains, in order."""
    return tuple(
        Domain(one["code"], Words(one["ar"], one["en"]), tuple(one["numbers"]))
        for one in _read("capabilities")["domains"]
    )


@cache
def capability_names() -> Mapping[int, Words]:
    """The 21 names of the file."""
    return {
        int(number): Words(one["ar"], one["en"])
        for number, one in _read("capabilities")["capabilities"].items()
    }


@cache
def known_practices() -> Sequence[Mapping[str, Any]]:
    """The practices of the file."""
    return tuple(_read("practices")["practices"])


def country_name(code: str) -> str:
    """A country in the reader's language; one without a name in the file shows its letters."""
    found = _read("practices")["countries"].get(code)
    return str(Words(found["ar"], found["en"])) if found else code


@cache
def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return found

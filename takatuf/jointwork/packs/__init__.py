"""Country packs: which steps a case owes, by when, and where that stands; data files, no line of Python for a country."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from takatuf.clocks.rules import Limit, Unit
from takatuf.kernel.errors import NotFound

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class PackStep:
    """One row of a pack; `limit` is None where a step lasts until something happens."""

    title: str
    track: str
    start: str
    levels: frozenset[int]
    concerns: frozenset[str]
    limit: Limit | None
    sector: str
    origin: str
    cite: str
    checked: bool
    blocks_closure: bool
    ar: str
    en: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A country's steps, in one version."""

    id: str
    version: int
    calendar: str
    steps: tuple[PackStep, ...]

    @property
    def name(self) -> str:
        return f"{self.id}-{self.version}"

    def due(self, start: str, *, level: int, concerns: frozenset[str]) -> list[PackStep]:
        """The steps that this event starts for a case of this level with these concerns."""
        return [
            step
            for step in self.steps
            if step.start == start
            and level in step.levels
            and (not step.concerns or step.concerns & concerns)
        ]


def _step(row: dict[str, Any]) -> PackStep:
    limit = row["limit"]
    return PackStep(
        title=row["title"],
        track=row["track"],
        start=row["start"],
        levels=frozenset(row["levels"]),
        concerns=frozenset(row.get("concerns", ())),
        limit=None if limit is None else Limit(limit["amount"], Unit(limit["unit"])),
        sector=row["sector"],
        origin=row["origin"],
        cite=row["cite"],
        checked=row["checked"],
        blocks_closure=row.get("blocks_closure", False),
        ar=row["ar"],
        en=row["en"],
    )


@lru_cache
def pack(code: str = "SA") -> Pack:
    """The pack of a country, by the code of its file. Raises NotFound."""
    path = _FOLDER / f"{code.lower()}.yaml"
    if path.parent != _FOLDER or not path.exists():
        raise NotFound(f"No country pack has the code {code}.")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Pack(data["id"], data["version"], data["calendar"], tuple(_step(row) for row in data["steps"]))


def step_title(code: str) -> str | None:
    """The words of a pack's step in the active language; None for a code of no pack."""
    for path in sorted(_FOLDER.glob("*.yaml")):
        for step in pack(path.stem).steps:
            if step.title == code:
                return step.en if (get_language() or "ar").startswith("en") else step.ar
    return None

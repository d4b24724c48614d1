"""A file of keeping times: read as a whole and checked, each time with its origin."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from takatuf.keeping.rules import Kind
from takatuf.kernel.errors import Refused

OWN = Path(__file__).parent / "times.yaml"
ORIGINS = ("law", "guidance", "default")
LONGEST_YEARS = 150


class TimesFault(Refused):
    """A file of keeping times says something that cannot be; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class KeepingTime:
    """How long one kind is kept, in whole years after it ended, and where that comes from."""

    kind: Kind
    years: int
    origin: str
    source: str
    source_ar: str  # the same in Arabic; where a country's file has none, the other one
    law: str
    checked_by: str


@dataclass(frozen=True, slots=True)
class Times:
    """A version of the keeping times."""

    version: int
    waits_days: int
    kept_again_days: int
    times: Mapping[Kind, KeepingTime]


@lru_cache(maxsize=4)
def read_times(path: Path) -> Times:
    """Read one file. Raises TimesFault for a kind that is missing, a number out of range, an origin without its source."""
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
        found = {kind: _time(path.name, kind, data["times"][kind.value]) for kind in Kind}
        version, waits, again = (
            _number(path.name, name, data[name]) for name in ("version", "waits_days", "kept_again_days")
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise TimesFault(f"{path} cannot be read as keeping times.") from error
    except (KeyError, TypeError) as error:
        raise TimesFault(f"{path.name}: {error} is missing.") from error
    return Times(version=version, waits_days=waits, kept_again_days=again, times=found)


def _time(name: str, kind: Kind, row: Mapping[str, Any]) -> KeepingTime:
    time = KeepingTime(
        kind=kind, years=_number(name, f"years of {kind}", row["years"]), origin=str(row["origin"]), source=str(row["source"]),
        source_ar=str(row.get("source_ar") or row["source"]), law=str(row["law"]), checked_by=str(row["checked_by"]),
    )  # fmt: skip
    if time.origin not in ORIGINS:
        raise TimesFault(f"{name}: the origin of {kind} is none of {', '.join(ORIGINS)}.")
    if not (time.law if time.origin == "law" else time.source):
        raise TimesFault(f"{name}: the time of {kind} does not say where it comes from.")
    return time


def _number(name: str, what: str, value: object) -> int:
    most = LONGEST_YEARS if what.startswith("years") else 3_650
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise TimesFault(f"{name}: {what} is a whole number from 1 to {most}.")
    return value

"""How many children live in each region, where the country has said so: a file of its statistics office, never a guess."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from takatuf.intake.regions import REGIONS
from takatuf.kernel.errors import Refused


class ChildrenFault(Refused):
    """The file says something that cannot be; the message names what is wrong."""


@dataclass(frozen=True, slots=True)
class Children:
    """Children by region, of one year, as one source counted them."""

    year: int
    source_ar: str
    source_en: str
    by_region: Mapping[str, int]


def read_children(path: Path) -> Children:
    """The file of a country: `year`, `source` in both languages, and `children` for each region. Raises ChildrenFault."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ChildrenFault(f"{path} cannot be read.") from error
    if not isinstance(given, dict) or set(given) != {"year", "source", "children"}:
        raise ChildrenFault("the file holds year, source and children, and nothing else.")
    source, year, children = given["source"], given["year"], given["children"]
    if not (isinstance(source, dict) and all(isinstance(source.get(one), str) for one in ("ar", "en"))):
        raise ChildrenFault("source says in ar and in en who counted.")
    if not isinstance(year, int) or not 1990 <= year <= 2200:
        raise ChildrenFault("year is the year of the count, like 2026.")
    return Children(year, source["ar"], source["en"], _by_region(children))


def _by_region(given: Any) -> dict[str, int]:
    if not isinstance(given, dict) or set(given) != set(REGIONS):
        raise ChildrenFault(f"children names each region of the forms once: {', '.join(REGIONS)}.")
    for code, count in given.items():
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise ChildrenFault(f"{code}: the number of children is a whole number from 1 on.")
    return {code: int(count) for code, count in given.items()}


def children_by_region() -> Children | None:
    """What this country has said; None: nothing."""
    path: Path | None = settings.TAKATUF_CHILDREN_BY_REGION
    return read_children(path) if path else None

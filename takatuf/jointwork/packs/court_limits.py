"""The time limits around a court in a country's pack: service, hearings, appeal; each says where it stands and who checked it."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import get_language

from takatuf.clocks.models import LimitOrigin
from takatuf.clocks.rules import Limit, Unit
from takatuf.jointwork.packs import PackFault

_FOLDER = Path(__file__).parent
CODES = frozenset({"service_acknowledged", "service_delivered", "hearing_outcome", "appeal"})


@dataclass(frozen=True, slots=True)
class CourtLimit:
    """One row `court_limits` of a pack. Nothing of it is printed as law unless `checked` by a person."""

    code: str
    limit: Limit
    origin: str
    cite: str
    checked: bool
    ar: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "ar").startswith("en") else self.ar


def court_limit(code: str, country: str = "") -> CourtLimit:
    """The row of this code for a country, by default the one that this house serves. Raises PackFault where it lacks."""
    rows = _limits(country or settings.TAKATUF_COUNTRY)
    if code not in rows:
        raise PackFault(f"The pack {country or settings.TAKATUF_COUNTRY} has no court limit {code}.")
    return rows[code]


@lru_cache
def _limits(country: str) -> dict[str, CourtLimit]:
    """The pack's own rows before those of the files that it includes, and those of the common file last."""
    name = country.lower()
    rows: dict[str, CourtLimit] = {}
    for part in (name, *_read(name).get("include", ()), "common"):
        for row in _read(part).get("court_limits", ()):
            rows.setdefault(row["code"], _limit(part, row))
    return rows


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def _limit(part: str, row: dict[str, Any]) -> CourtLimit:
    if row["code"] not in CODES:
        raise PackFault(f"{part}.yaml: nothing in the court's rooms reads the limit {row['code']}.")
    if row["origin"] not in LimitOrigin.values:
        raise PackFault(f"{part}.yaml: the limit {row['code']} has an unknown origin.")
    limit = Limit(row["limit"]["amount"], Unit(row["limit"]["unit"]))
    return CourtLimit(
        row["code"], limit, row["origin"], row.get("cite", ""), row["checked"], row["ar"], row["en"]
    )

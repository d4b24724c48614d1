"""The rules that read the published numbers and propose recommendations; pure, so that a person can follow each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from takatuf.insight.rules import band_of, growth, share

FILE = Path(__file__).parent / "rules.yaml"
Numbers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what the numbers must say, and the words of the recommendation in both languages."""

    number: int
    capability: int
    trigger: Mapping[str, Any]
    title: Mapping[str, str]
    reason: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that speaks: the row of the table it read (empty: none), and the numbers of its reason."""

    rule: Rule
    row: str
    values: Mapping[str, int]


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of the file."""
    given = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Rule(one["number"], one["capability"], one["trigger"], one["title"], one["reason"])
        for one in given["rules"]
    )


@cache
def not_asked() -> tuple[Mapping[str, Any], ...]:
    """The rules of the list for which there are no published numbers, each with what is missing."""
    return tuple(yaml.safe_load(FILE.read_text(encoding="utf-8"))["not_asked"])


def findings(tables: Numbers, *, assessed_on: date | None, on: date) -> list[Finding]:
    """The rules that speak. `tables` are the published tables by code; `assessed_on` is the last self-assessment's day."""
    return [found for rule in rules() if (found := _ask(rule, tables, assessed_on, on)) is not None]


def _ask(rule: Rule, tables: Numbers, assessed_on: date | None, on: date) -> Finding | None:
    if rule.trigger["kind"] == "standing":
        return Finding(rule, "", {})
    if rule.trigger["kind"] == "assessment_older":
        months = int(rule.trigger["months"])
        fresh = assessed_on is not None and assessed_on > on - timedelta(days=30 * months)
        return None if fresh else Finding(rule, "", {"limit": months})
    table = tables.get(rule.trigger["table"])
    return None if table is None or table["withheld"] else _ask_table(rule, table)


def _ask_table(rule: Rule, table: Mapping[str, Any]) -> Finding | None:
    kind = rule.trigger["kind"]
    if kind == "growth_above":
        return _growing(rule, table)
    place = _newest(table)
    if place is None:
        return None
    cells = dict(zip(table["columns"], table["cells"][place], strict=True))
    if kind == "band_after":
        half = band_of(list(cells.values()), 50)
        late = half is not None and half > list(cells).index(rule.trigger["band"])
        return Finding(rule, table["rows"][place], {}) if late else None
    return _share(rule, cells, table, place)


def _share(
    rule: Rule, cells: Mapping[str, int | None], table: Mapping[str, Any], place: int
) -> Finding | None:
    among = rule.trigger.get("among")
    whole = _sum(cells, among) if among else table["row_totals"][place]
    percent, limit = share(_sum(cells, rule.trigger["of"]), whole), int(rule.trigger["percent"])
    if percent is None:
        return None
    speaks = percent > limit if rule.trigger["kind"] == "share_above" else percent < limit
    return Finding(rule, table["rows"][place], {"percent": percent, "limit": limit}) if speaks else None


def _growing(rule: Rule, table: Mapping[str, Any]) -> Finding | None:
    """The newer half of the rows against the older half; they have to be four quarters."""
    if len(table["rows"]) != 4:
        return None
    places = [table["columns"].index(code) for code in rule.trigger["of"]]
    values = [[line[place] for place in places] for line in table["cells"]]
    halves = [[value for line in values[start : start + 2] for value in line] for start in (0, 2)]
    if any(value is None for half in halves for value in half):
        return None
    percent, limit = growth(sum(halves[0]), sum(halves[1])), int(rule.trigger["percent"])
    if percent is None or percent <= limit:
        return None
    return Finding(rule, "", {"percent": percent, "limit": limit})


def _newest(table: Mapping[str, Any]) -> int | None:
    counted = [place for place, total in enumerate(table["row_totals"]) if total]
    return counted[-1] if counted else None


def _sum(cells: Mapping[str, int | None], codes: Sequence[str]) -> int | None:
    values = [
        cells.get(code) for code in codes
    ]  # an older release may count by other codes: then nothing is said
    return None if any(value is None for value in values) else sum(value or 0 for value in values)

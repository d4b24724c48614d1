"""The rules that read the published numbers and propose recommendations; pure, so that a person can follow each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from takatuf.insight.dictionary import Words
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
    """A rule that speaks: the row of the table it read (empty: none), the numbers of its reason, and the regions it names."""

    rule: Rule
    row: str
    values: Mapping[str, int]
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unasked:
    """A rule of the list that nothing published can answer, and what is missing."""

    title: Words
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignGrowth:
    """What one campaign reached, and how many sought help with its code, then and now; None is a hidden number."""

    reach_before: int | None
    reach_after: int | None
    help_before: int | None
    help_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What the rules read beside the published tables; no small number and no person is in it."""

    assessed_on: date | None = None
    #: The last forum, held or called.
    forum_on: date | None = None
    campaigns: Sequence[CampaignGrowth] = ()
    #: How many children live in each region; None where the country has not said so.
    children: Mapping[str, int] | None = None


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


def unasked_rules(*, knows_children: bool) -> tuple[Unasked, ...]:
    """What cannot be asked here and now, in words for whoever asks the figures and wonders why they say nothing."""
    waiting = [
        Unasked(Words(rule.title["ar"], rule.title["en"]), Words(rule.trigger["without_ar"], rule.trigger["without_en"]))
        for rule in rules()
        if rule.trigger["kind"] == "region_below" and not knows_children
    ]  # fmt: skip
    return (
        *(Unasked(Words(one["ar"], one["en"]), Words(one["why_ar"], one["why_en"])) for one in not_asked()),
        *waiting,
    )


def findings(tables: Numbers, *, beside: Beside, on: date) -> list[Finding]:
    """The rules that speak. `tables` are the published tables by code."""
    return [found for rule in rules() if (found := _ask(rule, tables, beside, on)) is not None]


def _ask(rule: Rule, tables: Numbers, beside: Beside, on: date) -> Finding | None:
    kind = rule.trigger["kind"]
    if kind == "standing":
        return Finding(rule, "", {})
    if kind in {"assessment_older", "forum_older"}:
        last = beside.assessed_on if kind == "assessment_older" else beside.forum_on
        months = int(rule.trigger["months"])
        fresh = last is not None and last > on - timedelta(days=30 * months)
        return None if fresh else Finding(rule, "", {"limit": months})
    if kind == "reach_without_help":
        return _reached(rule, beside.campaigns)
    table = tables.get(rule.trigger["table"])
    if table is None or table["withheld"]:
        return None
    return (
        _regions(rule, table, beside.children) if kind == "region_below" else _ask_table(rule, table, tables)
    )


def _ask_table(rule: Rule, table: Mapping[str, Any], tables: Numbers) -> Finding | None:
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
    if kind == "any_of":
        count = _sum(cells, rule.trigger["of"])
        return Finding(rule, table["rows"][place], {"count": count}) if count else None
    return _share(rule, cells, table, place, tables)


def _share(
    rule: Rule, cells: Mapping[str, int | None], table: Mapping[str, Any], place: int, tables: Numbers
) -> Finding | None:
    among = rule.trigger.get("among")
    whole = _sum(cells, among) if among else table["row_totals"][place]
    if beside := rule.trigger.get("beside"):
        more = _in_row(tables.get(beside["table"]), table["rows"][place], beside["of"])
        whole = None if whole is None or more is None else whole + more
    percent, limit = share(_sum(cells, rule.trigger["of"]), whole), int(rule.trigger["percent"])
    if percent is None:
        return None
    speaks = percent > limit if rule.trigger["kind"] == "share_above" else percent < limit
    return Finding(rule, table["rows"][place], {"percent": percent, "limit": limit}) if speaks else None


def _in_row(table: Mapping[str, Any] | None, row: str, codes: Sequence[str]) -> int | None:
    """The same row of another table; None where it has no such row, or the number is hidden."""
    if table is None or row not in table["rows"]:
        return None
    return _sum(dict(zip(table["columns"], table["cells"][table["rows"].index(row)], strict=True)), codes)


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


def _regions(rule: Rule, table: Mapping[str, Any], children: Mapping[str, int] | None) -> Finding | None:
    """Regions whose share of the reports that name one is far below their share of the children; a hidden one is not named."""
    place = _newest(table)
    if place is None or not children:
        return None
    cells = dict(zip(table["columns"], table["cells"][place], strict=True))
    total, unsaid = table["row_totals"][place], cells.pop("not_said", None)
    if total is None or unsaid is None or total <= unsaid:
        return None
    percent = int(rule.trigger["percent"])
    limit = percent * (total - unsaid) / (100 * sum(children.values()))
    below = tuple(code for code, count in cells.items() if count is not None and code in children and count < limit * children[code])  # fmt: skip
    return Finding(rule, table["rows"][place], {"percent": percent}, below) if below else None


def _reached(rule: Rule, campaigns: Sequence[CampaignGrowth]) -> Finding | None:
    """How many campaigns reached many more people while no more of them sought help."""
    percent, help_percent = int(rule.trigger["percent"]), int(rule.trigger["help_percent"])
    count = sum(
        _is_more(one.reach_before, one.reach_after, percent) is True
        and _is_more(one.help_before, one.help_after, help_percent) is False
        for one in campaigns
    )
    values = {"count": count, "percent": percent, "days": int(rule.trigger["days"])}
    return Finding(rule, "", values) if count else None


def _is_more(before: int | None, after: int | None, percent: int) -> bool | None:
    """Whether it grew by more than so many percent; from nothing, anything is more. None where a number is hidden."""
    if before is None or after is None:
        return None
    grown = growth(before, after)
    return after > 0 if grown is None else grown > percent


def _newest(table: Mapping[str, Any]) -> int | None:
    counted = [place for place, total in enumerate(table["row_totals"]) if total]
    return counted[-1] if counted else None


def _sum(cells: Mapping[str, int | None], codes: Sequence[str]) -> int | None:
    values = [
        cells.get(code) for code in codes
    ]  # an older release may count by other codes: then nothing is said
    return None if any(value is None for value in values) else sum(value or 0 for value in values)

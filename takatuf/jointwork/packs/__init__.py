"""Country packs: which steps a case owes, by when, and where that stands; data files, no line of Python for a country."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import get_language

from takatuf.agencies.models import Sector
from takatuf.clocks.models import LimitOrigin
from takatuf.clocks.rules import Limit, Unit
from takatuf.jointwork.models import TrackKind
from takatuf.kernel.errors import NotFound, Refused

_FOLDER = Path(__file__).parent
#: Files that packs include; no country of their own.
_INCLUDED = frozenset({"common", "sectors"})
#: What the system itself publishes; every other start or end of a step is an event that the pack names.
OWN_EVENTS = frozenset({"case_started", "case_closed", "case_reopened", "court_filed"})


class PackFault(Refused):
    """A pack's file says something that cannot be; the message names the file, the row and what is wrong."""


@dataclass(frozen=True, slots=True)
class PackWords:
    """A code of a pack with its words."""

    code: str
    ar: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "ar").startswith("en") else self.ar


@dataclass(frozen=True, slots=True, kw_only=True)
class PackStep:
    """One row of a pack; `limit` is None where a step lasts until something happens.

    `again`: "restart" when the clock starts anew each time the start happens (the last one counts), else "once".
    `cite` says where the limit stands, `cite_ar` the same in Arabic.
    `met_by`: the event that does the step by itself; empty: a person says so. `exclude`: times that do not count.
    """

    title: str
    track: str
    start: str
    again: str
    levels: frozenset[int]
    concerns: frozenset[str]
    limit: Limit | None
    exclude: tuple[str, ...]
    met_by: str
    escalate_to: str
    sector: str
    origin: str
    cite: str
    cite_ar: str
    checked: bool
    blocks_closure: bool
    ar: str
    en: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A country's steps, the events that start or end them, and the times that do not count; in one version."""

    id: str
    version: int
    calendar: str
    steps: tuple[PackStep, ...]
    events: tuple[PackWords, ...]
    exclusions: tuple[PackWords, ...]

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

    def step(self, title: str) -> PackStep | None:
        """The row of this code; None for a step of another origin."""
        return next((step for step in self.steps if step.title == title), None)


@lru_cache
def _pack(code: str) -> Pack:
    path = _FOLDER / f"{code.lower()}.yaml"
    if path.parent != _FOLDER or not path.exists():
        raise NotFound(f"No country pack has the code {code}.")
    return read_pack(path.name, yaml.safe_load(path.read_text(encoding="utf-8")))


def pack(code: str = "") -> Pack:
    """The pack of a country by the code of its file, by default of the country that this house serves. Raises NotFound."""
    return _pack(code or settings.TAKATUF_COUNTRY)


@lru_cache
def pack_codes() -> tuple[str, ...]:
    """The countries that have a pack."""
    return tuple(sorted(path.stem.upper() for path in _FOLDER.glob("*.yaml") if path.stem not in _INCLUDED))


def read_pack(name: str, data: Mapping[str, Any]) -> Pack:
    """A pack from its file's values, checked as a whole. Raises PackFault."""
    parts = [data] + [_included(name, each) for each in data.get("include", ())]
    events = tuple(_words(row) for part in parts for row in part.get("events", ()))
    exclusions = tuple(_words(row) for part in parts for row in part.get("exclusions", ()))
    steps = tuple(_step(name, row) for part in parts for row in part["steps"])
    found = Pack(data["id"], data["version"], data["calendar"], steps, events, exclusions)
    _check(name, found)
    return found


def _included(name: str, other: str) -> Mapping[str, Any]:
    path = _FOLDER / f"{other}.yaml"
    if path.parent != _FOLDER or not path.exists():
        raise PackFault(f"{name}: there is no file {other}.yaml to include.")
    part: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return part


def _words(row: Mapping[str, Any]) -> PackWords:
    return PackWords(row["code"], row["ar"], row["en"])


def _step(name: str, row: Mapping[str, Any]) -> PackStep:
    title = row.get("title", "?")
    try:
        return PackStep(
            title=row["title"], track=row["track"], start=row["start"], again=row.get("again", "once"),
            levels=frozenset(row["levels"]), concerns=frozenset(row.get("concerns", ())), limit=_limit(row),
            exclude=tuple(row.get("exclude", ())), met_by=row.get("met_by", ""),
            escalate_to=row.get("on_breach", {}).get("escalate_to", "owner"), sector=row["sector"],
            origin=row["origin"], cite=row.get("cite", ""), cite_ar=row.get("cite_ar", ""), checked=row["checked"],
            blocks_closure=row.get("blocks_closure", False), ar=row["ar"], en=row["en"],
        )  # fmt: skip
    except KeyError as error:
        raise PackFault(f"{name}: the step {title} lacks {error}.") from error
    except ValueError as error:
        raise PackFault(f"{name}: the step {title} has a limit that cannot be: {error}") from error


def _limit(row: Mapping[str, Any]) -> Limit | None:
    """The limit as it runs: a row that says so runs at night and on holidays too (practice.md 1)."""
    given = row["limit"]
    if given is None:
        return None
    cutoff = given.get("cutoff")
    limit = Limit(given["amount"], Unit(given["unit"]), time.fromisoformat(cutoff) if cutoff else None)
    return limit.around_the_clock() if row.get("out_of_hours", "pause") == "run" else limit


def _check(name: str, found: Pack) -> None:
    """What no step may contradict: codes that nobody defines, a row twice, time taken out of what is not hours."""
    known = OWN_EVENTS | {event.code for event in found.events}
    excluded = {each.code for each in found.exclusions}
    titles = [step.title for step in found.steps]
    for step in found.steps:
        wrong = {
            "has a start that no event of the pack has": step.start not in known,
            "is met by what no event of the pack has": bool(step.met_by) and step.met_by not in known,
            "leaves out a time that the pack does not name": not set(step.exclude) <= excluded,
            "leaves out time, which only clock hours can": bool(step.exclude)
            and (step.limit is None or step.limit.unit is not Unit.CLOCK_HOURS),
            "stands twice": titles.count(step.title) > 1,
            "has an unknown track": step.track not in TrackKind.values,
            "has an unknown sector": step.sector not in Sector.values,
            "has an unknown origin": step.origin not in LimitOrigin.values,
            "says neither once nor restart": step.again not in {"once", "restart"},
            "escalates to nobody known": step.escalate_to not in {"owner", "lead"},
            "has no level from 1 to 4": not step.levels or not step.levels <= {1, 2, 3, 4},
            "says nothing in one of the two languages": not (step.ar and step.en),
        }
        for sentence, is_wrong in wrong.items():
            if is_wrong:
                raise PackFault(f"{name}: the step {step.title} {sentence}.")


def step_title(code: str) -> str | None:
    """The words of a pack's step in the active language; None for a code of no pack."""
    step = _steps_of_all().get(code)
    if step is None:
        return None
    return step.en if (get_language() or "ar").startswith("en") else step.ar


def step_cite(code: str, cite: str) -> str:
    """Where a step's limit stands, in Arabic where its pack says it so; what the step itself keeps, where the pack changed since."""
    step = _steps_of_all().get(code)
    english = (get_language() or "ar").startswith("en")
    return cite if english or step is None or step.cite != cite or not step.cite_ar else step.cite_ar


@lru_cache
def _steps_of_all() -> Mapping[str, PackStep]:
    """The steps of every pack by their code; of those that share one, that of the first country."""
    return {step.title: step for country in reversed(pack_codes()) for step in reversed(_pack(country).steps)}


@lru_cache
def _events_of_all() -> Mapping[str, PackWords]:
    return {
        event.code: event for country in reversed(pack_codes()) for event in reversed(_pack(country).events)
    }


def event_words(code: str) -> str:
    """The words of an event of any pack in the active language; the code itself for one that is gone."""
    event = _events_of_all().get(code)
    return code if event is None else str(event)

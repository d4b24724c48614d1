"""What became known about a report after it came in."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.intake.content import Signals
from takatuf.intake.queries import danger_said_about, report_signals
from takatuf.kernel.actors import Actor
from takatuf.people.queries import earlier_counts
from takatuf.triage.models import FactSourceChoices, NewFacts
from takatuf.triage.signals import NUMBERS, signal_word


@dataclass(frozen=True, slots=True)
class NewFactsView:
    """What an officer wrote down: the facts in words, where they come from, and the officer's own words."""

    facts: tuple[str, ...]
    source_label: str
    words: str
    by: WorkerName | None
    at: datetime


def new_facts_of(report_id: UUID) -> tuple[NewFactsView, ...]:
    """What was written down about a report, the newest first; the caller has opened the report."""
    rows = list(NewFacts.objects.filter(report_id=report_id).order_by("-at", "-pk"))
    names = workers_by_id({row.by_id for row in rows})
    return tuple(
        NewFactsView(
            facts=tuple(signal_word(name, value) for name, value in row.signals.items()),
            source_label=str(FactSourceChoices(row.source).label), words=row.unseal("words"), by=names.get(row.by_id),
            at=row.at,
        )
        for row in rows
    )  # fmt: skip


def source_choices() -> list[tuple[str, str]]:
    """Where new facts may come from, with the words, for forms."""
    return [(value, str(label)) for value, label in FactSourceChoices.choices]


def signals_known_now(report_id: UUID, record_id: UUID, *, by: Actor, linked: int | None = None) -> Signals:
    """What the report says, what officers wrote down and the reporter said since, and how many other records name the
    same identifiers.

    Nothing that is newly known takes back what was told: a fact once said stays said. Raises NotFound.
    """
    known = report_signals(report_id, by=by)
    for facts in (
        NewFacts.objects.filter(report_id=report_id).order_by("at", "pk").values_list("signals", flat=True)
    ):
        known = _with(known, facts)
    if danger_said_about(report_id, by=by):
        known = replace(known, danger_now=True)
    if linked is None:
        linked = earlier_counts([record_id], by=by).get(record_id, 0)
    return replace(known, previous_reports_linked=linked)


def _with(signals: Signals, facts: Mapping[str, Any]) -> Signals:
    names = {each.name for each in fields(Signals)}
    kept = {name: value for name, value in facts.items() if name in names}
    told = {name: value for name in kept if name in NUMBERS and (value := getattr(signals, name)) is not None}
    youngest = {name: min(value, kept[name]) for name, value in told.items()}
    return replace(signals, **(kept | youngest))

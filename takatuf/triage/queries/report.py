"""One report opened for triage, and the decision about it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.agencies.actions import require
from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.intake.queries import ReportView, kind_choices, open_report
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.people.queries import IdentifierMatch, matches_of
from takatuf.triage.models import Cause, DecisionState, Outcome, Rating, TriageDecision, WhyClosed
from takatuf.triage.queries.bundles import BundleView, bundle_of
from takatuf.triage.queries.knowing import NewFactsView, new_facts_of
from takatuf.triage.queries.words import level_name, why


@dataclass(frozen=True, slots=True)
class RatingView:
    """What the machine suggested, in words. The points stay on the triage desk and are not here."""

    level: int
    level_name: str
    why: tuple[str, ...]
    gates: tuple[str, ...]
    rule_version: str
    at: datetime
    cause: str = ""
    cause_label: str = ""
    before: int | None = None
    new_why: tuple[str, ...] = ()

    @property
    def raised(self) -> bool:
        """Whether this suggestion raised the one before."""
        return self.before is not None and self.level < self.before


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What a person decided, and who else looked."""

    id: UUID
    level: int
    level_name: str
    outcome: str
    outcome_label: str
    kinds: tuple[str, ...]
    reason: str
    state: str
    state_label: str
    decided_by: WorkerName | None
    decided_at: datetime
    second_by: WorkerName | None
    second_at: datetime | None
    why_closed: str = ""
    kind_labels: tuple[str, ...] = ()
    rule_version: str = ""


@dataclass(frozen=True, slots=True)
class TriageView:
    """A report opened for triage: all that was told, every suggestion (newest first), every decision, and matches."""

    report: ReportView
    ratings: tuple[RatingView, ...]
    decisions: tuple[DecisionView, ...]
    matches: tuple[IdentifierMatch, ...]
    new_facts: tuple[NewFactsView, ...]
    bundle: BundleView | None


def open_triage(report_id: UUID, *, by: Actor, at: datetime) -> TriageView:
    """Open one report for triage; the look is put on record.

    Raises NotAllowed, and NotFound also for those who may not know.
    """
    require(by, "report.triage")
    report = open_report(report_id, by=by, at=at)
    ratings = Rating.objects.filter(report_id=report_id).order_by("-at", "-pk")
    return TriageView(
        report=report,
        ratings=_ratings(list(ratings)),
        decisions=_decisions(report_id),
        matches=tuple(matches_of(report.head.record_id, by=by)),
        new_facts=new_facts_of(report_id),
        bundle=bundle_of(report_id, by=by),
    )


def _ratings(rows: list[Rating]) -> tuple[RatingView, ...]:
    """The suggestions, newest first, each with what the one before had said and the reasons that are new since."""
    before: list[Rating | None] = [*rows[1:], None]
    return tuple(
        RatingView(
            level=row.level, level_name=level_name(row.level), why=why(row), gates=tuple(row.gates),
            rule_version=row.rule_version, at=row.at, cause=row.cause, cause_label=str(Cause(row.cause).label),
            before=older.level if older else None, new_why=_new_reasons(row, older) if older else (),
        )
        for row, older in zip(rows, before, strict=True)
    )  # fmt: skip


def _new_reasons(row: Rating, older: Rating) -> tuple[str, ...]:
    said = [reason | {"weight": 0} for reason in older.reasons]
    return tuple(
        sentence
        for reason, sentence in zip(row.reasons, why(row), strict=True)
        if reason | {"weight": 0} not in said and reason["kind"] in {"gate", "factor"}
    )


def _decisions(report_id: UUID) -> tuple[DecisionView, ...]:
    rows = list(
        TriageDecision.objects.filter(report_id=report_id)
        .select_related("rating")
        .order_by("-decided_at", "-pk")
    )
    people = {row.decided_by_id for row in rows} | {row.second_by_id for row in rows if row.second_by_id}
    names = workers_by_id(people)
    return tuple(
        DecisionView(
            id=row.pk, level=row.level, level_name=level_name(row.level), outcome=row.outcome,
            outcome_label=str(Outcome(row.outcome).label), kinds=tuple(row.kinds), reason=row.unseal("reason"),
            state=row.state, state_label=str(DecisionState(row.state).label), decided_by=names.get(row.decided_by_id),
            decided_at=row.decided_at, second_by=names.get(row.second_by_id) if row.second_by_id else None,
            second_at=row.second_at, why_closed=str(WhyClosed(row.why_closed).label) if row.why_closed else "",
            kind_labels=tuple(str(label) for value, label in kind_choices() if value in row.kinds),
            rule_version=row.rating.rule_version,
        )
        for row in rows
    )  # fmt: skip


def decision_in_force(report_id: UUID, *, by: Actor) -> DecisionView | None:
    """The decision that is in force for a report; None while there is none or for those who may not know.

    Without its rating: what a court or another room may know is the decision, never the score.
    """
    del by
    return next((row for row in _decisions(report_id) if row.state == DecisionState.IN_FORCE), None)


def outcome_choices() -> list[tuple[str, str]]:
    """Every outcome with its words, for forms."""
    return [(value, str(label)) for value, label in Outcome.choices]


def why_closed_choices() -> list[tuple[str, str]]:
    """Every reason of the list for an ending without action, with its words, for forms."""
    return [(value, str(label)) for value, label in WhyClosed.choices]


def suggested_level(report_id: UUID, *, by: Actor) -> int:
    """The level that the machine suggests now. Raises NotFound, also for those who may not know."""
    del by  # the scope of the actor is in the database
    level = (
        Rating.objects.filter(report_id=report_id)
        .order_by("-at", "-pk")
        .values_list("level", flat=True)
        .first()
    )
    if level is None:
        raise NotFound("No such report.")
    return level

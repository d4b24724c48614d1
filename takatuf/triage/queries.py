"""The triage desk: the one report that must be read next, and why."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language, ngettext

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.intake.queries import ReportHead, ReportView, open_report, report_heads
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.people.queries import IdentifierMatch, earlier_counts, matches_of
from takatuf.triage import rules
from takatuf.triage.models import DecisionState, Outcome, Rating, TriageDecision


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One report that awaits its first review, or a second person. It carries words, never a score."""

    report_id: UUID
    record_id: UUID
    code: str
    level: int
    level_name: str
    what: tuple[str, ...]
    why: tuple[str, ...]
    earlier: str
    channel: str
    reporter: str
    region: str
    received_at: datetime
    due_at: datetime
    burst: bool
    proposed_by: WorkerName | None

    @property
    def awaits_second_person(self) -> bool:
        return self.proposed_by is not None

    def late_at(self, at: datetime) -> bool:
        """Whether the first review is overdue."""
        return at > self.due_at


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How many reports await a first review, and how many the second look of another person than who proposed."""

    first_reviews: int
    second_looks: int
    total: int


@dataclass(frozen=True, slots=True)
class RatingView:
    """What the machine suggested, in words. The points stay on the triage desk and are not here."""

    level: int
    level_name: str
    why: tuple[str, ...]
    gates: tuple[str, ...]
    rule_version: str
    at: datetime


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


@dataclass(frozen=True, slots=True)
class TriageView:
    """A report opened for triage: all that was told, every suggestion (newest first), every decision, and matches."""

    report: ReportView
    ratings: tuple[RatingView, ...]
    decisions: tuple[DecisionView, ...]
    matches: tuple[IdentifierMatch, ...]


def _language() -> str:
    return (get_language() or "ar").split("-")[0]


def _why(rating: Rating) -> tuple[str, ...]:
    """The reasons in words, by the version of the rule file that made the rating."""
    rulefile = rules.load_rules(rating.rule_version)
    return tuple(
        rules.sentence(
            rules.Reason(reason["code"], rules.ReasonKind(reason["kind"]), tuple(reason["params"].items())),
            _language(), rulefile=rulefile,
        )
        for reason in rating.reasons
    )  # fmt: skip


def _level_name(level: int) -> str:
    return rules.level_name(rules.Level(level), _language())


def reports_awaiting_triage(*, by: Actor, at: datetime, most: int = 200) -> list[QueueRow]:
    """The reports of the own agency that await a first review or a second person, by urgency and then by the clock.

    At the same moment a child's own report comes first. The look is put on record. Raises NotAllowed.
    """
    require(by, "report.triage")
    ratings = _awaiting(by)
    heads = report_heads([rating.report_id for rating in ratings], by=by)
    ratings.sort(key=lambda rating: _order(rating, heads[rating.report_id]))
    shown = ratings[:most]
    earlier = earlier_counts([rating.record_id for rating in shown], by=by)
    proposers = _proposers([rating.report_id for rating in shown])
    rows = [
        _row(
            rating, heads[rating.report_id], earlier.get(rating.record_id, 0), proposers.get(rating.report_id)
        )
        for rating in shown
    ]  # fmt: skip
    disclose(record_ids=[row.record_id for row in rows], what="reports_awaiting_triage", by=by, at=at)
    return rows


def queue_count(*, by: Actor) -> QueueCount:
    """How much the triage desk holds, for the numbers beside a page; it opens nothing, so no look is put on record.

    Raises NotAllowed.
    """
    require(by, "report.triage")
    ratings = _awaiting(by)
    proposers = _proposers([rating.report_id for rating in ratings])
    others = sum(proposer.id != by.id for proposer in proposers.values())
    return QueueCount(first_reviews=len(ratings) - len(proposers), second_looks=others, total=len(ratings))


def _awaiting(by: Actor) -> list[Rating]:
    """The newest rating of each report on which no decision is in force."""
    if by.agency is None:
        return []
    decided = TriageDecision.objects.filter(report_id=OuterRef("report_id"), state=DecisionState.IN_FORCE)
    rows = Rating.objects.filter(~Exists(decided), agency_id=by.agency)
    return list(rows.order_by("report_id", "-at", "-pk").distinct("report_id"))


def _proposers(report_ids: list[UUID]) -> dict[UUID, WorkerName]:
    """Who proposed the decision that waits for a second person, by report."""
    waiting = TriageDecision.objects.filter(report_id__in=report_ids, state=DecisionState.PROPOSED)
    by_report = dict(waiting.values_list("report_id", "decided_by_id"))
    names = workers_by_id(set(by_report.values()))
    return {report_id: names[worker_id] for report_id, worker_id in by_report.items()}


def _order(rating: Rating, head: ReportHead) -> tuple[int, datetime, bool]:
    return rules.order_key(
        rules.Level(rating.level), rating.review_due_at, reported_by_child=head.reporter_kind == "child"
    )  # fmt: skip


def _row(rating: Rating, head: ReportHead, earlier: int, proposed_by: WorkerName | None) -> QueueRow:
    return QueueRow(
        report_id=head.id, record_id=head.record_id, code=head.code, level=rating.level,
        level_name=_level_name(rating.level), what=head.kind_labels, why=_why(rating), earlier=_earlier(earlier),
        channel=head.channel_label, reporter=head.reporter_label, region=head.region, received_at=head.received_at,
        due_at=rating.review_due_at, burst=head.burst, proposed_by=proposed_by,
    )  # fmt: skip


def _earlier(count: int) -> str:
    """How many other records name the same account; empty where none does."""
    if count == 0:
        return ""
    return ngettext(
        "%(count)d other record names the same account, number or address.",
        "%(count)d other records name the same account, number or address.",
        count,
    ) % {"count": count}


def open_triage(report_id: UUID, *, by: Actor, at: datetime) -> TriageView:
    """Open one report for triage; the look is put on record.

    Raises NotAllowed, and NotFound also for those who may not know.
    """
    require(by, "report.triage")
    report = open_report(report_id, by=by, at=at)
    ratings = Rating.objects.filter(report_id=report_id).order_by("-at", "-pk")
    return TriageView(
        report=report,
        ratings=tuple(
            RatingView(
                row.level, _level_name(row.level), _why(row), tuple(row.gates), row.rule_version, row.at
            )
            for row in ratings
        ),
        decisions=_decisions(report_id),
        matches=tuple(matches_of(report.head.record_id, by=by)),
    )


def _decisions(report_id: UUID) -> tuple[DecisionView, ...]:
    rows = list(TriageDecision.objects.filter(report_id=report_id).order_by("-decided_at", "-pk"))
    people = {row.decided_by_id for row in rows} | {row.second_by_id for row in rows if row.second_by_id}
    names = workers_by_id(people)
    return tuple(
        DecisionView(
            id=row.pk, level=row.level, level_name=_level_name(row.level), outcome=row.outcome,
            outcome_label=str(Outcome(row.outcome).label), kinds=tuple(row.kinds), reason=row.unseal("reason"),
            state=row.state, state_label=str(DecisionState(row.state).label), decided_by=names.get(row.decided_by_id),
            decided_at=row.decided_at, second_by=names.get(row.second_by_id) if row.second_by_id else None,
            second_at=row.second_at,
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

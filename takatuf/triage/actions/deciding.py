"""Deciding about reports: a person's word, and a second person's where urgency is lowered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.clocks.actions import meet_deadline, move_deadline, start_deadline
from takatuf.clocks.queries import open_deadlines_by_subject
from takatuf.intake.actions import tell_reporter
from takatuf.intake.queries import report_head
from takatuf.intake.statuses import ClosedAs, MailboxStatus
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.kernel.events import publish
from takatuf.ledger.actions import write
from takatuf.triage import rules
from takatuf.triage.actions.drawing import draw_for_review
from takatuf.triage.actions.rating import FIRST_REVIEW, latest_rating, review_clock_runs
from takatuf.triage.actions.settling import one_at_a_time, settle_bundle
from takatuf.triage.bound import decision_facts
from takatuf.triage.events import ReportTriaged
from takatuf.triage.models import DecisionState, HandOver, Outcome, Rating, TriageDecision, WhyClosed
from takatuf.triage.queries import rules_in_force

DOWNGRADE_CONFIRMATION = "downgrade_confirmation"
# Our default: who asks a second person to lower a level has the answer within this, on clock hours.
CONFIRMED_WITHIN = timedelta(hours=1)
_KIND_OF_LINE = {True: "triage.proposed", False: "triage.decided"}
ENDS = frozenset({Outcome.INFORMATION, Outcome.CLOSE})


class AlreadyDecided(Refused):
    """Somebody has decided about this report, or proposed to."""


class NothingToConfirm(NotFound):
    """No decision about this report waits for a second person, or not for this actor."""


class SamePerson(Refused):
    """Who proposed to lower a level cannot confirm it."""


def _standing(report_id: UUID) -> Any:
    return TriageDecision.objects.filter(report_id=report_id).exclude(
        state__in=[DecisionState.REFUSED, DecisionState.REOPENED, DecisionState.OVERTAKEN]
    )


@transaction.atomic
def decide(
    *,
    report_id: UUID,
    level: int,
    outcome: str,
    reason: str,
    by: Actor,
    at: datetime,
    kinds: Sequence[str] | None = None,
    closed_as: str = "",
    why_closed: str = "",
) -> TriageDecision:
    """Decide about a report: its level (1-5), what happens to it, and why.

    A decision that lowers Level 1 or 2, or ends the matter at such a level, waits as `proposed` until another person
    confirms it; every other one is in force at once. `kinds` is the officer's own label (without it the reporter's
    stands for both). What ends here needs `closed_as`, which the reporter is told, and `why_closed`, of the list; some of
    these endings are drawn for the second look of another person. The first review counts as done.

    Raises NotAllowed, NotFound, AlreadyDecided, and InvalidInput for a missing reason, or a `closed_as` or `why_closed`
    that is missing or out of place.
    """
    require(by, "report.triage")
    _check(level, outcome, reason, closed_as, why_closed)
    head = report_head(report_id, by=by)
    one_at_a_time(report_id=report_id)
    rating = latest_rating(
        report_id=report_id
    )  # after the lock: the machine may be raising it at this moment
    if _standing(report_id).exists():
        raise AlreadyDecided("Somebody has decided about this report.")
    waits = _needs_second_person(rating.level, level, outcome)
    decision = TriageDecision(
        record_id=head.record_id, report_id=report_id, rating_id=rating.pk, level=level, outcome=outcome,
        closed_as=closed_as, why_closed=why_closed, kinds=list(head.kinds if kinds is None else kinds), decided_by_id=by.id, decided_at=at,
        state=DecisionState.PROPOSED if waits else DecisionState.IN_FORCE,
    )  # fmt: skip
    decision.seal(reason=reason.strip())
    decision.save(force_insert=True)
    write(_KIND_OF_LINE[waits], about=head.record_id, by=by, at=at, content=_facts(decision))
    if review_clock_runs(report_id=report_id, by=by):
        meet_deadline(subject_id=report_id, kind=FIRST_REVIEW, by=by, at=at)
    (_ask_second_person if waits else _put_in_force)(decision, by, at)
    settle_bundle(report_id=report_id)
    return decision


def _ask_second_person(decision: TriageDecision, by: Actor, at: datetime) -> None:
    """The proposal has a clock of its own, owed by the agency that owes the review."""
    start_deadline(
        record_id=decision.record_id, subject_id=decision.pk, kind=DOWNGRADE_CONFIRMATION,
        agency_id=decision.rating.agency_id, due_at=at + CONFIRMED_WITHIN, by=by, at=at,
    )  # fmt: skip
    tell_reporter(report_id=decision.report_id, status=MailboxStatus.BEING_READ, by=by, at=at)


def _needs_second_person(suggested: int, level: int, outcome: str) -> bool:
    """Whether a decision waits for another person: it lowers Level 1 or 2, or it ends a matter of such a level."""
    lowered = rules.needs_two_people(rules.Level(suggested), rules.Level(level))
    ended = Outcome(outcome) in ENDS and rules.needs_two_people(
        rules.Level(suggested), rules.Level.INFORMATION
    )
    return lowered or ended


def _check(level: int, outcome: str, reason: str, closed_as: str, why_closed: str) -> None:
    if not 1 <= level <= 5:
        raise InvalidInput("level", "out_of_range", lowest=1, highest=5)
    if outcome not in Outcome.values:
        raise InvalidInput("outcome", "unknown_code")
    if not reason.strip():
        raise InvalidInput("reason", "required")
    if (Outcome(outcome) in ENDS) != (closed_as in ClosedAs.values):
        raise InvalidInput("closed_as", "only_when_closed")
    if (Outcome(outcome) in ENDS) != (why_closed in WhyClosed.values):
        raise InvalidInput("why_closed", "only_when_closed")


def _facts(decision: TriageDecision) -> dict[str, Any]:
    return decision_facts(decision, reason=decision.unseal("reason"), state=str(decision.state))


def _put_in_force(decision: TriageDecision, by: Actor, at: datetime) -> None:
    """Take the report out of the queue, tell the reporter how far it is, and the rooms above what was decided."""
    Rating.objects.filter(report_id=decision.report_id, awaiting=True).update(awaiting=False, folded=False)
    HandOver.objects.filter(report_id=decision.report_id, ended_at__isnull=True).update(ended_at=at)
    if Outcome(decision.outcome) in ENDS:
        tell_reporter(
            report_id=decision.report_id, status=MailboxStatus.CLOSED, closed_as=ClosedAs(decision.closed_as), by=by, at=at
        )  # fmt: skip
        draw_for_review(decision=decision, at=at)
    else:
        tell_reporter(report_id=decision.report_id, status=MailboxStatus.WITH_AGENCY, by=by, at=at)
    publish(
        ReportTriaged(
            decision.report_id, decision.record_id, decision.pk, decision.level, str(decision.outcome), by, at
        )
    )  # fmt: skip


@transaction.atomic
def confirm_downgrade(*, report_id: UUID, by: Actor, at: datetime) -> TriageDecision:
    """Put a proposed decision in force, as the second person.

    Raises NotAllowed, NothingToConfirm, and SamePerson for whoever proposed it.
    """
    decision = _proposed(report_id, by)
    _answer(decision, DecisionState.IN_FORCE, by, at)
    write("triage.confirmed", about=decision.record_id, by=by, at=at, content=_facts(decision))
    _put_in_force(decision, by, at)
    settle_bundle(report_id=report_id)
    return decision


@transaction.atomic
def refuse_downgrade(*, report_id: UUID, by: Actor, at: datetime) -> TriageDecision:
    """Refuse a proposed decision, as the second person: the report waits for its first review again, at once.

    Raises NotAllowed, NothingToConfirm, and SamePerson for whoever proposed it.
    """
    decision = _proposed(report_id, by)
    _answer(decision, DecisionState.REFUSED, by, at)
    write("triage.refused", about=decision.record_id, by=by, at=at, content=_facts(decision))
    rating = latest_rating(report_id=report_id)
    start_deadline(
        record_id=decision.record_id, subject_id=report_id, kind=FIRST_REVIEW, agency_id=rating.agency_id,
        due_at=at + rules.review_limit(rules.Level(rating.level), rulefile=rules_in_force()), by=by, at=at,
    )  # fmt: skip
    settle_bundle(report_id=report_id)
    return decision


def _proposed(report_id: UUID, by: Actor) -> TriageDecision:
    require(by, "report.confirm_downgrade")
    decision = (
        TriageDecision.objects.filter(report_id=report_id, state=DecisionState.PROPOSED).select_for_update().first()
    )  # fmt: skip
    if decision is None:
        raise NothingToConfirm("No decision about this report waits for a second person.")
    if decision.decided_by_id == by.id:
        raise SamePerson("The second person is another person.")
    return decision


def _answer(decision: TriageDecision, state: DecisionState, by: Actor, at: datetime) -> None:
    decision.state, decision.second_by_id, decision.second_at = state, by.id, at
    decision.save(update_fields=["state", "second_by", "second_at"])
    meet_deadline(subject_id=decision.pk, kind=DOWNGRADE_CONFIRMATION, by=by, at=at)


def overtake_decision(*, report_id: UUID, by: Actor, at: datetime) -> bool:
    """Let a decision in force go because its reporter wrote that there is danger now, where it is milder than that.

    For the job that hears danger, inside its transaction and after the report's lock. The decision is kept, with its own
    line in the ledger; what it opened goes on. A decision of Level 1 that did not end the matter stands: those who have it
    are rung by the message itself. Returns whether one was overtaken; the report must then wait for its review again.
    """
    decision = TriageDecision.objects.filter(report_id=report_id, state=DecisionState.IN_FORCE).first()
    if decision is None:
        return False
    ended = Outcome(decision.outcome) in ENDS
    if decision.level == rules.Level.IMMEDIATE and not ended:
        return False
    decision.state = DecisionState.OVERTAKEN
    decision.save(update_fields=["state"])
    write("triage.overtaken", about=decision.record_id, by=by, at=at, content=_facts(decision))
    if ended:
        tell_reporter(report_id=report_id, status=MailboxStatus.RECEIVED, by=by, at=at)
    return True


def hasten_second_person(*, report_id: UUID, by: Actor, at: datetime) -> None:
    """Give the second person who is asked about this report as long as Level 1 allows, where more was left."""
    decision = TriageDecision.objects.filter(report_id=report_id, state=DecisionState.PROPOSED).first()
    if decision is None:
        return
    clock = open_deadlines_by_subject([decision.pk], kind=DOWNGRADE_CONFIRMATION, by=by).get(decision.pk)
    due_at = at + rules.review_limit(rules.Level.IMMEDIATE, rulefile=rules_in_force())
    if clock is not None and due_at < clock.due_at:
        move_deadline(subject_id=decision.pk, kind=DOWNGRADE_CONFIRMATION, due_at=due_at, by=by, at=at)

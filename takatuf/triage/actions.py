"""Rating reports by machine, and deciding about them by persons."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from takatuf.agencies.actions import require
from takatuf.agencies.scope import system_actor
from takatuf.clocks.actions import meet_deadline, move_deadline, start_deadline, start_deadlines
from takatuf.clocks.queries import open_deadlines_by_subject
from takatuf.intake.actions import tell_reporter
from takatuf.intake.content import Signals
from takatuf.intake.events import ReportReceived, ReportsReceived
from takatuf.intake.queries import report_head, report_signals
from takatuf.intake.statuses import ClosedAs, MailboxStatus
from takatuf.kernel.actors import Actor
from takatuf.kernel.bulk import Smalls, Texts, Times, Uuids, uuid7_bytes, uuid_text
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.kernel.events import publish
from takatuf.ledger.actions import Line, write, write_many
from takatuf.people.queries import earlier_counts
from takatuf.triage import rules
from takatuf.triage.events import ReportTriaged
from takatuf.triage.models import DecisionState, Outcome, Rating, TriageDecision

FIRST_REVIEW = "first_review"
DOWNGRADE_CONFIRMATION = "downgrade_confirmation"
# Our default: who asks a second person to lower a level has the answer within this, on clock hours.
CONFIRMED_WITHIN = timedelta(hours=1)
_KIND_OF_LINE = {True: "triage.proposed", False: "triage.decided"}
_ENDS = frozenset({Outcome.INFORMATION, Outcome.CLOSE})


class AlreadyDecided(Refused):
    """Somebody has decided about this report, or proposed to."""


class NothingToConfirm(NotFound):
    """No decision about this report waits for a second person, or not for this actor."""


class SamePerson(Refused):
    """Who proposed to lower a level cannot confirm it."""


def rate_report(event: ReportReceived) -> None:
    """Listener to ReportReceived: suggest a level and start the clock of the first review, in the same transaction.

    It runs inside the job that takes reports in, which cannot read a report back; so it rates what the event carries.
    """
    by = system_actor("intake")
    rating = _rating(
        rules.rate(event.content.signals), report_id=event.report_id, record_id=event.record_id,
        agency_id=event.agency_id, received_at=event.at, at=event.at,
    )  # fmt: skip
    _save(rating, by, event.at)
    start_deadline(
        record_id=event.record_id, subject_id=event.report_id, kind=FIRST_REVIEW, agency_id=event.agency_id,
        due_at=rating.review_due_at, by=by, at=event.at,
    )  # fmt: skip


def rate_reports(event: ReportsReceived) -> None:
    """Listener to ReportsReceived: what `rate_report` does, for many reports by one statement each."""
    by, at, reports = system_actor("intake"), event.at, event.reports
    rated = [_rated(report.content.signals) for report in reports]
    due = [at + each.limit for each in rated]
    ids, records = uuid7_bytes(len(reports)), [report.record.record for report in reports]
    event.bulk.insert("triage_rating", {
        "id": Uuids(ids), "record_id": Uuids(records), "report_id": Uuids([report.report_id for report in reports]),
        "agency_id": Uuids([report.agency_id.bytes for report in reports]),
        "level": Smalls([each.level for each in rated]), "gates": ("{}::varchar[]", Texts([each.gates for each in rated])),
        "points": Smalls([each.points for each in rated]), "reasons": ("{}::jsonb", Texts([each.reasons for each in rated])),
        "rule_version": Texts([each.version for each in rated]), "review_due_at": Times(due), "at": at,
    })  # fmt: skip
    start_deadlines(
        bulk=event.bulk, records=records, subjects=[report.report_id for report in reports], due=due, kind=FIRST_REVIEW,
        agencies=[report.agency_id.bytes for report in reports], at=at,
    )  # fmt: skip
    lines = [
        Line("report.rated", report.record, each.facts.replace("{rating}", uuid_text(id)).encode())
        for id, report, each in zip(ids, reports, rated, strict=True)
    ]
    write_many(event.bulk, lines, by=by, at=at)


@dataclass(frozen=True, slots=True)
class _Rated:
    """A rating in the forms in which a row and a ledger line hold it."""

    level: int
    points: int
    version: str
    gates: str
    reasons: str
    facts: str
    limit: timedelta


@lru_cache(maxsize=4096)
def _rated(signals: Signals) -> _Rated:
    """Most reports of machines say one of a few things, so their ratings are made once."""
    suggested = rules.rate(signals)
    facts = {
        "rating": "{rating}", "level": int(suggested.level), "points": suggested.points,
        "rule_version": suggested.rule_version, "reasons": ",".join(reason.code for reason in suggested.reasons),
    }  # fmt: skip
    return _Rated(
        int(suggested.level), suggested.points, suggested.rule_version, "{" + ",".join(suggested.gates) + "}",
        json.dumps(_plain(suggested.reasons)), json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        rules.review_limit(suggested.level),
    )  # fmt: skip


@transaction.atomic
def rate_again(*, report_id: UUID, by: Actor, at: datetime) -> Rating:
    """Rate a report again with what is known now, earlier reports of the same accounts included.

    The machine may raise the level that stands, never lower it; the older rating is kept. A raised level moves the
    clock of the first review while it runs. Raises NotAllowed and NotFound.
    """
    require(by, "report.triage")
    head, before = report_head(report_id, by=by), _latest(report_id)
    earlier = earlier_counts([head.record_id], by=by).get(head.record_id, 0)
    signals = replace(report_signals(report_id, by=by), previous_reports_linked=earlier)
    suggested = rules.rate_again(signals, before=rules.Level(before.level))
    rating = _rating(
        suggested, report_id=head.id, record_id=head.record_id, agency_id=head.agency_id, received_at=head.received_at,
        at=at,
    )  # fmt: skip
    if rating.level < before.level:
        rating.review_due_at = min(before.review_due_at, max(rating.review_due_at, at))
        if _review_clock_runs(report_id, by):
            move_deadline(subject_id=report_id, kind=FIRST_REVIEW, due_at=rating.review_due_at, by=by, at=at)
    else:
        rating.review_due_at = before.review_due_at
    _save(rating, by, at)
    return rating


def _rating(
    suggested: rules.Rating,
    *,
    report_id: UUID,
    record_id: UUID,
    agency_id: UUID,
    received_at: datetime,
    at: datetime,
) -> Rating:
    return Rating(
        record_id=record_id, report_id=report_id, agency_id=agency_id, level=int(suggested.level),
        gates=list(suggested.gates), points=suggested.points, reasons=_plain(suggested.reasons),
        rule_version=suggested.rule_version, review_due_at=received_at + rules.review_limit(suggested.level), at=at,
    )  # fmt: skip


def _plain(reasons: Sequence[rules.Reason]) -> list[dict[str, Any]]:
    return [asdict(reason) | {"kind": reason.kind.value, "params": dict(reason.params)} for reason in reasons]


def _save(rating: Rating, by: Actor, at: datetime) -> None:
    rating.save(force_insert=True)
    facts = {
        "rating": rating.pk, "level": rating.level, "points": rating.points, "rule_version": rating.rule_version,
        "reasons": ",".join(reason["code"] for reason in rating.reasons),
    }  # fmt: skip
    write("report.rated", about=rating.record_id, by=by, at=at, content=facts)


def _latest(report_id: UUID) -> Rating:
    rating = Rating.objects.filter(report_id=report_id).order_by("-at", "-pk").first()
    if rating is None:
        raise NotFound("No such report.")
    return rating


def _standing(report_id: UUID) -> Any:
    return TriageDecision.objects.filter(report_id=report_id).exclude(state=DecisionState.REFUSED)


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
) -> TriageDecision:
    """Decide about a report: its level (1-5), what happens to it, and why.

    A decision that lowers Level 1 or 2, or ends the matter at such a level, waits as `proposed` until another person
    confirms it; every other one is in force at once. `kinds` is the officer's own label (without it the reporter's
    stands for both); `closed_as` is what the reporter is told when it ends here. The first review counts as done.

    Raises NotAllowed, NotFound, AlreadyDecided, and InvalidInput for a missing reason or a `closed_as` that is missing or
    out of place.
    """
    require(by, "report.triage")
    _check(level, outcome, reason, closed_as)
    head, rating = report_head(report_id, by=by), _latest(report_id)
    _one_at_a_time(report_id)
    if _standing(report_id).exists():
        raise AlreadyDecided("Somebody has decided about this report.")
    waits = _needs_second_person(rating.level, level, outcome)
    decision = TriageDecision(
        record_id=head.record_id, report_id=report_id, rating_id=rating.pk, level=level, outcome=outcome,
        closed_as=closed_as, kinds=list(head.kinds if kinds is None else kinds), decided_by_id=by.id, decided_at=at,
        state=DecisionState.PROPOSED if waits else DecisionState.IN_FORCE,
    )  # fmt: skip
    decision.seal(reason=reason.strip())
    decision.save(force_insert=True)
    write(_KIND_OF_LINE[waits], about=head.record_id, by=by, at=at, content=_facts(decision))
    if _review_clock_runs(report_id, by):
        meet_deadline(subject_id=report_id, kind=FIRST_REVIEW, by=by, at=at)
    (_ask_second_person if waits else _put_in_force)(decision, by, at)
    return decision


def _review_clock_runs(report_id: UUID, by: Actor) -> bool:
    """False after a decision, and where somebody opened a case by hand before triage came to it."""
    return bool(open_deadlines_by_subject([report_id], kind=FIRST_REVIEW, by=by))


def _ask_second_person(decision: TriageDecision, by: Actor, at: datetime) -> None:
    """The proposal has a clock of its own, owed by the agency that owes the review."""
    start_deadline(
        record_id=decision.record_id, subject_id=decision.pk, kind=DOWNGRADE_CONFIRMATION,
        agency_id=decision.rating.agency_id, due_at=at + CONFIRMED_WITHIN, by=by, at=at,
    )  # fmt: skip
    tell_reporter(report_id=decision.report_id, status=MailboxStatus.BEING_READ, by=by, at=at)


def _one_at_a_time(report_id: UUID) -> None:
    """Until this transaction ends, nobody else decides about this report; suggestions and reports cannot be locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(report_id.bytes[8:], "big", signed=True)]
        )


def _needs_second_person(suggested: int, level: int, outcome: str) -> bool:
    """Whether a decision waits for another person: it lowers Level 1 or 2, or it ends a matter of such a level."""
    lowered = rules.needs_two_people(rules.Level(suggested), rules.Level(level))
    ended = Outcome(outcome) in _ENDS and rules.needs_two_people(
        rules.Level(suggested), rules.Level.INFORMATION
    )
    return lowered or ended


def _check(level: int, outcome: str, reason: str, closed_as: str) -> None:
    if not 1 <= level <= 5:
        raise InvalidInput("level", "out_of_range", lowest=1, highest=5)
    if outcome not in Outcome.values:
        raise InvalidInput("outcome", "unknown_code")
    if not reason.strip():
        raise InvalidInput("reason", "required")
    if (Outcome(outcome) in _ENDS) != (closed_as in ClosedAs.values):
        raise InvalidInput("closed_as", "only_when_closed")


def _facts(decision: TriageDecision) -> dict[str, Any]:
    return {
        "decision": decision.pk, "level": decision.level, "outcome": str(decision.outcome), "state": str(decision.state),
        "kinds": ",".join(decision.kinds), "closed_as": decision.closed_as, "reason": decision.unseal("reason"),
    }  # fmt: skip


def _put_in_force(decision: TriageDecision, by: Actor, at: datetime) -> None:
    """Tell the reporter how far the report is, and the rooms above what was decided."""
    if Outcome(decision.outcome) in _ENDS:
        tell_reporter(
            report_id=decision.report_id, status=MailboxStatus.CLOSED, closed_as=ClosedAs(decision.closed_as), by=by, at=at
        )  # fmt: skip
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
    return decision


@transaction.atomic
def refuse_downgrade(*, report_id: UUID, by: Actor, at: datetime) -> TriageDecision:
    """Refuse a proposed decision, as the second person: the report waits for its first review again, at once.

    Raises NotAllowed, NothingToConfirm, and SamePerson for whoever proposed it.
    """
    decision = _proposed(report_id, by)
    _answer(decision, DecisionState.REFUSED, by, at)
    write("triage.refused", about=decision.record_id, by=by, at=at, content=_facts(decision))
    rating = _latest(report_id)
    start_deadline(
        record_id=decision.record_id, subject_id=report_id, kind=FIRST_REVIEW, agency_id=rating.agency_id,
        due_at=at + rules.review_limit(rules.Level(rating.level)), by=by, at=at,
    )  # fmt: skip
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

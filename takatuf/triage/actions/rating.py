"""Rating reports by machine: when they come in, one or many, and again when more is known."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.agencies.scope import system_actor
from takatuf.clocks.actions import move_deadline, start_deadline, start_deadlines
from takatuf.clocks.queries import open_deadlines_by_subject
from takatuf.intake.content import ReporterKind, Signals
from takatuf.intake.events import ReportReceived, ReportsReceived
from takatuf.intake.queries import report_head
from takatuf.kernel.actors import Actor
from takatuf.kernel.bulk import Smalls, Texts, Times, Uuids, uuid7_bytes, uuid_text
from takatuf.kernel.errors import NotFound
from takatuf.kernel.events import publish
from takatuf.ledger.actions import Line, write, write_many
from takatuf.triage import rules
from takatuf.triage.actions.settling import one_at_a_time, settle_bundle
from takatuf.triage.events import ReportRated, ReportsRated
from takatuf.triage.models import Cause, Rating
from takatuf.triage.queries import rules_in_force, rules_of, signals_known_now, version_in_force

FIRST_REVIEW = "first_review"


def rate_report(event: ReportReceived) -> None:
    """Listener to ReportReceived: suggest a level and start the clock of the first review, in the same transaction.

    It runs inside the job that takes reports in, which cannot read a report back; so it rates what the event carries.
    """
    by = system_actor("intake")
    rulefile = rules_in_force()
    rating = _rating(
        rules.rate(event.content.signals, rulefile=rulefile), rulefile=rulefile, report_id=event.report_id, record_id=event.record_id,
        agency_id=event.agency_id, received_at=event.at, at=event.at,
        turn=_turn(event.content.reporter_kind),
    )  # fmt: skip
    _save(rating, by, event.at)
    start_deadline(
        record_id=event.record_id, subject_id=event.report_id, kind=FIRST_REVIEW, agency_id=event.agency_id,
        due_at=rating.review_due_at, by=by, at=event.at,
    )  # fmt: skip
    publish(_rated_event(rating))


def rate_reports(event: ReportsReceived) -> None:
    """Listener to ReportsReceived: what `rate_report` does, for many reports by one statement each."""
    by, at, reports = system_actor("intake"), event.at, event.reports
    version = version_in_force()
    rated = [_rated(report.content.signals, version) for report in reports]
    ends = {limit: at + limit for limit in {each.limit for each in rated}}
    due = [ends[each.limit] for each in rated]
    ids, records = uuid7_bytes(len(reports)), [report.record.record for report in reports]
    event.bulk.insert("triage_rating", {
        "id": Uuids(ids), "record_id": Uuids(records), "report_id": Uuids([report.report_id for report in reports]),
        "agency_id": Uuids([report.agency_id.bytes for report in reports]),
        "level": Smalls([each.level for each in rated]), "gates": ("{}::varchar[]", Texts([each.gates for each in rated])),
        "points": Smalls([each.points for each in rated]), "reasons": ("{}::jsonb", Texts([each.reasons for each in rated])),
        "rule_version": Texts([each.version for each in rated]), "review_due_at": Times(due), "at": at,
        "cause": Cause.RECEIVED.value, "awaiting": True, "folded": False, "compared": False,
        "turn": Smalls([_turn(report.content.reporter_kind) for report in reports]),
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
    publish(ReportsRated(rated=tuple(
        ReportRated(UUID(bytes=report.report_id), UUID(bytes=report.record.record), report.agency_id, each.level, at)
        for report, each in zip(reports, rated, strict=True)
    )))  # fmt: skip


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
def _rated(signals: Signals, version: str) -> _Rated:
    """Most reports of machines say one of a few things, so their ratings are made once."""
    rulefile = rules_of(version)
    suggested = rules.rate(signals, rulefile=rulefile)
    facts = {
        "rating": "{rating}", "level": int(suggested.level), "points": suggested.points,
        "rule_version": suggested.rule_version, "reasons": ",".join(reason.code for reason in suggested.reasons),
    }  # fmt: skip
    return _Rated(
        int(suggested.level), suggested.points, suggested.rule_version, "{" + ",".join(suggested.gates) + "}",
        json.dumps(_plain(suggested.reasons)), json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        rules.review_limit(suggested.level, rulefile=rulefile),
    )  # fmt: skip


def _turn(reporter: ReporterKind) -> int:
    """At the same moment a child's own report comes first."""
    return 0 if reporter is ReporterKind.CHILD else 1


@transaction.atomic
def rate_again(
    *,
    report_id: UUID,
    by: Actor,
    at: datetime,
    cause: str = Cause.ASKED,
    linked: int | None = None,
    restarted: bool = False,
) -> Rating:
    """Rate a report again with what is known now: what officers wrote down, and other records with the same identifiers.

    The machine may raise the level that stands, never lower it; the older rating is kept. A raised level restarts the
    clock of the first review with its own shorter limit, while it runs; no clock becomes longer. `linked` is how many other
    reports name the same identifiers, for a job that sees more than one agency's. `restarted`: the decision that stood no
    longer does, and the report waits for its first review again, with a new clock. Raises NotAllowed and NotFound.
    """
    require(by, "report.triage")
    one_at_a_time(report_id=report_id)
    head, before, rulefile = (
        report_head(report_id, by=by),
        latest_rating(report_id=report_id),
        rules_in_force(),
    )
    signals = signals_known_now(report_id, head.record_id, by=by, linked=linked)
    suggested = rules.rate_again(signals, before=rules.Level(before.level), rulefile=rulefile)
    rating = _rating(
        suggested, rulefile=rulefile, report_id=head.id, record_id=head.record_id, agency_id=head.agency_id,
        received_at=at, at=at, turn=before.turn, cause=cause,
    )  # fmt: skip
    raised = rating.level < before.level
    if not restarted:
        due = min(before.review_due_at, rating.review_due_at) if raised else before.review_due_at
        rating.review_due_at = due
    rating.awaiting, rating.compared = before.awaiting or restarted, before.compared
    rating.folded = before.folded and not rating.gates
    Rating.objects.filter(pk=before.pk).update(awaiting=False, folded=False)
    _save(rating, by, at)
    if restarted:
        start_deadline(
            record_id=rating.record_id, subject_id=report_id, kind=FIRST_REVIEW, agency_id=rating.agency_id,
            due_at=rating.review_due_at, by=by, at=at,
        )  # fmt: skip
    elif raised and review_clock_runs(report_id=report_id, by=by):
        move_deadline(subject_id=report_id, kind=FIRST_REVIEW, due_at=rating.review_due_at, by=by, at=at)
    settle_bundle(report_id=report_id)
    if raised:
        publish(_rated_event(rating))
    return rating


def _rated_event(rating: Rating) -> ReportRated:
    return ReportRated(rating.report_id, rating.record_id, rating.agency_id, rating.level, rating.at)


def _rating(
    suggested: rules.Rating,
    *,
    rulefile: rules.RuleFile,
    report_id: UUID,
    record_id: UUID,
    agency_id: UUID,
    received_at: datetime,
    at: datetime,
    turn: int,
    cause: str = Cause.RECEIVED,
) -> Rating:
    return Rating(
        record_id=record_id, report_id=report_id, agency_id=agency_id, level=int(suggested.level),
        gates=list(suggested.gates), points=suggested.points, reasons=_plain(suggested.reasons),
        rule_version=suggested.rule_version, review_due_at=received_at + rules.review_limit(suggested.level, rulefile=rulefile),
        at=at, turn=turn, cause=cause, awaiting=True, folded=False, compared=False,
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


def latest_rating(*, report_id: UUID) -> Rating:
    rating = Rating.objects.filter(report_id=report_id).order_by("-at", "-pk").first()
    if rating is None:
        raise NotFound("No such report.")
    return rating


def review_clock_runs(*, report_id: UUID, by: Actor) -> bool:
    """False after a decision, and where somebody opened a case by hand before triage came to it."""
    return bool(open_deadlines_by_subject([report_id], kind=FIRST_REVIEW, by=by))

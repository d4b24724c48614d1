"""Rating a report again because its reporter wrote, in a message, that somebody is in danger now."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import OperationalError, transaction
from django.db.models import Max

from takatuf.intake.queries import dangers_said
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import Refused
from takatuf.triage import rules
from takatuf.triage.actions.comparing import with_shared
from takatuf.triage.actions.deciding import hasten_second_person, overtake_decision
from takatuf.triage.actions.drawing import note_false_low
from takatuf.triage.actions.rating import latest_rating, rate_again
from takatuf.triage.actions.settling import alone, gave_way, one_at_a_time
from takatuf.triage.models import Cause, Rating

HEARD_FOR = timedelta(days=30)
"""However long the worker was away, a message of this age is still heard."""
HEARING_LOCK = 7_240_302  # any number that no other lock of the house uses

log = structlog.get_logger(__name__)


def rate_dangers_said(*, at: datetime, by: Actor) -> int:
    """Rate again each report about which danger was said since it was last rated for that; returns how many.

    Runs inside system_scope("triage"). A person was rung when the message was written; this moves the report to where
    it now belongs, keeps the old rating, and opens a second look where a person had ended it lower. A decision that stood
    and is milder than the danger is overtaken: the report is read and decided again. One worker does it at a time; a
    report that a person holds just now waits for the next round.
    """
    if not alone(lock=HEARING_LOCK):
        return 0
    said = dangers_said(since=at - HEARD_FOR, by=by)
    heard = dict(
        Rating.objects.filter(report_id__in=said, cause=Cause.DANGER_SAID)
        .values_list("report_id")
        .annotate(Max("at"))
    )
    waiting = [report for report, moment in said.items() if report not in heard or heard[report] < moment]
    rated = 0
    for each in with_shared(report_ids=waiting, by=by):
        report = each.head.id
        try:
            with transaction.atomic():
                _hear(report, linked=len(each.shared), by=by, at=at)
            rated += 1
        except Refused as refusal:
            # One report whose words were erased must not keep the others from being heard.
            log.warning("triage.danger_not_rated", report=str(report), kind=type(refusal).__name__)
        except OperationalError as error:
            if not gave_way(error=error):
                raise
    return rated


def _hear(report_id: UUID, *, linked: int, by: Actor, at: datetime) -> None:
    """Rate one report again, and have it decided again where what stands is milder than danger now."""
    one_at_a_time(report_id=report_id)  # before what stands is read: a person may be deciding at this moment
    before = latest_rating(report_id=report_id).level
    if before > rules.Level.IMMEDIATE:
        note_false_low(report_id=report_id, found_level=rules.Level.IMMEDIATE, at=at)
    overtaken = overtake_decision(report_id=report_id, by=by, at=at)
    rate_again(report_id=report_id, by=by, at=at, cause=Cause.DANGER_SAID, linked=linked, restarted=overtaken)
    hasten_second_person(report_id=report_id, by=by, at=at)

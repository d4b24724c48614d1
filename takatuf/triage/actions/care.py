"""Care for those who read: showing hard words, leaving a report to a colleague, asking to talk."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from takatuf.agencies.actions import require
from takatuf.clocks.queries import agency_of
from takatuf.intake.queries import report_head
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.triage.models import CareKind, CareRequest, Exposure, HandOver
from takatuf.triage.queries import rules_in_force
from takatuf.triage.queries.care import own_shift


@transaction.atomic
def show_words(*, report_id: UUID, by: Actor, at: datetime) -> None:
    """Note that this worker opens the words of a hard report, for the worker's own count and for nobody else's.

    Where one shift should hold no more, the shift leader is told that relief is due: neither how many nor which.
    Raises NotAllowed and NotFound.
    """
    require(by, "report.triage")
    head = report_head(report_id, by=by)
    if own_shift(by=by, at=at).shows(report_id):
        return
    Exposure(record_id=head.record_id, report_id=report_id, worker_id=by.id, at=at).save(force_insert=True)
    if own_shift(by=by, at=at).opened >= rules_in_force().care.most_per_shift:
        _request(CareKind.LIMIT, by, at)


@transaction.atomic
def hand_over(*, report_id: UUID, by: Actor, at: datetime) -> None:
    """Leave a report to a colleague. Nobody asks why; the clock runs on, so that somebody takes it.

    Raises NotAllowed and NotFound.
    """
    require(by, "report.triage")
    head = report_head(report_id, by=by)
    if not HandOver.objects.filter(report_id=report_id, worker_id=by.id, ended_at__isnull=True).exists():
        HandOver(record_id=head.record_id, report_id=report_id, worker_id=by.id, at=at).save(
            force_insert=True
        )


@transaction.atomic
def take_back(*, report_id: UUID, by: Actor, at: datetime) -> None:
    """Take a report back that one had left to a colleague. Raises NotAllowed, and NotFound when there is none."""
    require(by, "report.triage")
    left = HandOver.objects.filter(report_id=report_id, worker_id=by.id, ended_at__isnull=True)
    if not left.update(ended_at=at):
        raise NotFound("No such report was left to a colleague.")


@transaction.atomic
def ask_to_talk(*, by: Actor, at: datetime) -> None:
    """Ask the shift leader for a talk about what was read; no reason is given and no report is named. Raises NotAllowed."""
    require(by, "report.triage")
    _request(CareKind.TALK, by, at)


def _request(kind: CareKind, by: Actor, at: datetime) -> None:
    request = CareRequest(worker_id=by.id, agency_id=agency_of(by), kind=kind, at=at)
    with suppress(IntegrityError), transaction.atomic():  # asked for already
        request.save(force_insert=True)


@transaction.atomic
def answer_care(*, request_id: UUID, by: Actor, at: datetime) -> None:
    """Say that relief was given or a talk was held. Raises NotAllowed, and NotFound when nobody waits for it."""
    require(by, "staff.care")
    waiting = CareRequest.objects.filter(pk=request_id, answered_at__isnull=True, agency_id=agency_of(by))
    if not waiting.update(answered_by_id=by.id, answered_at=at):
        raise NotFound("Nobody waits for this.")

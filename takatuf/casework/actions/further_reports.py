"""Laying a further report of the same matter to a case that is open."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.actions.lines import told
from takatuf.casework.models import Case, CaseReport
from takatuf.casework.rules import Stage
from takatuf.clocks.actions import notify
from takatuf.intake.queries import report_head
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound


@transaction.atomic
def add_report(*, case_id: UUID, report_id: UUID, by: Actor, at: datetime) -> None:
    """Let a case rest on one more report; the report keeps its own decision, receipt and clock.

    The agency that leads a closed case is told, so that it decides about reopening. Twice is once. Raises NotAllowed, and NotFound also for those who may not know.
    """
    require(by, "case.start")
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound("No such case.")
    head = report_head(report_id, by=by)
    if CaseReport.objects.filter(record_id=case.record_id, report_id=report_id).exists():
        return
    CaseReport(
        record_id=case.record_id, report_id=report_id, report_record_id=head.record_id, report_code=head.code,
        linked_at=at, linked_by_id=by.id,
    ).save(force_insert=True)  # fmt: skip
    told(
        case=case, entry="case.report_added", line="case_report_added", by=by, at=at, source=head.code,
        content={"case": case.pk, "report": report_id}, params={"report": head.code},
    )  # fmt: skip
    if case.stage == Stage.CLOSED:
        notify(
            agency_id=case.lead_id, record_id=case.record_id, kind="report_on_closed_case", by=by, at=at,
            params={"report": head.code, "code": case.code},
        )  # fmt: skip

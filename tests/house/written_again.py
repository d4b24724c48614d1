"""What is written a second time in the filled house: an assessment, a visit, minutes, and the time of a question."""

from datetime import timedelta
from uuid import UUID

from takatuf.casework.actions import AssessmentKind, SafeNow, record_assessment, record_visit
from takatuf.casework.editing.actions import change_assessment, change_visit
from takatuf.casework.models import Case
from takatuf.court import actions as court
from takatuf.court.models import Submission
from takatuf.jointwork.meetings import actions as meetings
from takatuf.jointwork.models import MeetingItem
from takatuf.kernel.clock import now
from tests.desks.situations import acting_as


def written_again() -> None:
    """On the case that is still open, and before the court."""
    opened = Case.objects.using("keeper").filter(closed_at__isnull=True, lead__code="social").order_by("pk")
    _worked_on(opened[0].pk)
    item = MeetingItem.objects.using("keeper").order_by("pk")[0]
    with acting_as("huda") as by:
        for state in ("put_off", "discussed"):
            meetings.minute_item(item_id=item.pk, notes=f"محضر: {state}", state=state, by=by, at=now())
    submission = Submission.objects.using("keeper").filter(filed_at__isnull=False).order_by("pk")[0]
    _asked(submission.pk)


def _worked_on(case_id: UUID) -> None:
    at = now()
    with acting_as("sara") as by:
        first = record_assessment(
            case_id=case_id,
            kind=AssessmentKind.INITIAL,
            facts="يسكن مع جدته.",
            opinion="يحتاج إلى متابعة.",
            by=by,
            at=at,
        )
        change_assessment(
            case_id=case_id, assessment_id=first.pk, version=1, facts="يسكن مع جدته وعمه.", opinion="يحتاج إلى متابعة.",
            child_view="", caregiver_view="", by=by, at=at + timedelta(seconds=1),
        )  # fmt: skip
        visit = record_visit(
            case_id=case_id, child_seen=True, child_seen_alone=True, safe_now=SafeNow.YES, by=by, at=at
        )
        change_visit(
            case_id=case_id, visit_id=visit.pk, version=1, child_seen="not_alone", safe_now=SafeNow.UNKNOWN,
            not_alone_reason="حضرت جدته.", child_view="", note="", by=by, at=at + timedelta(seconds=1),
        )  # fmt: skip


def _asked(submission: UUID) -> None:
    at = now()
    with acting_as("judge") as by:
        question = court.ask_question(
            submission_id=submission, text="من حضر الزيارة؟", due_at=at + timedelta(days=3), by=by, at=at
        )
        court.give_more_time(question_id=question, due_at=at + timedelta(days=8), by=by, at=at)

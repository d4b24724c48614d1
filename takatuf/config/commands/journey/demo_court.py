"""What is before the court in the demonstration country now: parties, a question that is answered, one that waits, a hearing."""

from contextlib import AbstractContextManager
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from takatuf.agencies.models import Worker
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import worker_scope
from takatuf.court import actions as court
from takatuf.court.parties import open_proceedings_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.clock import now


def _as(username: str) -> AbstractContextManager[Actor]:
    return worker_scope(Worker.objects.get(user__username=username).pk)


def before_the_court(submission_id: UUID) -> None:
    """Everything stands as on the day of the demonstration, so that clocks run and a hearing is to come."""
    at = now() - timedelta(hours=20)
    question = _parties_and_first_question(submission_id, at)
    with _as("adel") as by:
        served = open_proceedings_of(submission_id, by=by, at=at).services
        court.acknowledge_service(service_id=next(row.id for row in served if row.is_own), by=by, at=at)
        court.answer_court(
            question_id=question, text="لا علم لموكلي بهذا الحساب، وكان هاتفه عند غيره في ذلك الشهر.", exculpatory=True,
            positions=[court.PositionTaken(2, court.Stance.DENIES, "كان هاتفه عند غيره")], by=by, at=at + timedelta(hours=3),
        )  # fmt: skip
    with _as("reem") as by:
        court.ask_measure(
            submission_id=submission_id, kind=court.MeasureKind.VIDEO_LINK, why="يخاف الطفل أن يلقى المتهم في القاعة.",
            facts=[4], by=by, at=at + timedelta(hours=4),
        )  # fmt: skip


def _parties_and_first_question(submission_id: UUID, at: datetime) -> UUID:
    with _as("judge") as by:
        for kind, code in (
            (court.PartyKind.PROSECUTION, "prosecution"),
            (court.PartyKind.DEFENCE, "counsel"),
        ):
            court.add_party(
                submission_id=submission_id, kind=kind, agency_id=agency_by_code(code).id, by=by, at=at
            )
        parties = {row.kind: row.id for row in open_proceedings_of(submission_id, by=by, at=at).parties}
        question = court.ask_question(
            submission_id=submission_id, text="هل يُنسب الحساب المذكور في الواقعة 2 إلى المتهم؟", facts=[2],
            party_ids=[parties[court.PartyKind.DEFENCE]], due_at=at + timedelta(days=5), by=by, at=at,
        )  # fmt: skip
        court.ask_question(
            submission_id=submission_id, text="كيف حال الطفل في المدرسة بعد عودته؟", facts=[1],
            party_ids=[parties[court.PartyKind.APPLICANT]], due_at=at + timedelta(days=4), by=by, at=at,
        )  # fmt: skip
        day = timezone.localdate(at) + timedelta(days=5)
        court.record_hearing(
            submission_id=submission_id, starts_at=timezone.make_aware(datetime.combine(day, time(10, 30))),
            place="القاعة الثانية", by=by, at=at,
        )  # fmt: skip
    return question

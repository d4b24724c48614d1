"""Reviewing advice, and finishing a lesson of the training."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from takatuf.agencies.models import Worker
from takatuf.agencies.rules import Role
from takatuf.awareness.errors import DoneAlready, NotYetRight
from takatuf.awareness.lessons import training_of
from takatuf.awareness.library import LANGUAGES, PIECES, version_of
from takatuf.awareness.models import AdviceReview, LessonDone
from takatuf.awareness.shared import fit, person
from takatuf.kernel.actors import Actor, ActorKind
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.ledger.actions import write


@transaction.atomic
def review_advice(
    *, piece: str, language: str, next_review_on: date, is_native: bool, note: str, by: Actor, at: datetime
) -> AdviceReview:
    """Say that the present version of a piece was read and may stand until the next review.

    `is_native`: by a native specialist of the field, then the page no longer calls it provisional.
    Raises NotAllowed, InvalidInput.
    """
    worker = person(by, "advice.review")
    if piece not in PIECES:
        raise InvalidInput("piece", "unknown_code")
    if language not in LANGUAGES:
        raise InvalidInput("language", "unknown_code")
    today = timezone.localdate(at)
    if next_review_on <= today:
        raise InvalidInput("next_review_on", "in_the_past")
    fit(AdviceReview, note=note)
    row = AdviceReview(
        piece=piece, version=version_of(piece), language=language, reviewed_on=today, next_review_on=next_review_on,
        is_native=is_native, note=note.strip(), agency_id=worker.agency_id, reviewed_by_id=worker.pk, reviewed_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    extra = {"piece": piece, "version": row.version, "language": language, "next": next_review_on.isoformat()}
    write("advice.reviewed", about=None, by=by, at=at, extra=extra)
    return row


@transaction.atomic
def finish_lesson(*, lesson_code: str, chosen: Mapping[str, str], by: Actor, at: datetime) -> LessonDone:
    """Finish a lesson for one's own role: every question answered rightly, as often tried as one likes.

    How often somebody tried is not kept. Raises NotAllowed, NotFound for another role's lesson, NotYetRight, DoneAlready.
    """
    worker = Worker.objects.filter(pk=by.id, is_active=True).first() if by.kind is ActorKind.WORKER else None
    if worker is None:
        raise NotAllowed("Staff finish lessons.")
    found = next((one for one in training_of(Role(worker.role)) if one.code == lesson_code), None)
    if found is None:
        raise NotFound("No such lesson for this role.")
    for question in found.questions:
        option = question.option(chosen.get(question.code, ""))
        if option is None or not option.counts:
            raise NotYetRight("A question is not answered rightly yet.")
    if LessonDone.objects.filter(worker_id=worker.pk, lesson=found.code, version=found.version).exists():
        raise DoneAlready("This lesson is finished already.")
    row = LessonDone(
        agency_id=worker.agency_id, worker_id=worker.pk, lesson=found.code, version=found.version, done_at=at
    )
    row.save(force_insert=True)
    write("lesson.finished", about=None, by=by, at=at, extra={"lesson": found.code, "version": found.version})
    return row

"""Calling a gathering, opening its questions, counting who came, entering answers from paper, ending it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.awareness.errors import GatheringOver, RegistrationUnknown
from takatuf.awareness.lessons import LESSONS, lesson
from takatuf.awareness.models import Attendance, Audience, Gathering, GatheringKind, Moment, Registration
from takatuf.awareness.participants import registration_id
from takatuf.awareness.shared import (
    RUN,
    add_counts,
    fit,
    free_code,
    need_words,
    own_gathering,
    person,
    running,
)
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

MOST_SESSIONS, MOST_PEOPLE = 20, 100_000


@transaction.atomic
def call_gathering(
    *, campaign_id: UUID, kind: str, audience: str, title_ar: str, title_en: str, place: str, starts_at: datetime, lesson_code: str,
    sessions: int, seats: int | None, is_listed: bool, by: Actor, at: datetime,
) -> Gathering:  # fmt: skip
    """Call a gathering of a running campaign; a visit to a school is never listed for everybody.

    Raises NotAllowed, NotFound, CampaignOver, InvalidInput at the field.
    """
    worker = person(by, RUN)
    campaign = running(campaign_id, by)
    _check(kind, audience, lesson_code, sessions)
    need_words(Gathering, title_ar=title_ar, title_en=title_en)
    fit(Gathering, place=place)
    record_id = uuid7()
    open_record(id=record_id, kind=RecordKind.GATHERING, lead=worker.agency_id, at=at)
    row = Gathering(
        record_id=record_id, campaign_id=campaign.pk, agency_id=worker.agency_id, code=free_code(Gathering), kind=kind, audience=audience,
        title_ar=title_ar.strip(), title_en=title_en.strip(), place=place.strip(), starts_at=starts_at, lesson=lesson_code,
        sessions=sessions, seats=seats, is_listed=is_listed and kind != GatheringKind.SCHOOL_VISIT, called_by_id=worker.pk,
        called_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    write(
        "gathering.called",
        about=record_id,
        by=by,
        at=at,
        content={"code": row.code, "campaign": campaign.code},
    )
    return row


def _check(kind: str, audience: str, lesson_code: str, sessions: int) -> None:
    if kind not in GatheringKind.values:
        raise InvalidInput("kind", "unknown_code")
    if audience not in Audience.values:
        raise InvalidInput("audience", "unknown_code")
    if lesson_code and lesson_code not in LESSONS:
        raise InvalidInput("lesson_code", "unknown_code")
    if not 1 <= sessions <= MOST_SESSIONS:
        raise InvalidInput("sessions", "out_of_range")


@transaction.atomic
def open_questions(*, gathering_id: UUID, moment: str, by: Actor, at: datetime) -> None:
    """Open the questions of one moment on the gathering's own page; an empty moment closes them.

    The questions of six months later may be opened after the gathering has ended.
    Raises NotAllowed, NotFound, GatheringOver, InvalidInput.
    """
    person(by, RUN)
    if moment and moment not in Moment.values:
        raise InvalidInput("moment", "unknown_code")
    row = Gathering.objects.select_for_update().filter(pk=gathering_id, agency_id=agency_of(by)).first()
    if row is None:
        raise NotFound("No such gathering of this agency.")
    if row.ended_at is not None and moment not in {"", Moment.LATER}:
        raise GatheringOver("This gathering has ended.")
    row.asks = moment
    row.save(update_fields=["asks"])
    write("gathering.questions", about=row.record_id, by=by, at=at, content={"moment": moment})


@transaction.atomic
def count_attendance(
    *, gathering_id: UUID, session: int, adults: int, children: int, by: Actor, at: datetime
) -> Attendance:
    """Write how many came to one session; counted again, the new count stands.

    Raises NotAllowed, NotFound, GatheringOver, InvalidInput.
    """
    worker = person(by, RUN)
    gathering = own_gathering(gathering_id, by)
    if not 1 <= session <= gathering.sessions:
        raise InvalidInput("session", "out_of_range")
    for name, count in (("adults", adults), ("children", children)):
        if not 0 <= count <= MOST_PEOPLE:
            raise InvalidInput(name, "out_of_range")
    row = Attendance.objects.filter(gathering_id=gathering.pk, session=session).first()
    is_new = row is None
    row = row or Attendance(record_id=gathering.record_id, gathering_id=gathering.pk, session=session)
    row.adults, row.children, row.counted_by_id, row.counted_at = adults, children, worker.pk, at
    row.save(force_insert=is_new)
    content = {"session": session, "adults": adults, "children": children}
    write("gathering.counted", about=gathering.record_id, by=by, at=at, content=content)
    return row


@transaction.atomic
def note_came(*, gathering_id: UUID, came: Mapping[UUID, bool], by: Actor, at: datetime) -> None:
    """Write which of those who registered came; a certificate is drawn for those alone.

    Raises NotAllowed, NotFound (also for a registration of another gathering), GatheringOver.
    """
    person(by, RUN)
    gathering = own_gathering(gathering_id, by)
    rows = {
        row.pk: row
        for row in Registration.objects.select_for_update().filter(
            gathering_id=gathering.pk, pk__in=list(came), withdrawn_at__isnull=True
        )
    }
    if rows.keys() != came.keys():
        raise NotFound("No such registration for this gathering.")
    for id, is_here in came.items():
        rows[id].came = is_here
        rows[id].save(update_fields=["came"])
    content = {"came": sum(came.values()), "of": len(came)}
    write("gathering.came", about=gathering.record_id, by=by, at=at, content=content)


@transaction.atomic
def note_came_with_code(*, gathering_id: UUID, code: str, by: Actor, at: datetime) -> None:
    """Write that somebody came who shows the code of the registration: the only way for who gave no name.

    Raises NotAllowed, NotFound, GatheringOver, RegistrationUnknown for a code of another gathering.
    """
    person(by, RUN)
    gathering = own_gathering(gathering_id, by)
    row = (
        Registration.objects.select_for_update()
        .filter(pk=registration_id(code), gathering_id=gathering.pk, withdrawn_at__isnull=True)
        .first()
    )
    if row is None:
        raise RegistrationUnknown("No registration for this gathering has this code.")
    row.came = True
    row.save(update_fields=["came"])
    write("gathering.came", about=gathering.record_id, by=by, at=at, content={"came": 1, "of": 1})


@transaction.atomic
def add_paper_answers(
    *, gathering_id: UUID, moment: str, counts: Mapping[tuple[str, str], int], by: Actor, at: datetime
) -> None:
    """Add the counts of answers given on paper, by (question, option), to what is counted already.

    Raises NotAllowed, NotFound, InvalidInput where the lesson does not ask this at this moment.
    """
    person(by, RUN)
    row = Gathering.objects.filter(pk=gathering_id, agency_id=agency_of(by)).first()
    if row is None or not row.lesson:
        raise NotFound("No such gathering of this agency with questions.")
    asked = {question.code: question for question in lesson(row.lesson).asked(moment)}
    for (code, option), count in counts.items():
        if code not in asked or asked[code].option(option) is None:
            raise InvalidInput(code, "unknown_code")
        if not 0 <= count <= MOST_PEOPLE:
            raise InvalidInput(code, "out_of_range")
    add_counts(row, moment, counts)
    content = {"moment": moment, "answers": sum(counts.values())}
    write("gathering.answers", about=row.record_id, by=by, at=at, content=content)


@transaction.atomic
def end_gathering(*, gathering_id: UUID, by: Actor, at: datetime) -> None:
    """End a gathering: nobody registers any more, its questions close. Raises NotAllowed, NotFound, GatheringOver."""
    person(by, RUN)
    row = own_gathering(gathering_id, by)
    row.ended_at, row.asks = at, ""
    row.save(update_fields=["ended_at", "asks"])
    write("gathering.ended", about=row.record_id, by=by, at=at, content={"code": row.code})

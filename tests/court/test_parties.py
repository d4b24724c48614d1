"""Parties, service and questions: who sees what, whose clock runs, and what an answer does to agreed and contested."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import pytest
from django.db import DatabaseError, connections, transaction

from takatuf.agencies.models import Sector
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.clocks.models import Deadline
from takatuf.clocks.queries import open_deadlines
from takatuf.court import actions as court
from takatuf.court.actions import Channel, OnPaper, PartyKind, PositionTaken, ProofKind, Stance, Standing
from takatuf.court.models import (
    Answer,
    CourtParty,
    FactPosition,
    Hearing,
    Question,
    QuestionAsked,
    Service,
    Submission,
)
from takatuf.court.parties import ProceedingsView, open_proceedings_of, positions_since
from takatuf.court.queries import facts_of, open_submission
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.court.situations import AT, Situation, a_case, a_filed, a_signed
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
UNKNOWN = [PositionTaken(9, Stance.DENIES)]
LETTER = OnPaper("ولي أمر الطفل", "صندوق بريد 7")


class Room(NamedTuple):
    here: Situation
    submission: UUID
    prosecutor: WorkerName
    counsel: WorkerName


def a_room() -> Room:
    """A filed submission with the prosecution and a defence counsel as parties; the guardian is served on paper."""
    here = a_case()
    submission = a_filed(here)
    prosecutor = make_worker(make_agency(sector=Sector.PROSECUTION), Role.PROSECUTOR)
    counsel = make_worker(make_agency(sector=Sector.COUNSEL), Role.COUNSEL)
    with acting(here.judge) as by:
        for kind, who in ((PartyKind.PROSECUTION, prosecutor), (PartyKind.DEFENCE, counsel)):
            court.add_party(submission_id=submission, kind=kind, agency_id=who.agency.id, by=by, at=AT)
        court.add_party(
            submission_id=submission, kind=PartyKind.GUARDIAN, channel=Channel.PAPER, letter=LETTER, by=by, at=AT
        )  # fmt: skip
    return Room(here, submission, prosecutor, counsel)


def ask(room: Room, *kinds: PartyKind, days: int = 5) -> UUID:
    with acting(room.here.judge) as by:
        parties = open_proceedings_of(room.submission, by=by, at=AT).parties
        return court.ask_question(
            submission_id=room.submission, text="متى انقطع التواصل؟", facts=[1], due_at=AT + timedelta(days=days),
            party_ids=[row.id for row in parties if row.kind in kinds], by=by, at=AT,
        )  # fmt: skip


def seen_by(room: Room, who: WorkerName) -> ProceedingsView:
    with acting(who) as by:
        return open_proceedings_of(room.submission, by=by, at=AT)


def test_a_party_with_an_account_reads_what_was_filed_and_acknowledges_it_once() -> None:
    room = a_room()

    with acting(room.counsel) as by:
        assert open_submission(room.submission, by=by, at=AT).document_view
        (clock,) = open_deadlines(by=by)
        (service,) = open_proceedings_of(room.submission, by=by, at=AT).services
        court.acknowledge_service(service_id=service.id, by=by, at=AT)
        assert open_deadlines(by=by) == []
    with acting(room.counsel) as by, pytest.raises(court.ServedAlready):
        court.acknowledge_service(service_id=service.id, by=by, at=AT)
    with acting(room.prosecutor) as by, pytest.raises(NotFound):
        court.acknowledge_service(service_id=service.id, by=by, at=AT)

    assert clock.kind == "court_service"
    theirs = [row for row in seen_by(room, room.here.judge).services if row.id == service.id]
    assert [row.acknowledged_at for row in theirs] == [AT]


def test_an_address_on_paper_is_known_to_the_court_alone() -> None:
    room = a_room()

    letters = {
        who.role: [row.address for row in seen_by(room, who).services if row.address]
        for who in (room.here.judge, room.here.writer, room.prosecutor, room.counsel)
    }

    assert letters == {
        Role.JUDGE: ["صندوق بريد 7"], Role.COURT_WRITER: [], Role.PROSECUTOR: [], Role.COUNSEL: [],
    }  # fmt: skip


def test_a_letter_is_proven_delivered_once_and_not_before_it_was_sent() -> None:
    room = a_room()
    service = next(row for row in seen_by(room, room.here.judge).services if row.address)
    later = AT + timedelta(days=4)

    def prove(received_at: object = later, proof: str = "RR 12") -> None:
        with acting(room.here.judge) as by:
            court.prove_delivery(
                service_id=service.id, kind=ProofKind.REGISTERED_POST, received_at=received_at, proof=proof, by=by, at=later,  # type: ignore[arg-type]
            )  # fmt: skip

    for wrong, path in (
        ({"received_at": AT - timedelta(days=1)}, "received_on"),
        ({"received_at": later + timedelta(days=1)}, "received_on"),
        ({"proof": " "}, "proof"),
    ):
        with pytest.raises(InvalidInput) as refused:
            prove(**wrong)  # type: ignore[arg-type]
        assert refused.value.path == path
    prove()
    with pytest.raises(court.ServedAlready):
        prove()

    with acting(room.here.judge):
        assert Deadline.objects.get(subject_id=service.id).met_at == later


def test_question_and_answer_reach_all_parties_whoever_is_asked() -> None:
    room = a_room()
    question = ask(room, PartyKind.DEFENCE)

    with acting(room.counsel) as by:
        court.answer_court(
            question_id=question, text="لم يكن له حساب في ذلك الوقت.", exculpatory=True, by=by, at=AT
        )

    for who in (room.here.judge, room.here.writer, room.prosecutor, room.counsel):
        (row,) = seen_by(room, who).questions
        assert row.text == "متى انقطع التواصل؟"
        assert [(answer.text, answer.exculpatory) for answer in row.answers] == [
            ("لم يكن له حساب في ذلك الوقت.", True)
        ]
    served = {
        (row.what.value, row.party.kind.value)
        for row in seen_by(room, room.here.judge).services
        if row.what.value != "submission"
    }
    everybody = {"applicant", "prosecution", "defence", "guardian"}
    assert served == {("question", kind) for kind in everybody} | {
        ("answer", kind) for kind in everybody - {"defence"}
    }


def test_silence_is_seen_by_the_court_and_the_silent_party_alone() -> None:
    room = a_room()
    ask(room, PartyKind.DEFENCE, days=1)
    outsiders = (room.here.writer, room.here.supervisor, room.prosecutor, room.here.officer)

    for who in outsiders:
        with acting(who):
            assert not QuestionAsked.objects.exists()
            assert not Deadline.objects.filter(kind="court_answer").exists()
    for who in (room.here.judge, room.counsel):
        with acting(who):
            assert Deadline.objects.filter(kind="court_answer").count() == 1


def test_an_answer_with_positions_recomputes_what_is_contested() -> None:
    room = a_room()
    question = ask(room)

    def standing() -> Standing:
        with acting(room.here.writer) as by:
            return facts_of(room.here.case_id, by=by, at=AT)[0].standing

    assert standing() is Standing.UNESTABLISHED
    with acting(room.prosecutor) as by:
        court.answer_court(
            question_id=question, text="نتمسك بها.", positions=[PositionTaken(1, Stance.ADMITS)], by=by, at=AT
        )
    assert standing() is Standing.UNESTABLISHED
    with acting(room.counsel) as by:
        taken = [PositionTaken(1, Stance.DENIES, "ينكر المدة")]
        court.answer_court(question_id=question, text="ننكر.", positions=taken, by=by, at=AT)
    assert standing() is Standing.CONTESTED
    with acting(room.here.judge) as by:
        fact = FactPosition.objects.values_list("fact_id", flat=True)[0]
        said = positions_since([fact], by=by)[fact]
    assert [(row.party.value, row.stance.value) for row in said] == [
        ("prosecution", "admits"), ("defence", "denies"),
    ]  # fmt: skip


def test_a_party_answers_once_for_itself_and_only_what_it_was_asked() -> None:
    room = a_room()
    question = ask(room, PartyKind.DEFENCE)

    with acting(room.prosecutor) as by, pytest.raises(NotFound):
        court.answer_court(question_id=question, text="...", by=by, at=AT)
    with acting(room.here.judge) as by, pytest.raises(NotFound):
        court.answer_court(question_id=question, text="...", by=by, at=AT)
    with acting(room.counsel) as by:
        with pytest.raises(InvalidInput):
            court.answer_court(question_id=question, text=" ", by=by, at=AT)
        with pytest.raises(InvalidInput):
            court.answer_court(question_id=question, text="...", positions=UNKNOWN, by=by, at=AT)
    with acting(room.counsel) as by:
        court.answer_court(question_id=question, text="نعم.", by=by, at=AT)
    with acting(room.counsel) as by, pytest.raises(court.AnsweredAlready):
        court.answer_court(question_id=question, text="لا.", by=by, at=AT)


def test_the_court_writes_down_what_came_on_paper_and_gives_more_time() -> None:
    room = a_room()
    question = ask(room, PartyKind.GUARDIAN, PartyKind.DEFENCE)

    with acting(room.here.judge) as by:
        guardian = next(
            row
            for row in open_proceedings_of(room.submission, by=by, at=AT).parties
            if row.kind is PartyKind.GUARDIAN
        )
        court.answer_court(question_id=question, party_id=guardian.id, text="وصل جوابه كتابة.", by=by, at=AT)
        court.give_more_time(question_id=question, due_at=AT + timedelta(days=9), by=by, at=AT)
        with pytest.raises(InvalidInput):
            court.give_more_time(question_id=question, due_at=AT, by=by, at=AT)

    with acting(room.counsel) as by:
        clock = next(row for row in open_deadlines(by=by) if row.kind == "court_answer")
    assert clock.due_at == AT + timedelta(days=9)


@pytest.mark.parametrize(
    "changes", [{"text": " "}, {"due_at": AT}, {"facts": [8]}, {"party_ids": [UUID(int=4)]}]
)
def test_a_question_that_cannot_be_is_refused(changes: dict[str, object]) -> None:
    room = a_room()
    parts: dict[str, object] = {"text": "سؤال", "due_at": AT + timedelta(days=1)}

    with acting(room.here.judge) as by, pytest.raises(InvalidInput):
        court.ask_question(submission_id=room.submission, by=by, at=AT, **(parts | changes))  # type: ignore[arg-type]


def test_only_the_court_asks() -> None:
    room = a_room()

    for who in (room.here.writer, room.prosecutor, room.counsel):
        with acting(who) as by, pytest.raises(NotAllowed):
            court.ask_question(
                submission_id=room.submission, text="سؤال", due_at=AT + timedelta(days=1), by=by, at=AT
            )


def test_before_it_is_filed_a_submission_has_no_parties() -> None:
    here = a_case()
    submission = a_signed(here)

    with acting(here.writer) as by, pytest.raises(court.NoProceedings):
        court.add_party(
            submission_id=submission, kind=PartyKind.DEFENCE, agency_id=here.police.id, by=by, at=AT
        )


def test_a_party_that_cannot_be_is_refused() -> None:
    room = a_room()

    def add(**parts: object) -> None:
        with acting(room.here.judge) as by:
            court.add_party(submission_id=room.submission, kind=PartyKind.DEFENCE, by=by, at=AT, **parts)  # type: ignore[arg-type]

    with pytest.raises(court.PartyAlready):
        add(agency_id=room.counsel.agency.id)
    for parts in (
        {}, {"channel": Channel.PAPER}, {"channel": Channel.PAPER, "letter": OnPaper("أحد", " ")},
        {"channel": Channel.COURT, "letter": LETTER, "agency_id": room.counsel.agency.id},
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            add(**parts)


def test_two_questions_asked_at_once_get_two_numbers_and_two_answers_at_once_one_answer() -> None:
    room = a_room()
    start = threading.Barrier(2)

    def both(act: Callable[[Actor], object], who: WorkerName) -> list[str]:
        said: list[str] = []

        def once() -> None:
            start.wait()
            try:
                with acting(who) as by:
                    act(by)
                said.append("done")
            except court.AnsweredAlready:
                said.append("answered")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=once) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(said)

    def asks(by: Actor) -> object:
        return court.ask_question(
            submission_id=room.submission, text="سؤال", due_at=AT + timedelta(days=2), by=by, at=AT
        )

    asked = both(asks, room.here.judge)
    numbers = [row.number for row in seen_by(room, room.here.judge).questions]
    question = seen_by(room, room.counsel).questions[0].id
    answered = both(
        lambda by: court.answer_court(question_id=question, text="جواب", by=by, at=AT), room.counsel
    )

    assert (asked, numbers) == (["done", "done"], [1, 2])
    assert answered == ["answered", "done"]


def test_counsel_of_another_case_reaches_nothing_of_it() -> None:
    room = a_room()
    ask(room)
    other = a_room()

    with acting(other.counsel) as by:
        with pytest.raises(NotFound):
            open_submission(room.submission, by=by, at=AT)
        with pytest.raises(NotFound):
            open_proceedings_of(room.submission, by=by, at=AT)
        assert list(Submission.objects.values_list("pk", flat=True)) == [other.submission]
        assert (Question.objects.count(), Service.objects.count()) == (0, 1)
        assert set(CourtParty.objects.values_list("proceedings__case_id", flat=True)) == {other.here.case_id}


def test_the_database_refuses_what_the_pages_would_never_send() -> None:
    room = a_room()
    question = ask(room)
    with acting(room.prosecutor) as by:
        answer = court.answer_court(question_id=question, text="جواب", by=by, at=AT)

    def refused(who: WorkerName, act: object) -> None:
        with acting(who), pytest.raises(DatabaseError), transaction.atomic():
            act()  # type: ignore[operator]

    def in_their_name() -> None:
        shared = Question.objects.get(pk=question)
        party = CourtParty.objects.get(kind=PartyKind.GUARDIAN, record_id=shared.record_id)
        row = Answer(record_id=shared.record_id, question_id=question, party_id=party.pk, agency_id=room.counsel.agency.id, entered_by_id=room.counsel.id, given_at=AT)  # fmt: skip
        row.seal(text="باسم غيري")
        row.save(force_insert=True)

    def a_position_of_another() -> None:
        shared = Question.objects.get(pk=question)
        placed = Submission.objects.get(pk=room.submission).placed.get(number=1)
        FactPosition(
            record_id=shared.record_id, fact_id=placed.fact_id, party=PartyKind.PROSECUTION, stance=Stance.ADMITS,
            stated_by_id=room.counsel.id, at=AT, answer_id=answer,
        ).save(force_insert=True)  # fmt: skip

    def a_hearing() -> None:
        row = Submission.objects.get(pk=room.submission)
        Hearing(
            record_id=row.record_id, submission_id=row.pk, starts_at=AT, recorded_by_id=room.here.writer.id, recorded_at=AT
        ).save(force_insert=True)  # fmt: skip

    refused(room.counsel, in_their_name)
    refused(room.counsel, a_position_of_another)
    refused(room.here.writer, a_hearing)
    refused(room.counsel, a_hearing)
    refused(room.here.judge, lambda: Service.objects.update(served_at=AT))
    refused(room.here.judge, lambda: Question.objects.update(number=7))
    refused(room.counsel, lambda: Answer.objects.update(given_at=AT))

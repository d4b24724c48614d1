"""The receiver asks back: the sender's clock runs, the receiver's own stands still; outcomes come in parts."""

import pytest
from django.utils import translation

from takatuf.casework.models import Case
from takatuf.clocks.models import DeadlineKind
from takatuf.jointwork.actions import (
    NoQuestion,
    QuestionOpen,
    ReferralClosed,
    accept_referral,
    answer_question,
    answer_referral,
    ask_back,
    decline_referral,
)
from takatuf.jointwork.models import ReferralQuestion, ReferralStateChoices
from takatuf.jointwork.queries import awaiting, notices, open_referral, referrals_of
from takatuf.jointwork.referring.queries import more_of, standing
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.casework.situations import AT, Country, make_country, started_case
from tests.factories import acting, make_agency, make_worker
from tests.jointwork.referring import HOUR, clock, referred, tick

pytestmark = pytest.mark.usefixtures("house", "wired")


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def case(country: Country) -> Case:
    return started_case(country)


def entries(kind: str) -> int:
    return LedgerEntry.objects.filter(kind=kind).count()


def test_the_receivers_clock_stands_still_while_the_sender_owes_an_answer(
    country: Country, case: Case
) -> None:
    sent = referred(country, case)  # level 2: four hours to answer
    with acting(country.duty) as by:
        ask_back(referral_id=sent.pk, question="في أي حي؟", by=by, at=AT + HOUR)

    tick(4.5)
    assert entries("referral.escalated") == 0
    with acting(country.caseworker) as by:
        answer_question(referral_id=sent.pk, answer="حي النخيل", by=by, at=AT + 4.75 * HOUR)
    tick(7)
    still_in_time = entries("referral.escalated")
    tick(8)

    assert still_in_time == 0
    assert entries("referral.escalated") == 1


def test_the_clock_gets_exactly_the_time_back_that_the_question_took(country: Country, case: Case) -> None:
    sent = referred(country, case)
    with acting(country.duty) as by:
        ask_back(referral_id=sent.pk, question="في أي حي؟", by=by, at=AT + HOUR)
    with acting(country.caseworker) as by:
        answer_question(referral_id=sent.pk, answer="حي النخيل", by=by, at=AT + 3 * HOUR)

    found = clock(country, sent, DeadlineKind.REFERRAL_ANSWER)

    assert found is not None
    assert (found.due_at, found.next_check_at) == (AT + 6 * HOUR, AT + 6 * HOUR)
    assert clock(country, sent, DeadlineKind.REFERRAL_QUESTION) is None


def test_both_pages_see_the_question_and_its_answer(country: Country, case: Case) -> None:
    sent = referred(country, case)
    with acting(country.duty) as by:
        ask_back(referral_id=sent.pk, question="في أي حي؟", by=by, at=AT + HOUR)
        waiting = awaiting(by=by, at=AT + 2 * HOUR)
    with acting(country.caseworker) as by, translation.override("en"):
        (item,) = [row for row in awaiting(by=by, at=AT + 2 * HOUR) if row.code == sent.code]
        view, more = open_referral(sent.pk, by=by, at=AT), more_of(sent.pk, by=by, at=AT)
        line = standing(view.row, more)
        told = [row.kind for row in notices(by=by) if row.kind == "referral_asked"]
        answer_question(referral_id=sent.pk, answer="حي النخيل", by=by, at=AT + 3 * HOUR)
    with acting(country.duty) as by:
        (read,) = more_of(sent.pk, by=by, at=AT).questions

    assert waiting == []
    assert (item.kind, item.owes, item.due_at) == ("answer_question", country.social, AT + 5 * HOUR)
    assert (line.since, line.turn, line.due_at, line.asked) == (
        AT + HOUR,
        country.social,
        AT + 5 * HOUR,
        True,
    )
    assert told == ["referral_asked"]
    assert (read.question, read.answer, read.waits) == ("في أي حي؟", "حي النخيل", False)


def test_a_question_is_sealed_and_hidden_from_a_hostile_agency(country: Country, case: Case) -> None:
    sent = referred(country, case)
    with acting(country.duty) as by:
        ask_back(referral_id=sent.pk, question="في أي حي؟", by=by, at=AT + HOUR)
        stored = bytes(ReferralQuestion.objects.get().question)

    with acting(make_worker(make_agency())) as by:
        assert ReferralQuestion.objects.count() == 0
        with pytest.raises(NotFound):
            answer_question(referral_id=sent.pk, answer="أي شيء", by=by, at=AT)
    assert "حي".encode() not in stored


def test_who_may_ask_and_answer(country: Country, case: Case) -> None:
    sent = referred(country, case)

    with acting(country.supervisor) as by, pytest.raises(NotAllowed):
        ask_back(referral_id=sent.pk, question="سؤال", by=by, at=AT)
    with acting(country.caseworker) as by, pytest.raises(NoQuestion):
        answer_question(referral_id=sent.pk, answer="جواب", by=by, at=AT)
    with acting(country.duty) as by:
        with pytest.raises(InvalidInput):
            ask_back(referral_id=sent.pk, question=" ", by=by, at=AT)
        ask_back(referral_id=sent.pk, question="سؤال", by=by, at=AT)
        with pytest.raises(QuestionOpen):
            ask_back(referral_id=sent.pk, question="سؤال آخر", by=by, at=AT)
    with acting(country.supervisor) as by, pytest.raises(InvalidInput):
        answer_question(referral_id=sent.pk, answer="", by=by, at=AT)


def test_a_sender_who_does_not_answer_is_told_and_so_is_the_receiver(country: Country, case: Case) -> None:
    sent = referred(country, case)
    with acting(country.duty) as by:
        ask_back(referral_id=sent.pk, question="سؤال", by=by, at=AT)

    tick(4.5)

    with acting(country.caseworker) as by, translation.override("en"):
        mine = [row.kind for row in notices(by=by)]
        (row,) = referrals_of(case.pk, by=by)
    with acting(country.duty) as by, translation.override("en"):
        theirs = [row.kind for row in notices(by=by)]
    assert "referral_question_late" in mine
    assert "referral_question_late" in theirs
    assert row.escalation_level == 0  # the receiver is not late


def test_an_accepted_referral_with_an_open_question_does_not_owe_its_outcome_yet(
    country: Country, case: Case
) -> None:
    sent = referred(country, case)
    with acting(country.duty) as by:
        ask_back(referral_id=sent.pk, question="سؤال", by=by, at=AT + HOUR)
        accept_referral(referral_id=sent.pk, by=by, at=AT + 2 * HOUR)

    tick(80)
    with acting(country.caseworker) as by:
        answer_question(referral_id=sent.pk, answer="جواب", by=by, at=AT + 90 * HOUR)

    found = clock(country, sent, DeadlineKind.REFERRAL_OUTCOME)
    assert entries("referral.outcome_late") == 0
    assert found is not None
    assert found.due_at == AT + (90 + 72) * HOUR


def test_a_declined_referral_drops_its_question(country: Country, case: Case) -> None:
    sent = referred(country, case)
    with acting(country.duty) as by:
        ask_back(referral_id=sent.pk, question="سؤال", by=by, at=AT)
        decline_referral(referral_id=sent.pk, reason="سبب", by=by, at=AT + HOUR)
        with pytest.raises(ReferralClosed):
            ask_back(referral_id=sent.pk, question="سؤال", by=by, at=AT + HOUR)

    with acting(country.caseworker) as by, pytest.raises(NoQuestion):
        answer_question(referral_id=sent.pk, answer="جواب", by=by, at=AT + 2 * HOUR)
    assert clock(country, sent, DeadlineKind.REFERRAL_QUESTION) is None


def test_an_outcome_comes_in_parts_and_the_last_one_ends_it(country: Country, case: Case) -> None:
    sent = referred(country, case)
    with acting(country.duty) as by:
        accept_referral(referral_id=sent.pk, by=by, at=AT)
        answer_referral(referral_id=sent.pk, outcome="الجزء الأول", is_last=False, by=by, at=AT + HOUR)
    running = clock(country, sent, DeadlineKind.REFERRAL_OUTCOME)
    with acting(country.caseworker) as by:
        view, more = open_referral(sent.pk, by=by, at=AT), more_of(sent.pk, by=by, at=AT)
        line = standing(view.row, more)
    with acting(country.duty) as by:
        answer_referral(referral_id=sent.pk, outcome="الخلاصة", by=by, at=AT + 2 * HOUR)
        with pytest.raises(ReferralClosed):
            answer_referral(referral_id=sent.pk, outcome="بعدها", is_last=False, by=by, at=AT + 3 * HOUR)

    with acting(country.caseworker) as by:
        after, parts = open_referral(sent.pk, by=by, at=AT), more_of(sent.pk, by=by, at=AT).parts
    assert running is not None
    assert (line.turn, line.since) == (country.police, AT + HOUR)
    assert [part.text for part in parts] == ["الجزء الأول", "الخلاصة"]
    assert (after.row.state, after.outcome) == (ReferralStateChoices.ANSWERED, "الخلاصة")
    assert clock(country, sent, DeadlineKind.REFERRAL_OUTCOME) is None

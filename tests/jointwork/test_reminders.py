"""Whoever owes something is reminded once before the time is up, and by the sender's hand, but never flooded."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from takatuf.agencies.queries import WorkerName
from takatuf.agencies.scope import system_scope
from takatuf.casework.models import Case
from takatuf.casework.queries import chronology
from takatuf.clocks.models import Deadline, DeadlineKind, Notice
from takatuf.clocks.reminding.actions import remind_batch
from takatuf.clocks.rules import reminder_at
from takatuf.jointwork.actions import (
    NoDesk,
    ReferralClosed,
    RemindedJustNow,
    accept_referral,
    answer_question,
    ask_back,
    remind_receiver,
    withdraw_referral,
)
from takatuf.jointwork.queries import open_referral
from takatuf.kernel.errors import NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.casework.situations import AT, Country, make_country, started_case
from tests.factories import acting, make_agency, make_worker
from tests.jointwork.referring import HOUR, clock, referred, tick, without_desk

pytestmark = pytest.mark.usefixtures("house", "wired")


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def case(country: Country) -> Case:
    return started_case(country)  # level 2: four hours to answer


def remind(hours: float) -> int:
    with system_scope("clockwork"):
        return remind_batch(at=AT + hours * HOUR)


def told(who: WorkerName, kind: str) -> int:
    with acting(who) as by:
        return Notice.objects.filter(agency_id=by.agency, kind=kind).count()


def test_a_reminder_comes_at_three_quarters_of_the_time_and_for_nothing_under_an_hour() -> None:
    assert reminder_at(started_at=AT, due_at=AT + 4 * HOUR) == AT + 3 * HOUR
    assert reminder_at(started_at=AT, due_at=AT + HOUR) == AT + timedelta(minutes=45)
    assert reminder_at(started_at=AT, due_at=AT + timedelta(minutes=59)) is None


def test_who_owes_an_answer_is_reminded_once_before_the_time_is_up(country: Country, case: Case) -> None:
    referred(country, case)

    remind(2.9)
    before = told(country.duty, "referral_answer_near")
    remind(3)
    remind(3.5)

    assert before == 0
    assert told(country.duty, "referral_answer_near") == 1
    assert told(country.caseworker, "referral_answer_near") == 0
    assert LedgerEntry.objects.filter(kind="deadline.reminded").count() >= 1


def test_what_was_done_in_time_is_not_reminded_of_and_the_outcome_has_a_reminder_of_its_own(
    country: Country, case: Case
) -> None:
    sent = referred(country, case)
    with acting(country.duty) as by:
        accept_referral(referral_id=sent.pk, by=by, at=AT + HOUR)

    remind(4)
    assert told(country.duty, "referral_answer_near") == 0
    remind(1 + 72 * 3 / 4)

    assert told(country.duty, "referral_outcome_near") == 1


def test_while_the_receiver_waits_for_an_answer_the_sender_is_the_one_who_is_reminded(
    country: Country, case: Case
) -> None:
    sent = referred(country, case)
    with acting(country.duty) as by:
        ask_back(referral_id=sent.pk, question="في أي حي؟", by=by, at=AT + HOUR)

    for hours in (3, 4, 5, 30):
        remind(hours)

    assert told(country.duty, "referral_answer_near") == 0
    assert told(country.caseworker, "referral_question_near") == 1


def test_a_clock_that_stood_still_reminds_as_much_later(country: Country, case: Case) -> None:
    sent = referred(country, case)
    with acting(country.duty) as by:
        ask_back(referral_id=sent.pk, question="في أي حي؟", by=by, at=AT + HOUR)
    with acting(country.caseworker) as by:
        answer_question(referral_id=sent.pk, answer="حي النخيل", by=by, at=AT + 2 * HOUR)

    remind(3.9)
    before = told(country.duty, "referral_answer_near")
    remind(4)

    assert (before, told(country.duty, "referral_answer_near")) == (0, 1)


def test_a_step_of_a_track_is_reminded_of(country: Country, case: Case) -> None:
    with acting(country.caseworker) as by:
        steps = Deadline.objects.filter(kind=DeadlineKind.STEP, agency_id=by.agency)
        last = max(row.remind_at for row in steps if row.remind_at)
        count = steps.count()

    with system_scope("clockwork"):
        remind_batch(at=last)

    assert count > 0
    assert told(country.caseworker, "step_near") > 0


def test_of_an_agency_without_accounts_the_sender_is_told_to_call_it(country: Country, case: Case) -> None:
    referred(country, case, to_agency_id=without_desk().id)

    remind(3)

    assert told(country.caseworker, "referral_near_outside") == 1


def test_an_agency_without_accounts_is_called_and_not_reminded(country: Country, case: Case) -> None:
    sent = referred(country, case, to_agency_id=without_desk().id)

    with acting(country.caseworker) as by, pytest.raises(NoDesk):
        remind_receiver(referral_id=sent.pk, by=by, at=AT + 2 * HOUR)


def test_what_ran_out_meanwhile_is_escalated_and_not_reminded_of(country: Country, case: Case) -> None:
    referred(country, case)
    tick(4.1)

    remind(4.2)

    assert told(country.duty, "referral_answer_near") == 0
    assert told(country.duty, "referral_escalated") == 1


def test_two_workers_of_the_clockwork_remind_once(country: Country, case: Case) -> None:
    referred(country, case)

    assert remind(3) >= 1
    assert remind(3) == 0
    assert told(country.duty, "referral_answer_near") == 1


def test_the_sender_reminds_by_hand_and_not_again_at_once(country: Country, case: Case) -> None:
    sent = referred(country, case)
    with acting(country.caseworker) as by:
        with pytest.raises(RemindedJustNow):
            remind_receiver(referral_id=sent.pk, by=by, at=AT + 0.9 * HOUR)
        remind_receiver(referral_id=sent.pk, by=by, at=AT + HOUR)
        with pytest.raises(RemindedJustNow):
            remind_receiver(referral_id=sent.pk, by=by, at=AT + 1.5 * HOUR)

        view = open_referral(sent.pk, by=by, at=AT + 2 * HOUR)
        kinds = [line.kind for line in chronology(case.record_id, by=by)]

    assert view.reminded_at == AT + HOUR
    assert kinds.count("referral_reminded") == 1
    assert told(country.duty, "referral_reminded") == 1
    assert LedgerEntry.objects.filter(kind="referral.reminded").count() == 1


def test_only_the_sender_reminds_and_only_of_what_is_open(country: Country, case: Case) -> None:
    sent = referred(country, case)
    stranger = make_worker(make_agency(), country.caseworker.role)

    with acting(country.duty) as by, pytest.raises(NotAllowed):
        remind_receiver(referral_id=sent.pk, by=by, at=AT + 2 * HOUR)
    with acting(stranger) as by, pytest.raises(NotFound):
        remind_receiver(referral_id=sent.pk, by=by, at=AT + 2 * HOUR)
    with acting(country.caseworker) as by:
        withdraw_referral(referral_id=sent.pk, by=by, at=AT + HOUR)
        with pytest.raises(ReferralClosed):
            remind_receiver(referral_id=sent.pk, by=by, at=AT + 2 * HOUR)


def test_the_database_refuses_a_reminder_of_what_is_done_or_after_its_end(
    country: Country, case: Case
) -> None:
    sent = referred(country, case)
    running = clock(country, sent, DeadlineKind.REFERRAL_ANSWER)
    assert running is not None

    for changes in ({"remind_at": running.due_at + HOUR}, {"met_at": AT, "next_check_at": None}):
        with acting(country.caseworker), pytest.raises(IntegrityError, match="reminded_in_time"):
            with transaction.atomic():
                Deadline.objects.filter(pk=running.pk).update(**changes)

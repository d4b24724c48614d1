"""Agencies without a desk answer by a one-time link with a second channel, or on paper; every look is named."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from takatuf.agencies.scope import system_scope
from takatuf.casework.models import Case
from takatuf.clocks.duty.models import DutyNotice
from takatuf.clocks.duty.queries import text_of
from takatuf.clocks.models import DeadlineKind
from takatuf.jointwork.actions import (
    HasDesk,
    LinkUnknown,
    NotAccepted,
    ReferralClosed,
    WrongCode,
    answer_from_paper,
    answer_question,
    issue_link,
    withdraw_referral,
)
from takatuf.jointwork.models import AnswerLink, OutsideAct, Referral, ReferralStateChoices
from takatuf.jointwork.queries import open_referral
from takatuf.jointwork.referring.actions.links import enter, is_open, visit
from takatuf.jointwork.referring.actions.outside import answer_as_guest, look_as_guest
from takatuf.jointwork.referring.models import Did
from takatuf.jointwork.referring.queries import digits_of_link, guest_view, more_of, paper_view
from takatuf.kernel.actors import ActorKind
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.casework.situations import AT, Country, make_country, started_case
from tests.factories import acting, make_agency, make_worker
from tests.jointwork.referring import HOUR, NAME, POST, clock, entered, linked, referred, without_desk

pytestmark = pytest.mark.usefixtures("house", "wired")


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def case(country: Country) -> Case:
    return started_case(country)


@pytest.fixture
def sent(country: Country, case: Case) -> Referral:
    return referred(country, case, to_agency_id=without_desk().id)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_link_shows_the_packet_and_takes_the_whole_answer(country: Country, sent: Referral) -> None:
    issued = linked(country, sent)
    secret = entered(issued)

    with visit(token=issued.token, secret=secret, at=AT + HOUR) as by, translation.override("en"):
        look_as_guest(by=by, at=AT + HOUR)
        shown = guest_view(by=by)
        answer_as_guest(did=Did.ASKED, text="في أي حي؟", by=by, at=AT + HOUR)
    with acting(country.caseworker) as by:
        answer_question(referral_id=sent.pk, answer="حي النخيل", by=by, at=AT + 2 * HOUR)
    at = AT + HOUR + timedelta(minutes=20)
    with visit(token=issued.token, secret=secret, at=at) as by:
        read = guest_view(by=by).questions
        answer_as_guest(did=Did.ACCEPTED, text="", by=by, at=at)
        answer_as_guest(did=Did.PART, text="جزء", by=by, at=at)
        answer_as_guest(did=Did.OUTCOME, text="الخلاصة", by=by, at=at)

    with acting(country.caseworker) as by, translation.override("en"):
        view, more = open_referral(sent.pk, by=by, at=AT), more_of(sent.pk, by=by, at=AT)
    assert [(line.field, line.text) for line in shown.packet] == [
        ("child_age", "12"), ("concerns", "Grooming"), ("request", "يرجى تحديد ضابط اتصال"),
    ]  # fmt: skip
    assert read[0].answer == "حي النخيل"
    assert (view.row.state, view.outcome) == (ReferralStateChoices.ANSWERED, "الخلاصة")
    assert [part.text for part in more.parts] == ["جزء", "الخلاصة"]
    assert [act.did for act in more.outside] == ["opened", "asked", "accepted", "part", "outcome"]
    assert {(act.name, act.post) for act in more.outside} == {(NAME, POST)}
    assert not is_open(token=issued.token, at=AT + 3 * HOUR)


def test_a_used_a_late_and_a_replaced_link_answer_like_an_unknown_one(
    country: Country, sent: Referral
) -> None:
    first = linked(country, sent)
    second = linked(country, sent)
    secret = entered(second)
    with visit(token=second.token, secret=secret, at=AT + HOUR) as by:
        answer_as_guest(did=Did.DECLINED, text="خارج الاختصاص", by=by, at=AT + HOUR)

    for token, code in ((first.token, first.code), (second.token, second.code), ("no-such-link", "123456")):
        with pytest.raises(LinkUnknown, match=r"^No such link\.$"):
            enter(token=token, code=code, name=NAME, post=POST, at=AT + 2 * HOUR)
    with pytest.raises(LinkUnknown), visit(token=second.token, secret=secret, at=AT + HOUR):
        pass


def test_a_link_ends_after_seven_days_and_a_visit_after_half_an_hour(
    country: Country, sent: Referral
) -> None:
    issued = linked(country, sent)
    secret = entered(issued)

    with pytest.raises(LinkUnknown), visit(token=issued.token, secret=secret, at=AT + 2 * HOUR):
        pass
    assert is_open(token=issued.token, at=AT + timedelta(days=6))
    with pytest.raises(LinkUnknown):
        enter(token=issued.token, code=issued.code, name=NAME, post=POST, at=AT + timedelta(days=7))


def test_five_wrong_codes_end_the_link_and_each_is_in_the_ledger(country: Country, sent: Referral) -> None:
    issued = linked(country, sent)

    for _ in range(5):
        with pytest.raises(WrongCode):
            enter(token=issued.token, code=wrong(issued.code), name=NAME, post=POST, at=AT)

    with pytest.raises(LinkUnknown):
        enter(token=issued.token, code=issued.code, name=NAME, post=POST, at=AT)
    assert LedgerEntry.objects.filter(kind="referral.link_wrong_code").count() == 5


def test_who_comes_in_says_who_they_are(country: Country, sent: Referral) -> None:
    issued = linked(country, sent)

    for name, post in ((" ", POST), (NAME, "")):
        with pytest.raises(InvalidInput):
            enter(token=issued.token, code=issued.code, name=name, post=post, at=AT)


def test_the_code_is_read_in_both_digits_and_goes_out_by_text_message(
    country: Country, sent: Referral
) -> None:
    issued = linked(country, sent, phone="0501234567")
    with acting(country.caseworker) as by:
        code = digits_of_link(sent.pk, by=by, at=AT)
        notice = DutyNotice.objects.get(text_code="answer_code")
        text = text_of(notice)

    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert issued.code == ""
    assert code in text
    assert b"0501234567" not in bytes(notice.recipient or b"")
    assert enter(token=issued.token, code=arabic, name=NAME, post=POST, at=AT)


def test_neither_the_link_nor_its_code_stands_in_the_database(country: Country, sent: Referral) -> None:
    issued = linked(country, sent)

    with acting(country.caseworker), connection.cursor() as cursor:
        cursor.execute("SELECT l::text FROM jointwork_answerlink AS l")
        row = cursor.fetchone()[0]

    assert issued.token not in row
    assert issued.code not in row
    assert len(issued.token) * 6 >= 128


def test_a_guest_reaches_this_one_referral_and_nothing_else(
    country: Country, case: Case, sent: Referral
) -> None:
    other = referred(country, case)
    issued = linked(country, sent)
    secret = entered(issued)

    with visit(token=issued.token, secret=secret, at=AT + HOUR) as by, connection.cursor() as cursor:
        assert by.kind is ActorKind.GUEST
        assert [row.pk for row in Referral.objects.all()] == [sent.pk]
        cursor.execute("UPDATE jointwork_referral SET level = 1 WHERE id = %s", [other.pk])
        assert cursor.rowcount == 0
        cursor.execute(
            "SELECT c.relname FROM pg_class AS c WHERE c.relrowsecurity AND c.relkind = 'r' AND c.relname <> 'insight_release'"
        )
        seen = set()
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table}")
            if cursor.fetchone()[0]:
                seen.add(table)
        with pytest.raises(NotAllowed):
            open_referral(sent.pk, by=by, at=AT)
        for statement in (
            "SELECT house.grant_access(%s, %s, NULL, 'read', now(), NULL)",
            "SELECT house.withdraw_access(%s, %s, NULL)",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement, [case.record_id, sent.to_agency_id])

    assert seen == {"jointwork_referral", "jointwork_answerlink", "clocks_deadline"}


def test_a_guest_whose_link_ended_reaches_nothing_in_the_same_moment(
    country: Country, sent: Referral
) -> None:
    issued = linked(country, sent)
    secret = entered(issued)

    with visit(token=issued.token, secret=secret, at=AT + HOUR) as by:
        answer_as_guest(did=Did.DECLINED, text="سبب", by=by, at=AT + HOUR)
        assert Referral.objects.count() == OutsideAct.objects.count() == 0
        with pytest.raises(NotFound):
            answer_as_guest(did=Did.ACCEPTED, text="", by=by, at=AT + HOUR)


def test_a_desk_has_no_link_and_only_the_sender_issues_one(
    country: Country, case: Case, sent: Referral
) -> None:
    to_police = referred(country, case)

    with acting(country.caseworker) as by:
        with pytest.raises(HasDesk):
            issue_link(referral_id=to_police.pk, by=by, at=AT)
        withdraw_referral(referral_id=sent.pk, by=by, at=AT)
        with pytest.raises(ReferralClosed):
            issue_link(referral_id=sent.pk, by=by, at=AT)
    with acting(country.triage) as by, pytest.raises(NotFound):
        issue_link(referral_id=sent.pk, by=by, at=AT)


def test_a_hostile_agency_sees_no_link_no_act_and_no_digits(country: Country, sent: Referral) -> None:
    entered(linked(country, sent))

    with acting(make_worker(make_agency())) as by:
        assert AnswerLink.objects.count() == OutsideAct.objects.count() == 0
        for query in (digits_of_link, paper_view, more_of):
            with pytest.raises(NotFound):
                query(sent.pk, by=by, at=AT)


def test_two_people_with_one_link_accept_once(country: Country, sent: Referral) -> None:
    issued = linked(country, sent)
    secret = entered(issued)
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def accept() -> None:
        try:
            with visit(token=issued.token, secret=secret, at=AT + HOUR) as by:
                barrier.wait(30)
                answer_as_guest(did=Did.ACCEPTED, text="", by=by, at=AT + HOUR)
            outcomes.append("accepted")
        except Exception as refused:  # noqa: BLE001 - told to the test
            outcomes.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(outcomes) == ["AlreadyAnswered", "accepted"]


def test_what_came_back_on_paper_is_typed_in_by_the_sender_under_both_names(
    country: Country, sent: Referral
) -> None:
    with acting(country.caseworker) as by, translation.override("en"):
        shown = paper_view(sent.pk, by=by, at=AT)
        paper = {"referral_id": sent.pk, "name": NAME, "post": POST, "by": by, "at": AT + HOUR}
        with pytest.raises(NotAccepted):
            answer_from_paper(did=Did.OUTCOME, text="النتيجة", **paper)  # type: ignore[arg-type]
        with pytest.raises(InvalidInput):
            answer_from_paper(did=Did.ACCEPTED, text="", **{**paper, "name": ""})  # type: ignore[arg-type]
        answer_from_paper(did=Did.ACCEPTED, text="", **paper)  # type: ignore[arg-type]
        answer_from_paper(did=Did.OUTCOME, text="النتيجة", **paper)  # type: ignore[arg-type]
        (accepted, last) = more_of(sent.pk, by=by, at=AT).outside
        state = open_referral(sent.pk, by=by, at=AT).row.state

    assert shown.code == sent.code
    assert shown.due_at == AT + 4 * HOUR
    assert state == ReferralStateChoices.ANSWERED
    assert (accepted.did, last.did) == ("accepted", "outcome")
    assert {act.name for act in (accepted, last)} == {NAME}
    assert last.entered_by == country.caseworker
    assert clock(country, sent, DeadlineKind.REFERRAL_OUTCOME) is None


def test_the_job_that_checks_links_reads_no_referral(country: Country, sent: Referral) -> None:
    linked(country, sent)

    with system_scope("answering"):
        assert AnswerLink.objects.count() == 1
        assert Referral.objects.count() == 0

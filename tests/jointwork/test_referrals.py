"""Referrals: the receiver sees the packet and not the case, silence rises, and one answer counts."""

import sys
import threading
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from takatuf.agencies.models import Disclosure
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.casework.actions import CannotClose
from takatuf.casework.models import Case
from takatuf.casework.queries import chronology, open_case
from takatuf.clocks.actions import check_deadlines, put_notice_away
from takatuf.jointwork.actions import (
    AlreadyAnswered,
    AlreadyReferred,
    NotAccepted,
    accept_referral,
    answer_referral,
    decline_referral,
    refer_case,
    see_referral,
    settle_declined_referral,
    withdraw_referral,
)
from takatuf.jointwork.figures import referral_answers, referral_outcomes
from takatuf.jointwork.models import LegalBasis, PacketField, Purpose, Referral, ReferralStateChoices
from takatuf.jointwork.queries import (
    AwaitRow,
    awaiting,
    inbox,
    lanes,
    notices,
    open_referral,
    outbox,
    referrals_of,
)
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.casework.closed import propose
from tests.casework.situations import AT, DAY, Country, finished_case, make_country, started_case
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house", "wired")
HOUR = timedelta(hours=1)
PACKET = [PacketField.CHILD_AGE, PacketField.CONCERNS, PacketField.ACCOUNTS, PacketField.REQUEST]


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def case(country: Country) -> Case:
    return started_case(country)


def refer(country: Country, case: Case, **changes: object) -> Referral:
    given = {
        "case_id": case.pk, "to_agency_id": country.police.id, "purpose": Purpose.INVESTIGATION,
        "legal_basis": LegalBasis.LAW_DUTY, "packet": PACKET, "request": "يرجى تحديد ضابط اتصال",
    }  # fmt: skip
    with acting(country.caseworker) as by:
        return refer_case(**{**given, **changes}, by=by, at=AT)  # type: ignore[arg-type]


def check(at: datetime) -> int:
    with system_scope("clockwork"):
        return check_deadlines(at=at)


def entries(kind: str) -> int:
    return LedgerEntry.objects.filter(kind=kind).count()


def test_the_receiver_sees_the_packet_and_not_the_case(country: Country, case: Case) -> None:
    sent = refer(country, case)

    with acting(country.duty) as by, translation.override("en"):
        (row,) = inbox(by=by, at=AT)
        view = open_referral(sent.pk, by=by, at=AT)
        lines = [line.text for line in chronology(case.record_id, by=by)]
        with pytest.raises(NotFound):
            open_case(case.pk, by=by, at=AT)
        assert Case.objects.count() == 0
        looks = set(Disclosure.objects.values_list("what", flat=True))

    assert (row.code, row.case_code) == (sent.code, "")
    assert row.due_at == AT + 4 * HOUR
    packet = {line.field: line.text for line in view.packet}
    assert packet == {
        "child_age": "12", "concerns": "Grooming", "accounts": "some_name (a platform)",
        "request": "يرجى تحديد ضابط اتصال",
    }  # fmt: skip
    assert len(lines) == 1
    assert lines[0].startswith("Referred to Agency ")
    assert looks == {"inbox", "open_referral"}


def test_what_is_shared_is_sealed_in_the_database(country: Country, case: Case) -> None:
    refer(country, case)

    with acting(country.duty):
        stored = bytes(Referral.objects.get().packet_text)

    assert b"some_name" not in stored


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"packet": []}, "packet"),
        ({"packet": ["everything"]}, "packet.everything"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"legal_basis": "none"}, "legal_basis"),
    ],
)
def test_a_referral_without_packet_purpose_or_basis_is_refused(
    country: Country, case: Case, changes: dict[str, object], path: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        refer(country, case, **changes)

    assert refused.value.path == path


def test_an_agency_is_asked_once_for_one_thing(country: Country, case: Case) -> None:
    refer(country, case)

    with pytest.raises(AlreadyReferred):
        refer(country, case)


def test_an_answer_comes_back_to_the_sender(country: Country, case: Case) -> None:
    sent = refer(country, case)
    with acting(country.duty) as by:
        see_referral(referral_id=sent.pk, by=by, at=AT + HOUR)
        with pytest.raises(NotAccepted):
            answer_referral(referral_id=sent.pk, outcome="النتيجة", by=by, at=AT + HOUR)
        accept_referral(referral_id=sent.pk, by=by, at=AT + HOUR)
        answer_referral(referral_id=sent.pk, outcome="النتيجة", by=by, at=AT + DAY)

    with acting(country.caseworker) as by, translation.override("en"):
        view = open_referral(sent.pk, by=by, at=AT)
        kinds = [line.kind for line in open_case(case.pk, by=by, at=AT).chronology[:4]]
        told = [line.kind for line in notices(by=by) if line.kind.startswith("referral")]
        assert outbox(by=by, at=AT) == []

    assert view.row.state == ReferralStateChoices.ANSWERED
    assert view.outcome == "النتيجة"
    assert kinds == ["referral_answered", "referral_accepted", "referral_seen", "referral_sent"]
    assert told == ["referral_answered", "referral_accepted"]
    assert check(AT + 30 * DAY) == 0 or entries("referral.escalated") == 0


def test_an_acceptance_by_telephone_is_written_down_by_the_sender(country: Country, case: Case) -> None:
    sent = refer(country, case)

    with acting(country.caseworker) as by:
        accept_referral(referral_id=sent.pk, by=by, at=AT + HOUR, by_phone=True)
        view = open_referral(sent.pk, by=by, at=AT)

    assert view.accepted_by_phone
    assert view.row.state == ReferralStateChoices.ACCEPTED


def test_the_sender_does_not_answer_for_the_receiver(country: Country, case: Case) -> None:
    sent = refer(country, case)

    with acting(country.supervisor) as by, pytest.raises(NotAllowed):
        accept_referral(referral_id=sent.pk, by=by, at=AT)


def test_silence_escalates_once_for_each_level(country: Country, case: Case) -> None:
    sent = refer(country, case)

    for hours in (3, 4, 4, 6, 6, 8, 8, 50):
        check(AT + hours * HOUR)

    with acting(country.caseworker) as by, translation.override("en"):
        (row,) = referrals_of(case.pk, by=by)
        late = [
            line for line in open_case(case.pk, by=by, at=AT).chronology if line.kind == "referral_escalated"
        ]
        chased = [item for item in awaiting(by=by, at=AT + 5 * HOUR) if item.kind == "chase_referral"]
        mine = [line for line in notices(by=by) if line.kind == "referral_escalated"]
        put_notice_away(notice_id=mine[0].id, by=by, at=AT + 60 * HOUR)
        left = [line.kind for line in notices(by=by)]
    with acting(country.duty) as by, translation.override("en"):
        theirs = [line for line in notices(by=by) if line.kind == "referral_escalated"]
        waiting = awaiting(by=by, at=AT + 5 * HOUR)
    assert (row.escalation_level, row.state) == (3, ReferralStateChoices.SENT)
    assert entries("referral.escalated") == 3
    assert len(late) == 3  # each level stands in the chronology; of the notices the last is shown
    assert ["level 3" in line.text for line in (late[0], *mine, *theirs)] == [True, True, True]
    assert "referral_escalated" not in left
    assert [item.subject_id for item in chased] == [sent.pk]
    assert chased[0].owes == country.police
    assert [(item.kind, item.late) for item in waiting] == [("answer_referral", True)]


def test_an_answer_in_time_is_not_escalated(country: Country, case: Case) -> None:
    sent = refer(country, case)
    with acting(country.duty) as by:
        accept_referral(referral_id=sent.pk, by=by, at=AT + HOUR)

    check(AT + 5 * HOUR)

    assert entries("referral.escalated") == 0


def test_an_accepted_referral_still_owes_its_outcome(country: Country, case: Case) -> None:
    sent = refer(country, case)
    with acting(country.duty) as by:
        accept_referral(referral_id=sent.pk, by=by, at=AT + HOUR)

    check(AT + 74 * HOUR)

    assert entries("referral.outcome_late") == 1


def test_a_declined_referral_comes_back_to_the_sender(country: Country, case: Case) -> None:
    sent = refer(country, case)
    with acting(country.duty) as by:
        with pytest.raises(InvalidInput):
            decline_referral(referral_id=sent.pk, reason="", by=by, at=AT + HOUR)
        decline_referral(referral_id=sent.pk, reason="خارج الاختصاص المكاني", by=by, at=AT + HOUR)

    with acting(country.caseworker) as by:
        (item,) = [row for row in awaiting(by=by, at=AT + 2 * HOUR) if row.kind == "find_another_way"]
        view = open_referral(sent.pk, by=by, at=AT)
        settle_declined_referral(referral_id=sent.pk, by=by, at=AT + 3 * HOUR)
        left = [row for row in awaiting(by=by, at=AT + 4 * HOUR) if row.kind == "find_another_way"]
    assert item.owes == country.social
    assert item.due_at == AT + 5 * HOUR
    assert view.decline_reason == "خارج الاختصاص المكاني"
    assert left == []


def test_a_referral_elsewhere_settles_the_declined_one(country: Country, case: Case) -> None:
    sent = refer(country, case)
    with acting(country.duty) as by:
        decline_referral(referral_id=sent.pk, reason="سبب", by=by, at=AT + HOUR)

    refer(country, case, to_agency_id=make_agency().id)

    with acting(country.caseworker) as by:
        assert [row for row in awaiting(by=by, at=AT + 2 * HOUR) if row.kind == "find_another_way"] == []


def test_two_officers_accept_at_once_and_one_is_first(country: Country, case: Case) -> None:
    sent = refer(country, case)
    officers = [country.duty, make_worker(country.police, Role.DUTY_OFFICER)]
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def accept(number: int) -> None:
        try:
            with acting(officers[number]) as by:
                barrier.wait(10)
                accept_referral(referral_id=sent.pk, by=by, at=AT + HOUR)
            outcomes.append("accepted")
        except AlreadyAnswered:
            outcomes.append("already answered")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(number,)) for number in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(outcomes) == ["accepted", "already answered"]
    assert entries("referral.accepted") == 1


def test_an_answer_and_the_clockwork_at_once_do_not_stop_each_other(country: Country, case: Case) -> None:
    sent = refer(country, case)
    barrier = threading.Barrier(2)
    errors: list[BaseException] = []

    def run(work: object) -> None:
        try:
            work()  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001 - told to the test
            errors.append(error)
        finally:
            connection.close()

    def accept() -> None:
        with acting(country.duty) as by:
            barrier.wait(10)
            accept_referral(referral_id=sent.pk, by=by, at=AT + 5 * HOUR)

    def tick() -> None:
        barrier.wait(10)
        check(AT + 5 * HOUR)

    threads = [threading.Thread(target=run, args=(work,)) for work in (accept, tick)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert errors == []
    with acting(country.duty):
        assert Referral.objects.get().state == ReferralStateChoices.ACCEPTED


def test_a_case_is_not_closed_while_a_referral_waits(country: Country) -> None:
    case = finished_case(country)
    sent = refer(country, case)

    with pytest.raises(CannotClose) as refused:
        propose(country, case, at=AT + 40 * DAY)
    assert [(item.code, item.params["code"]) for item in refused.value.objections] == [
        ("referral_open", sent.code)
    ]

    with acting(country.caseworker) as by:
        withdraw_referral(referral_id=sent.pk, by=by, at=AT + 40 * DAY)
    propose(country, case, at=AT + 40 * DAY)


def test_a_hostile_agency_sees_no_referral_and_takes_none(country: Country, case: Case) -> None:
    sent = refer(country, case)
    hostile = make_worker(make_agency(), Role.DUTY_OFFICER)

    with acting(hostile) as by:
        assert inbox(by=by, at=AT) == awaiting(by=by, at=AT) == notices(by=by) == []
        with pytest.raises(NotFound):
            open_referral(sent.pk, by=by, at=AT)
        with pytest.raises(NotFound):
            accept_referral(referral_id=sent.pk, by=by, at=AT)
        assert Referral.objects.count() == 0
        with connection.cursor() as cursor:
            for table in ("referral", "track", "step"):
                cursor.execute(f"SELECT count(*) FROM jointwork_{table}")
                assert (table, cursor.fetchone()[0]) == (table, 0)
            cursor.execute("UPDATE jointwork_referral SET to_agency_id = %s", [hostile.agency.id])
            assert cursor.rowcount == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(
                    "SELECT house.grant_access(%s, %s, NULL, 'read', now(), NULL)",
                    [case.record_id, hostile.agency.id],
                )


def test_the_receiver_shares_nothing_further(country: Country, case: Case) -> None:
    sent = refer(country, case)

    with (
        acting(country.duty),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT house.grant_access(%s, %s, NULL, 'read', now(), NULL)",
            [sent.record_id, country.hotline.id],
        )


def test_lanes_show_each_agency_and_what_is_late(country: Country, case: Case) -> None:
    refer(country, case)

    with acting(country.caseworker) as by:
        found = {
            lane.agency.id: [bar.state for bar in lane.bars]
            for lane in lanes(case.pk, by=by, at=AT + 5 * HOUR)
        }

    assert found[country.police.id] == ["late"]
    assert country.social.id in found


def test_figures_count_answers_and_what_came_of_referrals(country: Country, case: Case) -> None:
    sent = refer(country, case)
    refer(country, case, purpose=Purpose.CONTENT_REMOVAL)
    with acting(country.duty) as by:
        accept_referral(referral_id=sent.pk, by=by, at=AT + HOUR)
    check(AT + 5 * HOUR)

    span = {"since": AT - DAY, "until": AT + DAY}
    assert referral_outcomes(**span) == {(2026, 4, "accepted"): 1, (2026, 4, "silent"): 1}
    assert referral_answers(**span) == {(2026, 4, "in_time"): 1}


def test_what_the_own_agency_owes_is_not_pushed_off_the_page_by_what_others_owe(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[AwaitRow.__module__], "MOST_OF_EACH", 1)
    for _ in range(2):
        refer(country, started_case(country, level=1))
    held = started_case(country, level=4, social_leads=False)
    with acting(country.triage) as by:
        owed = refer_case(
            case_id=held.pk, to_agency_id=country.social.id, purpose=Purpose.PROTECTION,
            legal_basis=LegalBasis.LAW_DUTY, packet=PACKET, request="طلب محايد", by=by, at=AT,
        )  # fmt: skip

    with acting(country.caseworker) as by:
        rows = awaiting(by=by, at=AT + 2 * HOUR)

    kinds = [row.kind for row in rows if row.kind != "step"]
    assert sorted(kinds) == ["answer_referral", "chase_referral"]
    assert owed.pk in {row.subject_id for row in rows}

"""Rating again when more is known: facts, identifiers, another report; old suggestions kept, never lowered."""

from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import translation

from takatuf.agencies.queries import AgencyName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.clocks.queries import open_deadlines
from takatuf.intake.actions import Received, write_as_reporter
from takatuf.intake.content import IdentifierClaim, Signals
from takatuf.intake.models import Mailbox, Message
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.kernel.events import subscribe
from takatuf.triage.actions import add_facts, confirm_downgrade, decide, rate_again, rate_dangers_said
from takatuf.triage.events import ReportRated
from takatuf.triage.models import NewFacts, Rating, ReviewItem, TriageDecision
from takatuf.triage.queries import open_triage, reports_awaiting_triage
from tests.factories import acting, make_agency, make_worker
from tests.triage.reports import AT, LATER, QUIET, compare, receive

pytestmark = pytest.mark.usefixtures("house")


def test_a_fact_that_an_officer_writes_down_raises_the_level_and_the_clock_becomes_the_shorter_one() -> None:
    agency, told = make_agency(), []
    received = receive(agency)
    subscribe(ReportRated, told.append)

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by, translation.override("en"):
        rating = add_facts(
            report_id=received.report_id, facts={"meeting_arranged": True}, source="message",
            words="وصلت رسالة", by=by, at=LATER,
        )  # fmt: skip
        opened = open_triage(received.report_id, by=by, at=LATER)
        [clock] = open_deadlines(by=by)
        [row] = reports_awaiting_triage(by=by, at=LATER)

    assert (rating.level, row.level) == (1, 1)
    assert clock.due_at == row.due_at == LATER + timedelta(minutes=15)
    newest, oldest = opened.ratings
    assert (newest.before, newest.raised, oldest.before) == (oldest.level, True, None)
    assert newest.new_why == ("because a meeting with the child is arranged, or the person is on the way",)
    assert newest.cause_label == "An officer wrote down what is newly known"
    assert [facts.facts for facts in opened.new_facts] == [
        ("A meeting with the child is arranged, or the person is on the way",)
    ]
    assert opened.new_facts[0].words == "وصلت رسالة"
    assert [event.level for event in told if event.report_id == received.report_id] == [1]


def hear(at: datetime = LATER) -> int:
    """What the worker does every few seconds."""
    with system_scope("triage") as by:
        return rate_dangers_said(at=at, by=by)


def test_danger_said_in_a_message_has_the_report_rated_again_with_its_reason() -> None:
    agency, told = make_agency(), []
    received, other = receive(agency), receive(agency)
    receipt, soon = str(received.receipt), AT + timedelta(minutes=5)
    subscribe(ReportRated, told.append)

    write_as_reporter(receipt_text=receipt, text="كلمات", at=soon)
    nothing = hear()
    write_as_reporter(receipt_text=receipt, text="هو عند الباب", at=soon, danger=True)
    counts = [hear(), hear()]

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by, translation.override("en"):
        newest, oldest = open_triage(received.report_id, by=by, at=LATER).ratings
        [row] = [row for row in reports_awaiting_triage(by=by, at=LATER) if row.level == 1]
        clocks = {clock.subject_id: clock.due_at for clock in open_deadlines(by=by, kinds=("first_review",))}
    assert (nothing, counts) == (0, [1, 0])
    assert (oldest.level, newest.level, newest.cause) == (4, 1, "danger_said")
    assert newest.new_why == (
        "because the report says that a child is in danger now, or that a life is threatened",
    )
    assert newest.cause_label == "The reporter wrote that somebody is in danger now"
    assert row.report_id == received.report_id
    assert clocks[received.report_id] == LATER + timedelta(minutes=15)
    assert [event.report_id for event in told if event.level == 1] == [received.report_id]
    assert _ratings(other) == 1


def _closed(agency: AgencyName, *, level: int = 5) -> Received:
    """A report that one person ended at this level, as not found."""
    received = receive(agency)
    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        decide(
            report_id=received.report_id, level=level, outcome="close", closed_as="not_found", why_closed="not_traceable",
            reason="جُرّب كل شيء", by=by, at=AT,
        )  # fmt: skip
    return received


def _danger(received: Received, at: datetime) -> None:
    """The reporter writes that there is danger now, and the worker hears it."""
    write_as_reporter(receipt_text=str(received.receipt), text="كلمات", at=at, danger=True)
    assert hear(at + timedelta(seconds=5)) == 1


def test_danger_said_about_a_closed_report_brings_it_back_to_be_decided_again() -> None:
    agency = make_agency()
    received = _closed(agency)
    first, second = AT + timedelta(minutes=1), AT + timedelta(minutes=2)

    _danger(received, first)
    _danger(received, second)

    assert _ratings(received) == 3
    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by, translation.override("en"):
        [row] = reports_awaiting_triage(by=by, at=LATER)
        [clock] = open_deadlines(by=by, kinds=("first_review",))
        [before] = open_triage(received.report_id, by=by, at=LATER).decisions
        again = decide(
            report_id=received.report_id, level=1, outcome="open_case", reason="خطر", by=by, at=LATER
        )
        assert reports_awaiting_triage(by=by, at=LATER) == []
        assert open_deadlines(by=by, kinds=("first_review",)) == []
    assert (row.report_id, row.level, row.due_at) == (received.report_id, 1, clock.due_at)
    assert clock.due_at == first + timedelta(seconds=5, minutes=15)
    assert (before.state, before.outcome, before.level) == ("overtaken", "close", 5)
    assert before.state_label == "Overtaken: the reporter wrote afterwards that somebody is in danger"
    assert again.state == "in_force"
    [item] = ReviewItem.objects.using("keeper").filter(report_id=received.report_id, cause="false_low")
    assert item.found_level == 1


def test_the_page_of_a_closed_report_says_received_again_when_danger_is_said() -> None:
    received = _closed(make_agency())

    _danger(received, AT + timedelta(minutes=1))

    mailbox = Mailbox.objects.using("keeper").get(report_id=received.report_id)
    assert (mailbox.status, mailbox.closed_as) == ("received", "")


def test_a_decision_of_level_one_that_goes_on_stands_when_danger_is_said() -> None:
    agency = make_agency()
    received = receive(agency, Signals(danger_now=True))
    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        decide(report_id=received.report_id, level=1, outcome="open_case", reason="خطر", by=by, at=AT)

    _danger(received, AT + timedelta(minutes=1))

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        assert reports_awaiting_triage(by=by, at=LATER) == []
        assert [row.state for row in open_triage(received.report_id, by=by, at=LATER).decisions] == [
            "in_force"
        ]


def test_a_decision_that_two_persons_lowered_is_overtaken_by_danger_though_no_suggestion_rises() -> None:
    agency = make_agency()
    received = receive(agency, Signals(danger_now=True))
    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        decide(report_id=received.report_id, level=3, outcome="open_case", reason="كلمات", by=by, at=AT)
    with acting(make_worker(agency, Role.SHIFT_LEADER)) as by:
        confirm_downgrade(report_id=received.report_id, by=by, at=AT)

    _danger(received, AT + timedelta(minutes=1))

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        [row] = reports_awaiting_triage(by=by, at=LATER)
    assert (row.level, row.awaits_second_person) == (1, False)


def test_danger_said_while_a_second_person_is_asked_leaves_that_person_a_quarter_of_an_hour() -> None:
    agency = make_agency()
    received = receive(agency, Signals(danger_now=True))
    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        decide(report_id=received.report_id, level=3, outcome="open_case", reason="كلمات", by=by, at=AT)

    _danger(received, AT + timedelta(minutes=1))

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        [clock] = open_deadlines(by=by, kinds=("downgrade_confirmation",))
        [row] = reports_awaiting_triage(by=by, at=LATER)
    assert clock.due_at == AT + timedelta(minutes=16, seconds=5)
    assert row.awaits_second_person


def test_the_job_that_hears_danger_can_do_nothing_else_to_a_decision() -> None:
    received = _closed(make_agency())

    with system_scope("triage"):
        rows = TriageDecision.objects.filter(report_id=received.report_id)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            rows.update(state="refused")
        assert rows.update(state="overtaken") == 1
        assert rows.update(state="in_force") == 0


def test_the_job_that_hears_danger_reads_no_other_message() -> None:
    received = receive(make_agency())
    for danger in (False, True):
        write_as_reporter(receipt_text=str(received.receipt), text="كلمات", at=AT, danger=danger)

    with system_scope("triage"):
        assert [row.danger for row in Message.objects.all()] == [True]
    with system_scope("sealer"):
        assert not Message.objects.exists()


def test_nothing_that_is_written_down_lowers_a_level() -> None:
    agency = make_agency()
    received = receive(agency, Signals(danger_now=True, child_age=4))

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        rating = add_facts(
            report_id=received.report_id, facts={"child_reachable": True, "child_age": 16}, source="call", words="",
            by=by, at=LATER,
        )  # fmt: skip

    assert rating.level == 1
    assert Rating.objects.using("keeper").filter(report_id=received.report_id, awaiting=True).count() == 1


def test_a_new_account_is_searched_for_and_counts() -> None:
    agency = make_agency()
    receive(agency, account="some_name")
    received = receive(agency)

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        before = Rating.objects.get(report_id=received.report_id)
        rating = add_facts(
            report_id=received.report_id, facts={}, source="records", words="", by=by, at=LATER,
            identifiers=[IdentifierClaim(kind="account", value="Some_Name", platform="instagram")],
        )  # fmt: skip

    assert (rating.points, rating.cause) == (before.points + 2, "identifier")


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"facts": {}}, "facts"),
        ({"facts": {"nationality": True}}, "facts.nationality"),
        ({"facts": {"danger_now": False}}, "facts.danger_now"),
        ({"facts": {"child_age": 44}}, "facts.child_age"),
        ({"source": "rumour"}, "source"),
    ],
)
def test_facts_that_the_rule_does_not_know_are_refused(given: dict[str, object], path: str) -> None:
    agency = make_agency()
    received = receive(agency)
    parts: dict[str, object] = {"facts": {"danger_now": True}, "source": "call", "words": ""} | given

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by, pytest.raises(InvalidInput) as refusal:
        add_facts(report_id=received.report_id, by=by, at=LATER, **parts)  # type: ignore[arg-type]

    assert refusal.value.path == path
    assert not NewFacts.objects.using("keeper").exists()


def test_another_report_with_the_same_account_raises_the_earlier_one_by_itself() -> None:
    agency = make_agency()
    signals = Signals(
        child_age=12, child_reachable=True, danger_now=False, suspect_access=True, picture_spread=True
    )
    first = receive(agency, signals, account="some_name", told="")
    receive(agency, account="some_name", told="", at=AT + timedelta(minutes=1))

    compared = compare()

    assert compared == 2
    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by, translation.override("en"):
        newest, before = open_triage(first.report_id, by=by, at=LATER).ratings
    assert (before.level, newest.level, newest.cause) == (2, 2, "other_report") or newest.level < before.level
    assert any("earlier reports" in sentence for sentence in newest.new_why)


def test_a_report_that_waits_to_be_compared_counts_for_others_and_is_rated_at_its_own_turn() -> None:
    agency = make_agency()
    first, second = (
        receive(agency, account="some_name", told="", at=AT + timedelta(minutes=minute))
        for minute in range(2)
    )

    compare(most=1)
    after_one = [_ratings(first), _ratings(second)]
    compare(most=1)

    assert after_one == [2, 1]
    assert [_ratings(first), _ratings(second)] == [2, 2]


def _ratings(report: Received) -> int:
    return Rating.objects.using("keeper").filter(report_id=report.report_id).count()


def test_what_another_agency_holds_does_not_count() -> None:
    agency, other = make_agency(), make_agency()
    mine = receive(agency, account="some_name")
    receive(other, account="some_name")

    compare()

    assert _ratings(mine) == 1


def test_a_report_that_was_decided_low_and_is_raised_later_is_looked_at_again() -> None:
    agency = make_agency()
    received = receive(agency)

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        decide(report_id=received.report_id, level=4, outcome="open_case", reason="why", by=by, at=LATER)
        add_facts(
            report_id=received.report_id,
            facts={"child_missing": True},
            source="call",
            words="",
            by=by,
            at=LATER,
        )
        queue = reports_awaiting_triage(by=by, at=LATER)
        [item] = ReviewItem.objects.all()

    assert (item.cause, item.found_level) == ("false_low", 1)
    assert queue == []


def test_a_hostile_agency_writes_nothing_down() -> None:
    received = receive(make_agency())

    with acting(make_worker(make_agency(), Role.TRIAGE_OFFICER)) as by:
        with pytest.raises(NotFound):
            add_facts(
                report_id=received.report_id,
                facts={"danger_now": True},
                source="call",
                words="",
                by=by,
                at=LATER,
            )
        with pytest.raises(NotFound):
            rate_again(report_id=received.report_id, by=by, at=LATER)


def test_the_quiet_report_of_these_tests_is_the_least_urgent() -> None:
    agency = make_agency()
    received = receive(agency, QUIET)

    assert Rating.objects.using("keeper").get(report_id=received.report_id).level >= 4

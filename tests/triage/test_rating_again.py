"""Rating again when more is known: facts, identifiers, another report; old suggestions kept, never lowered."""

from datetime import timedelta

import pytest
from django.utils import translation

from takatuf.agencies.rules import Role
from takatuf.clocks.queries import open_deadlines
from takatuf.intake.actions import Received
from takatuf.intake.content import IdentifierClaim, Signals
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.kernel.events import subscribe
from takatuf.triage.actions import add_facts, decide, rate_again
from takatuf.triage.events import ReportRated
from takatuf.triage.models import NewFacts, Rating, ReviewItem
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

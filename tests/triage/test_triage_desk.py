"""The triage desk: a suggestion with its reasons, a decision by a person, two persons to lower one."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from takatuf.agencies.models import Disclosure
from takatuf.agencies.queries import AgencyName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import meet_deadline
from takatuf.clocks.queries import open_deadlines
from takatuf.intake.actions import Received, receive_report
from takatuf.intake.content import Channel, IdentifierClaim, Kind, ReportContent, ReporterKind, Signals
from takatuf.intake.events import ReportReceived
from takatuf.intake.queries import open_mailbox
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.kernel.events import subscribe
from takatuf.ledger.models import LedgerEntry
from takatuf.triage.actions import (
    AlreadyDecided,
    NothingToConfirm,
    SamePerson,
    confirm_downgrade,
    decide,
    rate_again,
    rate_report,
    refuse_downgrade,
)
from takatuf.triage.events import ReportTriaged
from takatuf.triage.models import Rating, TriageDecision
from takatuf.triage.queries import decision_in_force, open_triage, reports_awaiting_triage
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
AT = datetime(2026, 3, 5, 22, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=10)
DANGER = Signals(danger_now=True, child_age=9)
MILD = Signals(child_age=15, child_reachable=True)


@pytest.fixture(autouse=True)
def _wired() -> None:
    subscribe(ReportReceived, rate_report)


def receive(
    lead: AgencyName,
    signals: Signals = MILD,
    *,
    at: datetime = AT,
    reporter: ReporterKind = ReporterKind.PARENT,
    account: str = "",
) -> Received:
    content = ReportContent(
        channel=Channel.PUBLIC_WEB,
        reporter_kind=reporter,
        kinds=(Kind.GROOMING,),
        narrative="كلام محايد",
        signals=signals,
        identifiers=(IdentifierClaim(kind="account", value=account, platform="instagram"),)
        if account
        else (),
    )
    receive.count += 1  # type: ignore[attr-defined]
    with system_scope("intake") as by:
        return receive_report(
            content=content, key=f"key-of-the-form-{receive.count:04}", lead=lead.id, by=by, at=at
        )  # type: ignore[attr-defined]


receive.count = 0  # type: ignore[attr-defined]


def reviews(by: Actor) -> list[datetime]:
    return [row.due_at for row in open_deadlines(by=by) if row.kind == "first_review"]


def test_a_report_is_rated_as_it_comes_in_and_its_clock_runs_at_night() -> None:
    agency = make_agency()
    received = receive(agency, DANGER)

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        [row] = reports_awaiting_triage(by=by, at=AT)
        assert reviews(by) == [row.due_at]
        assert Rating.objects.get().gates == ["A1"]
    assert (row.code, row.level) == (received.code, 1)
    assert row.due_at == AT + timedelta(minutes=15)


def test_the_reasons_are_words_in_the_readers_language_and_no_score_is_shown() -> None:
    agency = make_agency()
    received = receive(agency, DANGER)
    officer = make_worker(agency, Role.TRIAGE_OFFICER)

    with acting(officer) as by, translation.override("ar"):
        [arabic] = reports_awaiting_triage(by=by, at=AT)
        opened = open_triage(received.report_id, by=by, at=AT)
    with acting(officer) as by, translation.override("en"):
        [english] = reports_awaiting_triage(by=by, at=AT)

    assert arabic.why[0].startswith("لأن")
    assert (
        english.why[0]
        == "because the report says that a child is in danger now, or that a life is threatened"
    )
    assert opened.ratings[0].why == arabic.why
    assert "points" not in repr(opened)
    assert "weight" not in repr(opened)


def test_the_queue_is_ordered_by_urgency_then_by_the_clock() -> None:
    agency = make_agency()
    mild = receive(agency, MILD)
    older = receive(agency, DANGER, at=AT - timedelta(minutes=3))
    adult = receive(agency, DANGER)
    child = receive(agency, DANGER, reporter=ReporterKind.CHILD)

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        codes = [row.code for row in reports_awaiting_triage(by=by, at=AT)]

    assert codes == [older.code, child.code, adult.code, mild.code]


def test_the_queue_tells_of_earlier_records_with_the_same_account() -> None:
    agency, other = make_agency(), make_agency()
    first, second = receive(agency, account="some_name"), receive(agency, account="@Some_Name")
    receive(other, account="some_name")

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by, translation.override("en"):
        earlier = {row.code: row.earlier for row in reports_awaiting_triage(by=by, at=AT)}
        matches = open_triage(first.report_id, by=by, at=AT).matches

    assert earlier[second.code] == "1 other record names the same account, number or address."
    assert [(match.record_id, match.agency) for match in matches] == [(second.record_id, None), (None, other)]


def test_every_suggestion_is_kept_and_a_link_may_raise_it() -> None:
    agency = make_agency()
    received = receive(
        agency, Signals(child_age=15, child_reachable=True, suspect_access=True), account="some_name"
    )
    receive(agency, account="some_name")

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        rate_again(report_id=received.report_id, by=by, at=LATER)
        ratings = open_triage(received.report_id, by=by, at=LATER).ratings

    assert len(ratings) == 2
    assert ratings[0].level <= ratings[1].level
    assert len(ratings[0].why) > len(ratings[1].why)


def test_a_decision_at_the_suggested_level_is_in_force_at_once() -> None:
    agency, told = make_agency(), []
    received = receive(agency, DANGER)
    subscribe(ReportTriaged, told.append)

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        decide(
            report_id=received.report_id, level=1, outcome="open_case", reason="خطر قائم", kinds=["extortion"], by=by, at=LATER
        )  # fmt: skip
        decision = decision_in_force(received.report_id, by=by)
        queue, clocks = reports_awaiting_triage(by=by, at=LATER), reviews(by)
        labels = open_triage(received.report_id, by=by, at=LATER).report.head.kinds

    assert decision is not None
    assert (decision.level, decision.outcome, decision.reason, decision.second_by) == (
        1,
        "open_case",
        "خطر قائم",
        None,
    )
    assert (labels, decision.kinds) == (("grooming",), ("extortion",))
    assert (queue, clocks) == ([], [])
    assert [event.report_id for event in told] == [received.report_id]
    assert open_mailbox(str(received.receipt)).status == "with_agency"


def test_raising_a_level_needs_one_person() -> None:
    agency = make_agency()
    received = receive(agency, MILD)

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        decision = decide(
            report_id=received.report_id, level=1, outcome="open_case", reason="why", by=by, at=LATER
        )

    assert decision.state == "in_force"


@pytest.mark.parametrize(("level", "outcome", "closed_as"), [(3, "open_case", ""), (1, "close", "not_found")])
def test_lowering_or_ending_a_level_one_matter_needs_two_persons(
    level: int, outcome: str, closed_as: str
) -> None:
    agency, told = make_agency(), []
    received = receive(agency, DANGER)
    officer, leader = make_worker(agency, Role.TRIAGE_OFFICER), make_worker(agency, Role.SHIFT_LEADER)
    subscribe(ReportTriaged, told.append)

    with acting(officer) as by:
        decide(
            report_id=received.report_id, level=level, outcome=outcome, closed_as=closed_as, reason="why", by=by, at=LATER,
            why_closed="other" if closed_as else "",
        )  # fmt: skip
        [row] = reports_awaiting_triage(by=by, at=LATER)
        assert decision_in_force(received.report_id, by=by) is None
        assert [clock.kind for clock in open_deadlines(by=by)] == ["downgrade_confirmation"]
        with pytest.raises(NotAllowed):
            confirm_downgrade(report_id=received.report_id, by=by, at=LATER)
    assert row.proposed_by == officer
    assert told == []

    with acting(leader) as by:
        confirm_downgrade(report_id=received.report_id, by=by, at=LATER)
        decision = decision_in_force(received.report_id, by=by)
        assert open_deadlines(by=by) == []
    assert decision is not None
    assert (decision.decided_by, decision.second_by) == (officer, leader)
    assert len(told) == 1


def test_who_proposed_to_lower_a_level_cannot_confirm_it() -> None:
    agency = make_agency()
    received, leader = receive(agency, DANGER), make_worker(agency, Role.SHIFT_LEADER)

    with acting(leader) as by:
        decide(report_id=received.report_id, level=4, outcome="open_case", reason="why", by=by, at=LATER)
        with pytest.raises(SamePerson):
            confirm_downgrade(report_id=received.report_id, by=by, at=LATER)
        with pytest.raises(DatabaseError, match="triage_two_persons"), transaction.atomic():
            TriageDecision.objects.update(second_by=by.id, second_at=LATER)


def test_a_refused_proposal_starts_the_first_review_again_and_is_kept() -> None:
    agency = make_agency()
    received = receive(agency, DANGER)
    officer, leader = make_worker(agency, Role.TRIAGE_OFFICER), make_worker(agency, Role.SHIFT_LEADER)
    with acting(officer) as by:
        decide(report_id=received.report_id, level=4, outcome="open_case", reason="why", by=by, at=LATER)

    with acting(leader) as by:
        refuse_downgrade(report_id=received.report_id, by=by, at=LATER)
        assert reviews(by) == [LATER + timedelta(minutes=15)]
        decide(report_id=received.report_id, level=1, outcome="open_case", reason="why not", by=by, at=LATER)
        states = [row.state for row in open_triage(received.report_id, by=by, at=LATER).decisions]
        with pytest.raises(NothingToConfirm):
            confirm_downgrade(report_id=received.report_id, by=by, at=LATER)

    assert sorted(states) == ["in_force", "refused"]


def test_a_report_whose_clock_was_stopped_by_hand_can_still_be_decided() -> None:
    agency = make_agency()
    received = receive(agency)

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        meet_deadline(subject_id=received.report_id, kind="first_review", by=by, at=AT)
        decision = decide(
            report_id=received.report_id, level=2, outcome="open_case", reason="why", by=by, at=LATER
        )

    assert decision.state == "in_force"


def test_a_link_that_raises_the_level_moves_the_clock_of_the_first_review() -> None:
    agency = make_agency()
    received = receive(
        agency,
        Signals(child_age=15, child_reachable=True, suspect_access=True, grooming_underway=True),
        account="a_b",
    )
    for _ in range(2):
        receive(agency, account="a_b")

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        before = {row.code: row for row in reports_awaiting_triage(by=by, at=LATER)}[received.code]
        rate_again(report_id=received.report_id, by=by, at=LATER)
        after = {row.code: row for row in reports_awaiting_triage(by=by, at=LATER)}[received.code]
        [clock] = [row for row in open_deadlines(by=by) if row.subject_id == received.report_id]

    assert (before.level, after.level) == (3, 2)
    assert after.due_at < before.due_at
    assert clock.due_at == after.due_at


def test_a_report_is_decided_once() -> None:
    agency = make_agency()
    received = receive(agency)

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        decide(report_id=received.report_id, level=2, outcome="open_case", reason="why", by=by, at=LATER)
        with pytest.raises(AlreadyDecided):
            decide(report_id=received.report_id, level=2, outcome="open_case", reason="why", by=by, at=LATER)


def test_two_officers_who_decide_at_once_make_one_decision() -> None:
    agency = make_agency()
    received = receive(agency)
    officers = [make_worker(agency, Role.TRIAGE_OFFICER) for _ in range(2)]
    together, outcomes = threading.Barrier(2), []

    def run(officer: object) -> None:
        try:
            with acting(officer) as by:  # type: ignore[arg-type]
                together.wait(20)
                decide(
                    report_id=received.report_id, level=2, outcome="open_case", reason="why", by=by, at=LATER
                )
            outcomes.append("decided")
        except AlreadyDecided:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[officer]) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(outcomes) == ["decided", "refused"]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"reason": "  "}, "reason"),
        ({"level": 0}, "level"),
        ({"outcome": "forget"}, "outcome"),
        ({"outcome": "close"}, "closed_as"),
        ({"closed_as": "passed_on"}, "closed_as"),
        ({"outcome": "close", "closed_as": "not_found"}, "why_closed"),
        ({"why_closed": "other"}, "why_closed"),
    ],
)
def test_a_decision_that_lacks_a_part_is_refused(given: dict[str, object], path: str) -> None:
    agency = make_agency()
    received = receive(agency)
    parts: dict[str, object] = {"level": 3, "outcome": "open_case", "reason": "why"} | given

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by, pytest.raises(InvalidInput) as refusal:
        decide(report_id=received.report_id, by=by, at=LATER, **parts)  # type: ignore[arg-type]

    assert refusal.value.path == path


def test_a_closed_report_tells_its_reporter_how_it_ended() -> None:
    agency = make_agency()
    received = receive(agency)

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        decide(
            report_id=received.report_id, level=3, outcome="close", closed_as="outside_task", reason="why", by=by, at=LATER,
            why_closed="outside_task",
        )  # fmt: skip

    view = open_mailbox(str(received.receipt))
    assert view.status == "closed"
    assert view.closed_words


def test_a_hostile_agency_sees_and_decides_nothing() -> None:
    agency, hostile = make_agency(), make_worker(make_agency(), Role.SHIFT_LEADER)
    received = receive(agency, DANGER)
    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        decide(report_id=received.report_id, level=4, outcome="open_case", reason="why", by=by, at=LATER)

    with acting(hostile) as by:
        assert reports_awaiting_triage(by=by, at=LATER) == []
        with connection.cursor() as cursor:
            for table in ("triage_rating", "triage_triagedecision"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (0,)
        with pytest.raises(NotFound):
            open_triage(received.report_id, by=by, at=LATER)
        with pytest.raises(NotFound):
            rate_again(report_id=received.report_id, by=by, at=LATER)
        with pytest.raises(NotFound):
            confirm_downgrade(report_id=received.report_id, by=by, at=LATER)


def test_looks_and_decisions_are_on_record() -> None:
    agency = make_agency()
    received, officer = receive(agency), make_worker(agency, Role.TRIAGE_OFFICER)

    with acting(officer) as by:
        reports_awaiting_triage(by=by, at=AT)
        open_triage(received.report_id, by=by, at=AT)
        decide(report_id=received.report_id, level=3, outcome="open_case", reason="why", by=by, at=LATER)
        looks = set(Disclosure.objects.filter(record_id=received.record_id).values_list("what", "worker_id"))
    kinds = list(
        LedgerEntry.objects.filter(record_id=received.record_id)
        .order_by("at", "id")
        .values_list("kind", flat=True)
    )

    assert looks == {("reports_awaiting_triage", officer.id), ("open_report", officer.id)}
    assert kinds == ["report.received", "report.rated", "triage.decided"]


def test_a_suggestion_never_changes() -> None:
    agency = make_agency()
    receive(agency)

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)), transaction.atomic():
        with pytest.raises(DatabaseError, match="permission denied"):
            Rating.objects.update(level=5)

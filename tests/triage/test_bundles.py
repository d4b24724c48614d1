"""Reports of the same matter: one line, worked as one, nothing hidden and nothing dropped."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.casework.queries import cases_of_report
from takatuf.clocks.queries import open_deadlines
from takatuf.desks.opening import decide_and_open
from takatuf.intake.content import Signals
from takatuf.intake.queries import open_mailbox
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.triage.actions import AlreadyDecided, add_facts, take_apart
from takatuf.triage.models import BundleMember, Rating, TriageDecision
from takatuf.triage.queries import bundle_of, reports_awaiting_triage
from tests.factories import acting, make_agency, make_worker
from tests.triage.reports import AT, LATER, QUIET, TOLD, compare, receive

pytestmark = pytest.mark.usefixtures("house")
LINK = "https://example.test/p/1"


def lines(by: Actor) -> dict[UUID, int]:
    """The lines of the queue and how many more reports each stands for."""
    return {row.report_id: row.others for row in reports_awaiting_triage(by=by, at=LATER)}


def test_reports_with_the_same_account_and_link_stand_in_one_line_with_their_number() -> None:
    agency = make_agency()
    first, second, third = (
        receive(agency, account="some_name", link=LINK, told="", at=AT + timedelta(minutes=minute))
        for minute in range(3)
    )
    apart = receive(agency, account="another", link=LINK, told="")

    compare()

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        found, bundle = lines(by), bundle_of(second.report_id, by=by)
    assert found == {first.report_id: 2, apart.report_id: 0}
    assert bundle is not None
    assert {member.report_id for member in bundle.members} == {
        first.report_id, second.report_id, third.report_id,
    }  # fmt: skip


def test_an_account_alone_makes_no_bundle_and_neither_do_short_words() -> None:
    agency = make_agency()
    for told in ("ساعدوني", "ساعدوني", ""):
        receive(agency, account="some_name", told=told)

    compare()

    assert not BundleMember.objects.using("keeper").exists()


def test_the_same_words_make_a_bundle_whatever_the_account() -> None:
    agency = make_agency()
    first = receive(agency, told=TOLD)
    receive(agency, told=TOLD + "  ", at=AT + timedelta(minutes=1))

    compare()

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        assert lines(by) == {first.report_id: 1}


@pytest.mark.parametrize(
    "different",
    [{"signals": Signals(danger_now=True, child_age=15)}, {"child": "اسم آخر"}, {"region": "SA-04"}],
    ids=["a gate", "another child", "another region"],
)
def test_a_report_that_says_more_stands_in_a_line_of_its_own(different: dict[str, object]) -> None:
    agency = make_agency()
    first = receive(agency, account="a_name", link=LINK, child="اسم مخترع", region="SA-01")
    given: dict[str, object] = {
        "account": "a_name",
        "link": LINK,
        "child": "اسم مخترع",
        "region": "SA-01",
    } | different
    second = receive(agency, at=AT + timedelta(minutes=1), **given)  # type: ignore[arg-type]

    compare()

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        assert lines(by) == {first.report_id: 0, second.report_id: 0}
        bundle = bundle_of(second.report_id, by=by)
    assert bundle is not None
    assert bundle.count == 2


def test_a_folded_report_that_gets_a_gate_unfolds_at_once() -> None:
    agency = make_agency()
    first, second = (
        receive(agency, account="a_name", link=LINK, at=AT + timedelta(minutes=m)) for m in (0, 1)
    )
    compare()

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        assert lines(by) == {first.report_id: 1}
        add_facts(
            report_id=second.report_id,
            facts={"child_missing": True},
            source="call",
            words="",
            by=by,
            at=LATER,
        )
        found = list(lines(by).items())

    assert found == [(second.report_id, 0), (first.report_id, 0)]


def test_one_decision_is_put_on_record_for_each_with_its_own_row_clock_and_reporter() -> None:
    agency = make_agency()
    received = [receive(agency, account="a_name", link=LINK, at=AT + timedelta(minutes=m)) for m in range(3)]
    compare()

    with acting(make_worker(agency, Role.SHIFT_LEADER)) as by:
        decided = decide_and_open(
            report_id=received[0].report_id, level=4, outcome="open_case", reason="سبب واحد", together=True, by=by, at=LATER
        )  # fmt: skip
        rows = {row.report_id: row.unseal("reason") for row in TriageDecision.objects.all()}
        cases = {one.id for each in received for one in cases_of_report(each.report_id, by=by)}
        clocks = [row for row in open_deadlines(by=by) if row.kind == "first_review"]
        queue = lines(by)

    assert (decided.reports, decided.waits) == (3, False)
    assert rows == dict.fromkeys((each.report_id for each in received), "سبب واحد")
    assert len(cases) == 1
    assert (clocks, queue) == ([], {})
    assert {open_mailbox(str(each.receipt)).status for each in received} == {"with_agency"}


def test_two_who_decide_about_one_line_at_once_put_each_report_on_record_once() -> None:
    agency = make_agency()
    received = [receive(agency, account="a_name", link=LINK, at=AT + timedelta(minutes=m)) for m in range(3)]
    compare()
    officers = [make_worker(agency, Role.SHIFT_LEADER) for _ in range(2)]
    together = Barrier(2)

    def decided(officer: WorkerName) -> str:
        try:
            with acting(officer) as by:
                together.wait(60)
                decide_and_open(
                    report_id=received[0].report_id, level=4, outcome="open_case", reason="why", together=True, by=by, at=LATER
                )  # fmt: skip
        except AlreadyDecided:
            return "already"
        finally:
            connection.close()
        return "decided"

    with ThreadPoolExecutor(2) as both:
        outcomes = sorted(both.map(decided, officers))

    assert outcomes == ["already", "decided"]
    rows = TriageDecision.objects.using("keeper").values_list("report_id", flat=True)
    assert sorted(rows) == sorted(each.report_id for each in received)
    with acting(officers[0]) as by:
        assert len({one.id for each in received for one in cases_of_report(each.report_id, by=by)}) == 1


def test_a_decision_for_one_leaves_the_others_waiting_with_a_new_first_line() -> None:
    agency = make_agency()
    received = [receive(agency, account="a_name", link=LINK, at=AT + timedelta(minutes=m)) for m in range(3)]
    compare()

    with acting(make_worker(agency, Role.SHIFT_LEADER)) as by:
        decide_and_open(
            report_id=received[0].report_id, level=4, outcome="refer_elsewhere", reason="why", by=by, at=LATER
        )
        queue = lines(by)

    assert queue == {received[1].report_id: 1}


def test_who_is_taken_out_stands_alone_and_is_never_put_back() -> None:
    agency = make_agency()
    first, second = (
        receive(agency, account="a_name", link=LINK, at=AT + timedelta(minutes=m)) for m in (0, 1)
    )
    compare()

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        take_apart(report_id=second.report_id, by=by, at=LATER)
        with pytest.raises(NotFound):
            take_apart(report_id=second.report_id, by=by, at=LATER)
    Rating.objects.using("keeper").update(compared=False)
    compare()

    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        assert lines(by) == {first.report_id: 0, second.report_id: 0}


def test_no_bundle_crosses_agencies() -> None:
    one, other = make_agency(), make_agency()
    receive(one, QUIET, account="a_name", link=LINK)
    receive(other, QUIET, account="a_name", link=LINK)

    compare()

    assert not BundleMember.objects.using("keeper").exists()

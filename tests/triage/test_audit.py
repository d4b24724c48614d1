"""The audit and the queue's pages: counts by door and region, fairness, and a queue that turns the page."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.agencies.rules import Role
from takatuf.intake.content import ReporterKind, Signals
from takatuf.kernel.errors import NotAllowed
from takatuf.triage.actions import confirm_downgrade, decide
from takatuf.triage.models import Rating
from takatuf.triage.queries import audit_counts, reports_awaiting_triage
from takatuf.triage.rules import rate
from tests.factories import acting, make_agency, make_worker
from tests.triage.reports import AT, LATER, QUIET, receive

house = pytest.mark.usefixtures("house")
MONTH = AT - timedelta(days=4), AT + timedelta(days=20)
NAMES = [each.name for each in fields(Signals) if each.name not in {"child_age", "previous_reports_linked"}]


@house
def test_the_audit_counts_what_was_confirmed_lowered_and_what_came_of_it() -> None:
    agency = make_agency()
    one, other = make_worker(agency, Role.SHIFT_LEADER), make_worker(agency, Role.SHIFT_LEADER)
    confirmed = receive(agency, QUIET, region="SA-01")
    lowered = receive(
        agency, Signals(danger_now=True, child_age=9), region="SA-01", reporter=ReporterKind.CHILD
    )
    receive(agency, QUIET)

    with acting(one) as by:
        decide(report_id=confirmed.report_id, level=2, outcome="open_case", reason="why", by=by, at=LATER)
        decide(report_id=lowered.report_id, level=3, outcome="refer_elsewhere", reason="why", by=by, at=LATER)
        before = audit_counts(since=MONTH[0], until=MONTH[1], by=by)
    with acting(other) as by:
        confirm_downgrade(report_id=lowered.report_id, by=by, at=LATER)
        counts = audit_counts(since=MONTH[0], until=MONTH[1], by=by)
    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by, pytest.raises(NotAllowed):
        audit_counts(since=MONTH[0], until=MONTH[1], by=by)

    assert (before.decided, counts.decided) == (1, 2)
    assert counts.by_channel == {"public_web": (2, 1, 1)}
    assert counts.by_region == {"SA-01": (2, 1, 1)}
    assert counts.suggested_and_decided[1] == (0, 0, 1, 0, 0)
    assert counts.outcomes[2][0] == counts.outcomes[3][1] == 1
    assert (counts.fairness.lowered_child, counts.fairness.lowered_adult) == ((1, 1), (0, 1))


@house
def test_the_audit_sees_when_a_childs_report_was_rated_less_urgent_for_the_same_reasons() -> None:
    agency = make_agency()
    child, adult = (receive(agency, QUIET, reporter=who) for who in (ReporterKind.CHILD, ReporterKind.PARENT))
    leader = make_worker(agency, Role.SHIFT_LEADER)
    with acting(leader) as by:
        fair = audit_counts(since=MONTH[0], until=MONTH[1], by=by).fairness

    Rating.objects.using("keeper").filter(report_id=adult.report_id).update(level=3)
    with acting(leader) as by:
        unfair = audit_counts(since=MONTH[0], until=MONTH[1], by=by).fairness

    assert child.report_id != adult.report_id
    assert (fair.groups, fair.unequal) == (1, 0)
    assert (unfair.groups, unfair.unequal) == (1, 1)


@given(
    said=st.fixed_dictionaries({name: st.sampled_from([None, True, False]) for name in NAMES}),
    age=st.one_of(st.none(), st.integers(0, 17)),
    name=st.sampled_from(NAMES),
)
def test_one_more_danger_never_makes_a_report_less_urgent(
    said: dict[str, bool | None], age: int | None, name: str
) -> None:
    known = Signals(child_age=age, **said)  # type: ignore[arg-type]
    certain = replace(known, danger_now=bool(known.danger_now), child_reachable=True, child_age=age or 9)

    assert rate(replace(certain, **{name: True})).level <= rate(certain).level


def test_no_trait_of_a_person_and_nothing_about_who_reports_can_enter_the_rule() -> None:
    words = {"nationality", "religion", "ethnic", "gender", "sex", "reporter", "origin", "region", "channel"}

    assert not [each.name for each in fields(Signals) if words & set(each.name.split("_"))]


@house
def test_the_queue_turns_the_page_without_losing_or_doubling_a_report() -> None:
    agency = make_agency()
    received = {
        receive(agency, QUIET, at=AT + timedelta(seconds=number // 2)).report_id for number in range(7)
    }

    pages, after = [], ""
    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by:
        for _page in range(4):
            rows = reports_awaiting_triage(by=by, at=LATER, most=2, after=after)
            pages.append([row.report_id for row in rows])
            after = rows[-1].place
        whole = [row.report_id for row in reports_awaiting_triage(by=by, at=LATER, after="~~~")]

    assert [one for page in pages for one in page] == whole
    assert set(whole) == received

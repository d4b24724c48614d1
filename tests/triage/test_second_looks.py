"""Endings without action: a reason of the list, a draw that nobody foresees, and the second look of another person."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from takatuf.agencies.queries import AgencyName, WorkerName
from takatuf.agencies.rules import Role
from takatuf.clocks.queries import open_deadlines
from takatuf.intake.content import Signals
from takatuf.intake.queries import open_mailbox
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.triage.actions import (
    AlreadyReviewed,
    NothingToReopen,
    OwnDecision,
    confirm_downgrade,
    decide,
    note_false_low,
    review_ending,
)
from takatuf.triage.actions.drawing import drawn
from takatuf.triage.models import ReviewItem, TriageDecision
from takatuf.triage.queries import agreement, reports_awaiting_triage, reviews_count, reviews_waiting
from tests.factories import acting, make_agency, make_worker
from tests.triage.reports import LATER, QUIET, receive

pytestmark = pytest.mark.usefixtures("house")


def end(agency: AgencyName, worker: WorkerName, signals: Signals = QUIET) -> UUID:
    """A report that the worker ended without action."""
    received = receive(agency, signals)
    with acting(worker) as by:
        decide(
            report_id=received.report_id, level=4, outcome="close", closed_as="not_found", why_closed="not_traceable",
            reason="جُرّب كل شيء", by=by, at=LATER,
        )  # fmt: skip
    return received.report_id


def test_all_of_a_persons_first_endings_are_looked_at_by_another_person() -> None:
    agency = make_agency()
    officer, colleague = make_worker(agency, Role.TRIAGE_OFFICER), make_worker(agency, Role.TRIAGE_OFFICER)
    ended = {end(agency, officer) for _ in range(5)}

    with acting(colleague) as by:
        rows = reviews_waiting(by=by, at=LATER)
    with acting(officer) as by:
        own = reviews_waiting(by=by, at=LATER), reviews_count(by=by)

    assert {row.head.id for row in rows} == ended
    assert {row.cause for row in rows} == {"first_ones"}
    assert own == ([], 0)


def test_later_endings_are_drawn_by_a_key_in_about_the_share_of_the_rule() -> None:
    ids = [uuid4() for _ in range(4000)]

    chosen = [id for id in ids if drawn(report_id=id, share_percent=10)]

    assert 300 < len(chosen) < 500
    assert chosen == [id for id in ids if drawn(report_id=id, share_percent=10)]
    assert all(drawn(report_id=id, share_percent=100) for id in ids)
    assert not any(drawn(report_id=id, share_percent=0) for id in ids)


def test_an_ending_of_level_one_needs_two_persons_and_is_not_drawn() -> None:
    agency = make_agency()
    one, other = make_worker(agency, Role.SHIFT_LEADER), make_worker(agency, Role.SHIFT_LEADER)
    report_id = end(agency, one, Signals(danger_now=True, child_age=9))

    with acting(one) as by:
        before = TriageDecision.objects.get(report_id=report_id).state
    with acting(other) as by:
        confirm_downgrade(report_id=report_id, by=by, at=LATER)
        items = ReviewItem.objects.count()

    assert (before, items) == ("proposed", 0)


def test_a_reviewer_reopens_and_the_report_waits_for_its_first_review_again() -> None:
    agency = make_agency()
    officer, colleague = make_worker(agency, Role.TRIAGE_OFFICER), make_worker(agency, Role.TRIAGE_OFFICER)
    received = receive(agency)
    with acting(officer) as by:
        decide(
            report_id=received.report_id, level=4, outcome="close", closed_as="not_found", why_closed="other", reason="why",
            by=by, at=LATER,
        )  # fmt: skip
    later = LATER + timedelta(hours=2)

    with acting(colleague) as by:
        [row] = reviews_waiting(by=by, at=later)
        with pytest.raises(InvalidInput):
            review_ending(item_id=row.id, answer="reopened", reason=" ", by=by, at=later)
        review_ending(item_id=row.id, answer="reopened", reason="بقي طريق لم يُجرَّب", by=by, at=later)
        queue = [one.report_id for one in reports_awaiting_triage(by=by, at=later)]
        clocks = [one.kind for one in open_deadlines(by=by)]
        figures = agreement(by=by, at=later)
        again = decide(
            report_id=received.report_id, level=3, outcome="open_case", reason="why", by=by, at=later
        )

    assert queue == [received.report_id]
    assert clocks == ["first_review"]
    assert (figures.looked_at, figures.agreed, figures.reopened) == (1, 0, 1)
    assert again.state == "in_force"
    assert TriageDecision.objects.using("keeper").filter(report_id=received.report_id).count() == 2
    assert open_mailbox(str(received.receipt)).status == "with_agency"


def test_nobody_reviews_their_own_ending_and_nobody_twice() -> None:
    agency = make_agency()
    officer, colleague = make_worker(agency, Role.TRIAGE_OFFICER), make_worker(agency, Role.TRIAGE_OFFICER)
    end(agency, officer)
    with acting(colleague) as by:
        [row] = reviews_waiting(by=by, at=LATER)

    with acting(officer) as by, pytest.raises(OwnDecision):
        review_ending(item_id=row.id, answer="agreed", reason="", by=by, at=LATER)
    with acting(make_worker(make_agency(), Role.TRIAGE_OFFICER)) as by, pytest.raises(NotFound):
        review_ending(item_id=row.id, answer="agreed", reason="", by=by, at=LATER)
    with acting(colleague) as by:
        review_ending(item_id=row.id, answer="agreed", reason="", by=by, at=LATER)
        with pytest.raises(AlreadyReviewed):
            review_ending(item_id=row.id, answer="agreed", reason="", by=by, at=LATER)


def test_what_was_found_more_urgent_later_is_looked_at_once_and_teaches() -> None:
    agency = make_agency()
    officer, colleague = make_worker(agency, Role.TRIAGE_OFFICER), make_worker(agency, Role.TRIAGE_OFFICER)
    received = receive(agency)
    with acting(officer) as by:
        decide(report_id=received.report_id, level=4, outcome="open_case", reason="why", by=by, at=LATER)
        found = [
            note_false_low(report_id=received.report_id, found_level=level, at=LATER) for level in (3, 2, 1)
        ]

    with acting(colleague) as by:
        [row] = reviews_waiting(by=by, at=LATER)
        with pytest.raises(NothingToReopen):
            review_ending(item_id=row.id, answer="reopened", reason="why", by=by, at=LATER)
        review_ending(item_id=row.id, answer="learned", reason="سألنا عن العمر متأخرين", by=by, at=LATER)

    assert found == [False, True, True]
    assert (row.cause, row.found_level, row.ends_here) == ("false_low", 2, False)

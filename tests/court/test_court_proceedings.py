"""Hearing, ruling, order, and the order as a step with a clock at the agencies."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from takatuf.agencies.models import Sector
from takatuf.agencies.queries import AgencyName
from takatuf.agencies.rules import Role
from takatuf.court.actions import NotBeforeTheCourt, record_hearing, record_order, record_ruling
from takatuf.court.models import Hearing, Order, Ruling
from takatuf.court.models.choices import LimitUnit, OrderKind
from takatuf.court.queries import open_submission
from takatuf.jointwork.actions import do_step
from takatuf.jointwork.objections import open_joint_work
from takatuf.jointwork.queries import open_steps, steps_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.court.situations import AT, Situation, a_case, a_filed, a_signed
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")


def _ruling(submission: UUID, by: Actor) -> UUID:
    hearing = record_hearing(
        submission_id=submission, starts_at=AT + timedelta(days=3), place="القاعة الثانية", by=by, at=AT
    )
    return record_ruling(
        submission_id=submission, hearing_id=hearing, ruled_on=date(2026, 11, 26), text="قررت الدائرة ما يأتي.",
        facts_relied_on=[1], appeal_until_on=date(2026, 12, 26), by=by, at=AT,
    )  # fmt: skip


def _order(ruling: UUID, agency: AgencyName, by: Actor) -> UUID:
    return record_order(
        ruling_id=ruling, kind=OrderKind.SUPPORT, text="يستمر الدعم النفسي ستة أشهر.", agency_id=agency.id,
        limit_amount=10, limit_unit=LimitUnit.CALENDAR_DAYS, by=by, at=AT,
    )  # fmt: skip


def _ruled(here: Situation, agency: AgencyName) -> UUID:
    submission = a_filed(here)
    with acting(here.judge) as by:
        _order(_ruling(submission, by), agency, by)
    return submission


def test_hearing_ruling_and_order_stand_in_the_submission() -> None:
    here = a_case()
    submission = _ruled(here, make_agency(sector=Sector.HEALTH))

    for who in (here.judge, here.writer):
        with acting(who) as by:
            view = open_submission(submission, by=by, at=AT)
        assert view.hearings[0].place == "القاعة الثانية"
        assert view.rulings[0].facts_relied_on == (1,)
        assert view.rulings[0].orders[0].text == "يستمر الدعم النفسي ستة أشهر."
    kinds = set(LedgerEntry.objects.values_list("kind", flat=True))
    assert {"hearing.recorded", "ruling.recorded", "order.made"} <= kinds


def test_an_order_is_a_step_with_a_clock_at_the_agency_and_blocks_closing() -> None:
    here = a_case()
    health = make_agency(sector=Sector.HEALTH)
    nurse = make_worker(health, Role.DUTY_OFFICER)
    _ruled(here, health)

    with acting(nurse) as by:
        (step,) = open_steps(by=by)
    assert step.from_order
    assert step.detail == "يستمر الدعم النفسي ستة أشهر."
    assert step.due_at is not None
    assert timedelta(days=9) < step.due_at - AT < timedelta(days=12)
    with acting(here.writer) as by:
        assert [row.id for row in steps_of(here.case_id, by=by) if row.from_order] == [step.id]
        assert "step_open" in {objection.code for objection in open_joint_work(here.case_id)}

    with acting(nurse) as by:
        do_step(step_id=step.id, by=by, at=AT + timedelta(days=5))

    with acting(here.writer) as by:
        assert "step_open" not in {objection.code for objection in open_joint_work(here.case_id)}


def test_a_court_rules_only_on_what_was_filed_with_it() -> None:
    here = a_case()
    submission = a_signed(here)
    other_judge = make_worker(make_agency(sector=Sector.COURT), Role.JUDGE)

    for who in (here.judge, other_judge):
        with acting(who) as by, pytest.raises(NotFound):
            record_hearing(submission_id=submission, starts_at=AT, by=by, at=AT)
    own_judge = make_worker(here.social, Role.JUDGE)
    with acting(own_judge) as by, pytest.raises(NotBeforeTheCourt):
        record_hearing(submission_id=submission, starts_at=AT, by=by, at=AT)


def test_a_writer_does_not_rule() -> None:
    here = a_case()
    submission = a_filed(here)

    with acting(here.writer) as by, pytest.raises(NotAllowed):
        record_ruling(submission_id=submission, ruled_on=date(2026, 11, 26), text="حكم", by=by, at=AT)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"text": " "}, "text"),
        ({"facts_relied_on": [7]}, "facts_relied_on"),
        ({"appeal_until_on": date(2026, 11, 1)}, "appeal_until_on"),
    ],
)
def test_a_ruling_that_cannot_be_is_refused(changes: dict[str, object], path: str) -> None:
    here = a_case()
    submission = a_filed(here)
    parts: dict[str, object] = {"text": "حكم", "ruled_on": date(2026, 11, 26)}

    with acting(here.judge) as by, pytest.raises(InvalidInput) as refused:
        record_ruling(submission_id=submission, by=by, at=AT, **(parts | changes))  # type: ignore[arg-type]

    assert refused.value.path == path


def test_another_agency_reads_no_proceedings() -> None:
    here = a_case()
    _ruled(here, make_agency(sector=Sector.HEALTH))

    with acting(here.officer):
        assert [model.objects.count() for model in (Hearing, Ruling, Order)] == [0, 0, 0]

"""The training of the country by role: counted once a night, and no group is so small that its number speaks of somebody."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from takatuf.agencies.rules import Role
from takatuf.agencies.scope import reporter_scope, system_scope
from takatuf.awareness.actions import finish_lesson
from takatuf.insight.training.actions import count_training
from takatuf.insight.training.models import TrainingCount
from takatuf.insight.training.queries import training_in_country
from takatuf.insight.training.rules import LEAST, grouped
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotAllowed
from takatuf.kernel.ids import uuid7
from tests.factories import acting, make_agency, make_worker

ROLES = list("abcdefg")
RIGHT = {"secrecy": "honest", "quote": "verbatim"}


@given(st.dictionaries(st.sampled_from(ROLES), st.integers(0, 40)))
def test_no_group_is_smaller_than_ten_and_nobody_is_left_out_of_a_total(staff: dict[str, int]) -> None:
    counts = {role: (number // 2, number) for role, number in staff.items()}

    groups = grouped(counts)

    named = [role for group in groups for role in group.roles]
    assert len(named) == len(set(named))
    assert all(group.staff >= LEAST for group in groups)
    if (
        sum(staff.values()) >= LEAST
    ):  # or else nothing is shown, and no difference of totals shows the small ones
        assert sum(group.staff for group in groups) == sum(staff.values())
        assert sum(group.finished for group in groups) == sum(number // 2 for number in staff.values())
    else:
        assert groups == []


def test_a_small_role_is_joined_by_the_smallest_of_the_large_ones() -> None:
    groups = grouped({"judge": (0, 1), "caseworker": (30, 60), "call_taker": (5, 12)})

    assert [(group.roles, group.finished, group.staff) for group in groups] == [
        (("caseworker",), 30, 60), (("call_taker", "judge"), 5, 13),
    ]  # fmt: skip


@pytest.mark.usefixtures("house")
def test_the_training_is_counted_once_a_night_and_read_by_who_plans_it() -> None:
    agency, at = make_agency(), now()
    staff = [make_worker(agency, Role.CASEWORKER) for _ in range(11)] + [make_worker(agency, Role.DIRECTOR)]
    for one in staff[:4]:
        with acting(one) as by:
            finish_lesson(lesson_code="listening", chosen=RIGHT, by=by, at=at)

    with system_scope("counting") as by:
        written = [count_training(by=by, at=at) for _ in range(2)]
    with acting(staff[-1]) as by, override("en"):
        view = training_in_country(by=by)
    with acting(staff[0]) as by, pytest.raises(NotAllowed):
        training_in_country(by=by)

    assert written == [True, False]
    assert view is not None
    shown = {one.title: one for one in view.lessons}
    whole = shown["Listening to a child"].whole
    assert whole is not None
    assert (whole.finished, whole.staff, whole.percent) == (4, 12, 33)
    assert shown["Listening to a child"].groups == ()  # the director by herself would be seen


@pytest.mark.usefixtures("house")
def test_the_database_lets_the_nightly_job_alone_count_and_staff_alone_read() -> None:
    officer, day = make_worker(make_agency(), Role.DIRECTOR), localdate(now())
    with system_scope("counting") as by:
        count_training(by=by, at=now())

    with acting(officer):
        seen = TrainingCount.objects.count()
        with pytest.raises(DatabaseError), transaction.atomic():
            TrainingCount(counted_on=day + timedelta(days=3), lessons=[], counted_at=now()).save(
                force_insert=True
            )
    with reporter_scope(uuid7()):
        by_reporter = TrainingCount.objects.count()
    again = TrainingCount(counted_on=day, lessons=[], counted_at=now())
    with system_scope("counting"), pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)

    assert (seen, by_reporter) == (1, 0)

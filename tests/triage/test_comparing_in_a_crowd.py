"""Comparing gives way to taking in: while a crowd comes, a check compares its first few and no more."""

from datetime import timedelta

import pytest
from django.db import connections

from takatuf.config.commands import work
from takatuf.intake.bulk import Incoming
from takatuf.kernel.clock import now
from tests.factories import make_agency
from tests.intake.test_bulk_receiving import PLAIN, in_bulk, key

pytestmark = pytest.mark.usefixtures("house")
MANY = 40


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "COMPARING_TAKES", 60.0)
    monkeypatch.setattr(work, "CROWD", 2 * MANY)  # two lines a report


def compared() -> int:
    with connections["keeper"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM triage_rating WHERE compared")
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("few_at_once")
def test_only_the_first_few_are_compared_while_a_crowd_comes_in() -> None:
    in_bulk(make_agency(), [Incoming(PLAIN, key(number)) for number in range(MANY)])

    work.compare_new_reports()

    assert compared() == work.COMPARED_IN_A_CROWD


@pytest.mark.usefixtures("few_at_once")
def test_a_crowd_lasts_while_the_sealer_keeps_up_with_it() -> None:
    in_bulk(make_agency(), [Incoming(PLAIN, key(number)) for number in range(MANY)])
    work.seal_everything()

    work.compare_new_reports()

    assert compared() == work.COMPARED_IN_A_CROWD


@pytest.mark.usefixtures("few_at_once")
def test_all_are_compared_once_the_crowd_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    in_bulk(make_agency(), [Incoming(PLAIN, key(number)) for number in range(MANY)])
    work.seal_everything()
    later = now() + work.CROWD_LASTS + timedelta(seconds=1)
    monkeypatch.setattr(work, "now", lambda: later)

    work.compare_new_reports()

    assert compared() == MANY

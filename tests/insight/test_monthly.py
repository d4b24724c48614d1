"""The monthly series: noise by OpenDP, its epsilon beside it, drawn once, and only where each quarter stands by itself."""

import json
import sys
from datetime import UTC, datetime
from statistics import pstdev
from typing import Any

import pytest
from django.utils.translation import override

from takatuf.agencies.actions import open_records
from takatuf.agencies.models import RecordKind, Sector
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.insight.actions import make_release
from takatuf.insight.models import PublishedCut, Release
from takatuf.insight.monthly import NoiseMissing, monthly_series, noise_is_there, off_by
from takatuf.insight.queries import published_csv, published_json, release
from takatuf.intake.models import Report
from takatuf.kernel.ids import uuid7
from tests.factories import acting, make_agency, make_worker

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
needs_noise = pytest.mark.skipif(not noise_is_there(), reason="the extra `monthly` is not installed")


def _reports(count: int, at: datetime) -> None:
    hotline = make_agency(sector=Sector.HOTLINE)
    ids = [uuid7() for _ in range(count)]
    with system_scope("intake"):
        open_records(ids=ids, kind=RecordKind.REPORT, lead=hotline.id, at=at)
    Report.objects.using("keeper").bulk_create([
        Report(
            id=uuid7(), record_id=id, agency_id=hotline.id, code=f"R-{str(id)[-12:]}", channel="hotline", reporter_kind="parent",
            language="ar", kinds=[], content=b"x", received_at=at,
        )
        for id in ids
    ])  # fmt: skip


def _release() -> Release:
    with acting(make_worker(make_agency(sector=Sector.MINISTRY), Role.DIRECTOR)) as by:
        return make_release(by=by, at=AT)


def test_by_how_much_a_number_is_off_follows_from_the_epsilon() -> None:
    assert [off_by(epsilon) for epsilon in (1.0, 0.5, 0.1)] == [3, 6, 30]


@needs_noise
def test_each_month_holds_its_own_noise_and_one_report_costs_the_published_epsilon() -> None:
    counts = {f"2026-{month:02d}": 500 for month in range(1, 13)}

    drawn = [monthly_series(counts, epsilon=0.5) for _ in range(40)]

    assert {each["spent"] for each in drawn} == {0.5}
    noise = [number - 500 for each in drawn for _month, number in each["months"]]
    assert 2 < pstdev(noise) < 4  # of the discrete Laplace distribution with scale 2: 2.8
    assert abs(sum(noise) / len(noise)) < 1
    assert sum(abs(one) > off_by(0.5) for one in noise) < 0.1 * len(noise)
    assert all(number >= 0 for _month, number in monthly_series({"2026-01": 0}, epsilon=0.05)["months"])


@needs_noise
@pytest.mark.usefixtures("house")
def test_a_release_holds_the_months_once_and_says_the_epsilon(settings: Any) -> None:
    settings.TAKATUF_MONTHLY_EPSILON = 0.5
    _reports(60, datetime(2026, 8, 10, tzinfo=UTC))

    row = _release()

    monthly = json.loads(published_json(row.code))["monthly"]
    assert [month for month, _number in monthly["months"]][::11] == ["2025-10", "2026-09"]
    assert abs(dict(monthly["months"])["2026-08"] - 60) < 30
    assert (monthly["epsilon"], monthly["off_by"]) == (0.5, 6)
    assert PublishedCut.objects.filter(universe="reports", dimension="month").count() == 4
    assert ",with noise" in published_csv(row.code)
    with override("en"):
        shown = release(row.code).chapters[0].monthly
    assert shown is not None
    assert "epsilon 0.5" in shown.sentence


@needs_noise
@pytest.mark.usefixtures("house")
def test_quarters_that_are_put_together_have_no_months(settings: Any) -> None:
    settings.TAKATUF_MONTHLY_EPSILON = 0.5
    _reports(60, datetime(2026, 8, 10, tzinfo=UTC))
    _reports(4, datetime(2026, 2, 10, tzinfo=UTC))

    row = _release()

    assert "monthly" not in row.published
    assert not PublishedCut.objects.filter(dimension="month").exists()


@pytest.mark.usefixtures("house")
def test_without_a_wish_there_are_no_months_and_without_the_extra_the_release_says_why(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "opendp", None)
    settings.TAKATUF_MONTHLY_EPSILON = 0.5

    with pytest.raises(NoiseMissing):
        _release()

    settings.TAKATUF_MONTHLY_EPSILON = None
    assert "monthly" not in _release().published

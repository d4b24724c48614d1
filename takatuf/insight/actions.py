"""Publishing figures."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import rfc8785
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from takatuf.agencies.actions import require
from takatuf.agencies.scope import system_scope, worker_scope
from takatuf.insight.charts import charts_are_there, draw_charts
from takatuf.insight.counting import counted_months, published_tables, wait_for_counting
from takatuf.insight.dictionary import Dictionary, dictionary, dictionary_of
from takatuf.insight.models import Caveat, PublishedCut, Release, ReleaseChart, ReleaseOrder
from takatuf.insight.monthly import monthly_series
from takatuf.insight.rules import Quarter, last_quarters, newest_due
from takatuf.insight.signing import FORMAT, signed_note
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed, Refused
from takatuf.ledger import actions as ledger

PUBLISHING_LOCK = 0x7461_6B61_6669_67  # advisory lock: one publication at a time


class PeriodReleased(Refused):
    """A quarter of this period is published already: two tables that share a quarter give each other's gaps away."""


class ReleaseUnderWay(Refused):
    """This person has asked for a release that is not counted yet."""


@transaction.atomic
def make_release(
    *, by: Actor, at: datetime, quarters: int | None = None, with_running_quarter: bool = False
) -> Release:
    """Count, suppress, sign and publish the tables of the quarters that are due; no quarter is ever published twice.

    The keeper's connection counts committed rows of all agencies by the rooms' own prepared functions; only suppressed
    and rounded numbers leave this function. A quarter is due on its fixed day (rules.release_day): those that follow the
    last release, four at most; the first release takes the last four. `quarters` takes so many instead. With the running
    quarter the release says that it is provisional; that is for a demonstration, since the quarter's final numbers can
    then not follow. Run it from the command line or a job, never in a web request. Raises NotAllowed, PeriodReleased, and
    NoiseMissing where a monthly series is wanted and cannot be drawn.
    """
    worker = require(by, "figures.release")
    if worker is None:
        raise NotAllowed("A person publishes figures, never a job.")
    with connection.cursor() as cursor:  # two directors at once: the second sees what the first published
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING_LOCK])
    wait_for_counting()
    period = _due_period(at, quarters, running=with_running_quarter)
    code = f"F-{period[-1]}{'-P' if with_running_quarter else ''}"
    if Release.objects.filter(
        period_from__lte=period[-1].last_day, period_to__gte=period[0].first_day
    ).exists():
        raise PeriodReleased("A quarter of this period is published already.")
    known = dictionary()
    year = _whole_year(period)
    published = _published(known, code, period, year, at, provisional=with_running_quarter)
    sha256 = hashlib.sha256(rfc8785.dumps(published)).hexdigest()
    _record_cuts(published, known, period, year, at)
    entry = ledger.write(
        "release.made", about=None, by=by, at=at, extra={"release": code, "release_sha256": sha256}
    )
    release = Release(
        code=code, period_from=period[0].first_day, period_to=period[-1].last_day, provisional=with_running_quarter, as_of=at,
        dictionary=known.version, definitions=dict(known.published), published=published, sha256=sha256,
        signature=signed_note(code, 1, sha256), ledger_entry=entry, released_by_id=worker.pk,
        released_at=at,
    )  # fmt: skip
    release.save(force_insert=True)
    return release


def _published(
    known: Dictionary,
    code: str,
    period: tuple[Quarter, ...],
    year: tuple[Quarter, ...],
    at: datetime,
    *,
    provisional: bool,
) -> dict[str, Any]:
    tables = published_tables(known, period, at, year=year)
    caveats = [
        Caveat.REPORTS_ARE_NOT_CHILDREN, *([Caveat.INVENTED] if settings.ENVIRONMENT.mode == "demo" else []), Caveat.ROUNDED, Caveat.LATENESS,
        *([Caveat.TOGETHER] if any(table["together"] for table in tables) else []),
        *([Caveat.PROVISIONAL] if provisional else []),
    ]  # fmt: skip
    return {
        "format": FORMAT, "code": code, "version": 1, "period_from": period[0].first_day.isoformat(),
        "period_to": period[-1].last_day.isoformat(), "provisional": provisional, "as_of": at.isoformat(),
        "dictionary": known.version, "dictionary_sha256": known.sha256, "caveats": [caveat.value for caveat in caveats],
        "breaks": [{"table": one.table, "quarter": one.quarter} for one in known.breaks], "tables": tables,
        **({} if provisional else _monthly(period, tables)),
    }  # fmt: skip


def _monthly(period: tuple[Quarter, ...], tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The monthly series, where the country wants one and each quarter stands by itself. Raises NoiseMissing.

    Quarters that are small, so that they were put together or withheld, have no months.
    """
    epsilon = settings.TAKATUF_MONTHLY_EPSILON
    reports = next(table for table in tables if table["family"] == "reports")
    if epsilon is None or len(reports["rows"]) != len(period):
        return {}
    return {"monthly": monthly_series(counted_months(period), epsilon=epsilon)}


def _due_period(at: datetime, quarters: int | None, *, running: bool) -> tuple[Quarter, ...]:
    """The quarters that a release made now is about. Raises PeriodReleased when all that are due are published."""
    today = timezone.localdate(at)
    last = Release.objects.order_by("-period_to").values_list("period_to", flat=True).first()
    if quarters is not None or last is None:
        return last_quarters(today, count=quarters or 4, running=running)
    newest, following = Quarter.of(today) if running else newest_due(today), Quarter.of(last).next
    found: list[Quarter] = []
    while following <= newest and len(found) < 4:
        found.append(following)
        following = following.next
    if not found:
        raise PeriodReleased("Everything that is due is published.")
    return tuple(found)


def _whole_year(period: tuple[Quarter, ...]) -> tuple[Quarter, ...]:
    """Over which four quarters the tables of a whole year stand in this release; none, where a year does not end with it.

    Regions are never published by quarter, and each year's once.
    """
    if len(period) == 4:
        return period
    year = tuple(Quarter(period[-1].year, number) for number in (1, 2, 3, 4))
    if period[-1] != year[-1]:
        return ()
    cut = PublishedCut.objects.filter(
        universe="reports", dimension="reports_by_region", quarter__in=[quarter.first_day for quarter in year]
    )
    return () if cut.exists() else year


def _record_cuts(
    published: Mapping[str, Any], known: Dictionary, period: tuple[Quarter, ...], year: tuple[Quarter, ...], at: datetime
) -> None:  # fmt: skip
    """The query ledger: what is cut by which question, once for each quarter; the database refuses it a second time."""
    spans = {"quarters": period, "whole": year, "now": period[-1:]}
    PublishedCut.objects.bulk_create(
        PublishedCut(
            universe=table["family"], quarter=quarter.first_day, dimension=table["table"], source="release",
            source_code=published["code"], at=at,
        )
        for table in published["tables"]
        for quarter in spans[known.tables[table["table"]].rows]
    )  # fmt: skip
    if "monthly" in published:  # drawn once for each quarter: noise that is drawn again averages out
        PublishedCut.objects.bulk_create(
            PublishedCut(
                universe="reports", quarter=quarter.first_day, dimension="month", source="release",
                source_code=published["code"], at=at,
            )
            for quarter in period
        )  # fmt: skip


@transaction.atomic
def order_release(*, by: Actor, at: datetime) -> ReleaseOrder:
    """Ask that the figures that are due be counted and published; the worker does it within a minute.

    Counting a country may take as long as a page must not. Raises NotAllowed, ReleaseUnderWay, PeriodReleased.
    """
    worker = require(by, "figures.release")
    if worker is None:
        raise NotAllowed("A person publishes figures, never a job.")
    period = _due_period(at, None, running=False)
    if Release.objects.filter(
        period_from__lte=period[-1].last_day, period_to__gte=period[0].first_day
    ).exists():
        raise PeriodReleased("A quarter of this period is published already.")
    if ReleaseOrder.objects.filter(asked_by_id=worker.pk, done_at__isnull=True).exists():
        raise ReleaseUnderWay("A release is being counted.")
    order = ReleaseOrder(asked_by_id=worker.pk, asked_at=at)
    order.save(force_insert=True)
    ledger.write("release.ordered", about=None, by=by, at=at)
    return order


def draw_missing_charts(*, at: datetime) -> int:
    """Draw what is not drawn yet; returns how many releases got charts. For the worker, which has the time.

    Without the extra `figures` nothing is drawn, and the tables stand alone.
    """
    if not charts_are_there():
        return 0
    with system_scope("figures"):
        waiting = list(Release.objects.filter(charts__isnull=True).order_by("-period_to")[:2])
    for release in waiting:
        with system_scope("figures"):
            before = Release.objects.filter(period_to__lt=release.period_from).order_by("period_to")
            earlier = list(before.values_list("published", flat=True))
        drawn = draw_charts(release.published, earlier, known=dictionary_of(release.definitions))
        with system_scope("figures"):
            for language, drawings in drawn.items():
                chart = ReleaseChart(release=release, language=language, drawings=drawings, drawn_at=at)
                chart.save(force_insert=True)
    return len(waiting)


def make_ordered_releases(*, at: datetime) -> int:
    """Publish what was asked for, each in the scope of who asked; returns how many were published. For the worker."""
    with system_scope("figures"):
        waiting = list(ReleaseOrder.objects.filter(done_at__isnull=True).order_by("asked_at"))
    made = 0
    for order in waiting:
        refused = ""
        try:
            with worker_scope(order.asked_by_id) as by:
                make_release(by=by, at=at)
            made += 1
        except Refused as refusal:
            refused = type(refusal).__name__
        with system_scope("figures"):
            ReleaseOrder.objects.filter(pk=order.pk).update(done_at=at, refused=refused)
    return made

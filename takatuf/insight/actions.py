"""Publishing figures."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import rfc8785
from django.db import transaction
from django.utils import timezone

from takatuf.agencies.actions import require
from takatuf.insight.models import Caveat, Indicator, Release
from takatuf.insight.rules import Quarter, last_quarters, suppress
from takatuf.intake.figures import counts_by_quarter
from takatuf.intake.models import ChannelChoices
from takatuf.jointwork.figures import referrals_by_quarter
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed, Refused
from takatuf.ledger import actions as ledger

REFERRAL_OUTCOMES = ("accepted", "declined", "silent", "waiting", "withdrawn")


class PeriodReleased(Refused):
    """A quarter of this period is published already: two tables that share a quarter give each other's gaps away."""


@transaction.atomic
def make_release(
    *, by: Actor, at: datetime, quarters: int = 4, with_running_quarter: bool = False
) -> Release:
    """Count, suppress and publish the tables of the last quarters; no quarter is ever published twice.

    The keeper's connection counts committed rows of all agencies by the rooms' own prepared functions; only suppressed
    and rounded numbers leave this function. A year at once (4 quarters), or quarter by quarter (1), as the calendar of
    releases says. With the running quarter the release says that it is provisional; that is for a demonstration, since
    the quarter's final numbers can then not follow. Run it from the command line or a job, never in a web request.
    Raises NotAllowed, PeriodReleased.
    """
    worker = require(by, "figures.release")
    if worker is None:
        raise NotAllowed("A person publishes figures, never a job.")
    period = last_quarters(timezone.localdate(at), count=quarters, running=with_running_quarter)
    code = f"F-{period[-1]}{'-P' if with_running_quarter else ''}"
    if Release.objects.filter(
        period_from__lte=period[-1].last_day, period_to__gte=period[0].first_day
    ).exists():
        raise PeriodReleased("A quarter of this period is published already.")
    caveats = [
        Caveat.REPORTS_ARE_NOT_CHILDREN,
        Caveat.ROUNDED,
        *([Caveat.PROVISIONAL] if with_running_quarter else []),
    ]
    published: dict[str, Any] = {
        "code": code,
        "as_of": at.isoformat(),
        "caveats": [caveat.value for caveat in caveats],
        "tables": _tables(period),
    }
    sha256 = hashlib.sha256(rfc8785.dumps(published)).hexdigest()
    entry = ledger.write("release.made", about=None, by=by, at=at, extra={"release_sha256": sha256})
    release = Release(
        code=code,
        period_from=period[0].first_day,
        period_to=period[-1].last_day,
        provisional=with_running_quarter,
        as_of=at,
        tables=published["tables"],
        caveats=published["caveats"],
        sha256=sha256,
        ledger_entry=entry,
        released_by_id=worker.pk,
        released_at=at,
    )
    release.save(force_insert=True)
    return release


def _tables(period: Sequence[Quarter]) -> list[dict[str, Any]]:
    referrals: Counter[tuple[int, int, str]] = Counter()
    for (year, quarter, _sector, outcome), count in referrals_by_quarter(using="keeper").items():
        referrals[year, quarter, outcome] += count
    reports = counts_by_quarter(using="keeper")
    return [
        _table(Indicator.REPORTS_BY_CHANNEL, period, ChannelChoices.values, reports),
        _table(Indicator.REFERRALS_BY_OUTCOME, period, REFERRAL_OUTCOMES, referrals),
    ]


def _table(
    indicator: Indicator,
    period: Sequence[Quarter],
    columns: Sequence[str],
    counts: Mapping[tuple[int, int, str], int],
) -> dict[str, Any]:
    """One published table: quarters down, codes across. Nothing unsuppressed is in what it returns."""
    safe = suppress([[counts.get((row.year, row.number, column), 0) for column in columns] for row in period])
    return {
        "indicator": indicator.value,
        "rows": [str(row) for row in period],
        "columns": list(columns),
        "cells": [list(line) for line in safe.cells],
        "row_totals": list(safe.row_totals),
        "column_totals": list(safe.column_totals),
        "total": safe.total,
        "minimum": safe.minimum,
        "base": safe.base,
    }

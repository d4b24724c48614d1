"""Asking for a research table, approving it by two, drawing it, and reading it while it may be read."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, connections, transaction
from django.utils.timezone import localdate, localtime, make_aware

from takatuf.agencies.actions import require
from takatuf.agencies.scope import system_scope
from takatuf.clocks.queries import agency_of
from takatuf.insight.counting import wait_for_counting
from takatuf.insight.dictionary import dictionary
from takatuf.insight.models import PublishedCut, Release
from takatuf.insight.research.extracts import EXTRACTS, Extract
from takatuf.insight.research.models import ExtractKind, ResearchRequest
from takatuf.insight.rules import CannotProtect, Quarter, newest_due, quarters_of, suppress_crossing
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.ledger.actions import write

LONGEST, MOST_DAYS = 2_000, 365
MOST_QUARTERS = 8


class RequestDecided(Refused):
    """This request was refused, or two persons have approved it."""


class OwnRequest(Refused):
    """Who asked does not approve, and nobody approves twice."""


class CutBefore(Refused):
    """This count was cut by one of these questions for one of these quarters: the two tables could be compared."""


class NotOfWholeRows(Refused):
    """Part of these quarters is not published, or stands in one line with others: beside that line the rest could be told."""


class ExtractEnded(Refused):
    """The day until which the table could be read has passed."""


@transaction.atomic
def ask_for_extract(
    *,
    kind: str,
    first: tuple[int, int],
    last: tuple[int, int],
    institution: str,
    purpose: str,
    readable_until: date,
    by: Actor,
    at: datetime,
) -> ResearchRequest:
    """Ask for a table over whole quarters (year, number) that are over, for a purpose, until a day.

    Permission research.ask. Raises NotAllowed, InvalidInput that names the field, CutBefore when such a table could be
    compared with one that was published or drawn before, NotOfWholeRows when it would hold a part of a published line.
    """
    require(by, "research.ask")
    if kind not in ExtractKind.values:
        raise InvalidInput("kind", "unknown_code")
    quarters = _quarters(first, last, at)
    for name, text, most in (("institution", institution, 200), ("purpose", purpose, LONGEST)):
        if not text.strip():
            raise InvalidInput(name, "empty")
        if len(text) > most:
            raise InvalidInput(name, "too_long")
    if not localdate(at) < readable_until <= localdate(at) + timedelta(days=MOST_DAYS):
        raise InvalidInput("readable_until", "out_of_range")
    _refuse_second_cut(EXTRACTS[kind], quarters)
    _refuse_parts(EXTRACTS[kind], quarters)
    row = ResearchRequest(
        code=_next_code(at), kind=kind, period_from=quarters[0].first_day, period_to=quarters[-1].last_day,
        institution=institution.strip(), purpose=purpose.strip(), readable_until=readable_until, asked_by_id=by.id,
        asked_by_agency_id=agency_of(by), asked_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    _told(row, "asked", by, at)
    return row


def _quarters(first: tuple[int, int], last: tuple[int, int], at: datetime) -> list[Quarter]:
    for path, (year, number) in (("first", first), ("last", last)):
        if not (2000 <= year <= 2100 and 1 <= number <= 4):
            raise InvalidInput(path, "out_of_range")
    found, end = [Quarter(*first)], Quarter(*last)
    if end < found[0]:
        raise InvalidInput("last", "before_begin")
    if end > newest_due(localdate(at)):
        raise InvalidInput("last", "in_the_future")
    while found[-1] < end:
        found.append(found[-1].next)
        if len(found) > MOST_QUARTERS:
            raise InvalidInput("last", "out_of_range")
    return found


def _refuse_second_cut(extract: Extract, quarters: Sequence[Quarter]) -> None:
    if PublishedCut.objects.filter(
        universe=extract.universe,
        quarter__in=[quarter.first_day for quarter in quarters],
        dimension__in=[extract.rows, extract.columns],
    ).exists():
        raise CutBefore("This count was cut so before.")


def _refuse_parts(extract: Extract, quarters: Sequence[Quarter]) -> None:
    """Refuse what does not stand on whole published rows of the same count.

    Where quarters were put together because one of them is small, a table of some of them would give the others away by
    subtraction; so would one drawn before the release that puts them together, or over a quarter that was withheld.
    """
    wanted, covered = set(quarters), set[Quarter]()
    overlapping = Release.objects.filter(
        period_to__gte=quarters[0].first_day, period_from__lte=quarters[-1].last_day
    )
    for published in overlapping.values_list("published", flat=True):
        table = next((one for one in published["tables"] if one["family"] == extract.universe), None)
        for label in table["rows"] if table else ():
            row = set(quarters_of(label))
            if row & wanted and not row <= wanted:
                raise NotOfWholeRows("These quarters stand in one line with others.")
            covered |= row
    if not wanted <= covered:
        raise NotOfWholeRows("A quarter of these is not published, or is withheld.")


@transaction.atomic
def approve_extract(*, request_id: UUID, by: Actor, at: datetime) -> ResearchRequest:
    """Approve a request by name; with the second person's approval the table is drawn. Permission research.approve.

    Raises NotAllowed, NotFound, RequestDecided, OwnRequest for who asked or approved already.
    """
    require(by, "research.approve")
    row = _undecided(request_id)
    if by.id in {row.asked_by_id, row.first_by_id}:
        raise OwnRequest("Two persons approve, and neither is the one who asked.")
    if row.first_by_id is None:
        row.first_by_id, row.first_at = by.id, at
    else:
        row.second_by_id, row.second_at = by.id, at
    row.save(update_fields=["first_by", "first_at", "second_by", "second_at"])
    _told(row, "approved", by, at)
    return row


@transaction.atomic
def refuse_extract(*, request_id: UUID, reason: str, by: Actor, at: datetime) -> ResearchRequest:
    """Refuse a request with a reason. Permission research.approve. Raises NotAllowed, NotFound, RequestDecided, InvalidInput."""
    require(by, "research.approve")
    row = _undecided(request_id)
    if not reason.strip():
        raise InvalidInput("reason", "empty")
    row.refused_by_id, row.refused_at, row.refusal = by.id, at, reason.strip()
    row.save(update_fields=["refused_by", "refused_at", "refusal"])
    _told(row, "refused", by, at)
    return row


def draw_approved_extracts(*, at: datetime) -> int:
    """Draw what two persons approved; returns how many tables came of it. For the worker."""
    with system_scope("figures"):
        waiting = list(
            ResearchRequest.objects.filter(second_at__isnull=False, refused_at__isnull=True, drawn_at__isnull=True)
            .order_by("second_at").values_list("pk", flat=True)
        )  # fmt: skip
    return sum(_draw(id, at) for id in waiting)


def _draw(request_id: UUID, at: datetime) -> bool:
    try:
        with system_scope("figures") as by:
            row = ResearchRequest.objects.select_for_update().get(pk=request_id)
            if row.drawn_at is not None:
                return False
            wait_for_counting()
            row.extract = _counted(row, at)
            row.drawn_at = at
            row.save(update_fields=["extract", "drawn_at"])
            _told(row, "drawn", by, at)
        return True
    except (Refused, IntegrityError) as refusal:
        name = type(refusal).__name__ if isinstance(refusal, Refused) else CutBefore.__name__
        with system_scope("figures") as by:
            row = ResearchRequest.objects.select_for_update().get(pk=request_id)
            row.drawn_at, row.not_drawn = at, name
            row.save(update_fields=["drawn_at", "not_drawn"])
            _told(row, "not_drawn", by, at)
        return False


def _counted(row: ResearchRequest, at: datetime) -> dict[str, Any]:
    """The table, suppressed, and its two cuts on record; the database refuses a cut that was made before."""
    extract, known = EXTRACTS[row.kind], dictionary()
    quarters = quarters_of(f"{Quarter.of(row.period_from)}/{Quarter.of(row.period_to)}")
    _refuse_parts(extract, quarters)
    PublishedCut.objects.bulk_create(
        PublishedCut(
            universe=extract.universe, quarter=quarter.first_day, dimension=question, source="extract", source_code=row.code, at=at
        )
        for quarter in quarters
        for question in (extract.rows, extract.columns)
    )  # fmt: skip
    since = make_aware(datetime.combine(row.period_from, time.min))
    until = make_aware(datetime.combine(quarters[-1].next.first_day, time.min))
    with transaction.atomic(using="keeper"):
        with connections["keeper"].cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        counts = extract.count(since=since, until=until)
    return _safe(counts, minimum=known.minimum, base=known.base)


def _safe(counts: Mapping[tuple[str, str], int], *, minimum: int, base: int) -> dict[str, Any]:
    rows = sorted({row for row, _column in counts})
    columns = sorted({column for _row, column in counts})
    if sum(counts.values()) < 2 * minimum:
        raise CannotProtect("There are too few for a table.")
    safe = suppress_crossing(
        [[counts.get((row, column), 0) for column in columns] for row in rows], minimum=minimum, base=base
    )
    return {
        "rows": rows, "columns": columns, "cells": [list(line) for line in safe.cells], "row_totals": list(safe.row_totals),
        "column_totals": list(safe.column_totals), "total": safe.total, "minimum": minimum, "base": base,
    }  # fmt: skip


@transaction.atomic
def read_extract(*, request_id: UUID, by: Actor, at: datetime) -> ResearchRequest:
    """Read the table of a request; each reading is a line of the ledger. The agency that asked, and who may approve.

    Raises NotAllowed, NotFound when there is none for this actor, ExtractEnded after its last day.
    """
    worker = require(by, "recommendation.read") if not _approves(by) else require(by, "research.approve")
    row = ResearchRequest.objects.filter(pk=request_id, extract__isnull=False).first()
    if row is None or (not _approves(by) and (worker is None or worker.agency_id != row.asked_by_agency_id)):
        raise NotFound("No such table.")
    if localdate(at) > row.readable_until:
        raise ExtractEnded("This table can no longer be read.")
    _told(row, "read", by, at)
    return row


def _approves(by: Actor) -> bool:
    try:
        require(by, "research.approve")
    except NotAllowed:
        return False
    return True


def _undecided(request_id: UUID) -> ResearchRequest:
    row = ResearchRequest.objects.filter(pk=request_id).select_for_update().first()
    if row is None:
        raise NotFound("No such request.")
    if row.refused_at is not None or row.second_at is not None:
        raise RequestDecided("This request is decided.")
    return row


def _told(row: ResearchRequest, what: str, by: Actor, at: datetime) -> None:
    write(f"extract.{what}", about=None, by=by, at=at, extra={"extract": row.code})


def _next_code(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('insight_research_number')")
        return f"X-{localtime(at):%y}-{cursor.fetchone()[0]:06d}"

"""Published figures; anybody may read them, so no scope is needed."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import rfc8785
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from takatuf.agencies.actions import require
from takatuf.insight.dictionary import Dictionary, dictionary_of
from takatuf.insight.models import Caveat, Release, ReleaseChart, ReleaseOrder
from takatuf.insight.rules import Quarter, newest_due, release_day
from takatuf.insight.showing import (
    ChapterView,
    Group,
    Headline,
    ReleaseView,
    TableRow,
    TableView,
    TrendView,
    chapters_of,
    groups_of,
    headlines_of,
    monthly_of,
    quarter_words,
    row_words,
)
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.ledger.queries import ledger_vkey


@dataclass(frozen=True, slots=True)
class ReleaseName:
    """A release in a list."""

    code: str
    period_from: date
    period_to: date
    released_at: datetime


@dataclass(frozen=True, slots=True)
class DayOfRelease:
    """A day of the calendar of releases, and the quarter whose figures come out then."""

    day: date
    quarter: str


@dataclass(frozen=True, slots=True)
class OrderView:
    """What became of the last release that was asked for on a page. `refused` is the name of a refusal."""

    asked_at: datetime
    done: bool
    refused: str


def latest_release() -> ReleaseView | None:
    """The release of the latest period; None before the first. No scope: it is public."""
    return _view_of(Release.objects.order_by("-period_to"))


def release(code: str) -> ReleaseView:
    """One release by its code. Raises NotFound."""
    found = _view_of(Release.objects.filter(code=code))
    if found is None:
        raise NotFound("No such release.")
    return found


def releases() -> list[ReleaseName]:
    """Every release, the newest first."""
    rows = Release.objects.order_by("-period_to").values_list(
        "code", "period_from", "period_to", "released_at"
    )
    return [ReleaseName(*row) for row in rows]


def days_of_release(*, on: date, count: int = 4) -> list[DayOfRelease]:
    """The next days on which figures come out; they are fixed by a rule, so everybody knows them beforehand."""
    found: list[DayOfRelease] = []
    quarter = newest_due(on).next
    while len(found) < count:
        found.append(DayOfRelease(release_day(quarter), quarter_words(str(quarter))))
        quarter = quarter.next
    return found


def overdue(names: Sequence[ReleaseName], *, on: date) -> DayOfRelease | None:
    """The day on which figures should have come out after these releases, and did not; None where nothing is late.

    Before the first release nothing was promised.
    """
    if not names:
        return None
    quarter = Quarter.of(max(one.period_to for one in names)).next
    return (
        DayOfRelease(release_day(quarter), quarter_words(str(quarter))) if release_day(quarter) < on else None
    )


def last_order(*, by: Actor) -> OrderView | None:
    """The last release that somebody asked for on a page. Raises NotAllowed."""
    require(by, "figures.release")
    row = ReleaseOrder.objects.order_by("-asked_at").first()
    return None if row is None else OrderView(row.asked_at, row.done_at is not None, row.refused)


def is_due(*, by: Actor, at: datetime) -> bool:
    """Whether figures are due that are not published. Raises NotAllowed."""
    require(by, "figures.release")
    newest = newest_due(timezone.localdate(at))
    return not Release.objects.filter(period_to__gte=newest.first_day).exists()


def published_json(code: str) -> bytes:
    """What was signed, as canonical JSON: its SHA-256 is the fingerprint of the release. Raises NotFound."""
    return rfc8785.dumps(_row(code).published)


def dictionary_json(code: str) -> bytes:
    """The data dictionary of a release as canonical JSON; its hash stands in what was signed. Raises NotFound."""
    return rfc8785.dumps(_row(code).definitions)


def meanings(code: str) -> Dictionary:
    """What each number of a release means, by the dictionary with which it was signed. Raises NotFound."""
    return dictionary_of(_row(code).definitions)


def signature_of(code: str) -> str:
    """The signed note over code, version and fingerprint, as it is checked by the ledger's key. Raises NotFound."""
    return _row(code).signature


def signing_key() -> str:
    """The key that checks the note, as others pin it: the ledger's."""
    return ledger_vkey()


def published_csv(code: str) -> str:
    """Every cell as a line: table, indicator, family, row, column, number; an empty number is hidden. Raises NotFound.

    Months of the monthly series, where there is one, hold noise and say so.
    """
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(["release", "table", "indicator", "family", "row", "column", "number", "state"])
    published = _row(code).published
    for table in published["tables"]:
        head = [code, table["table"], table["indicator"], table["family"]]
        if table["withheld"]:
            lines.writerow([*head, "", "", "", "withheld"])
        for row, cells, total in zip(table["rows"], table["cells"], table["row_totals"], strict=True):
            for column, value in [*zip(table["columns"], cells, strict=True), ("total", total)]:
                lines.writerow([*head, row, column, *_number(value)])
        if len(table["rows"]) > 1:
            lines.writerows(
                [*head, "total", column, *_number(value)]
                for column, value in zip(table["columns"], table["column_totals"], strict=True)
            )
    lines.writerows(
        [code, "reports_by_month", 1, "reports", month, "reports", number, "with noise"]
        for month, number in published.get("monthly", {}).get("months", [])
    )
    return text.getvalue()


def _number(value: int | None) -> tuple[int | str, str]:
    return ("", "hidden") if value is None else (value, "shown")


def published_numbers() -> tuple[str, list[dict[str, Any]]] | None:
    """The code and the tables of the latest release as they were published, for the rules; None before the first."""
    row = Release.objects.order_by("-period_to").first()
    return None if row is None else (row.code, list(row.published["tables"]))


def _row(code: str) -> Release:
    row = Release.objects.filter(code=code).first()
    if row is None:
        raise NotFound("No such release.")
    return row


def _view_of(found: QuerySet[Release]) -> ReleaseView | None:
    """The first of these, made once for a release and language in each process: what is published never changes."""
    language = get_language() or "ar"
    row = found.values_list("pk", "sha256").first()
    if row is None:
        return None
    chart = (
        ReleaseChart.objects.filter(release_id=row[0], language=language).values_list("pk", flat=True).first()
    )
    return _made_view(row[0], row[1], language, chart)


@lru_cache(maxsize=16)
def _made_view(release_id: UUID, sha256: str, language: str, chart_id: UUID | None) -> ReleaseView:
    del language  # part of the cache's key: the words are those of the active language
    row = Release.objects.get(pk=release_id)
    known = dictionary_of(row.definitions)
    told, released_at = row.published, row.released_at
    drawn = ReleaseChart.objects.get(pk=chart_id).drawings if chart_id else {}
    following = Release.objects.filter(period_to__lte=row.period_to).order_by("period_to")
    groups = groups_of(told["tables"], known, drawn, list(following.values_list("published", flat=True)))
    return ReleaseView(
        code=told["code"], version=told["version"], period_from=date.fromisoformat(told["period_from"]),
        period_to=date.fromisoformat(told["period_to"]), provisional=told["provisional"],
        invented=Caveat.INVENTED in told["caveats"],
        as_of=datetime.fromisoformat(told["as_of"]), released_at=released_at,
        groups=groups, chapters=chapters_of(groups, known, monthly_of(told, known, drawn)), headlines=headlines_of(told["tables"], known), caveats=tuple(str(Caveat(code).label) for code in told["caveats"] if code != Caveat.INVENTED),
        not_computed=tuple((one.indicator, str(one.title), str(one.why)) for one in known.not_computed),
        dictionary=told["dictionary"], sha256=sha256,
    )  # fmt: skip


__all__ = [
    "ChapterView", "DayOfRelease", "Group", "Headline", "OrderView", "ReleaseName", "ReleaseView", "TableRow", "TableView", "TrendView",
    "days_of_release", "dictionary_json", "is_due", "last_order", "latest_release", "meanings", "overdue", "published_csv", "published_json",
    "published_numbers", "quarter_words", "release", "releases", "row_words", "signature_of", "signing_key",
]  # fmt: skip

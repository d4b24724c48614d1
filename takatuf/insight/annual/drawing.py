"""Draws the annual report as PDF with Typst; data travels as JSON, never as Typst code."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import override

from takatuf.court.document.drawing import fonts_dir
from takatuf.court.document.errors import CannotDraw
from takatuf.court.document.words import both_calendars, runs
from takatuf.insight.countries.queries import PracticeRow, practices
from takatuf.insight.queries import ReleaseView, TableView
from takatuf.insight.recommendations.queries import RecommendationRow, published_recommendations
from takatuf.kernel.arabic import arabic_indic_digits

TEMPLATE = Path(__file__).parent / "report.ar.typ"
Runs = list[dict[str, str]]


def draw_report(year: int, shown: ReleaseView | None, *, on: date, created_at: datetime) -> bytes:
    """The report as PDF/A-2a bytes, in Arabic; the same input and time give the same bytes.

    `shown` is the release in Arabic, or None before the first. Raises FontMissing, CannotDraw.
    """
    with override("ar"):
        data = json.dumps(_data(year, shown, on, created_at), ensure_ascii=False)
    try:
        drawn = typst.compile(
            str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(fonts_dir())], ignore_system_fonts=True, format="pdf",
            pdf_standards=["a-2a"], sys_inputs={"data": data}, timestamp=int(created_at.timestamp()),
        )  # fmt: skip
    except typst.TypstError as error:
        raise CannotDraw(f"The annual report was not drawn: {error}") from error
    return bytes(drawn)


def _data(year: int, shown: ReleaseView | None, on: date, at: datetime) -> dict[str, Any]:
    period = (
        f"الأرقام من {both_calendars(shown.period_from)} إلى {both_calendars(shown.period_to)}."
        if shown
        else ""
    )
    return {
        "year": arabic_indic_digits(str(year)), "year_runs": runs(str(year)),
        "created": [at.year, at.month, at.day, at.hour, at.minute, at.second],
        "caveat": runs(shown.caveats[0]) if shown else [], "period": runs(period),
        "drawn": runs(f"رُسم في {both_calendars(on)}." + (f" النشرة {shown.code}، البصمة {shown.sha256}." if shown else "")),
        "families": [_family(group.title, group.tables) for group in shown.groups] if shown else [],
        "recommendations": [_recommendation(row) for row in published_recommendations(on=on)],
        "practices": [_practice(row) for row in practices() if row.adoption in {"adopted", "adapted"}],
        "not_counted": [{"title": runs(title), "why": runs(why)} for _number, title, why in (shown.not_computed if shown else ())],
        "caveats": [runs(caveat) for caveat in (shown.caveats[1:] if shown else ())],
    }  # fmt: skip


def _family(title: str, tables: tuple[TableView, ...]) -> dict[str, Any]:
    return {"title": runs(title), "tables": [_table(table) for table in tables]}


def _table(table: TableView) -> dict[str, Any]:
    """The totals of the columns over the whole period; a hidden number is a word."""
    rows = (
        [] if table.withheld or table.nothing else list(zip(table.columns, table.column_totals, strict=True))
    )
    return {
        "title": runs(table.title), "sentence": runs(table.sentence),
        "rows": [{"label": runs(label), "number": runs(_number(value))} for label, value in rows],
    }  # fmt: skip


def _number(value: int | None) -> str:
    if value is None:
        return "مخفي"
    return f"{value:,}".replace(",", "٬") if value else "لا يوجد"


def _recommendation(row: RecommendationRow) -> dict[str, Runs]:
    owner = f" — {row.owner}" if row.owner else ""
    draft = " — مسودة من المصدر" if row.draft_of_source else ""
    return {
        "title": runs(row.title), "reason": runs(row.reason), "evidence": runs(row.evidence),
        "standing": runs(f"{row.code} — {row.standing_label}{owner} — {row.source_label}{draft}"),
    }  # fmt: skip


def _practice(row: PracticeRow) -> dict[str, Runs]:
    return {"title": runs(f"{row.country}: {row.title}"), "note": runs(row.note), "source": runs(row.source)}

"""Draws the annual report as PDF with Typst, in Arabic and in English; data travels as JSON, never as Typst code."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from takatuf.court.document.drawing import check_fonts
from takatuf.court.document.errors import CannotDraw
from takatuf.court.document.words import both_calendars, printable
from takatuf.court.document.words import runs as arabic_runs
from takatuf.insight.countries.queries import PracticeRow, practices
from takatuf.insight.models import Caveat
from takatuf.insight.queries import Group, ReleaseView, TableView
from takatuf.insight.recommendations.queries import RecommendationRow, published_recommendations
from takatuf.kernel.arabic import arabic_indic_digits
from takatuf.web.printing import NotDrawn, draw_pdf
from takatuf.web.words import both_dates

TEMPLATE = Path(__file__).parent / "report.typ"
LANGUAGES = ("ar", "en")
Runs = list[dict[str, str]]


def draw_report(
    year: int, shown: ReleaseView | None, *, language: str, on: date, created_at: datetime
) -> bytes:
    """The report as PDF/A-2a bytes in a language; the same input and time give the same bytes.

    `shown` is the release in that language, or None before the first. Raises FontMissing, CannotDraw.
    """
    with override(language):
        data = _Report(year, shown, language, on, created_at).data()
    check_fonts()
    try:
        return draw_pdf(TEMPLATE, data, at=created_at, standards=["a-2a"])
    except NotDrawn as error:
        raise CannotDraw(f"The annual report was not drawn: {error}") from error


@dataclass(frozen=True)
class _Report:
    """What the template needs, in the active language."""

    year: int
    shown: ReleaseView | None
    language: str
    on: date
    at: datetime

    @property
    def is_arabic(self) -> bool:
        return self.language == "ar"

    def data(self) -> dict[str, Any]:
        shown, at = self.shown, self.at
        groups = shown.groups if shown else ()
        title = _("Annual report %(year)s") % {"year": self.year}
        return {
            "language": self.language, "title": self._digits(title), "title_runs": self._runs(title), "say": _say(),
            "describes": _("Published figures and recommendations"),
            "created": [at.year, at.month, at.day, at.hour, at.minute, at.second],
            "caveat": self._runs(shown.caveats[0]) if shown else [], "period": self._runs(self._period()),
            "drawn": self._runs(self._drawn()),
            "families": [self._family(group) for group in groups if any(not table.nothing for table in group.tables)],
            "empty": [self._runs(table.title) for group in groups for table in group.tables if table.nothing],
            "recommendations": [self._recommendation(row) for row in published_recommendations(on=self.on)],
            "practices": [self._practice(row) for row in practices() if row.adoption in {"adopted", "adapted"}],
            "not_counted": [
                {"title": self._runs(title), "why": self._runs(why)} for _number, title, why in (shown.not_computed if shown else ())
            ],
            "invented": self._runs(str(Caveat.INVENTED.label)) if shown and shown.invented else [],
            "caveats": [self._runs(caveat) for caveat in (shown.caveats[1:] if shown else ())],
        }  # fmt: skip

    def _runs(self, text: str) -> Runs:
        return arabic_runs(text) if self.is_arabic else [{"t": printable(text), "d": "base"}]

    def _digits(self, text: str) -> str:
        return arabic_indic_digits(text) if self.is_arabic else text

    def _day(self, day: date) -> str:
        return both_calendars(day) if self.is_arabic else both_dates(day)

    def _period(self) -> str:
        if self.shown is None:
            return ""
        return _("The figures are of the time from %(first)s to %(last)s.") % {
            "first": self._day(self.shown.period_from), "last": self._day(self.shown.period_to)
        }  # fmt: skip

    def _drawn(self) -> str:
        said = _("Drawn on %(day)s.") % {"day": self._day(self.on)}
        if self.shown is None:
            return said
        release = _("Release %(code)s, hash %(hash)s.") % {"code": self.shown.code, "hash": self.shown.sha256}
        return f"{said} {release}"

    def _family(self, group: Group) -> dict[str, Any]:
        """The tables in which something was counted; the titles of the others stand together at the end."""
        return {
            "title": self._runs(group.title), "tables": [self._table(table) for table in group.tables if not table.nothing]
        }  # fmt: skip

    def _table(self, table: TableView) -> dict[str, Any]:
        """The totals of the columns over the whole period, each with its bar in percent of the longest; a hidden number is a word."""
        rows = [] if table.withheld else list(zip(table.columns, table.column_totals, strict=False))
        if all(value is None for _label, value in rows):
            rows = []  # the sentence says that they are hidden; a list of one word says no more
        longest = max((value or 0 for _label, value in rows), default=0) or 1
        return {
            "title": self._runs(table.title), "sentence": self._runs(table.sentence),
            "rows": [
                {"label": self._runs(label), "number": self._runs(self._number(value)), "part": round(100 * (value or 0) / longest)}
                for label, value in rows
            ],
        }  # fmt: skip

    def _number(self, value: int | None) -> str:
        if value is None:
            return pgettext("a number", "hidden")
        if not value:
            return pgettext("a number", "none")
        return f"{value:,}".replace(",", "٬") if self.is_arabic else f"{value:,}"

    def _recommendation(self, row: RecommendationRow) -> dict[str, Runs]:
        owner = f" — {row.owner}" if row.owner else ""
        draft = f" — {_('draft of the source')}" if row.draft_of_source else ""
        return {
            "title": self._runs(row.title), "reason": self._runs(row.reason), "evidence": self._runs(row.evidence),
            "standing": self._runs(f"{row.code} — {row.standing_label}{owner} — {row.source_label}{draft}"),
        }  # fmt: skip

    def _practice(self, row: PracticeRow) -> dict[str, Runs]:
        return {
            "title": self._runs(f"{row.country}: {row.title}"), "note": self._runs(row.note), "source": self._runs(row.source)
        }  # fmt: skip


def _say() -> dict[str, str]:
    """The report's fixed words."""
    return {
        "about": _("Protecting children from exploitation: what the published figures say, and what should change"),
        "page": pgettext("annual report", "Page"), "of": pgettext("annual report", "of"),
        "numbers": _("What the figures say"), "no_numbers": _("No figures are published yet."),
        "nothing": _("Nothing was counted in this period of:"), "comma": pgettext("between the words of a list", ", "),
        "recommendations": pgettext("annual report", "Recommendations"),
        "no_recommendations": _("No recommendation is approved yet."), "evidence": _("What shows that it was done:"),
        "countries": pgettext("annual report", "Other countries' experience"),
        "no_practices": _("No practice of another country is adopted yet."),
        "not_counted": _("What is not counted"), "small_numbers": _("How small numbers were treated"),
    }  # fmt: skip

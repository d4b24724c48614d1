"""The tables that may be asked for: which count, by which two questions, and their words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from takatuf.agencies.models import Sector
from takatuf.casework.figures import cases_by_level_and_sector
from takatuf.insight.dictionary import Words
from takatuf.insight.research.models import ExtractKind
from takatuf.intake.figures import report_languages_by_hour
from takatuf.jointwork.figures import referrals_by_purpose_and_sector
from takatuf.jointwork.models import Purpose


@dataclass(frozen=True, slots=True)
class Extract:
    """One table: its universe and two questions as the query ledger names them, and how it is counted."""

    universe: str
    rows: str
    columns: str
    count: Callable[..., Mapping[tuple[str, str], int]]


EXTRACTS: Mapping[str, Extract] = {
    ExtractKind.REPORTS_LANGUAGE_HOUR: Extract(
        "reports", "language", "part_of_day", report_languages_by_hour
    ),
    ExtractKind.CASES_LEVEL_SECTOR: Extract("cases", "level", "lead_sector", cases_by_level_and_sector),
    ExtractKind.REFERRALS_PURPOSE_SECTOR: Extract(
        "referrals", "purpose", "receiver_sector", referrals_by_purpose_and_sector
    ),
}
_PARTS = {"night": Words("ليلاً (0-7)", "night (0-7)"), "day": Words("نهاراً (7-15)", "day (7-15)"), "evening": Words("مساءً (15-24)", "evening (15-24)")}  # fmt: skip


def word_of(question: str, code: str) -> str:
    """An answer in the reader's language; a code without words shows itself."""
    words: dict[str, Mapping[str, Any]] = {
        "part_of_day": _PARTS, "lead_sector": dict(Sector.choices), "receiver_sector": dict(Sector.choices),
        "purpose": dict(Purpose.choices),
    }  # fmt: skip
    return str(words.get(question, {}).get(code, code))

"""Annual reports; anybody may read them."""

from dataclasses import dataclass
from datetime import datetime

from takatuf.insight.annual.models import AnnualReport
from takatuf.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class ReportName:
    """An annual report in a list."""

    year: int
    version: int
    sha256: str
    made_at: datetime


def annual_reports() -> list[ReportName]:
    """The newest version of each year, the newest year first."""
    rows = AnnualReport.objects.order_by("-year", "-version").values_list(
        "year", "version", "sha256", "made_at"
    )
    newest: dict[int, ReportName] = {}
    for row in rows:
        newest.setdefault(row[0], ReportName(*row))
    return list(newest.values())


def annual_report(year: int, language: str) -> bytes:
    """The newest version's PDF in a language, in Arabic where it was not drawn in it. Raises NotFound."""
    row = AnnualReport.objects.filter(year=year).order_by("-version").first()
    if row is None:
        raise NotFound("No such annual report.")
    return bytes(row.pdf_en if language == "en" and row.pdf_en is not None else row.pdf)

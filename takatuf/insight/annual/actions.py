"""Making the annual report."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import override

from takatuf.agencies.actions import require
from takatuf.insight.annual.drawing import LANGUAGES, draw_report
from takatuf.insight.annual.models import AnnualReport
from takatuf.insight.queries import latest_release
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed
from takatuf.ledger.actions import write

EARLIEST = 2020


@transaction.atomic
def make_annual_report(*, year: int, by: Actor, at: datetime) -> AnnualReport:
    """Draw and publish the report of a year, in Arabic and English, from the latest release and what was approved; a next version if there is one.

    Permission figures.release. Raises NotAllowed, InvalidInput for a year that has not begun, CannotDraw, FontMissing.
    """
    worker = require(by, "figures.release")
    if worker is None:
        raise NotAllowed("A person publishes, never a job.")
    if not EARLIEST <= year <= localdate(at).year:
        raise InvalidInput("year", "out_of_range")
    drawn: dict[str, bytes] = {}
    for language in LANGUAGES:
        with override(language):
            shown = latest_release()
        drawn[language] = draw_report(year, shown, language=language, on=localdate(at), created_at=at)
    hashes = {language: hashlib.sha256(pdf).hexdigest() for language, pdf in drawn.items()}
    last = (
        AnnualReport.objects.filter(year=year).order_by("-version").values_list("version", flat=True).first()
    )
    entry = write(
        "annual.made", about=None, by=by, at=at,
        extra={"year": str(year), "report_sha256": hashes["ar"], "report_en_sha256": hashes["en"]},
    )  # fmt: skip
    row = AnnualReport(
        year=year, version=(last or 0) + 1, release_code=shown.code if shown else "", pdf=drawn["ar"], sha256=hashes["ar"],
        pdf_en=drawn["en"], sha256_en=hashes["en"],
        ledger_entry=entry, made_by_id=worker.pk, made_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    return row

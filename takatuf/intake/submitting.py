"""The last step of the public form: the report is sent once, and kept when this returns."""

from django.conf import settings

from takatuf.agencies.queries import agency_by_code
from takatuf.intake import groupcommit
from takatuf.intake.actions import Received
from takatuf.intake.content import ReportContent


def submit(content: ReportContent, key: str) -> Received:
    """Send a report of the public form to the agency that takes reports in; durable when this returns.

    Never inside a scope. With the same key it is one report with one receipt. Raises KeyReused, InvalidInput, and
    `groupcommit.NotYetStored` when the database does not come back: sent again with its key, it is still one report.
    """
    lead = agency_by_code(settings.TAKATUF_INTAKE_AGENCY)
    return groupcommit.receive(content=content, key=key, lead=lead.id)

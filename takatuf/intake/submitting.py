"""The last step of the public form: the report is sent once, and kept when this returns."""

from django.conf import settings

from takatuf.intake import groupcommit
from takatuf.intake.actions import Received
from takatuf.intake.content import ReportContent
from takatuf.intake.derived import derived_from_key
from takatuf.intake.drafts import ask_house, secrets_of
from takatuf.intake.pressure.arrival import Arrival
from takatuf.intake.receipts import Receipt


def submit(
    content: ReportContent, key: str, *, draft_secret: str = "", arrival: Arrival | None = None
) -> Received:
    """Send a report of the public form to the agency that takes reports in; durable when this returns.

    The draft of the secret is erased with it. Never inside a scope. With the same key it is one report with one
    receipt. Raises KeyReused, InvalidInput, and `groupcommit.NotYetStored` when the database does not come back: sent again with its key, it is still one report.
    """
    draft = secrets_of(draft_secret).id if draft_secret else None
    return groupcommit.receive(
        content=content, key=key, lead=settings.TAKATUF_INTAKE_AGENCY, draft=draft, arrival=arrival
    )


def receipt_of_sent(key: str) -> Receipt | None:
    """The receipt of the report that was sent with this key; None when none was."""
    derived = derived_from_key(key, "")
    row = ask_house("SELECT house.was_sent(%s, %s)", [derived.token])
    return derived.receipt if row is not None and row[0] else None

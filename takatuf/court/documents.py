"""A signed document as it is handed out: what was signed, and after it whatever was added so that it can be checked for long."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

from takatuf.court.models import DocumentStamp, SubmissionDocument
from takatuf.vault.queries import data_key
from takatuf.vault.signatures import RENEW_WITHIN

#: The worker tries every hour; whoever waits longer than this should hear of it.
RENEWAL_TAKES = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Proving:
    """Until when the last time stamp holds, and when it was added; `renewed` counts the further ones.

    `renewal` is "due" when a further one should have been added by now and was not, "missed" when it is too late for it.
    """

    stamped_at: datetime
    holds_until: datetime
    renewed: int
    renewal: str = ""


def whole_document(document: SubmissionDocument) -> bytes:
    """The signed PDF with every further time stamp that was added to it."""
    key = data_key(document.record_id)
    added = DocumentStamp.objects.filter(document_id=document.pk, number__gt=0).order_by("number")
    parts = [document.unseal("pdf", key=key), *(row.unseal("added", key=key) for row in added)]
    return b"".join(map(base64.b64decode, parts))


def proving(document: SubmissionDocument | None, *, at: datetime) -> Proving | None:
    """Until when the document can be checked; None before it is signed, and until the worker has looked at an old one."""
    if document is None:
        return None
    last = DocumentStamp.objects.filter(document_id=document.pk).order_by("number").last()
    if last is None:
        return None
    due = "due" if at > last.holds_until - RENEW_WITHIN + RENEWAL_TAKES else ""
    return Proving(last.stamped_at, last.holds_until, last.number, "missed" if at > last.holds_until else due)

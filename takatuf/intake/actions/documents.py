"""Taking a document from a reporter, where the agency turned that on: sealed at once, hashed, never looked into."""

import hashlib
from datetime import datetime
from uuid import UUID

from takatuf.intake.actions.confirmations import NotForThisReport
from takatuf.intake.actions.messages import checked_text, store_message_in
from takatuf.intake.derived import message_id_of
from takatuf.intake.mailbox.queries import takes_documents
from takatuf.intake.mailbox.reported import CHILD, own_mailbox
from takatuf.intake.mailbox.sniffing import DocumentRefused, Sniffed, sniff
from takatuf.intake.models import Document, DocumentPart, Mailbox
from takatuf.kernel.errors import Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write
from takatuf.vault.envelopes import seal_bytes
from takatuf.vault.queries import data_key

PART = 256 * 1024  # bytes
MOST = 10  # documents of one report
LONGEST_NAME = 200

__all__ = ["DocumentRefused", "DocumentsOff", "TooManyDocuments", "send_document"]


class DocumentsOff(Refused):
    """The agency takes no documents from the public; nothing was stored."""


class TooManyDocuments(Refused):
    """This report has as many documents as it may have."""


def send_document(
    *, receipt_text: str, data: bytes, name: str, words: str, at: datetime, key: str = ""
) -> UUID:
    """Seal a document under the report's own data key, with a message that says what it is; its clock starts.

    With the same `key` it is stored once. Returns the document's id. Raises ReceiptUnknown, DocumentsOff,
    NotForThisReport for a child's report, DocumentRefused, TooManyDocuments and InvalidInput; then nothing is stored.
    """
    words, found = checked_text(text=words), sniff(data)
    with own_mailbox(receipt_text) as own:
        if not takes_documents(own.row.holder_id):
            raise DocumentsOff("This agency takes no documents.")
        if own.reported.reporter_kind == CHILD:
            raise NotForThisReport("A child's report has no documents.")
        message_id = message_id_of(own.row.pk, f"document {key}") if key else uuid7()
        before = Document.objects.filter(message_id=message_id).first()
        if before is not None:
            return before.pk
        if Document.objects.filter(mailbox_id=own.row.pk).count() >= MOST:
            raise TooManyDocuments("This report has as many documents as it may have.")
        store_message_in(mailbox=own.row, message_id=message_id, text=words, by=own.by, at=at)
        row = _sealed(own.row, own.reported.record_id, found, data, name, message_id, at)
        facts = {"document": row.pk, "sha256": hashlib.sha256(data).hexdigest(), "size": row.size}
        write("document.received", about=row.record_id, by=own.by, at=at, content=facts)
        return row.pk


def _sealed(  # noqa: PLR0917 - one use, above
    mailbox: Mailbox,
    record_id: UUID,
    found: Sniffed,
    data: bytes,
    name: str,
    message_id: UUID,
    at: datetime,
) -> Document:
    row = Document(
        record_id=record_id, mailbox_id=mailbox.pk, message_id=message_id, kind=found.kind, suffix=found.suffix,
        size=len(data), at=at,
    )  # fmt: skip
    row.seal(name=name[:LONGEST_NAME] or "-", sha256=hashlib.sha256(data).hexdigest())
    row.save(force_insert=True)
    key = data_key(record_id)
    for number, start in enumerate(range(0, len(data), PART)):
        part = DocumentPart(record_id=record_id, document_id=row.pk, number=number)
        # The cell's name binds the document, the place and the number of pieces: none can be moved, swapped or left out.
        part.data = seal_bytes(
            key, data[start : start + PART], table="intake_document", row=row.pk, column=f"{number}/{row.size}"
        )  # fmt: skip
        part.save(force_insert=True)
    return row

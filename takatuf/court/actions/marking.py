"""Noting a signed document under its hash, for whoever holds it and wants to check it."""

from datetime import datetime
from uuid import UUID

from takatuf.court.models import DocumentMark


def mark_document(
    *, sha256: str, ledger_entry: UUID, signed_at: datetime, follows_sha256: str, kind: str
) -> None:
    """Note the document; in the transaction of the signature, whose ledger line it names."""
    DocumentMark(
        sha256=sha256,
        ledger_entry=ledger_entry,
        signed_at=signed_at,
        follows_sha256=follows_sha256,
        kind=kind,
    ).save(force_insert=True)

"""What the holder of a receipt may do things about: the own mailbox, and the outside of the own report."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from takatuf.agencies.scope import reporter_scope
from takatuf.intake.derived import mailbox_id_of
from takatuf.intake.models import Mailbox
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound

CHILD, PROFESSIONAL = "child", "professional"


class ReceiptUnknown(NotFound):
    """No mailbox has this receipt. A mistyped receipt and one that never existed answer alike."""


@dataclass(frozen=True, slots=True)
class Reported:
    """The report of a mailbox, without a word of it."""

    report_id: UUID
    record_id: UUID
    reporter_kind: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class OwnMailbox:
    """The mailbox of the receipt, held for this transaction, and who acts."""

    row: Mailbox
    reported: Reported
    by: Actor


def reported() -> Reported | None:
    """The report of the mailbox whose scope is open; None in any other scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT report_id, record_id, reporter_kind, received_at FROM house.reported()")
        row = cursor.fetchone()
    return Reported(*row) if row else None


def one_at_a_time(mailbox_id: UUID) -> None:
    """Until this transaction ends, nobody else writes in this mailbox.

    Otherwise a message that arrives while the earlier ones are being reviewed would trust a clock that is about to
    stop. An advisory lock, because a reporter may not lock the row of a mailbox, only read it.
    """
    with connection.cursor() as cursor:
        key = int.from_bytes(mailbox_id.bytes[8:], "big", signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


@contextmanager
def own_mailbox(receipt_text: str) -> Iterator[OwnMailbox]:
    """The mailbox of a receipt in a scope of its own; never inside another scope.

    Raises ReceiptUnknown, in the same way and after the same steps for every receipt that opens nothing.
    """
    mailbox_id = mailbox_id_of(receipt_text)
    with reporter_scope(mailbox_id) as by:
        one_at_a_time(mailbox_id)
        mailbox = Mailbox.objects.filter(pk=mailbox_id).first()
        told = reported()
        if mailbox is None or told is None:
            raise ReceiptUnknown("No mailbox has this receipt.")
        yield OwnMailbox(mailbox, told, by)

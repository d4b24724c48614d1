"""Confirmations of contact: made only when the reporter asks, revoked whenever the reporter wishes (practice 9)."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from takatuf.intake.derived import CONFIRMATION_DIGITS, confirmation_id_of
from takatuf.intake.mailbox.reported import CHILD, own_mailbox
from takatuf.intake.models import Confirmation
from takatuf.intake.receipts import word_list
from takatuf.kernel.errors import NotFound, Refused
from takatuf.ledger.actions import write

MOST = 5  # that stand at once for one mailbox


class NotForThisReport(Refused):
    """A child's report has no confirmation, and no documents: what lies on a child's phone may be found."""


class TooManyConfirmations(Refused):
    """So many confirmations stand; one must be revoked first."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmation and the two parts that open it; they are stored nowhere and shown once."""

    id: UUID
    code: str = field(repr=False)
    second_word: str = field(repr=False)

    @property
    def spoken_code(self) -> str:
        """The code in groups of four."""
        return " ".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))


def make_confirmation(*, receipt_text: str, language: str, at: datetime) -> Confirmed:
    """Confirm that there was contact, on the day of the report; nothing of what was told.

    Raises ReceiptUnknown, NotForThisReport for a child's report and TooManyConfirmations.
    """
    code = f"{secrets.randbelow(10**CONFIRMATION_DIGITS):0{CONFIRMATION_DIGITS}d}"
    word = secrets.choice(word_list(language))
    with own_mailbox(receipt_text) as own:
        if own.reported.reporter_kind == CHILD:
            raise NotForThisReport("A child's report has no confirmation.")
        standing = Confirmation.objects.filter(mailbox_id=own.row.pk, revoked_at__isnull=True)
        if standing.count() >= MOST:
            raise TooManyConfirmations("Revoke one of the confirmations first.")
        day = own.reported.received_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
        row = Confirmation(
            id=confirmation_id_of(code, word), record_id=own.row.record_id, mailbox_id=own.row.pk,
            agency_id=own.row.holder_id, contact_on=day, made_at=at,
        )  # fmt: skip
        row.save(force_insert=True)
        facts = {"confirmation": row.pk}
        write("confirmation.made", about=row.record_id, by=own.by, at=at, content=facts)
        return Confirmed(row.pk, code, word)


def revoke_confirmation(*, receipt_text: str, confirmation_id: UUID, at: datetime) -> None:
    """From now on the confirmation answers like one that never was; revoked before, it stays so.

    Raises ReceiptUnknown, and NotFound for another mailbox's.
    """
    with own_mailbox(receipt_text) as own:
        row = Confirmation.objects.filter(pk=confirmation_id, mailbox_id=own.row.pk).first()
        if row is None:
            raise NotFound("No such confirmation.")
        if row.revoked_at is not None:
            return
        row.revoked_at = max(at, row.made_at)
        row.save(update_fields=["revoked_at"])
        facts = {"confirmation": row.pk}
        write("confirmation.revoked", about=row.record_id, by=own.by, at=at, content=facts)

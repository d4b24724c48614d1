"""The sealed numbers of people on duty, and of agencies that have no account."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from takatuf.agencies.actions import require
from takatuf.agencies.models import DutyNumber
from takatuf.kernel.actors import Actor, ActorKind
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import InvalidInput, NotAllowed
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write
from takatuf.vault.keys import keyring
from takatuf.vault.small import open_small, seal_small

PURPOSE = "duty-number"
_PHONE_DIGITS = range(3, 16)  # a short code, up to what the telephone network carries
LONGEST_ADDRESS = 500


@dataclass(frozen=True, slots=True)
class NumberView:
    """How somebody is reached. Its repr shows nothing."""

    worker_id: UUID | None
    phone: str = field(repr=False)
    email: str = field(repr=False)
    address: str = field(repr=False)

    @property
    def hint(self) -> str:
        """The last two digits of the telephone: enough to know which one, too little to call."""
        return f"…{self.phone[-2:]}" if self.phone else ""


def seal_contact(text: str) -> bytes | None:
    """A number or an address under the house's key for duty numbers; None for an empty one."""
    return seal_small(keyring(), text.encode(), purpose=PURPOSE) if text else None


def open_contact(sealed: bytes | memoryview | None) -> str:
    """The opposite of `seal_contact`; empty for None."""
    return open_small(keyring(), bytes(sealed), purpose=PURPOSE).decode() if sealed else ""


@transaction.atomic
def set_number(
    *, worker_id: UUID | None, phone: str, email: str, address: str = "", by: Actor, at: datetime
) -> None:
    """Write how a worker of the own agency is reached when on duty, or without a worker the agency itself.

    Everybody writes the own number; whoever plans the rota every number. Raises NotAllowed and InvalidInput.
    """
    if by.kind is not ActorKind.WORKER or by.agency is None:
        raise NotAllowed("Only the staff of an agency write its duty numbers.")
    require(by, "duty.read" if worker_id == by.id else "duty.plan")
    store_number(
        agency_id=by.agency, worker_id=worker_id, phone=phone, email=email, address=address, changed_by=by.id, at=at
    )  # fmt: skip
    write("duty.number_set", about=None, by=by, at=at, extra={"worker": str(worker_id or "")})


@transaction.atomic
def set_own_number(*, phone: str, email: str, by: Actor, at: datetime) -> None:
    """Write how the acting worker is reached, whatever the role; an address on paper stays. Raises NotAllowed and InvalidInput."""
    if by.kind is not ActorKind.WORKER or by.agency is None:
        raise NotAllowed("Only the staff of an agency have a number of their own.")
    known = numbers_of(by.agency, workers=[by.id]).get(by.id)
    store_number(
        agency_id=by.agency, worker_id=by.id, phone=phone, email=email, address=known.address if known else "",
        changed_by=by.id, at=at,
    )  # fmt: skip
    write("duty.number_set", about=None, by=by, at=at, extra={"worker": str(by.id)})


def store_number(
    *, agency_id: UUID, worker_id: UUID | None, phone: str, email: str, address: str, changed_by: UUID | None, at: datetime,
    using: str = "default",
) -> None:  # fmt: skip
    """Check and store a number; commands do it as the keeper, for agencies without accounts. Raises InvalidInput."""
    values = {
        "phone": seal_contact(checked_phone(phone)), "email": seal_contact(_checked_email(email)),
        "address": seal_contact(address.strip()[:LONGEST_ADDRESS]), "changed_at": at, "changed_by": changed_by,
    }  # fmt: skip
    rows = DutyNumber.objects.using(using)
    whose = Q(worker_id=worker_id) if worker_id else Q(worker_id__isnull=True)
    if not rows.filter(whose, agency_id=agency_id).update(**values):
        DutyNumber(id=uuid7(), agency_id=agency_id, worker_id=worker_id, **values).save(
            using=using, force_insert=True
        )


def checked_phone(text: str) -> str:
    """The number in European digits without spaces; a plus may stand first. Raises InvalidInput."""
    plain = european_digits(text).translate(str.maketrans("", "", " -()\u200e\u200f\u2066\u2069")).strip()
    digits = plain.removeprefix("+")
    if plain and not (digits.isascii() and digits.isdigit() and len(digits) in _PHONE_DIGITS):
        raise InvalidInput("phone", "not_a_phone")
    return plain


def _checked_email(text: str) -> str:
    text = text.strip()
    try:
        if text:
            validate_email(text)
    except ValidationError as error:
        raise InvalidInput("email", "not_an_email") from error
    return text


def numbers_of(agency_id: UUID, *, workers: Collection[UUID] | None = None) -> dict[UUID | None, NumberView]:
    """How the workers of an agency are reached, by worker; under None the agency itself. Only what the scope reaches."""
    rows = DutyNumber.objects.filter(agency_id=agency_id)
    return {
        row.worker_id: NumberView(
            row.worker_id, open_contact(row.phone), open_contact(row.email), open_contact(row.address)
        )
        for row in rows
        if workers is None or row.worker_id is None or row.worker_id in workers
    }

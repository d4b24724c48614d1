"""Data keys, unwrapped for use."""

from collections.abc import Iterable
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS

from takatuf.kernel.errors import NotFound
from takatuf.vault.envelopes import unwrap
from takatuf.vault.held import MOST_HELD, held_key, hold, may_hold
from takatuf.vault.keyring import KeyDestroyed
from takatuf.vault.keys import keyring
from takatuf.vault.models import WrappedKey


def data_keys(record_ids: Iterable[UUID], *, using: str = DEFAULT_DB_ALIAS) -> dict[UUID, bytes]:
    """The data keys of these records, 32 bytes each; records whose key was destroyed are left out.

    `using` names the connection: the keeper's, for who reads many records at one moment.
    """
    rows = WrappedKey.objects.using(using).filter(record_id__in=list(record_ids), wrapped__isnull=False)
    ring = keyring()
    return {
        record: unwrap(ring, bytes(wrapped or b""), record)
        for record, wrapped in rows.values_list("record_id", "wrapped")
    }


def hold_data_keys(record_ids: Iterable[UUID]) -> None:
    """Unwrap the data keys of a list's records in one question, before each of them is opened; for this scope.

    What is missing or destroyed is left for `data_key` to refuse. Outside of a scope nothing is asked or held.
    """
    wanted = {record for record in record_ids if held_key(record) is None} if may_hold() else set()
    if 0 < len(wanted) <= MOST_HELD:
        for record, key in data_keys(wanted).items():
            hold(record, key)


def data_key(record_id: UUID) -> bytes:
    """The data key of one record, 32 bytes; asked for once in a scope.

    Raises NotFound when the record never had one, KeyDestroyed when it was erased.
    """
    known = held_key(record_id)
    if known is not None:
        return known
    row = WrappedKey.objects.filter(record_id=record_id).first()
    if row is None:
        raise NotFound("This record has no data key.")
    if row.wrapped is None:
        raise KeyDestroyed("The key of this record was destroyed.")
    key = unwrap(keyring(), bytes(row.wrapped), record_id)
    hold(record_id, key)
    return key


def erased_records() -> list[UUID]:
    """The records whose data keys were destroyed, in the order in which that was done."""
    rows = WrappedKey.objects.filter(destroyed_at__isnull=False).order_by("destroyed_at", "record_id")
    return list(rows.values_list("record_id", flat=True))

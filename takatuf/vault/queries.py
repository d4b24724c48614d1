"""Data keys, unwrapped for use."""

from collections.abc import Iterable
from uuid import UUID

from takatuf.kernel.errors import NotFound
from takatuf.vault.envelopes import unwrap
from takatuf.vault.keyring import KeyDestroyed
from takatuf.vault.keys import keyring
from takatuf.vault.models import WrappedKey


def data_keys(record_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """The data keys of these records, 32 bytes each; records whose key was destroyed are left out."""
    rows = WrappedKey.objects.filter(record_id__in=list(record_ids), wrapped__isnull=False)
    ring = keyring()
    return {
        record: unwrap(ring, bytes(wrapped or b""), record)
        for record, wrapped in rows.values_list("record_id", "wrapped")
    }


def data_key(record_id: UUID) -> bytes:
    """The data key of one record, 32 bytes.

    Raises NotFound when the record never had one, KeyDestroyed when it was erased.
    """
    row = WrappedKey.objects.filter(record_id=record_id).first()
    if row is None:
        raise NotFound("This record has no data key.")
    if row.wrapped is None:
        raise KeyDestroyed("The key of this record was destroyed.")
    return unwrap(keyring(), bytes(row.wrapped), record_id)

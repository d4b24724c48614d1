"""Making, rewrapping and destroying data keys."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from takatuf.kernel.bulk import Bulk, Bytes, Uuids
from takatuf.kernel.errors import NotFound
from takatuf.vault.envelopes import new_data_key, rewrap, wrap
from takatuf.vault.held import drop, drop_all
from takatuf.vault.keys import keyring
from takatuf.vault.models import WrappedKey

KEEPER = "keeper"


def create_data_keys(record_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """A new data key for each record, stored wrapped; returns them unwrapped for the first writes."""
    ring = keyring()
    keys = {record_id: new_data_key() for record_id in record_ids}
    drop(keys)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_wrappedkey (record_id, wrapped) SELECT * FROM unnest(%s::uuid[], %s::bytea[])",
            [list(keys), [wrap(ring, key, record_id) for record_id, key in keys.items()]],
        )
    return keys


def store_data_keys(bulk: Bulk, record_ids: Sequence[bytes], wrapped: Sequence[bytes]) -> None:
    """Store the data keys of many new records, which `batch.new_record_keys` made and wrapped."""
    drop_all()
    bulk.insert("vault_wrappedkey", {"record_id": Uuids(record_ids), "wrapped": Bytes(wrapped)})


def destroy_data_key(*, record_id: UUID, at: datetime) -> None:
    """Erase a record: its texts can never be read again; the ledger's proofs still stand.

    On the keeper's connection: the pages' own login may add keys, but neither change nor destroy one. Raises NotFound
    when there is no key, or it was destroyed before.
    """
    if not destroy_data_keys(record_ids=[record_id], at=at):
        raise NotFound("This record has no data key.")


def destroy_data_keys(*, record_ids: Sequence[UUID], at: datetime) -> int:
    """Erase records, as `destroy_data_key` does one, in the keeper's open transaction; returns how many keys there were."""
    changed = (
        WrappedKey.objects.using(KEEPER)
        .filter(record_id__in=list(record_ids), wrapped__isnull=False)
        .update(wrapped=None, destroyed_at=at)
    )
    drop(record_ids)
    return changed


def rewrap_data_keys(*, batch: int = 1000) -> int:
    """Wrap every data key by the active key of the ring, after a rotation; returns how many were rewrapped.

    Page by page on the keeper's connection; may be run again after it was interrupted. A key that is destroyed while
    this runs stays destroyed.
    """
    ring = keyring()
    done = 0
    last: UUID | None = None
    while True:
        rows = WrappedKey.objects.using(KEEPER).filter(wrapped__isnull=False).order_by("record_id")
        with transaction.atomic(using=KEEPER):
            page = list(
                (rows if last is None else rows.filter(record_id__gt=last)).select_for_update()[:batch]
            )
            if not page:
                return done
            for row in page:
                row.wrapped = rewrap(ring, bytes(row.wrapped or b""), row.record_id)
            WrappedKey.objects.using(KEEPER).bulk_update(page, ["wrapped"])
        done += len(page)
        last = page[-1].record_id

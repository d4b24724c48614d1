"""Which identifiers a record has, for the check of what the ledger binds; the keeper reads it, no page does."""

from collections.abc import Sequence
from uuid import UUID

from takatuf.people.models import Identifier


def identifier_ids(record_ids: Sequence[UUID], *, using: str) -> dict[UUID, list[UUID]]:
    """The ids of each record's identifiers, the first recorded first; nothing of what they say is opened."""
    found: dict[UUID, list[UUID]] = {record: [] for record in record_ids}
    rows = Identifier.objects.using(using).filter(record_id__in=record_ids).order_by("pk")
    for record, id in rows.values_list("record_id", "pk"):
        found[record].append(id)
    return found

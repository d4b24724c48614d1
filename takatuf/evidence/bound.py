"""What exhibits and their chains say now, for `takatuf check`, which holds it against the ledger."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from uuid import UUID

from takatuf.evidence.models import CustodyEvent, Exhibit
from takatuf.evidence.rules import FIRST, Custody
from takatuf.ledger.binding import Content, Promised, earlier_moments, moment

#: Kinds of lines each of which belongs to one step of a chain; an exhibit stands in the line of its first one.
LINES: Mapping[str, str] = dict.fromkeys(
    ("exhibit.added", *(f"custody.{step}" for step in Custody if step not in FIRST)), ""
)


def exhibit_content(row: Exhibit, *, key: bytes | None = None) -> Content:
    """What the line of a new exhibit binds, beside the step that began its chain."""
    words = ("description", "origin", "storage", "sha256", "sha1", "md5")
    return {
        "exhibit": row.pk, "number": row.number, "kind": str(row.kind), "made_from": row.made_from_id, "size": row.size,
        "embargo": row.material_embargo, **{name: row.unseal(name, key=key) for name in words},
    }  # fmt: skip


def step_content(row: CustodyEvent, *, key: bytes | None = None) -> Content:
    """What the line of a step of a chain binds."""
    words = ("giver_body", "giver_person", "taker_body", "taker_person", "place", "seal_number", "reason")
    return {
        "step": row.pk, "exhibit": row.exhibit_id, "step_number": row.number, "step_kind": str(row.kind),
        "happened_at": moment(row.happened_at), "giver_agency": row.giver_agency_id, "taker_agency": row.taker_agency_id,
        **{name: row.unseal(name, key=key) for name in words},
    }  # fmt: skip


def promised(keys: Mapping[UUID, bytes], *, using: str) -> Iterator[Promised]:
    """The exhibits under these records, each with its chain. Raises CannotOpen for an altered text."""
    chains: dict[UUID, list[CustodyEvent]] = defaultdict(list)
    steps = CustodyEvent.objects.using(using).filter(record_id__in=list(keys)).order_by("number")
    for step in steps:
        chains[step.exhibit_id].append(step)
    for exhibit in Exhibit.objects.using(using).filter(record_id__in=list(keys)).order_by("pk"):
        key = keys[exhibit.record_id]
        chain = chains.pop(exhibit.pk, [])
        forms = _forms(chain[0], key, exhibit_content(exhibit, key=key)) if _begins(exhibit, chain) else ()
        yield Promised(
            "evidence_exhibit", exhibit.pk, exhibit.record_id, "exhibit.added", forms, at=exhibit.added_at,
            by=exhibit.added_by_id, entry=chain[0].entry_id if chain else None,
        )  # fmt: skip
        yield from (_step(step, key) for step in chain[1:])
    for left in chains.values():
        yield from (_step(step, keys[step.record_id]) for step in left)


def _begins(exhibit: Exhibit, chain: list[CustodyEvent]) -> bool:
    """Whether the chain begins with the moment and the person that registered the exhibit."""
    began = [(step.recorded_at, step.recorded_by_id) for step in chain[:1]]
    return began == [(exhibit.added_at, exhibit.added_by_id)]


def _step(row: CustodyEvent, key: bytes) -> Promised:
    return Promised(
        "evidence_custodyevent", row.pk, row.record_id, f"custody.{row.kind}", _forms(row, key, {}), at=row.recorded_at,
        by=row.recorded_by_id, entry=row.entry_id,
    )  # fmt: skip


def _forms(row: CustodyEvent, key: bytes, more: Content) -> tuple[Content, ...]:
    whole = {**more, **step_content(row, key=key)}
    return whole, *earlier_moments(whole, "happened_at", row.happened_at)

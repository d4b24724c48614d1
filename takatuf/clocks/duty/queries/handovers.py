"""Handovers: the one that is due, those that were signed, and their lists."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.clocks.duty.models import Handover
from takatuf.clocks.duty.rules import limits
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class SignedItem:
    """One line of a list as it was signed, with what was agreed about it."""

    key: str
    kind: str
    level: int
    what: str
    owes: str
    code: str
    due_at: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A handover: when the shift changes, who signed, and until when it should be signed."""

    id: UUID
    record_id: UUID
    change_at: datetime
    due_at: datetime
    outgoing_by: WorkerName | None
    outgoing_at: datetime | None
    incoming_by: WorkerName | None
    incoming_at: datetime | None


@dataclass(frozen=True, slots=True)
class HandoverView:
    """One handover with the lists as signed."""

    row: HandoverRow
    outgoing: tuple[SignedItem, ...]
    incoming: tuple[SignedItem, ...]


def _handover_rows(rows: Sequence[Handover]) -> list[HandoverRow]:
    names = workers_by_id({id for row in rows for id in (row.outgoing_by_id, row.incoming_by_id) if id})
    return [
        HandoverRow(
            row.pk, row.record_id, row.change_at, row.change_at + limits().signed_within,
            names.get(row.outgoing_by_id) if row.outgoing_by_id else None, row.outgoing_at,
            names.get(row.incoming_by_id) if row.incoming_by_id else None, row.incoming_at,
        )
        for row in rows
    ]  # fmt: skip


def handover_due(*, by: Actor) -> HandoverRow | None:
    """The handover of the own agency that is not signed by both; None where none is due."""
    rows = _handover_rows(list(Handover.objects.filter(agency_id=agency_of(by), incoming_at__isnull=True)))
    return rows[0] if rows else None


def past_handovers(*, by: Actor, most: int = 30) -> list[HandoverRow]:
    """The handovers that both shifts signed, the newest first. Raises NotAllowed."""
    require(by, "handover.sign")
    rows = Handover.objects.filter(agency_id=agency_of(by), incoming_at__isnull=False)
    return _handover_rows(list(rows.order_by("-incoming_at")[:most]))


def open_handover(handover_id: UUID, *, by: Actor, at: datetime) -> HandoverView:
    """One handover with the lists as signed; the look is on record. Raises NotAllowed and NotFound."""
    require(by, "handover.sign")
    row = Handover.objects.filter(pk=handover_id, agency_id=agency_of(by)).first()
    if row is None:
        raise NotFound("No such handover.")
    disclose(record_ids=[row.record_id], what="open_handover", by=by, at=at)
    return HandoverView(
        _handover_rows([row])[0], signed_items(row, "outgoing_list"), signed_items(row, "incoming_list")
    )


def signed_items(row: Handover, column: str) -> tuple[SignedItem, ...]:
    """A sealed list, opened; empty where it is not signed yet."""
    text = row.unseal(column)
    said: list[dict[str, Any]] = json.loads(text) if text else []
    return tuple(SignedItem(**one) for one in said)


def last_signed_at(agency_id: UUID) -> datetime | None:
    """When the last handover of an agency was signed by the incoming shift."""
    return (
        Handover.objects.filter(agency_id=agency_id, incoming_at__isnull=False)
        .order_by("-incoming_at").values_list("incoming_at", flat=True).first()
    )  # fmt: skip

"""What the court did with a submission: hearings, rulings and orders, opened."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from takatuf.agencies.queries import AgencyName, agencies
from takatuf.court.models import Hearing, Order, Ruling
from takatuf.court.models.choices import OrderKind


@dataclass(frozen=True, slots=True)
class HearingRow:
    """A hearing, opened."""

    id: UUID
    starts_at: datetime
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order, opened, with the step of joint work that carries it out."""

    id: UUID
    kind: OrderKind
    text: str
    agency: AgencyName
    limit_amount: int
    limit_unit: str
    ordered_at: datetime
    step_id: UUID


@dataclass(frozen=True, slots=True)
class RulingRow:
    """A ruling, opened, with its orders."""

    id: UUID
    ruled_on: date
    text: str
    facts_relied_on: tuple[int, ...]
    appeal_until_on: date | None
    appeal_checked: bool
    orders: tuple[OrderRow, ...]


def hearing_rows(submission_id: UUID) -> list[HearingRow]:
    """The hearings on a submission, the first first; the caller has opened it."""
    rows = Hearing.objects.filter(submission_id=submission_id).order_by("starts_at", "pk")
    return [HearingRow(row.pk, row.starts_at, row.unseal("place"), row.unseal("note")) for row in rows]


def ruling_rows(submission_id: UUID) -> list[RulingRow]:
    """The rulings on a submission with their orders, the first first; the caller has opened it."""
    names = {agency.id: agency for agency in agencies()}
    orders: dict[UUID, list[OrderRow]] = defaultdict(list)
    for order in Order.objects.filter(ruling__submission_id=submission_id).order_by("ordered_at", "pk"):
        orders[order.ruling_id].append(
            OrderRow(
                order.pk, OrderKind(order.kind), order.unseal("text"), names[order.agency_id], order.limit_amount,
                order.limit_unit, order.ordered_at, order.step_id,
            )
        )  # fmt: skip
    return [
        RulingRow(
            row.pk, row.ruled_on, row.unseal("text"), tuple(row.facts_relied_on), row.appeal_until_on,
            row.appeal_checked,
            tuple(orders[row.pk]),
        )
        for row in Ruling.objects.filter(submission_id=submission_id).order_by("ruled_on", "pk")
    ]  # fmt: skip

"""How a delivery stands, for the provider who made it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.exchange.keys import ProviderIdentity, provider_scope
from takatuf.exchange.models import Delivery
from takatuf.intake.queries import mailbox_status
from takatuf.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """What a provider may know about a report that it sent."""

    id: UUID
    code: str
    received_at: datetime
    status: str
    sentence: str
    completeness: int
    missing: list[str]


def delivery_status(report_id: UUID, *, provider: ProviderIdentity, at: datetime) -> DeliveryStatus:
    """How a report of this provider stands; opens scopes of its own, never inside another. Raises NotFound."""
    with provider_scope(provider, at=at):
        row = Delivery.objects.filter(report_id=report_id).first()
    if row is None:
        raise NotFound("No such report.")
    status, words = mailbox_status(row.mailbox_id)
    return DeliveryStatus(
        row.report_id, row.code, row.received_at, status, words, row.completeness, list(row.missing)
    )

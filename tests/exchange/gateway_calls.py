"""Calls as a gateway makes them, signed for real, and gateways as an administrator opens them."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from takatuf.agencies.models import Sector
from takatuf.agencies.queries import AgencyName
from takatuf.agencies.scope import system_scope
from takatuf.exchange.gateways.actions import issue_gateway_secret, open_gateway
from takatuf.exchange.gateways.signing import secret_bytes, sign
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from tests.factories import make_agency


@dataclass(frozen=True)
class Gateway:
    """A gateway for one channel, with one secret, and the agency that receives its reports."""

    channel: str
    agency: AgencyName
    secret: str = field(repr=False)
    secret_name: str = ""


def make_gateway(
    channel: str = "sms", *, accepts_reports: bool = False, agency: AgencyName | None = None
) -> Gateway:
    agency = agency or make_agency(f"centre-of-{channel}", Sector.HOTLINE)
    with system_scope("providers") as by:
        open_gateway(channel=channel, agency_id=agency.id, accepts_reports=accepts_reports, by=by, at=now())
        name, secret = issue_gateway_secret(channel=channel, by=by, at=now())
    return Gateway(channel, agency, secret, name)


def signed(secret: str, body: bytes, *, id: str, timestamp: str | None = None) -> dict[str, str]:
    """The three headers of a signed call."""
    timestamp = timestamp or str(int(time.time()))
    signature = sign(secret_bytes(secret), id=id, timestamp=timestamp, body=body)
    return {"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature}


def call(gateway: Gateway, message: Any, *, id: str = "", **headers: str) -> Any:
    """Pass a message on; what it holds may be given as a whole, or as bytes that are no message."""
    body = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()
    stamp = signed(gateway.secret, body, id=id or f"msg_{uuid7().hex}")
    wanted = (
        {"Accept-Language": "en"} | stamp | {name.replace("_", "-"): value for name, value in headers.items()}
    )
    return Client(headers=wanted).post(
        f"/api/v1/gateways/{gateway.channel}", data=body, content_type="application/json"
    )

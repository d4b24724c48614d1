"""Gateways from the command line: which doors for messages are open, what they do, and with which secrets."""

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.exchange.gateways.actions import (
    close_gateway,
    end_gateway_secret,
    issue_gateway_secret,
    open_gateway,
)
from takatuf.exchange.gateways.models import Door, Gateway, GatewaySecret
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound, Refused


class CannotDo(Refused):
    """Something about the gateway or its secret is not right; the sentence says what."""


def list_gateways() -> int:
    """Print each gateway, what it does with messages, and its secrets by name."""
    with system_scope("providers"):
        gateways = list(Gateway.objects.select_related("agency").order_by("channel"))
        secrets = list(GatewaySecret.objects.order_by("issued_at"))
    if not gateways:
        print('No gateway is set up. Open one with "takatuf gateway open CHANNEL --agency CODE".')
    for gateway in gateways:
        does = "takes reports" if gateway.accepts_reports else "answers with the link and the numbers"
        if gateway.channel == Door.TELEPHONE:
            does = "shows who is calling"
        print(f"{gateway.channel}  {gateway.agency.code}  {does if gateway.is_open else 'closed'}")
        for secret in secrets:
            if secret.gateway_id == gateway.pk:
                print(f"    {secret.name}  {'ended' if secret.ended_at else 'holds'}")
    return 0


def open_door(*, channel: str, agency: str, takes_reports: bool) -> int:
    """Open a gateway or change what it does; the first time with a secret, printed once. Raises CannotDo."""
    _known(channel)
    try:
        receiver = agency_by_code(agency).id
    except NotFound:
        raise CannotDo(f"There is no agency with the code {agency!r}.") from None
    with system_scope("providers") as by:
        open_gateway(channel=channel, agency_id=receiver, accepts_reports=takes_reports, by=by, at=now())
        holds = GatewaySecret.objects.filter(gateway__channel=channel, ended_at__isnull=True).exists()
    if channel == Door.TELEPHONE:
        print(f"Calls that ring at {agency} are shown to its call-takers. Address: /api/v1/calls/ringing")
        return 0 if holds else issue_secret(channel=channel)
    does = "become reports" if takes_reports else "are answered with the link and the numbers, and not kept"
    print(f"Messages by {channel} {does}. Address: /api/v1/gateways/{channel}")
    return 0 if holds else issue_secret(channel=channel)


def _known(channel: str) -> None:
    if channel not in Door.values:
        raise CannotDo(f"There is no gateway {channel!r}; there are: {', '.join(Door.values)}.")


def close_door(*, channel: str) -> int:
    """Close a gateway: its calls are refused. Raises CannotDo."""
    _known(channel)
    with system_scope("providers") as by:
        try:
            close_gateway(channel=channel, by=by, at=now())
        except NotFound:
            raise CannotDo(f"The gateway {channel} is not open.") from None
    print(f"The gateway {channel} is closed.")
    return 0


def issue_secret(*, channel: str) -> int:
    """Print a new secret, once; those that the gateway has hold on until they are ended. Raises CannotDo."""
    _known(channel)
    with system_scope("providers") as by:
        try:
            name, secret = issue_gateway_secret(channel=channel, by=by, at=now())
        except NotFound:
            raise CannotDo(f'Open it first: "takatuf gateway open {channel} --agency CODE".') from None
    print(f"Secret {name}: {secret}\nIt is shown this once.")
    return 0


def end_secret(*, channel: str, name: str) -> int:
    """End a secret at once. Raises CannotDo."""
    _known(channel)
    with system_scope("providers") as by:
        if not GatewaySecret.objects.filter(gateway__channel=channel, name=name).exists():
            raise CannotDo(f"The gateway {channel} has no secret of the name {name!r}.")
        try:
            end_gateway_secret(name=name, by=by, at=now())
        except NotFound:
            raise CannotDo(f"The secret {name} has ended already.") from None
    print(f"The secret {name} has ended.")
    return 0

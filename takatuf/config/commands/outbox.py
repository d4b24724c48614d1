"""The worker's part that sends notices out: beside the sealer, because a gateway may let it wait."""

import threading

import structlog
from django.conf import settings
from django.db import OperationalError, close_old_connections

from takatuf.exchange.gateways.actions import send_notices
from takatuf.exchange.gateways.sending import configured_sender
from takatuf.exchange.gateways.smtp import with_email
from takatuf.exchange.referrals.actions import call_systems
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused

SENDS_EVERY = 2.0  # seconds

log = structlog.get_logger(__name__)


def send_outbox() -> int:
    """Send what is due, by the gateway and the mail server that the settings name; returns how many notices and calls were tried."""
    gateway = configured_sender(settings.TAKATUF_GATEWAY_URL, settings.TAKATUF_GATEWAY_SECRET)
    sender = with_email(settings.TAKATUF_SMTP, gateway)
    return send_notices(sender=sender, at=now()) + call_systems(at=now())


def run_outbox(stopping: threading.Event) -> None:
    """Until `stopping` is set."""
    while not stopping.wait(SENDS_EVERY):
        try:
            while send_outbox() and not stopping.is_set():
                pass  # a crowd waits: go on at once
        except (OperationalError, Refused) as error:
            # The database is restarting, or a setting is wrong: the notices wait in it and stay visible on the desk.
            log.warning("outbox.not_sent", kind=type(error).__name__)
            close_old_connections()

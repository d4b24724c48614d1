"""Opening gateways, answering what they pass on, and sending notices out."""

from takatuf.exchange.gateways.actions.answering import (
    MESSAGES_KEPT,
    REPLY_EVERY,
    Answered,
    OpenGateway,
    answer_message,
    close_gateway,
    end_gateway_secret,
    forget_senders,
    gateway_for,
    issue_gateway_secret,
    open_gateway,
)
from takatuf.exchange.gateways.actions.outbox import TRIED_AFTER, send_notices

__all__ = [
    "MESSAGES_KEPT",
    "REPLY_EVERY",
    "TRIED_AFTER",
    "Answered",
    "OpenGateway",
    "answer_message",
    "close_gateway",
    "end_gateway_secret",
    "forget_senders",
    "gateway_for",
    "issue_gateway_secret",
    "open_gateway",
    "send_notices",
]

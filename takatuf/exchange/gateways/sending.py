"""Signed calls to the gateway that the settings name, and to no other host; and the sender where none is named."""

import http.client
import json
import socket
import ssl
import threading
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from takatuf.exchange.gateways.signing import secret_bytes, sign

TIMEOUT = 10.0  # seconds for each step of a call
LONGEST_CALL = 20.0  # seconds for a whole call, also where the answer drips in letter by letter
LARGEST_ANSWER = 64 * 1024  # bytes


class SendState(StrEnum):
    """What became of one try: sent, to be tried again, refused for good, or nobody to send by."""

    SENT = "sent"
    AGAIN = "again"
    REFUSED = "refused"
    NO_GATEWAY = "no_gateway"


@dataclass(frozen=True, slots=True)
class SendResult:
    """The state of a try, and a code of why it is not "sent"."""

    state: SendState
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way out. `id` stays the same over all tries, so that the gateway does it once."""

    id: str
    channel: str
    to: str = field(repr=False)
    text: str = field(repr=False)
    language: str


class Sender(Protocol):
    """Whatever takes messages out of the house."""

    def send(self, message: Outgoing, *, at: datetime) -> SendResult: ...


class NullSender:
    """No gateway is set up: says so, so that a person calls instead."""

    def send(self, message: Outgoing, *, at: datetime) -> SendResult:
        del message, at
        return SendResult(SendState.NO_GATEWAY, "no_gateway")


class WebhookSender:
    """Posts a message to the gateway's address, signed by Standard Webhooks. Redirects are not followed."""

    def __init__(
        self, url: str, secret: str, *, timeout: float = TIMEOUT, longest_call: float = LONGEST_CALL
    ) -> None:
        self._timeout, self._longest_call = timeout, longest_call
        parts = urlsplit(url)
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname or "", parts.port
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._key = secret_bytes(secret)

    def send(self, message: Outgoing, *, at: datetime) -> SendResult:
        data = {"id": message.id, "channel": message.channel, "to": message.to, "text": message.text, "language": message.language}  # fmt: skip
        values = {"type": "notice", "timestamp": at.isoformat(), "data": data}
        return self.call(message.id, json.dumps(values, ensure_ascii=False).encode(), at=at)

    def call(self, id: str, body: bytes, *, at: datetime) -> SendResult:
        """Post a body under an id that stays the same over all tries."""
        timestamp = str(int(at.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": timestamp,
            "webhook-signature": sign(self._key, id=id, timestamp=timestamp, body=body),
        }
        try:
            return _result(self._post(body, headers))
        except (OSError, http.client.HTTPException):
            return SendResult(SendState.AGAIN, "no_answer")

    def _post(self, body: bytes, headers: dict[str, str]) -> int:
        """The status of the answer; what else it says is not looked at."""
        connection = self._connection()
        connection.connect()
        end = threading.Timer(self._longest_call, _cut, [connection.sock])
        end.daemon = True
        end.start()
        try:
            connection.request("POST", self._path, body, headers)
            response = connection.getresponse()
            response.read(LARGEST_ANSWER)
            return response.status
        finally:
            end.cancel()
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._secure:
            return http.client.HTTPSConnection(
                self._host, self._port, timeout=self._timeout, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it has ended by itself


def _result(status: int) -> SendResult:
    if 200 <= status < 300:
        return SendResult(SendState.SENT)
    if status >= 500 or status in {408, 425, 429}:
        return SendResult(SendState.AGAIN, f"status_{status}")
    return SendResult(SendState.REFUSED, f"status_{status}")


def configured_sender(url: str | None, secret: str | None) -> Sender:
    """The sender that the settings ask for."""
    return WebhookSender(url, secret) if url and secret else NullSender()

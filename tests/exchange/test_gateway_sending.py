"""Notices on their way out, to a gateway that stands on the loopback and checks every signature for itself."""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import connections

from takatuf.agencies.numbers import seal_contact
from takatuf.agencies.scope import system_scope
from takatuf.clocks.duty.models import DutyNotice, NoticeState
from takatuf.exchange.gateways.actions import TRIED_AFTER, send_notices
from takatuf.exchange.gateways.sending import (
    NullSender,
    Outgoing,
    SendResult,
    WebhookSender,
    configured_sender,
)
from takatuf.exchange.gateways.signing import new_secret
from takatuf.kernel.clock import now
from tests.factories import make_agency

SECRET, NUMBER = new_secret(), "0550000000"


@dataclass
class FakeGateway:
    """Takes calls as a real one does: it answers 401 unless the signature is right, and does each id once."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)  # what to answer first, before 200
    calls: list[dict[str, Any]] = field(default_factory=list)
    done: dict[str, dict[str, Any]] = field(default_factory=dict)
    redirect_to: str = ""

    def answer(self, headers: Any, body: bytes) -> int:
        key = base64.b64decode(SECRET.removeprefix("whsec_"))
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        is_fresh = abs(time.time() - int(headers["webhook-timestamp"])) < 300
        if headers["webhook-signature"] != wanted or not is_fresh:
            return 401
        values = json.loads(body)
        self.calls.append(values["data"])
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.done[headers["webhook-id"]] = values["data"]
        return status


@contextmanager
def serving(gateway: FakeGateway) -> Iterator[FakeGateway]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status = gateway.answer(self.headers, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            if gateway.redirect_to:
                self.send_header("Location", gateway.redirect_to)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    gateway.url = f"http://127.0.0.1:{server.server_address[1]}/out"
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    with serving(FakeGateway()) as fake:
        yield fake


@pytest.fixture
def agency(house: None):  # type: ignore[no-untyped-def]
    return make_agency("centre")


def queue(agency: Any, *, number: int = 1, channel: str = "sms") -> None:
    with system_scope("ringing"):
        for _ in range(number):
            DutyNotice(
                agency_id=agency.id, to_agency_id=agency.id, channel=channel, recipient=seal_contact(NUMBER),
                text_code="urgent_on_desk", language="ar", queued_at=now(),
            ).save(force_insert=True)  # fmt: skip


def states() -> list[tuple[str, str, int]]:
    rows = DutyNotice.objects.using("keeper").order_by("queued_at")
    return [(row.state, row.why, row.attempts) for row in rows]


def test_a_notice_goes_out_signed_and_says_that_it_was_sent(agency: Any, gateway: FakeGateway) -> None:
    queue(agency)

    tried = send_notices(sender=WebhookSender(gateway.url, SECRET), at=now())

    (data,) = gateway.calls
    assert tried == 1
    assert (data["channel"], data["to"], data["language"]) == ("sms", NUMBER, "ar")
    assert data["text"] == "على مكتبك أمر عاجل. سجّل الدخول."
    assert states() == [("sent", "", 1)]
    assert send_notices(sender=WebhookSender(gateway.url, SECRET), at=now() + timedelta(hours=1)) == 0


def test_a_gateway_that_knows_another_secret_refuses_and_the_notice_says_so(
    agency: Any, gateway: FakeGateway
) -> None:
    queue(agency)

    send_notices(sender=WebhookSender(gateway.url, new_secret()), at=now())

    assert gateway.calls == []
    assert states() == [("failed", "status_401", 1)]


def test_what_a_gateway_could_not_do_is_tried_again_later_under_the_same_id(
    agency: Any, gateway: FakeGateway
) -> None:
    queue(agency)
    gateway.statuses = [503, 429]
    sender, at = WebhookSender(gateway.url, SECRET), now()

    tries = [
        send_notices(sender=sender, at=at + timedelta(seconds=seconds)) for seconds in (1, 2, 16, 17, 46)
    ]

    assert tries == [1, 0, 1, 0, 1]
    assert len({call["id"] for call in gateway.calls}) == 1
    assert len(gateway.done) == 1
    assert states() == [("sent", "", 3)]


def test_after_the_last_try_the_notice_says_that_it_failed(agency: Any, gateway: FakeGateway) -> None:
    queue(agency)
    gateway.statuses = [500] * 20
    sender, at = WebhookSender(gateway.url, SECRET), now()

    tries = [send_notices(sender=sender, at=at + timedelta(hours=1)) for _ in range(10)]

    assert sum(tries) == len(TRIED_AFTER)
    assert states() == [("failed", "status_500", len(TRIED_AFTER))]


def test_a_redirect_is_not_followed(agency: Any, gateway: FakeGateway) -> None:
    queue(agency)
    with serving(FakeGateway()) as elsewhere:
        gateway.statuses, gateway.redirect_to = [302], elsewhere.url
        send_notices(sender=WebhookSender(gateway.url, SECRET), at=now())

        assert elsewhere.calls == []
    assert states() == [("failed", "status_302", 1)]


def test_without_a_gateway_the_notice_says_that_nobody_sent_it(agency: Any) -> None:
    queue(agency, channel="call")

    send_notices(sender=configured_sender(None, None), at=now())

    assert isinstance(configured_sender(None, None), NullSender)
    assert isinstance(configured_sender("https://gateway.example/out", SECRET), WebhookSender)
    assert states() == [("not_sent_no_gateway", "no_gateway", 1)]


def _silent(seconds: float, drip: bytes) -> tuple[str, socket.socket]:
    """A port that takes a call and says nothing, or a letter now and then."""
    listener = socket.create_server(("127.0.0.1", 0))

    def hold() -> None:
        connection, _ = listener.accept()
        until = time.monotonic() + seconds
        with connection, suppress(OSError):
            while time.monotonic() < until:
                time.sleep(0.05)
                connection.sendall(drip)

    threading.Thread(target=hold, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}/", listener


@pytest.mark.parametrize("drip", [b"", b"H"], ids=["silent", "dripping"])
def test_a_gateway_that_does_not_answer_is_left_after_a_while(drip: bytes) -> None:
    url, listener = _silent(3, drip)
    message = Outgoing(id="notice_1", channel="sms", to=NUMBER, text="x", language="ar")
    began = time.monotonic()

    result = WebhookSender(url, SECRET, timeout=0.5, longest_call=1.0).send(message, at=now())

    listener.close()
    assert result == SendResult(result.state.AGAIN, "no_answer")
    assert time.monotonic() - began < 2.5


def test_a_port_where_nobody_listens_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    message = Outgoing(id="notice_1", channel="sms", to=NUMBER, text="x", language="ar")

    assert WebhookSender(f"http://127.0.0.1:{port}", SECRET).send(message, at=now()).why == "no_answer"


def test_two_workers_at_once_send_each_notice_once(agency: Any, gateway: FakeGateway) -> None:
    queue(agency, number=8)

    def work() -> None:
        try:
            send_notices(sender=WebhookSender(gateway.url, SECRET), at=now())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(gateway.calls) == len(gateway.done) == 8
    assert {state for state, _, _ in states()} == {"sent"}


class Dies:
    """A process that ends between the call and its note."""

    def send(self, message: Outgoing, *, at: Any) -> SendResult:
        raise KeyboardInterrupt


def test_a_worker_that_dies_in_the_middle_leaves_the_notice_for_the_next(
    agency: Any, gateway: FakeGateway
) -> None:
    queue(agency)
    with pytest.raises(KeyboardInterrupt):
        send_notices(sender=Dies(), at=now())

    send_notices(sender=WebhookSender(gateway.url, SECRET), at=now() + timedelta(seconds=16))

    assert states() == [(NoticeState.SENT, "", 2)]

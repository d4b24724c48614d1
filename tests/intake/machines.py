"""Two web processes and two workers, as on two machines: nothing is shared but the database and the keys."""

import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from takatuf.intake.content import Answer, AnswerState
from takatuf.intake.flows import load_flow
from takatuf.intake.views.kept import Kept, begin, keep
from takatuf.kernel.clock import now
from takatuf.web.views import DRAFT_COOKIE

REVIEW = "/en/report/bystander/review/"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a machine answered."""

    status: int
    location: str
    cookies: dict[str, str]
    text: str

    @property
    def is_receipt(self) -> bool:
        """Whether the report was taken in and this is the way to its receipt."""
        return self.status == 302 and self.location.endswith("/sent/")


@dataclass(frozen=True, slots=True)
class Machine:
    """One web process, behind a proxy that says from which address a request comes."""

    port: int

    def ask(
        self, path: str, *, cookies: dict[str, str], address: str, form: dict[str, str] | None = None
    ) -> Answered:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-Forwarded-For": address,
        }
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("GET" if form is None else "POST", path, form and urlencode(form), headers)
        answer = connection.getresponse()
        set_cookies = [
            each.partition(";")[0].partition("=") for each in answer.headers.get_all("Set-Cookie") or []
        ]
        text = answer.read().decode()
        connection.close()
        return Answered(
            answer.status, answer.getheader("Location") or "", {name: value for name, _, value in set_cookies}, text
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser with a report that is written and not sent, and the address from which it comes."""

    kept: Kept
    token: str
    address: str

    @property
    def cookies(self) -> dict[str, str]:
        return {"form": self.token, DRAFT_COOKIE: self.kept.secret}

    def open_last_page(self, machine: Machine) -> Answered:
        return machine.ask(REVIEW, cookies=self.cookies, address=self.address)

    def send(self, machine: Machine) -> Answered:
        form = {"csrfmiddlewaretoken": self.token, "key": self.kept.key}
        return machine.ask(REVIEW, cookies=self.cookies, address=self.address, form=form)


def browser_with_a_report(address: str, words: str) -> Browser:
    kept = begin(load_flow("bystander"), "en").with_answer("what", Answer(AnswerState.GIVEN, words))
    keep(kept, at=now())
    return Browser(kept, secrets.token_hex(16), address)


@contextmanager
def two_machines() -> Iterator[tuple[Machine, Machine]]:
    """Both are started at once; both end with the block."""
    with ExitStack() as stack:
        ports = [_free_port(), _free_port()]
        servers = [stack.enter_context(_process("-m", "granian", *_web(port))) for port in ports]
        for port, server in zip(ports, servers, strict=True):
            _wait_for(port, server)
        yield Machine(ports[0]), Machine(ports[1])


_A_WORKER = """
import django
django.setup()
from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import check_deadlines
from takatuf.config.commands.work import seal_ledger
from takatuf.kernel.clock import now
while True:
    with system_scope("clockwork"):
        raised = check_deadlines(at=now())
    if not raised and not seal_ledger():
        break
"""


def two_workers_do_what_is_due() -> None:
    """Two workers, each a process of its own, raise overdue deadlines and seal the ledger side by side until nothing is left."""
    with ExitStack() as stack:
        workers = [stack.enter_context(_process("-c", _A_WORKER)) for _ in range(2)]
        assert [worker.wait(120) for worker in workers] == [0, 0]


def _web(port: int) -> list[str]:
    return [
        "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "16",
        "--no-ws", "--log-level", "error", "takatuf.config.wsgi:application",
    ]  # fmt: skip


def _surroundings() -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "takatuf.config.settings", "TAKATUF_TRUSTED_PROXIES": "127.0.0.1",
    }  # fmt: skip


@contextmanager
def _process(*arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen([sys.executable, *arguments], env=_surroundings())
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert server.poll() is None, "The server ended."
        with suppress(OSError, http.client.HTTPException):
            if Machine(port).ask("/healthz", cookies={}, address="127.0.0.1").status == 200:
                return
        time.sleep(0.2)
    raise AssertionError("The server does not answer.")

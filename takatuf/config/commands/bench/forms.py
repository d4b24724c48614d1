"""The public form's last step over HTTP: many at once, and with web, worker and database killed in the middle."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from takatuf.config.commands.bench import Figure, Figures, say
from takatuf.config.commands.bench.crowd import send_all
from takatuf.config.commands.bench.house import count, cpu_seconds, own_house

PATH = "/en/report/bystander/review/"
FORMS = 2_000
PATIENCE = 90.0  # seconds that a sender keeps on trying after a failure


@dataclass(frozen=True, slots=True)
class Form:
    """A filled form of one browser, ready for its last step."""

    secret: str
    key: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        from takatuf.web.views import DRAFT_COOKIE

        return {
            "Cookie": f"form={self.token}; {DRAFT_COOKIE}={self.secret}", "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip

    @property
    def request(self) -> bytes:
        """The whole request as it goes over the line."""
        lines = [f"POST {PATH} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()

    @property
    def body(self) -> str:
        return urlencode({"csrfmiddlewaretoken": self.token, "key": self.key})


def measure_forms(scale: float) -> Figures:
    """The last step of forms; from `--scale 0.1` on there are two thousand at each crowd, as the issue says."""
    with own_house() as root, served() as port:
        many = _how_many(scale)
        _crowd(
            root, port, min(many, 640), 64
        )  # each thread, its connection and each template for the first time
        at_8 = _crowd(root, port, many, 8)
        at_64 = _crowd(root, port, many, 64)
    return {
        "form_posts_per_s_at_64": Figure(round(at_64.rate, 1), "forms/s", 400, "higher"),
        "form_p95_ms_at_64": Figure(round(at_64.p95, 1), "ms", 250, "lower"),
        "cpu_ms_per_form": Figure(round(at_64.cpu, 2), "ms", 5, "lower"),
        "lost_at_8": Figure(at_8.lost, "forms", 0, "lower"),
        "lost_at_64": Figure(at_64.lost, "forms", 0, "lower"),
    }


def measure_kill(scale: float) -> Figures:
    """Loss and doubling while web, worker and database are killed in the middle."""
    with own_house() as root, served() as port:
        lost, doubled = _killed(root, port, _how_many(scale))
    return {
        "lost_after_kill": Figure(lost, "forms", 0, "lower"),
        "doubled_after_kill": Figure(doubled, "forms", 0, "lower"),
    }


def _how_many(scale: float) -> int:
    return max(64, int(FORMS * min(1, scale * 10)))


@contextmanager
def served() -> Iterator[int]:
    """The house served over HTTP as in production; yields its port."""
    port = _free_port()
    web = subprocess.Popen(
        [sys.executable, "-m", "takatuf.config.cli", "serve", "--port", str(port)], stdout=subprocess.DEVNULL,
        env=os.environ | {"TAKATUF_HOSTS": "127.0.0.1"},
    )  # fmt: skip
    try:
        _wait_until_served(port)
        yield port
    finally:
        web.terminate()
        web.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_served(port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            answer = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            answer.request("GET", "/healthz")
            if answer.getresponse().status == 200:
                return
        time.sleep(0.3)
    raise TimeoutError("The pages were not served within two minutes.")


def filled(many: int) -> list[Form]:
    """Forms with one answer in words each, kept as drafts."""
    from takatuf.intake.content import Answer, AnswerState
    from takatuf.intake.flows import load_flow
    from takatuf.intake.views.kept import begin, keep
    from takatuf.kernel.clock import now

    flow, answer = load_flow("bystander"), Answer(AnswerState.GIVEN, "Neutral words of a measurement. " * 8)
    forms = []
    for _ in range(many):
        kept = begin(flow, "en").with_answer("what", answer)
        keep(kept, at=now())
        forms.append(Form(kept.secret, kept.key, secrets.token_hex(16)))
    return forms


_here = threading.local()


def _post(port: int, form: Form) -> bool:
    """Send a form; True when it was acknowledged with the way to its receipt."""
    if getattr(_here, "port", None) != port:
        _here.port, _here.connection = port, http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        _here.connection.request("POST", PATH, form.body, form.headers)
        answer = _here.connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        _here.connection.close()
        raise
    return answer.status == 302 and (answer.getheader("Location") or "").endswith("/sent/")


@dataclass(frozen=True, slots=True)
class Crowd:
    """What came of many forms at once: lost, forms a second, p95 in ms, CPU of web and database in ms a form."""

    lost: int
    rate: float
    p95: float
    cpu: float


def _crowd(root: Path, port: int, many: int, at_once: int) -> Crowd:
    say(f"{many:,} forms, {at_once} in flight")
    requests, before = [form.request for form in filled(many)], count("SELECT count(*) FROM intake_report")
    web, database, began = cpu_seconds(root, "granian"), cpu_seconds(root, "postgres"), time.perf_counter()
    answered = send_all(port, requests, at_once=at_once)
    seconds = time.perf_counter() - began
    web, database = cpu_seconds(root, "granian") - web, cpu_seconds(root, "postgres") - database
    stored = count("SELECT count(*) FROM intake_report") - before
    acknowledged = sum(head.startswith(b"http/1.1 302 ") and b"/sent/" in head for head in answered.heads)
    p95 = quantiles(answered.times, n=20)[-1]
    say(
        f"acknowledged {acknowledged:,}, stored {stored:,}; {many / seconds:.0f} a second, p95 {p95:.0f} ms;"
        f" CPU a form: web {web / many * 1000:.2f} ms, database {database / many * 1000:.2f} ms"
    )
    return Crowd(many - min(acknowledged, stored), many / seconds, p95, (web + database) / many * 1000)


def _killed(root: Path, port: int, many: int) -> tuple[int, int]:
    """Acknowledged forms that are lost, and forms that became two, when each piece is killed once in the middle."""
    say(f"{many:,} forms, 64 in flight, while web, worker and database are killed")
    forms, before = filled(many), count("SELECT count(*) FROM intake_report")
    done: list[Form] = []

    def send(form: Form) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(OSError, http.client.HTTPException):
                if _post(port, form):
                    done.append(form)
                    return
            time.sleep(0.2)

    def kill_when(share: float, find: Callable[[Path], list[int]]) -> None:
        while len(done) < many * share:
            time.sleep(0.02)
        found = find(root)
        for process in found:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        say(f"{len(done):,} acknowledged: killed {len(found)} with {find.__name__}")

    killers = [
        threading.Thread(target=kill_when, args=(0.2, _web_workers), daemon=True),
        threading.Thread(target=kill_when, args=(0.4, _worker), daemon=True),
        threading.Thread(target=kill_when, args=(0.6, _database), daemon=True),
    ]
    began = time.monotonic()
    for killer in killers:
        killer.start()
    with ThreadPoolExecutor(64) as pool:
        list(pool.map(send, forms))
    from django.db import connections

    connections["keeper"].close()
    stored = count("SELECT count(*) FROM intake_report") - before
    keys = count("SELECT count(DISTINCT token) FROM intake_reportkey") - before
    say(
        f"it took {time.monotonic() - began:.0f} s; acknowledged {len(done):,} of {many:,}; stored {stored:,}, under {keys:,} keys"
    )
    return max(0, len(done) - stored), max(0, stored - len(forms)) + max(0, stored - keys)


def processes(root: Path, *words: str) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                home = (entry / "environ").read_bytes()
                mine = str(root).encode() in home or str(root) in os.readlink(entry / "cwd")
                if mine and all(word in command for word in words):
                    found.append(int(entry.name))
    return found


def _web_workers(root: Path) -> list[int]:
    return processes(root, "granian")


def _worker(root: Path) -> list[int]:
    return processes(root, "takatuf.config.cli work")


def _database(root: Path) -> list[int]:
    pid = (root / "home" / "pg" / "postmaster.pid").read_text(encoding="ascii").splitlines()[0]
    return [int(pid)]

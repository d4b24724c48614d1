"""The XML door as it is served: granian on a free port of this machine, a client that knows nothing of Django."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import pytest
from lxml import etree

from tests.exchange.providers import make_sender

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.slow]

SAMPLE = files("takatuf.exchange.cybertipline").joinpath("sample.xml").read_bytes()
MEGABYTE = 1024 * 1024


@pytest.fixture
def served() -> Iterator[tuple[str, int, int]]:
    """Host, port, and the server's process group."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "error"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "takatuf.config.settings"}
    server = subprocess.Popen(
        [*command, "takatuf.config.wsgi:application"], env=environment, start_new_session=True
    )
    try:
        _wait_for(port)
        yield "127.0.0.1", port, server.pid
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    pytest.fail("The server did not start.")


def _largest_memory(group: int) -> int:
    """Megabytes of the process of this group that holds most."""
    largest = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError, ValueError):
            if os.getpgid(int(status.parent.name)) == group:
                found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
                largest = max(largest, int(found[1]) // 1024 if found else 0)
    return largest


def test_cycle_over_the_wire_with_a_large_file_in_little_memory(served: tuple[str, int, int]) -> None:
    host, port, group = served
    sender = make_sender()
    connection = http.client.HTTPConnection(host, port, timeout=120)

    def call(method: str, name: str, body: object = None, kind: str = "", length: int = 0) -> etree._Element:
        headers = {"Authorization": sender.basic} | ({"Content-Type": kind} if kind else {})
        headers |= {"Content-Length": str(length)} if length else {}
        connection.request(method, f"/ispws/{name}", body=body, headers=headers)  # type: ignore[arg-type]
        answer = connection.getresponse()
        data = answer.read()
        assert answer.headers["Request-ID"], data
        assert answer.headers["Set-Cookie"] is None
        return etree.fromstring(data)

    assert call("GET", "status").findtext("responseCode") == "0"
    number = call("POST", "submit", SAMPLE, "text/xml; charset=utf-8").findtext("reportId") or ""
    head = (
        f'--limit\r\nContent-Disposition: form-data; name="id"\r\n\r\n{number}\r\n--limit\r\nContent-Disposition: form-data;'
        ' name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n'
    ).encode()
    tail, size = b"\r\n--limit--\r\n", 160

    before = _largest_memory(group)
    chunk = b"0123456789abcdef" * (MEGABYTE // 16)
    body = iter([head, *[chunk] * size, tail])
    upload = call(
        "POST", "upload", body, "multipart/form-data; boundary=limit", len(head) + size * MEGABYTE + len(tail)
    )
    after = _largest_memory(group)
    token = upload.findtext("fileId")
    details = f"<fileDetails><reportId>{number}</reportId><fileId>{token}</fileId></fileDetails>"
    described = call("POST", "fileinfo", details.encode(), "text/xml")
    done = call("POST", "finish", f"id={number}".encode(), "application/x-www-form-urlencoded")
    again = call("POST", "retract", f"id={number}".encode(), "application/x-www-form-urlencoded")
    connection.close()

    assert upload.findtext("responseCode") == "0"
    assert described.findtext("responseCode") == "0"
    assert [done.tag, done.findtext("responseCode"), done.findtext("files/fileId")] == [
        "reportDoneResponse",
        "0",
        token,
    ]
    assert again.findtext("responseCode") == "5102"
    print(f"memory before {before} MB, after a file of {size} MB: {after} MB")
    assert after - before < 40

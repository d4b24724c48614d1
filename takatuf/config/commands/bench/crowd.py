"""Many connections at once from one thread, so that the sender takes little of the machine that is measured."""

import selectors
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

_END = b"\r\n\r\n"
_PATIENCE = 60.0  # seconds without any answer at all


@dataclass(slots=True)
class _Line:
    """One connection that is kept open, the request under way on it, and what has come of the answer."""

    socket: socket.socket
    began: float = 0.0
    answer: bytes = b""


@dataclass(frozen=True, slots=True)
class Answered:
    """How each request was answered, the head of the answer in small letters, and in how many milliseconds."""

    heads: list[bytes]
    times: list[float]


def send_all(port: int, requests: Sequence[bytes], *, at_once: int) -> Answered:
    """Send whole HTTP/1.1 requests over this many connections, each the next one as soon as it was answered.

    Answers carry their length. Raises ConnectionError when a connection ends early, TimeoutError after a minute's silence.
    """
    waiting, answered = deque(requests), Answered([], [])
    with selectors.DefaultSelector() as selector:
        for _ in range(min(at_once, len(requests))):
            line = _Line(socket.create_connection(("127.0.0.1", port)))
            line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(line.socket, selectors.EVENT_READ, line)
            _begin(line, waiting.popleft())
        while selector.get_map():
            ready = selector.select(_PATIENCE)
            if not ready:
                raise TimeoutError("Nothing was answered for a minute.")
            for key, _ in ready:
                line = key.data
                if (head := _come(line)) is None:
                    continue
                answered.heads.append(head)
                answered.times.append((time.perf_counter() - line.began) * 1000)
                if waiting:
                    _begin(line, waiting.popleft())
                else:
                    selector.unregister(line.socket)
                    line.socket.close()
    return answered


def _begin(line: _Line, request: bytes) -> None:
    line.answer, line.began = b"", time.perf_counter()
    line.socket.sendall(request)


def _come(line: _Line) -> bytes | None:
    """The head once the whole answer has come; None before that."""
    part = line.socket.recv(65536)
    if not part:
        raise ConnectionError("A connection ended before its answer had come.")
    line.answer += part
    head, found, body = line.answer.partition(_END)
    if not found:
        return None
    low = head.lower()
    length = int(low.partition(b"content-length:")[2].split(b"\r\n")[0])
    return low if len(body) >= length else None

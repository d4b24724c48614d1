"""What one page asks of the database again and again, asked once: who the agencies are, and whose page it is.

Only inside `remembering`, which the desks open around one request; jobs, commands and tests ask each time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

Answer = TypeVar("Answer")

_known: ContextVar[dict[object, object] | None] = ContextVar("takatuf_known", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Keep the answers of one request; they are gone with it."""
    reset = _known.set({})
    try:
        yield
    finally:
        _known.reset(reset)


def remembered(question: object, ask: Callable[[], Answer]) -> Answer:
    """The answer to a question of this request, asked at its first time; outside of `remembering` it is asked each time."""
    known = _known.get()
    if known is None:
        return ask()
    if question not in known:
        known[question] = ask()
    return cast(Answer, known[question])


def forget(question: object) -> None:
    """For who changes in this request what may have been asked in it: the next one to ask is told how it is now."""
    known = _known.get()
    if known is not None:
        known.pop(question, None)

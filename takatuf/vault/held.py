"""Data keys that are in use: unwrapped once for a scope, and gone with it.

`agencies.scope` opens `holding` around each scope, so that a page which reads ten columns of one record asks for its key
once. Nothing is held outside of a scope, in another thread, or from one scope to the next; a key that is destroyed is
dropped at once by who destroys it, and for everybody else with the end of the scope that had begun before.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

#: A job that walks over many records in one scope does not pile up their keys: beyond this all are dropped.
MOST_HELD = 1_000

_held: ContextVar[dict[UUID, bytes] | None] = ContextVar("takatuf_held_keys", default=None)


@contextmanager
def holding() -> Iterator[None]:
    """Hold the data keys that are asked for until the block ends."""
    keys: dict[UUID, bytes] = {}
    reset = _held.set(keys)
    try:
        yield
    finally:
        _held.reset(reset)
        keys.clear()


def held_key(record_id: UUID) -> bytes | None:
    """The key of a record, where this scope holds it."""
    keys = _held.get()
    return None if keys is None else keys.get(record_id)


def hold(record_id: UUID, key: bytes) -> None:
    """Hold a key until the scope ends; outside of a scope nothing is held."""
    keys = _held.get()
    if keys is None:
        return
    if len(keys) >= MOST_HELD:
        keys.clear()
    keys[record_id] = key


def may_hold() -> bool:
    """Whether there is a scope that could hold a key."""
    return _held.get() is not None


def drop(record_ids: Iterable[UUID]) -> None:
    """Hold the keys of these records no longer: they were destroyed, or made anew after a step was rolled back."""
    keys = _held.get()
    if keys:
        for record_id in record_ids:
            keys.pop(record_id, None)


def drop_all() -> None:
    """Hold no key any longer."""
    keys = _held.get()
    if keys:
        keys.clear()

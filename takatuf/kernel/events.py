"""Events: frozen values, delivered at once inside the publisher's transaction."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")

_listeners: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[Event], listener: Callable[[Event], None]) -> None:
    """Call `listener` for every event of this kind. Only `config` wires listeners; twice is once."""
    if listener not in _listeners[kind]:
        _listeners[kind].append(listener)


def publish(event: object) -> None:
    """Deliver the event to its listeners, in the order of wiring. A listener that fails rolls the publisher back."""
    for listener in tuple(_listeners[type(event)]):
        listener(event)

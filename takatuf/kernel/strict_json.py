"""JSON in which every name of an object stands once: two readers of the same text cannot understand different things."""

import json
from typing import Any

from takatuf.kernel.errors import InvalidInput

_LONGEST_NAME = 60


class _Doubled(dict[str, Any]):
    """An object in which the name `twice` stands twice; it is refused before anybody reads it."""

    twice: str


def read_json(text: str | bytes) -> Any:
    """The value of a JSON text. RFC 8259, 4 leaves open what a name that stands twice means, so it is refused.

    Raises InvalidInput (duplicate_name) with the path of the name; ValueError or RecursionError for what is no JSON, NaN
    and Infinity among it.
    """
    value = read_marked(text)
    if (refusal := name_twice(value)) is not None:
        raise refusal
    return value


def read_marked(text: str | bytes) -> Any:
    """The value of a JSON text for callers that ask `name_twice` of each of its parts. Raises ValueError, RecursionError."""
    return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)


def marking_decoder() -> json.JSONDecoder:
    """Reads one value after another from a longer text, for callers that ask `name_twice` of each."""
    return json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant)


def name_twice(value: Any) -> InvalidInput | None:
    """The refusal of a value, read by one of the above, in which a name stands twice; None where each stands once."""
    waiting = [("$", value)]  # and no call for each level: what is nested deeply would end it
    while waiting:
        path, part = waiting.pop()
        if isinstance(part, _Doubled):
            return InvalidInput(f"{path}.{_said(part.twice)}", "duplicate_name")
        if isinstance(part, dict):
            named = [(f".{_said(name)}", inner) for name, inner in part.items()]
        else:
            named = (
                [(f"[{number}]", inner) for number, inner in enumerate(part)]
                if isinstance(part, list)
                else []
            )
        waiting.extend((path + name, inner) for name, inner in named if isinstance(inner, dict | list))
    return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) == len(pairs):
        return values
    doubled, seen = _Doubled(values), set()
    for name, _ in pairs:
        if name in seen:
            doubled.twice = name
            break
        seen.add(name)
    return doubled


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _said(name: str) -> str:
    """Of a name that the sender made up only the beginning is repeated, and no half of a character."""
    return name[:_LONGEST_NAME].encode("utf-8", "replace").decode()

"""A name that stands twice in an object is found in whatever JSON, by the quick look of a batch as by the slow one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.exchange.bodies import json_of, json_parts_of
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.strict_json import read_json

NAMES = st.sampled_from(["a", "b", ":", "\\u003a", 'x":"y', "اسم", "<"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | NAMES | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(NAMES, inner), max_size=3).map(tuple),
    max_leaves=12,
)


def written(value: Any, *, ascii_only: bool) -> str:
    """JSON in which a tuple of pairs is an object, so that its names may stand twice."""
    if isinstance(value, tuple):
        pairs = (
            f"{written(name, ascii_only=ascii_only)} : {written(part, ascii_only=ascii_only)}"
            for name, part in value
        )
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(part, ascii_only=ascii_only) for part in value) + "]"
    said = json.dumps(value, ensure_ascii=ascii_only)
    return said.replace(":", "\\u003a") if ascii_only and isinstance(value, str) else said


def has_twice(value: Any) -> bool:
    if isinstance(value, tuple):
        names = [name for name, _ in value]
        return len(set(names)) < len(names) or any(has_twice(part) for _, part in value)
    return isinstance(value, list) and any(has_twice(part) for part in value)


@given(value=VALUES, ascii_only=st.booleans())
def test_what_stands_twice_is_refused_and_the_rest_is_read_as_it_is(*, value: Any, ascii_only: bool) -> None:
    text = written(value, ascii_only=ascii_only)

    if has_twice(value):
        for read in (read_json, lambda said: json_of(said.encode())):
            with pytest.raises(InvalidInput, match="duplicate_name"):
                read(text)
    else:
        assert read_json(text) == json_of(text.encode()) == json_parts_of(text.encode()) == json.loads(text)


def test_deep_nesting_is_looked_through_without_an_end() -> None:
    text = '{"a":' * 150 + '{"b": 1, "b": 2}' + "}" * 150

    with pytest.raises(InvalidInput) as refused:
        json_of(text.encode())

    assert refused.value.path == "$" + ".a" * 150 + ".b"

"""Columns in binary form, made the quick way, are what the plain way makes."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from takatuf.kernel.bulk import Bytes, Column, Ids, Texts, Uuids


def plainly(column: type[Column], values: list[bytes | None]) -> bytes:
    """PostgreSQL's array_recv: dimensions, whether there are nulls, the type, how many, from which; then each by its length."""
    head = struct.pack("!iiIii", 1, None in values, column.oid, len(values), 1)
    parts = [
        struct.pack("!i", -1) if value is None else struct.pack("!i", len(value)) + value for value in values
    ]
    return head + b"".join(parts)


@given(st.lists(st.none() | st.binary(max_size=5)))
def test_bytes_of_any_length_and_none_of_them(values: list[bytes | None]) -> None:
    assert Bytes(values).data == plainly(Bytes, values)


@given(st.lists(st.binary(min_size=16, max_size=16)))
def test_bytes_of_one_length(values: list[bytes]) -> None:
    assert Bytes(values).data == plainly(Bytes, list(values))
    assert Uuids(values).data == plainly(Uuids, list(values))


@given(st.lists(st.text(max_size=3), max_size=200))
def test_texts_that_repeat_and_texts_that_do_not(values: list[str]) -> None:
    assert Texts(values).data == plainly(Texts, [value.encode() for value in values])


def test_ids_that_are_drawn_together_come_once_and_in_order() -> None:
    ids = Ids(3)

    drawn = [ids.next() for _ in range(10)]

    assert drawn == sorted(set(drawn))

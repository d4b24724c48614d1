"""Envelopes: what is sealed opens in its own place only."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.vault.envelopes import (
    CannotOpen,
    CannotSeal,
    new_data_key,
    open_json,
    open_text,
    padded_length,
    pseudonym,
    rewrap,
    row_commitment,
    seal_json,
    seal_text,
    unwrap,
    wrap,
    wrapping_key_id,
)
from takatuf.vault.keyring import KeyDestroyed, Keyring, KeyUnknown

ROW = UUID("01936b1e-0000-7000-8000-000000000001")
KEY = bytes(range(32))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    return Keyring.create(tmp_path_factory.mktemp("keys"))


@given(text=texts, table=names, row=st.uuids(), column=names)
def test_text_comes_back_whole(text: str, table: str, row: UUID, column: str) -> None:
    sealed = seal_text(KEY, text, table=table, row=row, column=column)

    assert open_text(KEY, sealed, table=table, row=row, column=column) == text


@given(value=json_values)
def test_json_comes_back_whole(value: object) -> None:
    sealed = seal_json(KEY, value, table="intake_report", row=ROW, column="answers")

    assert open_json(KEY, sealed, table="intake_report", row=ROW, column="answers") == value


@given(text=texts, other=st.tuples(names, st.uuids(), names))
def test_moved_text_does_not_open(text: str, other: tuple[str, UUID, str]) -> None:
    sealed = seal_text(KEY, text, table="intake_report", row=ROW, column="story")
    table, row, column = other

    for place in [(table, ROW, "story"), ("intake_report", row, "story"), ("intake_report", ROW, column)]:
        if place == ("intake_report", ROW, "story"):
            continue
        with pytest.raises(CannotOpen):
            open_text(KEY, sealed, table=place[0], row=place[1], column=place[2])


def test_boundary_between_table_and_column_cannot_be_shifted() -> None:
    sealed = seal_text(KEY, "نص", table="ab", row=ROW, column="c")

    with pytest.raises(CannotOpen):
        open_text(KEY, sealed, table="a", row=ROW, column="bc")


@given(data=st.data(), text=texts)
def test_altered_or_shortened_text_does_not_open(data: st.DataObject, text: str) -> None:
    sealed = seal_text(KEY, text, table="t", row=ROW, column="c")
    place = data.draw(st.integers(0, len(sealed) - 1))
    mask = data.draw(st.integers(1, 255))
    altered = sealed[:place] + bytes([sealed[place] ^ mask]) + sealed[place + 1 :]

    for wrong in [altered, sealed[:place], sealed + b"\0"]:
        with pytest.raises(CannotOpen):
            open_text(KEY, wrong, table="t", row=ROW, column="c")


def test_another_data_key_does_not_open() -> None:
    sealed = seal_text(KEY, "نص", table="t", row=ROW, column="c")

    with pytest.raises(CannotOpen):
        open_text(new_data_key(), sealed, table="t", row=ROW, column="c")


def test_text_does_not_open_as_json() -> None:
    sealed = seal_text(KEY, "1", table="t", row=ROW, column="c")

    with pytest.raises(CannotOpen):
        open_json(KEY, sealed, table="t", row=ROW, column="c")


def test_half_a_character_is_refused() -> None:
    with pytest.raises(CannotSeal):
        seal_text(KEY, "\ud83d", table="t", row=ROW, column="c")
    with pytest.raises(CannotSeal):
        seal_json(KEY, ["\ud83d"], table="t", row=ROW, column="c")


def test_same_text_is_never_sealed_the_same() -> None:
    sealed = {seal_text(KEY, "نص", table="t", row=ROW, column="c") for _ in range(100)}

    assert len(sealed) == 100


@given(first=st.text("ab", max_size=63), second=st.text("ab", max_size=63))
def test_short_texts_have_one_length(first: str, second: str) -> None:
    lengths = {len(seal_text(KEY, text, table="t", row=ROW, column="c")) for text in (first, second)}

    assert lengths == {1 + 12 + 64 + 16}


@given(st.integers(0, 100_000))
def test_padding_has_room_for_its_mark_and_known_steps(length: int) -> None:
    padded = padded_length(length)

    step = 64 if length < 4096 else 1024
    assert padded % step == 0
    assert length + 1 <= padded <= length + step


@given(key=st.binary(min_size=32, max_size=32), record=st.uuids())
def test_wrapped_key_comes_back_for_its_record_only(ring: Keyring, key: bytes, record: UUID) -> None:
    wrapped = wrap(ring, key, record)

    assert unwrap(ring, wrapped, record) == key
    assert wrapping_key_id(wrapped) == ring.active_id
    with pytest.raises(CannotOpen):
        unwrap(ring, wrapped, UUID(int=record.int ^ 1))


@given(place=st.integers(0, 64), mask=st.integers(1, 255))
def test_altered_wrapped_key_does_not_open(ring: Keyring, place: int, mask: int) -> None:
    wrapped = wrap(ring, KEY, ROW)
    altered = wrapped[:place] + bytes([wrapped[place] ^ mask]) + wrapped[place + 1 :]

    with pytest.raises((CannotOpen, KeyUnknown)):
        unwrap(ring, altered, ROW)


@pytest.mark.parametrize("wrapped", [b"", b"\x01", b"\x02" * 65, b"\x01" * 64])
def test_bytes_that_are_no_wrapped_key_are_named(ring: Keyring, wrapped: bytes) -> None:
    with pytest.raises(CannotOpen):
        unwrap(ring, wrapped, ROW)


def test_rewrapped_key_outlives_its_old_root_key(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path)
    old = ring.active_id
    kept, lost = wrap(ring, KEY, ROW), wrap(ring, KEY, ROW)

    ring.rotate()
    kept = rewrap(ring, kept, ROW)
    ring.destroy(old)

    assert unwrap(ring, kept, ROW) == KEY
    with pytest.raises(KeyDestroyed):
        unwrap(ring, lost, ROW)


@given(plain=st.binary(max_size=200), other=st.binary(max_size=200))
def test_commitment_binds_the_plaintext_the_record_and_the_key(plain: bytes, other: bytes) -> None:
    made = row_commitment(KEY, plain, about=ROW)

    assert made == row_commitment(KEY, plain, about=ROW)
    assert len(made) == 32
    assert (made == row_commitment(KEY, other, about=ROW)) is (plain == other)
    assert made != row_commitment(KEY, plain, about=uuid4())
    assert made != row_commitment(new_data_key(), plain, about=ROW)


def test_pseudonym_is_stable_under_a_key_and_strange_under_another() -> None:
    made = pseudonym(KEY, ROW)

    assert made == pseudonym(KEY, ROW)
    assert len(made) == 16
    assert made not in (ROW.bytes, pseudonym(new_data_key(), ROW), pseudonym(KEY, uuid4()))

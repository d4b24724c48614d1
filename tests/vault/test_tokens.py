"""Blind tokens: stable, apart by kind, and computable by the database."""

import hashlib
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.vault.keyring import Keyring, KeyUnknown
from takatuf.vault.tokens import (
    WrongKeySize,
    identifier_token,
    identifier_tokens,
    scope_proof,
    uuid_from_secret,
)

keys = st.binary(min_size=32, max_size=32)


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    return Keyring.create(tmp_path_factory.mktemp("keys"))


def as_the_database_does(key: bytes, *parts: bytes) -> bytes:
    """HMAC by two rounds of sha256() over stored pads, as the SQL function writes it."""
    padded = key.ljust(64, b"\0")
    inner, outer = (bytes(byte ^ mask for byte in padded) for mask in (0x36, 0x5C))
    message = b"".join(struct.pack(">I", len(part)) + part for part in parts)
    return hashlib.sha256(outer + hashlib.sha256(inner + message).digest()).digest()


@given(key=keys, parts=st.lists(st.binary(max_size=100), max_size=6))
def test_scope_proof_is_what_the_database_computes(key: bytes, parts: list[bytes]) -> None:
    assert scope_proof(key, *parts) == as_the_database_does(key, *parts)


def test_scope_proof_has_its_known_value() -> None:
    proof = scope_proof(b"k" * 32, b"a", b"", b"bc")

    assert proof == as_the_database_does(b"k" * 32, b"a", b"", b"bc")
    assert len(proof) == 32


@given(key=keys, left=st.binary(max_size=20), right=st.binary(min_size=1, max_size=20))
def test_boundary_between_parts_cannot_be_shifted(key: bytes, left: bytes, right: bytes) -> None:
    assert scope_proof(key, left, right) != scope_proof(key, left + right[:1], right[1:])
    assert scope_proof(key, left, right) != scope_proof(key, left + right)


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_key_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(WrongKeySize):
        scope_proof(b"k" * size, b"a")


@given(first=st.text("ابت012", max_size=10), second=st.text("ابت012", max_size=10))
def test_identifier_token_is_the_same_only_for_the_same_text(ring: Keyring, first: str, second: str) -> None:
    tokens = identifier_token(ring, "phone", first), identifier_token(ring, "phone", second)

    assert len(tokens[0]) == 16
    assert (tokens[0] == tokens[1]) is (first == second)
    assert tokens[0] != identifier_token(ring, "account", first)


def test_tokens_of_all_versions_are_found_after_a_rotation(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path)
    before = identifier_token(ring, "email", "name@example.org")

    ring.rotate_tokens()
    ring.rotate()

    assert identifier_tokens(ring, "email", "name@example.org") == {
        2: identifier_token(ring, "email", "name@example.org"),
        1: before,
    }
    with pytest.raises(KeyUnknown):
        identifier_token(ring, "email", "name@example.org", 3)


@given(key=keys, text=st.text("ابتثج ", max_size=60))
def test_id_from_a_secret_is_stable_and_of_version_eight(key: bytes, text: str) -> None:
    made = uuid_from_secret(key, text)

    assert made == uuid_from_secret(key, text)
    assert made.version == 8
    assert made.variant == "specified in RFC 4122"
    assert made != uuid_from_secret(key, text + "ا")

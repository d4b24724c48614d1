"""The canonical bytes of a ledger line, which the tree hashes and the verifier reads."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import rfc8785

from takatuf.kernel.errors import Refused
from takatuf.ledger.verifier import leaf_hash

VERSION = 1


class LeafRefused(Refused):
    """A line that may not be written; the sentence names the part."""


def leaf_bytes(
    *, kind: str, about: str, by: str, at: datetime, commitment: str, extra: Mapping[str, str] | None = None
) -> bytes:
    """RFC 8785 bytes of one line: {"v", "kind", "about", "by", "at", "commitment", "extra"}.

    `about` is a pseudonym and `commitment` a salted hash, both in lower hexadecimal or empty; `at` becomes RFC 3339
    in UTC with microseconds. Nothing about a person goes in. Raises LeafRefused.
    """
    if not kind or not by:
        raise LeafRefused("A line needs its kind and who acted.")
    for name, value in (("about", about), ("commitment", commitment)):
        if value.strip("0123456789abcdef"):
            raise LeafRefused(f"The part {name} of a line is lower hexadecimal, or empty.")
    if at.tzinfo is None:
        raise LeafRefused("The time of a line needs its zone.")
    return rfc8785.dumps({
        "v": VERSION, "kind": kind, "about": about, "by": by, "at": _rfc3339(at), "commitment": commitment,
        "extra": dict(extra or {}),
    })  # fmt: skip


def plain_leaf_bytes(*, kind: str, about: str, by: str, at: datetime, commitment: str) -> bytes:
    """The same bytes as `leaf_bytes` for a line without `extra`, written directly; for many lines at once.

    `kind`, `by` and both hashes hold no character that JSON would escape: they are names of the code and hexadecimal.
    """
    return (
        f'{{"about":"{about}","at":"{_rfc3339(at)}","by":"{by}","commitment":"{commitment}","extra":{{}},'
        f'"kind":"{kind}","v":{VERSION}}}'
    ).encode()


def canonical(content: Mapping[str, Any]) -> bytes:
    """RFC 8785 bytes of what a line binds; values that are not JSON's own stand as their text, the same tomorrow."""
    plain = {
        key: value if isinstance(value, (bool, int, str, type(None))) else str(value)
        for key, value in content.items()
    }
    return rfc8785.dumps(plain)


def facts_digest(entries: Iterable[bytes]) -> str:
    """SHA-256, in hexadecimal, over the leaf hashes of a submission's facts in their order.

    The line of a signed document holds it as `facts_sha256`, so that its list of facts cannot be exchanged either.
    """
    return hashlib.sha256(b"".join(leaf_hash(entry) for entry in entries)).hexdigest()


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

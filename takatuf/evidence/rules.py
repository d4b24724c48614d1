"""The chain of custody as plain rules: which step may follow which, and who holds an exhibit after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from takatuf.kernel.errors import InvalidInput, Refused


class Custody(StrEnum):
    """What happened to an exhibit (field/court.md section 8)."""

    SEIZED = "seized"
    RECEIVED = "received"
    HANDED_OVER = "handed_over"
    EXAMINED = "examined"
    RETURNED = "returned"
    DESTROYED = "destroyed"


#: A chain begins with one of these, and with nothing else.
FIRST = frozenset({Custody.SEIZED, Custody.RECEIVED})
#: After one of these nobody of the house holds the exhibit, and its chain has ended.
LAST = frozenset({Custody.RETURNED, Custody.DESTROYED})
#: Steps that name who takes the exhibit.
TAKEN = frozenset({Custody.SEIZED, Custody.RECEIVED, Custody.HANDED_OVER, Custody.RETURNED})

_HEX = frozenset("0123456789abcdef")
_HASH_LENGTHS: Mapping[str, int] = {"sha256": 64, "sha1": 40, "md5": 32}
HASHES = tuple(_HASH_LENGTHS)


class NotTheHolder(Refused):
    """Somebody gives an exhibit who does not hold it by the chain. What is missing in between is recorded first."""


class ChainHasEnded(Refused):
    """The exhibit was returned or destroyed: nothing more happens to it."""


class BeforeTheLastStep(Refused):
    """The step lies before the last one of the chain."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a chain stands: the number, kind and time of its last step, and the mark of who holds the exhibit now."""

    number: int
    kind: Custody
    at: datetime
    holder: bytes | None


def check_next(
    standing: Standing, *, kind: Custody, giver: bytes, taker: bytes | None, happened_at: datetime
) -> None:
    """Whether this step may follow; `giver` and `taker` are marks of holders.

    Raises ChainHasEnded, NotTheHolder, BeforeTheLastStep, and InvalidInput for a step that only begins a chain or for a
    hand-over to oneself.
    """
    if standing.kind in LAST:
        raise ChainHasEnded("The exhibit was returned or destroyed.")
    if kind in FIRST:
        raise InvalidInput("kind", "unknown_code")
    if standing.holder != giver:
        raise NotTheHolder("By the chain somebody else holds this exhibit.")
    if kind is Custody.HANDED_OVER and taker == giver:
        raise InvalidInput("taken_person", "same_holder")
    if happened_at < standing.at:
        raise BeforeTheLastStep("This step lies before the last one.")


def holder_after(kind: Custody, *, giver: bytes | None, taker: bytes | None) -> bytes | None:
    """The mark of who holds the exhibit after a step: an examination changes no holder, a destruction leaves none."""
    if kind is Custody.EXAMINED:
        return giver
    return None if kind is Custody.DESTROYED else taker


def written_hash(kind: str, text: str) -> str:
    """A hash in lower case without spaces; empty stays empty. Raises InvalidInput where it is none of its kind."""
    plain = "".join(text.split()).lower()
    if plain and (len(plain) != _HASH_LENGTHS[kind] or not _HEX.issuperset(plain)):
        raise InvalidInput(kind, "not_a_hash", length=_HASH_LENGTHS[kind])
    return plain

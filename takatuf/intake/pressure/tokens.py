"""Keyed tokens of networks, texts and lists of links: good for a day, readable by nobody."""

import hashlib
import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from takatuf.intake.content import Channel, ReportContent
from takatuf.intake.pressure.models import BurstReason
from takatuf.kernel.arabic import fold
from takatuf.vault.keys import keyring

TOKEN_BYTES = 16
LONGEST_TEXT = 2_000  # characters of a text that are compared
FEWEST_WORDS = 6  # "help me, please" is said by many children, and makes none of them a burst
FEWEST_LINKS = 1
_BANDS, _ROWS = 4, 3
_MINIMA = _BANDS * _ROWS
_HASHES = struct.Struct(f">{_MINIMA}I")
# Machines say the same on purpose, and agencies write for themselves: neither is a crowd.
_NEVER_A_BURST = frozenset({Channel.PROVIDER, Channel.AGENCY})


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that reports of one burst have in common."""

    token: bytes
    reason: BurstReason


def key_of_day(random: bytes) -> bytes:
    """The working key of a day: neither the database nor the keyring alone can make it."""
    return hmac.digest(keyring().purpose_key("pressure"), random, "sha256")


def network_token(key: bytes, network: str) -> bytes:
    """The token under which a network is counted."""
    return hmac.digest(key, b"network " + network.encode(), "sha256")[:TOKEN_BYTES]


def may_burst(content: ReportContent) -> bool:
    """Whether a report came by a door at which a crowd may stand."""
    return content.channel not in _NEVER_A_BURST


def signs_of(content: ReportContent, network: bytes, key: bytes) -> list[Sign]:
    """What this report may have in common with others: its words, its links, the network that it came from."""
    signs = [Sign(token, BurstReason.SAME_TEXT) for token in text_tokens(content.narrative, key)]
    links = sorted({claim.value.strip() for claim in content.identifiers if claim.kind == "url"})
    if len(links) >= FEWEST_LINKS:
        signs.append(Sign(_token(key, b"links ", "\n".join(links).encode()), BurstReason.SAME_LINKS))
    if network:
        signs.append(Sign(_token(key, b"burst ", network), BurstReason.SAME_NETWORK))
    return signs


def text_tokens(text: str, key: bytes) -> list[bytes]:
    """Four tokens of a text; two texts that are nearly the same share at least one, different ones none.

    MinHash over pairs of neighbouring words, in four bands of three rows: texts that share nine pairs of ten meet in
    99.5 of 100 cases, those that share one of ten in 0.4. Empty for a text of few words.
    """
    words = fold(text[:LONGEST_TEXT]).split()
    if len(words) < FEWEST_WORDS:
        return []
    minima = _minima(words, key)
    return [
        _token(key, b"text %d " % band, struct.pack(f">{_ROWS}I", *minima[band * _ROWS : (band + 1) * _ROWS]))
        for band in range(_BANDS)
    ]


def _minima(words: list[str], key: bytes) -> list[int]:
    hashes = [
        _HASHES.unpack(hashlib.blake2b(pair, key=key, digest_size=_HASHES.size).digest())
        for pair in _pairs(words)
    ]
    return [min(column) for column in zip(*hashes, strict=True)]


def _pairs(words: list[str]) -> Iterator[bytes]:
    return (f"{one} {other}".encode() for one, other in zip(words, words[1:], strict=False))


def _token(key: bytes, kind: bytes, value: bytes) -> bytes:
    return hmac.digest(key, kind + value, "sha256")[:TOKEN_BYTES]

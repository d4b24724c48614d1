"""The keyring of this process, opened once from the place that the settings name."""

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from time import monotonic

from django.conf import settings

from takatuf.vault import keyring_file
from takatuf.vault.keyring import Keyring

# A ring that another process rotated is read anew within this time; one that knows no key of a row reads it at once.
# Looking at the folder each time gave up the interpreter's lock twenty times for one report, in a crowd of threads.
_LOOK_AGAIN = 0.25  # seconds


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the folder held when it was last looked at; good for the same settings while nothing was written here."""

    asked: tuple[object, ...] = field(repr=False)
    until: float
    ring: Keyring


_seen: _Seen | None = None


@lru_cache(maxsize=4)
def _load(directory: Path, passphrase: str | None, changed_ns: int) -> Keyring:
    del changed_ns  # part of the cache's key: a rotated ring is read anew
    return Keyring.load(directory, passphrase)


def keyring() -> Keyring:
    """The keyring under TAKATUF_KEYS.

    Raises KeyringMissing, KeyringSealed or WrongPassphrase, each a sentence for the administrator.
    """
    global _seen  # noqa: PLW0603 - one for the process; whoever writes it last is right as well
    asked = (settings.TAKATUF_KEYS, settings.TAKATUF_KEYS_PASSPHRASE, keyring_file.written())
    seen, moment = _seen, monotonic()
    if seen is not None and seen.asked == asked and moment < seen.until:
        return seen.ring
    directory = Path(settings.TAKATUF_KEYS)
    ring = _load(directory, settings.TAKATUF_KEYS_PASSPHRASE, _changed_ns(directory))
    _seen = _Seen(asked, moment + _LOOK_AGAIN, ring)
    return ring


def _changed_ns(directory: Path) -> int:
    """When anything in the folder was last changed; 0 when it is not there."""
    try:
        with os.scandir(directory) as entries:  # a tenth of what a glob costs
            return max((entry.stat().st_mtime_ns for entry in entries), default=0)
    except FileNotFoundError:
        return 0

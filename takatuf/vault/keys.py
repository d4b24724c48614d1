"""The keyring of this process, opened once from the place that the settings name."""

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from takatuf.vault.keyring import Keyring


@lru_cache(maxsize=4)
def _load(directory: Path, passphrase: str | None, changed_ns: int) -> Keyring:
    del changed_ns  # part of the cache's key: a rotated ring is read anew
    return Keyring.load(directory, passphrase)


def keyring() -> Keyring:
    """The keyring under TAKATUF_KEYS.

    Raises KeyringMissing, KeyringSealed or WrongPassphrase, each a sentence for the administrator.
    """
    directory = Path(settings.TAKATUF_KEYS)
    try:
        with os.scandir(
            directory
        ) as entries:  # asked for at every step of a report: a tenth of what a glob costs
            changed = max((entry.stat().st_mtime_ns for entry in entries), default=0)
    except FileNotFoundError:
        changed = 0
    return _load(directory, settings.TAKATUF_KEYS_PASSPHRASE, changed)

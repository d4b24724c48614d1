"""The keyring from the command line: what is in it, and a new key that wraps from now on."""

from datetime import datetime

from takatuf.agencies.scope import system_scope
from takatuf.kernel.clock import now
from takatuf.ledger.actions import write
from takatuf.vault.actions import rewrap_data_keys
from takatuf.vault.keyring import RingKey
from takatuf.vault.keys import keyring


def list_keys() -> int:
    """Print the keys of the ring, the oldest first: never a key itself, only its name, its state and since when."""
    for key in keyring().keys:
        print(f"{key.id.hex()}  {key.state.value:<9}  {_since(key):%Y-%m-%d}")
    return 0


def _since(key: RingKey) -> datetime:
    return key.destroyed_at or key.retired_at or key.created_at


def rotate_keys() -> int:
    """Make a new key, wrap every record's data key by it, and put that on the ledger.

    Broken off, it is run again: every key of the ring opens what it wrapped. The older keys stay, retired, so that older
    copies of the database still open.
    """
    active = keyring().rotate(at=now()).hex()
    count = rewrap_data_keys()
    with system_scope("keys") as by:
        write("keys.rotated", about=None, by=by, at=now(), extra={"key": active})
    print(
        f"The key {active} wraps from now on; {count} records are under it. Copy the keyring again, to its own place."
    )
    return 0

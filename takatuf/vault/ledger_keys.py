"""The keys that sign the ledger: Ed25519 seeds, kept in the keyring's file."""

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from takatuf.vault import keyring_file
from takatuf.vault.keyring import Keyring

_SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class LedgerSigner:
    """A signing key of the ledger, or of a witness."""

    public: bytes
    _private: Ed25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def from_seed(cls, seed: bytes) -> "LedgerSigner":
        """The signer of a seed of 32 bytes."""
        private = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(private.public_key().public_bytes_raw(), private)

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature (RFC 8032), 64 bytes."""
        return self._private.sign(message)


def new_ledger_signer() -> LedgerSigner:
    """A signer that is kept nowhere; for trials and tests."""
    return LedgerSigner.from_seed(os.urandom(_SEED_BYTES))


def ensure_ledger_key(
    directory: Path | str, passphrase: str | None = None, *, name: str = "ledger"
) -> LedgerSigner:
    """The signer of this name from the keyring in the directory, made where it is missing.

    A witness keeps a name, and so a key, of its own: C2SP forbids one key for two cosigners. Raises as
    `Keyring.load` does.
    """
    ring = Keyring.load(directory, passphrase)
    kept = ring.store_secret(_secret_name(name), os.urandom(_SEED_BYTES))
    return LedgerSigner.from_seed(kept)


def ledger_signer(
    directory: Path | str, passphrase: str | None = None, *, name: str = "ledger"
) -> LedgerSigner:
    """The signer of this name. Raises KeyUnknown when it was never made, and as `Keyring.load` does."""
    path = Path(directory) / keyring_file.FILE_NAME
    changed_ns = path.stat().st_mtime_ns if path.exists() else 0
    return _read_signer(Path(directory), passphrase, name, changed_ns)


@lru_cache(maxsize=8)  # a sealed ring costs a tenth of a second to open, and the sealer signs every second
def _read_signer(directory: Path, passphrase: str | None, name: str, changed_ns: int) -> LedgerSigner:
    del changed_ns  # part of the cache's key: a changed ring is read anew
    return LedgerSigner.from_seed(Keyring.load(directory, passphrase).named_secret(_secret_name(name)))


def _secret_name(name: str) -> str:
    return f"ed25519:{name}"

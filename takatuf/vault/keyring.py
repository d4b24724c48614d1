"""The keyring: root keys that wrap data keys, roots of blind tokens, and keys for single purposes."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused
from takatuf.vault import keyring_file
from takatuf.vault.derive import KEY_BYTES, derive
from takatuf.vault.keyring_file import (
    KeyringDamaged,
    KeyringExists,
    KeyringExposed,
    KeyringMissing,
    KeyringSealed,
    Seal,
    WrongPassphrase,
)

__all__ = [
    "KeyDestroyed", "KeyState", "KeyStillActive", "KeyUnknown", "Keyring", "KeyringDamaged", "KeyringExists",
    "KeyringExposed", "KeyringMissing", "KeyringSealed", "NoActiveKey", "RingKey", "WrongPassphrase",
]  # fmt: skip

KEY_ID_BYTES = 4


class KeyUnknown(Refused):
    """The ring holds no key of this id, version or name."""


class KeyDestroyed(Refused):
    """The key was destroyed; what it closed stays closed."""


class KeyStillActive(Refused):
    """The active key cannot be destroyed: rotate first, rewrap the data keys, then destroy."""


class NoActiveKey(Refused):
    """The active key was retired and none came after it: rotate."""


class KeyState(StrEnum):
    """ACTIVE wraps and unwraps, RETIRED only unwraps, DESTROYED is a name without a key."""

    ACTIVE = "active"
    RETIRED = "retired"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class RingKey:
    """One root key of the ring."""

    id: bytes
    state: KeyState
    created_at: datetime
    retired_at: datetime | None = None
    destroyed_at: datetime | None = None
    secret: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class _Content:
    """All that the file holds."""

    keys: tuple[RingKey, ...] = field(repr=False)
    token_roots: tuple[bytes, ...] = field(repr=False)  # version 1 first
    purpose_root: bytes = field(repr=False)
    named: dict[str, bytes] = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        return {
            "keys": [_key_to_json(key) for key in self.keys],
            "token_roots": [root.hex() for root in self.token_roots],
            "purpose_root": self.purpose_root.hex(),
            "named": {name: secret.hex() for name, secret in self.named.items()},
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "_Content":
        try:
            return cls(
                keys=tuple(_key_from_json(key) for key in value["keys"]),
                token_roots=tuple(bytes.fromhex(root) for root in value["token_roots"]),
                purpose_root=bytes.fromhex(value["purpose_root"]),
                named={name: bytes.fromhex(secret) for name, secret in value["named"].items()},
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise KeyringDamaged("The keyring's file is not complete.") from error


def _key_to_json(key: RingKey) -> dict[str, str | None]:
    return {
        "id": key.id.hex(),
        "state": key.state.value,
        "created_at": key.created_at.isoformat(),
        "retired_at": key.retired_at.isoformat() if key.retired_at else None,
        "destroyed_at": key.destroyed_at.isoformat() if key.destroyed_at else None,
        "secret": key.secret.hex() if key.secret else None,
    }


def _key_from_json(value: dict[str, str | None]) -> RingKey:
    def moment(name: str) -> datetime | None:
        text = value[name]
        return datetime.fromisoformat(text) if text else None

    secret = value["secret"]
    return RingKey(
        id=bytes.fromhex(value["id"] or ""),
        state=KeyState(value["state"] or ""),
        created_at=datetime.fromisoformat(value["created_at"] or ""),
        retired_at=moment("retired_at"),
        destroyed_at=moment("destroyed_at"),
        secret=bytes.fromhex(secret) if secret else None,
    )


class Keyring:
    """The keys of one installation, read from one directory.

    Root keys wrap the data keys of records; one is active. Three kinds of derived key hang on it:
    `wrapping_key` (by root key, rotates with `rotate`), `token_key` (by token version, rotates with `rotate_tokens`;
    older versions stay, because tokens in rows carry their version) and `purpose_key` (never rotates by itself).
    Every change re-reads the file under a lock, so two processes cannot undo each other's rotation.
    """

    def __init__(self, directory: Path, content: _Content, seal: Seal | None) -> None:
        self._directory = directory
        self._content = content
        self._seal = seal
        self._derived: dict[tuple[bytes, ...], bytes] = {}

    def __repr__(self) -> str:
        return f"Keyring({str(self._directory)!r}, {len(self._content.keys)} keys)"

    @classmethod
    def create(
        cls, directory: Path | str, passphrase: str | None = None, *, at: datetime | None = None
    ) -> "Keyring":
        """Make a ring with one active key in the directory; plain unless a passphrase seals it.

        Raises KeyringExists.
        """
        directory = Path(directory)
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = _Content(
            (_new_key(set(), at or now()),), (os.urandom(KEY_BYTES),), os.urandom(KEY_BYTES), {}
        )
        seal = Seal.of(passphrase) if passphrase is not None else None
        with keyring_file.locked(directory):
            if (directory / keyring_file.FILE_NAME).exists():
                raise KeyringExists(f"There is a keyring in {directory} already.")
            keyring_file.write(directory, content.to_json(), seal)
        return cls(directory, content, seal)

    @classmethod
    def load(cls, directory: Path | str, passphrase: str | None = None) -> "Keyring":
        """The ring of the directory.

        Raises KeyringMissing, KeyringSealed, WrongPassphrase, KeyringExposed or KeyringDamaged.
        """
        value, seal = keyring_file.read(Path(directory), passphrase)
        return cls(Path(directory), _Content.from_json(value), seal)

    @property
    def is_plain(self) -> bool:
        """Whether the file is readable without a passphrase."""
        return self._seal is None

    @property
    def keys(self) -> tuple[RingKey, ...]:
        """All keys, oldest first, the destroyed ones too."""
        return self._content.keys

    @property
    def active_id(self) -> bytes:
        """The id of the key that wraps now. Raises NoActiveKey."""
        for key in self._content.keys:
            if key.state is KeyState.ACTIVE:
                return key.id
        raise NoActiveKey("The ring has no active key; rotate it.")

    @property
    def token_version(self) -> int:
        """The version of the newest token root; rows keep it beside their token."""
        return len(self._content.token_roots)

    def rotate(self, *, at: datetime | None = None) -> bytes:
        """Retire the active key and make a new one, whose id is returned. Data keys are rewrapped separately."""
        moment = at or now()

        def change(content: _Content) -> _Content:
            older = tuple(
                _retired(key, moment) if key.state is KeyState.ACTIVE else key for key in content.keys
            )
            return replace(content, keys=(*older, _new_key({key.id for key in older}, moment)))

        self._change(change)
        return self.active_id

    def retire(self, key_id: bytes, *, at: datetime | None = None) -> None:
        """Stop wrapping with the active key at once, before a new one is made: an emergency brake.

        Raises KeyUnknown when it is not there, KeyDestroyed when it is gone, NoActiveKey when it is retired already.
        """
        moment = at or now()

        def change(content: _Content) -> _Content:
            key = _find(content, key_id)
            if key.state is KeyState.DESTROYED:
                raise KeyDestroyed(f"Key {key_id.hex()} was destroyed.")
            if key.state is KeyState.RETIRED:
                raise NoActiveKey(f"Key {key_id.hex()} is retired already.")
            return _replaced(content, _retired(key, moment))

        self._change(change)

    def destroy(self, key_id: bytes, *, at: datetime | None = None) -> None:
        """Erase a retired key. What only it wrapped can never be opened again; backups of the ring must go too.

        Raises KeyStillActive, KeyDestroyed or KeyUnknown.
        """
        moment = at or now()

        def change(content: _Content) -> _Content:
            key = _find(content, key_id)
            if key.state is KeyState.ACTIVE:
                raise KeyStillActive(f"Key {key_id.hex()} is active; rotate first.")
            if key.state is KeyState.DESTROYED:
                raise KeyDestroyed(f"Key {key_id.hex()} was destroyed before.")
            return _replaced(
                content, replace(key, state=KeyState.DESTROYED, destroyed_at=moment, secret=None)
            )

        self._change(change)

    def rotate_tokens(self) -> int:
        """Add a token root and return its version. Older versions stay until their rows are made anew."""
        self._change(
            lambda content: replace(content, token_roots=(*content.token_roots, os.urandom(KEY_BYTES)))
        )
        return self.token_version

    def set_passphrase(self, passphrase: str | None) -> None:
        """Seal the file by a new passphrase, or leave it plain with None."""
        with keyring_file.locked(self._directory):
            content = self._on_disk()
            seal = Seal.of(passphrase) if passphrase is not None else None
            keyring_file.write(self._directory, content.to_json(), seal)
            self._seal = seal
            self._take(content)

    def wrapping_key(self, key_id: bytes) -> bytes:
        """The key, 32 bytes, that wraps data keys under this root key. Raises KeyUnknown or KeyDestroyed."""
        return self.purpose_key("wrap", key_id)

    def purpose_key(self, purpose: str, key_id: bytes | None = None) -> bytes:
        """A key of 32 bytes for one purpose, the same in every process.

        Without `key_id` it outlives rotation; with it, it hangs on that root key and goes with it
        (then KeyUnknown or KeyDestroyed may be raised).
        """
        name = (b"purpose", purpose.encode(), key_id or b"")
        key = self._derived.get(name)
        if key is None:
            root = self._content.purpose_root if key_id is None else self._secret(key_id)
            key = self._derived[name] = derive(root, *name)
        return key

    def token_key(self, purpose: str, version: int | None = None) -> bytes:
        """A key of 32 bytes for blind tokens, of the newest version unless one is named. Raises KeyUnknown."""
        version = self.token_version if version is None else version
        name = (b"token", purpose.encode(), str(version).encode())
        key = self._derived.get(name)
        if key is None:
            if version > self.token_version:
                self._reload()  # another process may have rotated
            if not 1 <= version <= self.token_version:
                raise KeyUnknown(f"The ring holds no token root of version {version}.")
            key = self._derived[name] = derive(self._content.token_roots[version - 1], *name)
        return key

    def store_secret(self, name: str, secret: bytes) -> bytes:
        """Keep a secret under a name, such as a signing seed; returns the one that is kept.

        The first writer wins: where the name is taken already, its secret is returned and nothing is changed.
        """
        if name in self._content.named:
            return self._content.named[name]

        def change(content: _Content) -> _Content:
            return replace(content, named={name: secret, **content.named})

        self._change(change)
        return self._content.named[name]

    def named_secret(self, name: str) -> bytes:
        """The secret kept under the name. Raises KeyUnknown."""
        if name not in self._content.named:
            self._reload()  # another process may have stored it
        if name not in self._content.named:
            raise KeyUnknown(f"The keyring keeps no secret called {name}.")
        return self._content.named[name]

    def _secret(self, key_id: bytes) -> bytes:
        if key_id not in {key.id for key in self._content.keys}:
            self._reload()  # another process may have rotated
        key = _find(self._content, key_id)
        if key.secret is None:
            raise KeyDestroyed(f"Key {key_id.hex()} was destroyed.")
        return key.secret

    def _on_disk(self) -> _Content:
        value, self._seal = keyring_file.read(self._directory, seal=self._seal)
        return _Content.from_json(value)

    def _reload(self) -> None:
        self._take(self._on_disk())

    def _take(self, content: _Content) -> None:
        self._content = content
        self._derived = {}

    def _change(self, change: Callable[[_Content], _Content]) -> None:
        with keyring_file.locked(self._directory):
            content = change(self._on_disk())
            keyring_file.write(self._directory, content.to_json(), self._seal)
            self._take(content)


def _new_key(taken: set[bytes], at: datetime) -> RingKey:
    key_id = os.urandom(KEY_ID_BYTES)
    while key_id in taken:
        key_id = os.urandom(KEY_ID_BYTES)
    return RingKey(key_id, KeyState.ACTIVE, at, secret=os.urandom(KEY_BYTES))


def _retired(key: RingKey, at: datetime) -> RingKey:
    return replace(key, state=KeyState.RETIRED, retired_at=at)


def _find(content: _Content, key_id: bytes) -> RingKey:
    for key in content.keys:
        if key.id == key_id:
            return key
    raise KeyUnknown(f"The ring holds no key {key_id.hex()}.")


def _replaced(content: _Content, changed: RingKey) -> _Content:
    return replace(content, keys=tuple(changed if key.id == changed.id else key for key in content.keys))

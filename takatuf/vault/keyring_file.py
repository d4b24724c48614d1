"""The keyring's file: private, written whole or not at all, plain or sealed by a passphrase."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from takatuf.kernel.errors import Refused

FORMAT = "takatuf-keyring/1"
FILE_NAME = "keyring.json"
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**15, 8, 1  # 32 MB and about a tenth of a second for each guess
_NONCE = 12


class KeyringMissing(Refused):
    """There is no keyring in this directory."""


class KeyringExists(Refused):
    """There is a keyring already; making another would orphan every text that it opens."""


class KeyringSealed(Refused):
    """The keyring is sealed and no passphrase was given."""


class WrongPassphrase(Refused):
    """The passphrase does not open the keyring, or its file was altered."""


class KeyringDamaged(Refused):
    """The keyring's file cannot be read; restore it from its own backup."""


class KeyringExposed(Refused):
    """The plain keyring may be read by everybody on this machine."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The key that seals the file, with the salt from which a passphrase makes it again."""

    salt: bytes
    key: bytes = field(repr=False)

    @classmethod
    def of(cls, passphrase: str, salt: bytes | None = None) -> "Seal":
        """The seal of a passphrase; a new salt unless the file's own is given."""
        salt = os.urandom(16) if salt is None else salt
        kdf = Scrypt(salt=salt, length=32, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P)
        return cls(salt, kdf.derive(passphrase.encode()))

    def header(self) -> dict[str, Any]:
        """What stands outside the sealed part, and is bound to it."""
        kdf = {"name": "scrypt", "n": _SCRYPT_N, "r": _SCRYPT_R, "p": _SCRYPT_P, "salt": self.salt.hex()}
        return {"format": FORMAT, "sealed": True, "kdf": kdf}


_written = 0


def written() -> int:
    """How often this process has written a ring: what it kept in memory before is old then."""
    return _written


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """One writer at a time, among all processes of this machine."""
    handle = os.open(directory / ".lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        _give_to_owner(handle, directory)
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def read(
    directory: Path, passphrase: str | None = None, seal: Seal | None = None
) -> tuple[dict[str, Any], Seal | None]:
    """The ring's content, and the seal that opened it (None for a plain file).

    Raises KeyringMissing, KeyringExposed, KeyringSealed, WrongPassphrase or KeyringDamaged.
    """
    path = directory / FILE_NAME
    try:
        mode = path.stat().st_mode
        outer = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise KeyringMissing(
            f'There is no keyring in {directory}: "takatuf serve" makes one for a new house; an older one brings its own back.'
        ) from error
    except ValueError as error:
        raise KeyringDamaged(f"{path} is not a keyring.") from error
    if not isinstance(outer, dict) or outer.get("format") != FORMAT:
        raise KeyringDamaged(f"{path} is not a keyring of the format {FORMAT}.")
    if outer.get("sealed") is True:
        return _open(path, outer, passphrase, seal)
    if mode & 0o007:
        raise KeyringExposed(
            f"{path} is open to everybody on this machine; take those rights away (chmod 600)."
        )
    return outer, None


def _open(
    path: Path, outer: dict[str, Any], passphrase: str | None, seal: Seal | None
) -> tuple[dict[str, Any], Seal]:
    try:
        salt, box = bytes.fromhex(outer["kdf"]["salt"]), bytes.fromhex(outer["box"])
    except (KeyError, TypeError, ValueError) as error:
        raise KeyringDamaged(f"{path} is not a complete keyring.") from error
    if seal is None or seal.salt != salt:
        if passphrase is None:
            raise KeyringSealed(
                f"{path} is sealed; name the file with its passphrase in TAKATUF_KEYS_PASSPHRASE_FILE."
            )
        seal = Seal.of(passphrase, salt)
    try:
        content = AESGCM(seal.key).decrypt(box[:_NONCE], box[_NONCE:], _canonical(seal.header()))
    except (InvalidTag, ValueError) as error:
        raise WrongPassphrase(
            f"The passphrase in TAKATUF_KEYS_PASSPHRASE_FILE does not open {path}, or the file was altered."
        ) from error
    return json.loads(content), seal


def write(directory: Path, content: dict[str, Any], seal: Seal | None) -> None:
    """Replace the file whole: a crash leaves the old ring or the new one, never a part."""
    global _written  # noqa: PLW0603 - counts for the whole process
    outer: dict[str, Any] = {**content, "format": FORMAT, "sealed": False}
    if seal is not None:
        nonce = os.urandom(_NONCE)
        box = nonce + AESGCM(seal.key).encrypt(nonce, _canonical(content), _canonical(seal.header()))
        outer = {**seal.header(), "box": box.hex()}
    # A folder of its own for the unfinished file: whoever lists the keys' directory never meets a name that vanishes.
    waiting = directory / ".new"
    waiting.mkdir(mode=0o700, exist_ok=True)
    with _opened(waiting) as handle:
        _give_to_owner(handle, directory)
    unfinished = waiting / FILE_NAME
    handle = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        _give_to_owner(file.fileno(), directory)
        file.write(json.dumps(outer, indent=1).encode())
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(directory / FILE_NAME)
    _written += 1
    with _opened(directory) as folder:
        os.fsync(folder)


@contextmanager
def _opened(directory: Path) -> Iterator[int]:
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        os.close(handle)


def _give_to_owner(handle: int, directory: Path) -> None:
    """What root writes here, a rotated ring for one, belongs to the folder's owner: web and worker go on reading it."""
    if os.geteuid() == 0:
        owner = directory.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)


def _canonical(value: dict[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()

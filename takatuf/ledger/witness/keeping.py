"""What a witness keeps in a folder of its own: its key, whom it watches, what it saw last, what it signed, and alarms."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from takatuf.kernel.errors import Refused
from takatuf.ledger.notes import COSIGNATURE, vkey
from takatuf.ledger.verifier import ED25519, BadNote, VKey, read_vkey

FORMAT = "takatuf-witness/1"
CONFIG, KEY, SEEN, SIGNED, ALARMS = "witness.json", "witness.key", "seen.json", "signed.jsonl", "alarms"


class WitnessUnfit(Refused):
    """The witness's folder cannot be used; the sentence says what is wrong with it."""


class WitnessBusy(Refused):
    """Another witness runs on the same folder: two would sign two things."""


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """The key that cosigns. Its repr holds nothing secret."""

    public: bytes
    _private: Ed25519PrivateKey = field(repr=False, compare=False)

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes."""
        return self._private.sign(message)


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest head of a ledger that the witness cosigned; size 0 when it has seen none."""

    size: int = 0
    root: bytes = b""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness and its folder. `houses` are the keys by which the watched ledgers sign, by origin."""

    folder: Path
    name: str
    house_url: str
    houses: tuple[VKey, ...]
    key: WitnessKey

    @property
    def vkey(self) -> str:
        """The line by which others know this witness."""
        return vkey(self.name, self.key.public, COSIGNATURE)

    def seen(self, origin: str) -> Seen:
        """What it cosigned last of this ledger. Raises WitnessUnfit when that cannot be read: it never starts afresh by itself."""
        found = _read_json(self.folder / SEEN).get(origin) if (self.folder / SEEN).exists() else None
        if found is None:
            return Seen()
        try:
            return Seen(int(found["size"]), bytes.fromhex(found["root"]), str(found["note"]))
        except (KeyError, TypeError, ValueError) as error:
            raise WitnessUnfit(f"{self.folder / SEEN} is damaged; bring it back from a copy.") from error

    def keep(self, origin: str, seen: Seen, *, line: str, at: datetime) -> None:
        """Keep for good, before the cosignature leaves: what was seen last, and the signed note where it is a new one."""
        path = self.folder / SEEN
        known = _read_json(path) if path.exists() else {}
        is_new = known.get(origin, {}).get("size") != seen.size
        known[origin] = {"size": seen.size, "root": seen.root.hex(), "note": seen.note, "at": _moment(at)}
        if is_new:
            signed = json.dumps({"at": _moment(at), "note": seen.note + line}, ensure_ascii=False)
            _append(self.folder / SIGNED, signed + "\n")
        _replace(path, json.dumps(known, ensure_ascii=False, indent=1))

    def alarm(self, kind: str, sentence: str, *, at: datetime, **evidence: str) -> Path:
        """Write an alarm with its evidence, the signed notes themselves; returns the file."""
        folder = self.folder / ALARMS
        folder.mkdir(exist_ok=True)
        path = folder / f"{at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{kind}.json"
        parts = {"kind": kind, "sentence": sentence, "at": _moment(at), "witness": self.vkey, **evidence}
        _replace(path, json.dumps(parts, ensure_ascii=False, indent=1))
        return path

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder: looking at what was seen last and keeping what is signed now is one step. Raises WitnessBusy."""
        with (self.folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise WitnessBusy(f"Another witness runs on {self.folder}.") from None
            yield


def make_witness(
    folder: Path, *, name: str, house_url: str, house_key: str, passphrase: bytes | None = None
) -> Witness:
    """A new witness with a key of its own. Raises WitnessUnfit: never over an old one, never with a key that is no ledger's."""
    if (folder / CONFIG).exists() or (folder / KEY).exists():
        raise WitnessUnfit(f"{folder} holds a witness already; its key and memory are not written over.")
    houses = [line for line in _lines(house_key) if _is_house(line)]
    if not houses:
        raise WitnessUnfit("The house's key file holds no verifier key of a ledger (name+id+base64).")
    private = Ed25519PrivateKey.generate()
    vkey(name, private.public_key().public_bytes_raw(), COSIGNATURE)  # refuses a name that breaks the form
    lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _replace(folder / KEY, pem.decode())
        parts = {"format": FORMAT, "name": name, "house": house_url.rstrip("/"), "house_keys": houses}
        _replace(folder / CONFIG, json.dumps(parts, indent=1))
    except OSError as error:
        raise WitnessUnfit(f"{folder} cannot be written: {error.strerror}.") from error
    return load_witness(folder, passphrase=passphrase)


def load_witness(folder: Path, *, passphrase: bytes | None = None) -> Witness:
    """The witness of a folder. Raises WitnessUnfit with the file and the reason."""
    if not (folder / CONFIG).exists():
        raise WitnessUnfit(f'{folder} is no witness\'s folder: "takatuf witness init" makes one.')
    parts = _read_json(folder / CONFIG)
    try:
        pem = (folder / KEY).read_bytes()
        private = serialization.load_pem_private_key(pem, passphrase)
    except OSError as error:
        raise WitnessUnfit(f"{folder / KEY} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError) as error:
        raise WitnessUnfit(
            f"{folder / KEY} cannot be opened; is TAKATUF_WITNESS_PASSPHRASE the right one?"
        ) from error
    try:
        houses = tuple(read_vkey(line) for line in parts["house_keys"])
        name, url = str(parts["name"]), str(parts["house"])
    except (KeyError, TypeError, ValueError) as error:
        raise WitnessUnfit(f"{folder / CONFIG} is damaged: {error}") from error
    if parts.get("format") != FORMAT or not isinstance(private, Ed25519PrivateKey):
        raise WitnessUnfit(f"{folder} holds no witness of a kind known here.")
    key = WitnessKey(private.public_key().public_bytes_raw(), private)
    return Witness(folder, name, url, houses, key)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _is_house(line: str) -> bool:
    try:
        return read_vkey(line).kind == ED25519
    except BadNote:
        return False


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise WitnessUnfit(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise WitnessUnfit(f"{path} is damaged; bring it back from a copy.") from error
    if not isinstance(value, dict):
        raise WitnessUnfit(f"{path} is damaged; bring it back from a copy.")
    return value


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all, also when the power fails meanwhile; readable by its owner alone."""
    beside = path.with_name(path.name + ".new")
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
    _sync(path.parent)


def _append(path: Path, text: str) -> None:
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8"
    ) as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")

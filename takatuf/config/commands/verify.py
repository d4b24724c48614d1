"""Checking a signed submission, published figures or a promise of the ledger without a database."""

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from takatuf.kernel.errors import InvalidInput, Refused
from takatuf.kernel.strict_json import read_json


class CannotVerify(Refused):
    """A file that is needed for the check is missing or cannot be read; the sentence names it."""


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotVerify(f"{what} {path} cannot be read: {error.strerror}.") from error


def _pinned_keys(file: Path, key: str | None) -> list[str]:
    if key is not None:
        path = Path(key)
    else:
        from takatuf.config.environment import read_environment

        home, beside = read_environment().home / "ledger.pub", file.parent / "ledger.pub"
        path = home if home.exists() else beside
        if path == beside and beside.exists():
            print(
                "note The ledger key lies beside the document. Whoever sent both could have made both: compare the key."
            )
    try:
        lines = _read(path, "The ledger key").decode().splitlines()
    except UnicodeDecodeError as error:
        raise CannotVerify(f"The ledger key {path} is not text.") from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _witness_keys(files: Sequence[str]) -> list[str]:
    """The keys in these files. Raises CannotVerify for a file without one, or with a key that is no witness's."""
    from takatuf.ledger.verifier import COSIGNATURE, BadNote, read_vkey

    found = []
    for file in files:
        try:
            lines = _read(Path(file), "The witness's key").decode().splitlines()
            keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
            if not keys or any(read_vkey(line).kind != COSIGNATURE for line in keys):
                raise CannotVerify(f"{file} holds no key of a witness, or one of a ledger.")
        except (UnicodeDecodeError, BadNote) as error:
            raise CannotVerify(f"The witness's key {file} cannot be used: {error}") from error
        found += keys
    return list(dict.fromkeys(found))


def verify(
    file: str, *, proof: str | None, key: str | None, witnesses: Sequence[str] = (), needed: int | None = None
) -> int:
    """Print each check in a line; 0 when all hold, 1 otherwise.

    The ledger's proof is checked by the stand-alone verifier; the signature and later revisions, which published figures
    have not, by pyHanko. `witnesses`
    are files with keys of witnesses; `needed` of them must have cosigned, by default all.
    """
    from takatuf.ledger import verifier

    path = Path(file)
    named = _witness_keys(witnesses)
    needed = len(named) if needed is None else needed
    data = _read(path, "The document")
    said = _object_in(data, path)
    if "promise" in said:
        return _verify_promise(said, _pinned_keys(path, key), _later(proof))
    proof_path = Path(proof) if proof else path.parent / "proof.json"
    try:
        proof_value = read_json(_read(proof_path, "The proof"))
    except (ValueError, RecursionError) as error:
        raise CannotVerify(f"The proof {proof_path} is not JSON.") from error
    except InvalidInput as error:
        raise _named_twice("The proof", proof_path, error) from error
    verdict = verifier.verify(data, proof_value, [*_pinned_keys(path, key), *named], needed)
    holds = verdict.ok
    if not needed:
        print(
            "note No witness was asked for: whether the ledger's keeper kept a second ledger is not checked."
        )
    for check in verdict.checks:
        print(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.sentence_en}")
    if str(said.get("format", "")).startswith("takatuf-figures/"):
        print(
            f"note These are published figures, release {said.get('code')}; the ledger's line stands for them."
        )
    else:
        holds = _signature_holds(data) and holds
    print("Verified." if holds else "NOT verified.")
    return 0 if holds else 1


def _object_in(data: bytes, path: Path) -> dict[str, Any]:
    """The JSON object that the file holds, where it is no PDF; empty otherwise. Raises CannotVerify for a name twice."""
    if not data.lstrip().startswith(b"{"):
        return {}
    try:
        value = read_json(data)
    except InvalidInput as error:
        raise _named_twice("The file", path, error) from error
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _named_twice(what: str, path: Path, refusal: InvalidInput) -> CannotVerify:
    return CannotVerify(
        f"{what} {path} names {refusal.path} twice, so that two programs could read two different things in it."
        " Ask for the file as it was issued."
    )


def _later(proof: str | None) -> dict[str, Any] | None:
    """The same promise fetched again, where `--proof` names it. Raises CannotVerify when it is none."""
    if proof is None:
        return None
    found = _object_in(_read(Path(proof), "The promise fetched again,"), Path(proof))
    if "promise" not in found:
        raise CannotVerify(f"{proof} is no promise of the ledger.")
    return found


def _verify_promise(promise: dict[str, Any], vkeys: list[str], later: dict[str, Any] | None) -> int:
    from takatuf.kernel.clock import now
    from takatuf.ledger.promises import check_promise

    checks = check_promise(promise, vkeys, later=later, at=now())
    for name, ok, sentence in checks:
        print(f"{'ok  ' if ok else 'FAIL'} {name}: {sentence if ok else 'This does not hold: ' + sentence}")
    if all(name != "inclusion" for name, _, _ in checks):
        print(
            "note The line was not in the ledger yet when this file was made; fetch the file again and name it with --proof."
        )
    holds = all(ok for _, ok, _ in checks)
    print("Verified." if holds else "NOT verified.")
    return 0 if holds else 1


def _signature_holds(data: bytes) -> bool:
    """Print what the signature proves; whether the signer is trusted is said, and not decided here without a root."""
    from takatuf.config.environment import read_environment
    from takatuf.kernel.clock import now
    from takatuf.vault.signatures import NotSigned, check_signature, trusted_roots

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it finds is said below, in a sentence
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    here, at = read_environment(), now()
    try:
        verdict = check_signature(data, trust_roots=trusted_roots(here.keys, here.stamp_roots_file), at=at)
    except NotSigned as refusal:
        print(f"FAIL signature: {refusal}")
        return False
    lines = (
        (
            "signature",
            verdict.intact and verdict.valid,
            f"Signed by {verdict.signer_name}, and not altered since.",
        ),
        (
            "revisions",
            verdict.only_validation_data_added,
            "After the signature came validation data and time stamps only.",
        ),
        ("time stamps", verdict.stamps_hold, _stamps_sentence(verdict.stamped_at)),
    )
    for name, ok, sentence in lines:
        print(f"{'ok  ' if ok else 'FAIL'} {name}: {sentence if ok else 'This does not hold: ' + sentence}")
    if verdict.holds_until is not None:
        print(
            _renewal_sentence(
                verdict.holds_until, is_due=verdict.renewal_due(at), is_late=at > verdict.holds_until
            )
        )
    if not verdict.trusted:
        print(
            "note The signer's certificate leads to no authority that is trusted here; compare it by other means."
        )
    return all(ok for _, ok, _ in lines)


def _stamps_sentence(stamped_at: datetime | None) -> str:
    if stamped_at is None:
        return "Every time stamp in the file is whole, as far as there is one; none of a service that is trusted here."
    return f"A time-stamp service saw it at {stamped_at.isoformat(timespec='seconds')}, and nothing changed since."


def _renewal_sentence(until: datetime, *, is_due: bool, is_late: bool) -> str:
    day = until.date().isoformat()
    if is_late:
        return (
            f"note The certificate behind the last time stamp ended on {day} and no further stamp was added in time."
            " The ledger alone shows now that the document is unchanged."
        )
    due = (
        "A further one is DUE: ask the house for a renewed copy (there: takatuf renew)."
        if is_due
        else "A further one is due 90 days before."
    )
    return f"note The certificate behind the last time stamp holds until {day}. {due}"

"""Checking a signed submission without a database."""

import json
from pathlib import Path

from takatuf.kernel.errors import Refused


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
            print("note The ledger key lies beside the document. Whoever sent both could have made both: compare the key.")
    lines = _read(path, "The ledger key").decode().splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def verify(file: str, *, proof: str | None, key: str | None) -> int:
    """Print each check in a line; 0 when all hold, 1 otherwise.

    The ledger's proof is checked by the stand-alone verifier, the signature and later revisions by pyHanko.
    """
    from takatuf.ledger import verifier
    from takatuf.vault.signing import check_signature

    path = Path(file)
    data = _read(path, "The document")
    proof_path = Path(proof) if proof else path.parent / "proof.json"
    try:
        proof_value = json.loads(_read(proof_path, "The proof"))
    except ValueError as error:
        raise CannotVerify(f"The proof {proof_path} is not JSON.") from error
    verdict = verifier.verify(data, proof_value, _pinned_keys(path, key))
    holds = verdict.ok
    for check in verdict.checks:
        print(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.sentence_en}")
    signature = check_signature(data)
    for name, ok, sentence in signature.lines():
        print(f"{'ok  ' if ok else 'FAIL'} {name}: {sentence}")
        holds = holds and ok
    print("Verified." if holds else "NOT verified.")
    return 0 if holds else 1

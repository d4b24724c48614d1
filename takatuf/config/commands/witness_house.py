"""Witnesses from the side of the house: enrolling, listing and ending them."""

from pathlib import Path

from takatuf.agencies.scope import system_scope
from takatuf.exchange.witnesses.actions import end_witness, enrol_witness
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused
from takatuf.ledger.queries import witness_rows


class CannotEnrol(Refused):
    """The witness's key cannot be taken; the sentence says why."""


def enrol(*, agency: str, key: str, watched_by: str) -> int:
    """Take the cosignatures of the witness whose verifier key is `key`, a line or a file with one. Raises CannotEnrol."""
    line = key
    if "+" not in key or Path(key).is_file():
        try:
            lines = Path(key).read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CannotEnrol(f"The key {key} cannot be read: {error}") from error
        found = [one.strip() for one in lines if one.strip() and not one.startswith("#")]
        if len(found) != 1:
            raise CannotEnrol(f"{key} holds {len(found)} keys; it should hold one.")
        line = found[0]
    with system_scope("witnesses") as by:
        witness = enrol_witness(vkey=line, agency=agency, watched_by=watched_by, by=by, at=now())
    print(f"{witness.name} is a witness now, run by {agency}.")
    return 0


def list_all() -> int:
    """Print each witness, and when it cosigned last."""
    rows = witness_rows()
    if not rows:
        print('No witness is enrolled. Enrol one with "takatuf witness enrol AGENCY --key KEYFILE".')
    for row in rows:
        signed = (
            f"cosigned {row.size} lines on {row.signed_at:%Y-%m-%d %H:%M} UTC"
            if row.signed_at
            else "has not cosigned yet"
        )
        ended = f", ended {row.ended_at:%Y-%m-%d}" if row.ended_at else ""
        print(f"{row.name}  {row.agency}  {signed}{ended}")
    return 0


def end(*, name: str) -> int:
    """Take no more cosignatures of a witness. Raises WitnessRefused."""
    with system_scope("witnesses") as by:
        end_witness(name=name, by=by, at=now())
    print(f"{name} has ended. What it cosigned still counts.")
    return 0

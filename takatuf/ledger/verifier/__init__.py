"""Checks a signed submission against the ledger, alone; here in parts, and in every submission as one file."""

from takatuf.ledger.verifier.checks import FORMAT, BadProof, Check, Verdict, verify
from takatuf.ledger.verifier.hashes import leaf_hash, node_hash, root_of_nothing, verify_inclusion
from takatuf.ledger.verifier.notes import (
    COSIGNATURE,
    ED25519,
    BadNote,
    CheckedNote,
    Checkpoint,
    SignedNote,
    VKey,
    check_note,
    check_promise_note,
    cosigned_message,
    key_hash,
    read_note,
    read_vkey,
)

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "FORMAT",
    "BadNote",
    "BadProof",
    "Check",
    "CheckedNote",
    "Checkpoint",
    "SignedNote",
    "VKey",
    "Verdict",
    "check_note",
    "check_promise_note",
    "cosigned_message",
    "key_hash",
    "leaf_hash",
    "node_hash",
    "read_note",
    "read_vkey",
    "root_of_nothing",
    "verify",
    "verify_inclusion",
]

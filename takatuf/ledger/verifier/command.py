"""Checks a signed submission or published figures against the ledger, alone: needs only Python 3.11 and the package `cryptography`.

    python verify.py FILE --proof proof.json --key ledger.pub [--witnesses N] [--first COPY.pdf]

It ends with 0 when every check holds, with 1 and sentences when one fails. FILE is the document. `ledger.pub` holds the
keys that YOU trust, one verifier key a line (C2SP: name+id+base64; lines with # are remarks); get it from the ledger's
keeper or a witness yourself, not from whoever gave you the document. `--witnesses` asks for so many cosignatures by
witness keys in that file. `--first` writes out the proven bytes alone, to read and compare.

The proof is a JSON object, in which no name stands twice:

    format      "takatuf-proof/1"
    document    {"sha256": hexadecimal, "length": bytes} of the FIRST SIGNED REVISION of the PDF, counted from its start,
                or of published figures (figures.json) whole
    entry       base64 of the ledger line: JSON whose "extra" holds "document_sha256", and may hold "facts_sha256"; for
                published figures it holds "release_sha256"
    index       the line's place in the tree; the first is 0
    path        the hashes from the line up to the root, lowest first, base64 (RFC 6962, RFC 9162)
    checkpoint  the signed head of the tree, a C2SP note, with cosignatures of witnesses if there are any
    facts       a list of {"id", "entry", "index", "path"}, under the same checkpoint; "id" is the line's "fact" in
                "extra", or else its "about"
    issued_at   when the proof was written out; said by its writer, not proven

What this shows: these bytes stood in the ledger when the checkpoint was signed and have not changed since. What it does
not show: that what they say is true, or that nobody kept two ledgers; against the latter ask for witnesses whom the
ledger's keeper does not command. Bytes after the first signed revision (validation data and time stamps, added later)
are looked at for their outer form only; `takatuf verify`, which has a PDF library, says what they hold.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from takatuf.ledger.verifier.checks import read_proof, verify


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its use stands at the top of this file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--proof", type=Path, required=True)
    parser.add_argument(
        "--key", type=Path, required=True, help="the verifier keys that you trust, one a line"
    )
    parser.add_argument("--witnesses", type=int, default=0, help="how many witnesses must have cosigned")
    parser.add_argument("--first", type=Path, help="write the proven bytes here")
    chosen = parser.parse_args(arguments)
    try:
        data, proof = chosen.file.read_bytes(), read_proof(chosen.proof.read_bytes())
        lines = [line.strip() for line in chosen.key.read_text("utf-8").splitlines()]
    except (OSError, ValueError, RecursionError) as error:
        print(f"A file cannot be read: {error}", file=sys.stderr)
        return 1
    verdict = verify(
        data, proof, [line for line in lines if line and not line.startswith("#")], chosen.witnesses
    )
    for check in verdict.checks:
        print(
            f"{'ok  ' if check.ok else 'FAIL'} {check.name}\n     {check.sentence_ar}\n     {check.sentence_en}"
        )
    print("ثبتت صحة المستند. / Verified." if verdict.ok else "لم تثبت صحة المستند. / NOT verified.")
    if verdict.ok and chosen.first:
        chosen.first.write_bytes(data[: proof["document"]["length"]])
    return 0 if verdict.ok else 1

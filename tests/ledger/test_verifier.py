"""The stand-alone verifier: one changed byte anywhere is seen, by a script without the house."""

import ast
import base64
import copy
import hashlib
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import StreamObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from takatuf.ledger import verifier
from takatuf.ledger.leaves import facts_digest, leaf_bytes
from takatuf.ledger.notes import COSIGNATURE, add_signatures, cosign, sign_checkpoint, vkey
from takatuf.ledger.tree import append, inclusion_proof, leaf_hash, root
from takatuf.ledger.verifier.alone import verify_script
from takatuf.vault.ledger_keys import LedgerSigner

ORIGIN = "takatuf.example/ledger"
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LOG = LedgerSigner.from_seed(b"l" * 32)
WITNESS = LedgerSigner.from_seed(b"w" * 32)
KEY = vkey(ORIGIN, LOG.public)
WITNESS_KEY = vkey("witness.example/health", WITNESS.public, COSIGNATURE)


def made_pdf() -> bytes:
    writer = PdfFileWriter(stream_xrefs=False)
    contents = writer.add_object(StreamObject(stream_data=b"0 0 100 100 re f"))
    writer.insert_page(PageObject(contents=contents, media_box=(0, 0, 595, 842)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


PDF = made_pdf()
SHA256 = hashlib.sha256(PDF).hexdigest()


def entry(kind: str, about: str = "", extra: dict[str, str] | None = None) -> bytes:
    return leaf_bytes(kind=kind, about=about, by="worker:1", at=AT, commitment="", extra=extra)


def made_proof(*, witness: bool = True) -> dict[str, Any]:
    facts = [entry("fact.written", f"0{number}") for number in range(3)]
    facts.append(entry("fact.written", "aa", {"fact": "bb"}))
    document = entry(
        "submission.signed", "ff", {"document_sha256": SHA256, "facts_sha256": facts_digest(facts)}
    )
    leaves = [entry("other", f"0{number}") for number in range(5)] + facts + [document] + [entry("other")] * 3
    nodes = append([leaf_hash(leaf) for leaf in leaves], 0, lambda level, index: b"")
    read = lambda level, index: nodes[level, index]  # noqa: E731
    note = sign_checkpoint(origin=ORIGIN, size=len(leaves), root=root(len(leaves), read), signer=LOG)
    if witness:
        note = add_signatures(note, [cosign(note, name="witness.example/health", signer=WITNESS, at=AT)])

    def line(leaf: bytes) -> dict[str, Any]:
        index = leaves.index(leaf)
        path = inclusion_proof(index, len(leaves), read)
        return {"entry": b64(leaf), "index": index, "path": [b64(item) for item in path]}

    ids = ["00", "01", "02", "bb"]
    return {
        "format": "takatuf-proof/1",
        "document": {"sha256": SHA256, "length": len(PDF)},
        **line(document),
        "checkpoint": note,
        "facts": [{"id": name, **line(fact)} for name, fact in zip(ids, facts, strict=True)],
        "issued_at": "2026-11-23T08:00:00Z",
    }


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


PROOF = made_proof()


def failed(verdict: verifier.Verdict) -> list[str]:
    return [check.name for check in verdict.checks if not check.ok]


def changed(**parts: Any) -> dict[str, Any]:
    return {**copy.deepcopy(PROOF), **parts}


def test_sound_document_is_verified_in_both_languages() -> None:
    verdict = verifier.verify(PDF, PROOF, [KEY, WITNESS_KEY], witnesses_needed=1)

    assert failed(verdict) == []
    assert [check.name for check in verdict.checks] == [
        "proof", "document", "entry", "checkpoint", "inclusion", "facts", "witnesses", "revisions",
    ]  # fmt: skip
    assert all(check.sentence_ar and check.sentence_en for check in verdict.checks)


@given(place=st.integers(0, len(PDF) - 1), mask=st.integers(1, 255))
def test_one_changed_byte_anywhere_fails(place: int, mask: int) -> None:
    altered = PDF[:place] + bytes([PDF[place] ^ mask]) + PDF[place + 1 :]

    assert "document" in failed(verifier.verify(altered, PROOF, [KEY]))


@given(st.integers(0, len(PDF) - 1))
def test_shortened_document_fails(length: int) -> None:
    assert "document" in failed(verifier.verify(PDF[:length], PROOF, [KEY]))


def test_another_document_fails_even_with_its_own_hash_in_the_proof() -> None:
    other = PDF.replace(b"re", b"rg")
    proof = changed(document={"sha256": hashlib.sha256(other).hexdigest(), "length": len(other)})

    assert failed(verifier.verify(other, proof, [KEY])) == ["entry"]


def test_entry_that_was_rewritten_is_not_in_the_tree() -> None:
    forged = base64.b64decode(PROOF["entry"]).replace(b"worker:1", b"worker:2")

    assert failed(verifier.verify(PDF, changed(entry=b64(forged)), [KEY])) == ["inclusion"]


def test_key_that_is_not_pinned_fails() -> None:
    other = vkey(ORIGIN, WITNESS.public)

    assert failed(verifier.verify(PDF, PROOF, [other])) == ["checkpoint"]
    assert failed(verifier.verify(PDF, PROOF, [])) == ["checkpoint"]


def test_more_witnesses_than_there_are_fail() -> None:
    assert failed(verifier.verify(PDF, PROOF, [KEY, WITNESS_KEY], witnesses_needed=2)) == ["witnesses"]
    assert failed(verifier.verify(PDF, PROOF, [KEY], witnesses_needed=1)) == ["witnesses"]
    assert failed(verifier.verify(PDF, made_proof(witness=False), [KEY, WITNESS_KEY])) == []


@pytest.mark.parametrize("facts", [
    PROOF["facts"][:-1],
    PROOF["facts"][::-1],
    [],
    [{**PROOF["facts"][0], "id": "99"}, *PROOF["facts"][1:]],
    [{**PROOF["facts"][0], "index": 6}, *PROOF["facts"][1:]],
    [{**PROOF["facts"][0], "entry": b64(entry("fact.written", "0a"))}, *PROOF["facts"][1:]],
])  # fmt: skip
def test_facts_that_were_dropped_moved_or_exchanged_fail(facts: list[dict[str, Any]]) -> None:
    assert failed(verifier.verify(PDF, changed(facts=facts), [KEY])) == ["facts"]


def test_incremental_update_after_the_revision_is_let_through_for_the_pdf_library() -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(PDF))
    writer.root["/Added"] = TextStringObject("later")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)

    verdict = verifier.verify(out.getvalue(), PROOF, [KEY])

    assert out.getvalue().startswith(PDF)
    assert failed(verdict) == []
    assert "not checked here" in verdict.checks[-1].sentence_en


@pytest.mark.parametrize(
    "addition", [b"x", b"\nstartxref\n9\n%%EOF\n", b"\nstartxref\n99999999\n%%EOF\n", b"\n%%EOF"]
)
def test_bytes_that_are_no_update_fail(addition: bytes) -> None:
    assert failed(verifier.verify(PDF + addition, PROOF, [KEY])) == ["revisions"]


@pytest.mark.parametrize("part", ["format", "document", "entry", "index", "path", "checkpoint"])
@pytest.mark.parametrize("value", [None, 0, -1, True, 1.5, "x", [], {}, [1], {"a": 1}, "\ud800"])
def test_malformed_part_fails_without_an_exception(part: str, value: Any) -> None:
    verdict = verifier.verify(PDF, changed(**{part: value}), [KEY])

    assert not verdict.ok


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(proof=json_values, facts=json_values, keys=st.lists(st.text(max_size=20), max_size=2))
def test_invented_proofs_fail_without_an_exception(proof: Any, facts: Any, keys: list[str]) -> None:
    assert not verifier.verify(PDF, proof, keys).ok
    assert facts == [] or not verifier.verify(PDF, changed(facts=facts), [KEY]).ok


def test_line_that_names_a_part_twice_is_refused() -> None:
    twice = base64.b64decode(PROOF["entry"]).replace(b'"v":1}', b'"v":1,"extra":{}}')

    assert failed(verifier.verify(PDF, changed(entry=b64(twice)), [KEY])) == ["proof"]


def named_twice(proof: bytes) -> bytes:
    """The same proof, with another document named beside its own."""
    return proof.replace(b'{"format"', b'{"document": {"sha256": "00", "length": 1}, "format"', 1)


def test_script_needs_only_the_standard_library_and_cryptography() -> None:
    tree = ast.parse(verify_script())
    roots = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            roots.add((node.module or "").split(".")[0])

    assert roots - sys.stdlib_module_names == {"cryptography"}


def run_script(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    script = folder / "verify.py"
    script.write_bytes(verify_script())
    command = [
        sys.executable,
        "-I",
        str(script),
        "doc.pdf",
        "--proof",
        "proof.json",
        "--key",
        "ledger.pub",
        *more,
    ]
    # An old terminal's encoding, so that Arabic words are no reason to fail.
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "doc.pdf").write_bytes(PDF)
    (tmp_path / "proof.json").write_text(json.dumps(PROOF))
    (tmp_path / "ledger.pub").write_text(f"# the ledger\n{KEY}\n\n# a witness\n{WITNESS_KEY}\n", "utf-8")
    return tmp_path


def test_script_ends_with_zero_for_a_sound_document_and_writes_the_proven_bytes(folder: Path) -> None:
    ended = run_script(folder, "--witnesses", "1", "--first", "first.pdf")

    assert ended.returncode == 0, ended.stderr
    assert "Verified." in ended.stdout
    assert "ثبتت صحة المستند." in ended.stdout
    assert (folder / "first.pdf").read_bytes() == PDF


def test_script_ends_with_one_and_a_sentence_after_a_changed_byte(folder: Path) -> None:
    (folder / "doc.pdf").write_bytes(b"!" + PDF[1:])

    ended = run_script(folder, "--first", "first.pdf")

    assert ended.returncode == 1
    assert "The document is not the one that was signed" in ended.stdout
    assert not (folder / "first.pdf").exists()


def test_script_names_a_file_that_is_missing(folder: Path) -> None:
    (folder / "proof.json").unlink()

    ended = run_script(folder)

    assert ended.returncode == 1
    assert "proof.json" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_script_refuses_a_proof_that_names_a_part_twice(folder: Path) -> None:
    (folder / "proof.json").write_bytes(named_twice(json.dumps(PROOF).encode()))

    ended = run_script(folder)

    assert ended.returncode == 1
    assert "The proof names a part twice." in ended.stderr
    assert "Verified." not in ended.stdout


@pytest.mark.parametrize("proof", [b"[" * 100_000, b"{", b"\xff\xfe"])
def test_script_ends_with_a_sentence_for_what_is_no_proof(folder: Path, proof: bytes) -> None:
    (folder / "proof.json").write_bytes(proof)

    ended = run_script(folder)

    assert ended.returncode == 1
    assert "A file cannot be read" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_script_runs_where_nothing_but_cryptography_is_installed(folder: Path) -> None:
    """Python without any of its installed packages, and a folder with the one that the script names."""
    import cryptography

    installed, bare = Path(cryptography.__file__).parent.parent, folder / "bare"
    bare.mkdir()
    for part in ("cryptography", "cffi", *(path.name for path in installed.glob("_cffi_backend*"))):
        if (installed / part).exists():
            (bare / part).symlink_to(installed / part)
    (folder / "verify.py").write_bytes(verify_script())
    start = (
        "import sys, runpy; sys.path.append('bare'); sys.argv[0] = 'verify.py';"
        "runpy.run_path('verify.py', run_name='__main__')"
    )

    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        start,
        "doc.pdf",
        "--proof",
        "proof.json",
        "--key",
        "ledger.pub",
    ]
    ended = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)

    assert ended.returncode == 0, ended.stderr
    assert "Verified." in ended.stdout


def test_script_says_what_is_missing(folder: Path) -> None:
    (folder / "verify.py").write_bytes(verify_script())

    command = [sys.executable, "-I", "-S", "verify.py", "doc.pdf"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)

    assert ended.returncode == 1
    assert "pip install cryptography" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_script_says_what_it_is_and_how_it_is_used() -> None:
    script = verify_script().decode()

    assert script.startswith('"""Checks a signed submission or published figures against the ledger, alone')
    assert "python verify.py FILE --proof proof.json --key ledger.pub" in script
    assert "takatuf.ledger" not in script

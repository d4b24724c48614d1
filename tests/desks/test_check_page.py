"""The public page that checks a signed document: plain sentences for whoever holds one, and nothing of the file is kept."""

import io
import json
import os
import tempfile
import zlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pyhanko.pdf_utils.generic import NameObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from takatuf.agencies.scope import system_scope
from takatuf.court.checking import LARGEST_DOCUMENT, Outcome, check_document
from takatuf.court.models.choices import SubmissionKind
from takatuf.court.proofs import proof_of
from takatuf.court.queries import open_document
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import enrol_witness, take_cosignatures
from takatuf.ledger.notes import COSIGNATURE, cosign, vkey
from takatuf.ledger.queries import newest_checkpoint
from takatuf.vault.ledger_keys import LedgerSigner
from tests.court.situations import AT, Situation, a_case, a_signed
from tests.factories import acting, make_agency
from tests.ledger.test_verifier import PDF as PLAIN_PDF
from tests.ledger.test_verifier import named_twice

pytestmark = pytest.mark.usefixtures("house")


@dataclass
class Signed:
    here: Situation
    id: object
    pdf: bytes
    proof: dict[str, object]

    @property
    def length(self) -> int:
        """Of the signed part."""
        return self.proof["document"]["length"]  # type: ignore[index, no-any-return]

    @property
    def proof_bytes(self) -> bytes:
        return json.dumps(self.proof).encode()


@pytest.fixture
def signed(house: None) -> Signed:
    here = a_case()
    submission = a_signed(here)
    with acting(here.writer) as by:
        return Signed(
            here, submission, open_document(submission, by=by, at=AT), proof_of(submission, by=by, at=AT)
        )


def sent(
    pdf: bytes | None, proof: bytes | None = None, language: str = "en", name: str = "submission.pdf"
) -> str:
    files: dict[str, object] = {}
    if pdf is not None:
        files["signed"] = SimpleUploadedFile(name, pdf, "application/pdf")
    if proof is not None:
        files["proof"] = SimpleUploadedFile("proof.json", proof, "application/json")
    answer = Client().post(f"/{language}/check/", files)
    assert answer.status_code in {200, 422}
    return answer.content.decode()


def test_a_genuine_document_is_said_to_be_so_with_time_line_and_facts(signed: Signed) -> None:
    page = sent(signed.pdf, signed.proof_bytes)

    assert "This is the document that was signed. Nothing in it was changed." in page
    assert "It stands in the ledger as line" in page
    assert "So does the fact that it rests on." in page
    assert "No newer document has replaced it." in page
    assert "No witness at another agency has confirmed" in page
    assert "هذا هو المستند الذي وُقِّع" in sent(signed.pdf, signed.proof_bytes, "ar")


def test_without_a_proof_the_houses_own_is_used_and_said(signed: Signed) -> None:
    page = sent(signed.pdf)

    assert "This is the document that was signed." in page
    assert "You gave no proof, so we used our own." in page


def test_witnesses_are_named_with_their_day(signed: Signed) -> None:
    witness, head, agency = LedgerSigner.from_seed(b"w" * 32), newest_checkpoint(), make_agency("health")
    assert head is not None
    with system_scope("witnesses") as by:
        key = vkey("health.example/w", witness.public, COSIGNATURE)
        enrol_witness(id=uuid7(), vkey=key, agency="health", watched_by=agency.id, by=by, at=AT)
        line = cosign(head.note, name="health.example/w", signer=witness, at=AT)
        take_cosignatures(size=head.size, lines=line, at=AT + timedelta(seconds=1))

    page = sent(signed.pdf)

    assert "One witness at another agency confirms the ledger:" in page
    assert "health" in page


@pytest.mark.parametrize(
    ("kind", "headline", "line"),
    [
        (SubmissionKind.MAIN, "a newer one has replaced it", "It was replaced on"),
        (
            SubmissionKind.CORRECTION,
            "a correction to it was signed later",
            "A correction to it was signed on",
        ),
        (
            SubmissionKind.SUPPLEMENT,
            "This is the document that was signed.",
            "A supplement to it was signed on",
        ),
    ],
)
def test_a_document_that_another_follows_says_how_and_when(
    signed: Signed, kind: SubmissionKind, headline: str, line: str
) -> None:
    from takatuf.court.models import DocumentMark

    first = check_document(signed.pdf, None, at=AT)
    assert first.outcome is Outcome.GENUINE
    document = signed.proof["document"]
    with acting(signed.here.writer):
        mark = DocumentMark.objects.get(sha256=document["sha256"])  # type: ignore[index]
        DocumentMark(
            sha256="1" * 64,
            ledger_entry=mark.ledger_entry,
            signed_at=AT,
            follows_sha256=mark.sha256,
            kind=kind,
        ).save(force_insert=True)

    page = sent(signed.pdf, signed.proof_bytes)

    assert headline in page
    assert line in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda one: (b"hello", None), "This file is not a PDF."),
        (lambda one: (b"", None), "This file is empty."),
        (lambda one: (PLAIN_PDF, None), "This PDF carries no signature."),
        (lambda one: (one.pdf[:900] + b"X" + one.pdf[901:], None), "or it was changed afterwards"),
        (lambda one: (one.pdf[:900] + b"X" + one.pdf[901:], one.proof_bytes), "or it was changed afterwards"),
        (lambda one: (one.pdf[: one.length - 100], one.proof_bytes), "carries no signature"),
        (lambda one: (one.pdf, b"not json"), "The second file is not a proof"),
        (lambda one: (one.pdf, b"[" * 100_000), "The second file is not a proof"),
        (lambda one: (one.pdf, b'{"format": 1}'), "The second file is not a proof"),
        (lambda one: (one.pdf, named_twice(one.proof_bytes)), "The second file is not a proof"),
        (lambda one: (one.pdf, json.dumps(one.proof | {"index": 0}).encode()), "The proof does not hold"),
        (lambda one: (one.pdf, json.dumps(one.proof | {"document": {"sha256": "0" * 64, "length": 9}}).encode()), "belongs to another document"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_clear_sentence(signed: Signed, change, sentence: str) -> None:  # type: ignore[no-untyped-def]
    assert sentence in sent(*change(signed))


def test_without_a_file_the_page_asks_for_one(house: None) -> None:
    assert "Choose the signed PDF first." in sent(None)


def test_a_file_that_is_too_large_is_let_go_of(house: None) -> None:
    assert "Nothing of it was kept." in sent(b"%PDF-" + b"0" * (LARGEST_DOCUMENT + 1))


def bombed(pdf: bytes) -> bytes:
    """The signed file with an update whose few kilobytes unpack to a gigabyte."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(1024)) + packer.flush()
    stream = StreamObject(encoded_data=data)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.root[NameObject("/Bomb")] = writer.add_object(stream)
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_was_added_after_the_signature_is_found_even_a_bomb(signed: Signed) -> None:
    altered = bombed(signed.pdf)
    assert len(altered) - len(signed.pdf) < 2_000_000

    assert "something was added to the file after it was signed" in sent(altered, signed.proof_bytes)


def files_below(*folders: Path) -> set[tuple[str, int]]:
    """Every file but the database server's own, which is asked by its statements below."""
    return {
        (str(path), path.stat().st_mtime_ns)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and "pg" not in path.parts
    }


def test_nothing_of_the_file_is_written_to_a_disk_or_the_database(signed: Signed, tmp_path: Path) -> None:
    secret = b"%zumurruda-khayzarani%"
    pdf = signed.pdf + secret
    (scratch := tmp_path / "scratch").mkdir()
    from django.conf import settings

    before = files_below(scratch, Path(settings.TAKATUF_HOME))
    with patch.dict(os.environ, {"TMPDIR": str(scratch)}), patch.object(tempfile, "tempdir", None):
        assert tempfile.gettempdir() == str(scratch)
        with CaptureQueriesContext(connection) as queries:
            sent(pdf, signed.proof_bytes, name="zumurruda.pdf")

    assert files_below(scratch, Path(settings.TAKATUF_HOME)) == before
    said = [query["sql"].lstrip("( ").upper() for query in queries]
    assert all(
        sql.startswith(("SELECT", "SET", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for sql in said
    ), said
    assert not any("ZUMURRUDA" in sql for sql in said)


def test_the_page_sets_no_session_and_is_not_stored(house: None) -> None:
    answer = Client().get("/ar/check/")

    assert answer["Cache-Control"] == "no-store"
    assert "desk" not in answer.cookies
    assert 'href="/ar/check/"' in Client().get("/ar/").content.decode()


def test_a_byte_changed_in_what_was_added_after_the_signature_is_found(signed: Signed) -> None:
    place = signed.pdf.rindex(b"/Producer (") + len(b"/Producer (")
    altered = signed.pdf[:place] + b"q" + signed.pdf[place + 1 :]

    assert place > signed.length
    assert "something was added to the file after it was signed" in sent(altered, signed.proof_bytes)


def test_the_page_says_until_when_the_time_stamp_holds_and_when_it_ended(signed: Signed) -> None:
    fresh, due, late = (
        check_document(signed.pdf, None, at=AT + timedelta(days=days)) for days in (10, 700, 731)
    )

    assert [one.renewal for one in (fresh, due, late)] == ["", "due", "missed"]
    assert fresh.holds_until == AT + timedelta(days=730)
    assert [one.outcome for one in (fresh, due, late)] == [Outcome.GENUINE] * 3
    assert "The last time stamp holds until" in sent(signed.pdf, signed.proof_bytes)


def test_files_changed_at_random_are_answered_in_a_sentence_and_never_as_genuine(signed: Signed) -> None:
    """Bytes exchanged, cut out, doubled and mixed, in the document and in its proof, in both languages."""
    chance = Random(5)

    def spoilt(data: bytes, first: int = 0) -> bytes:
        place, end = sorted(chance.sample(range(first, len(data)), 2))
        end = min(end, place + chance.choice([1, 2, 30, 4_000]))
        return chance.choice([
            data[:place] + bytes([data[place] ^ chance.randrange(1, 256)]) + data[place + 1 :],
            data[:place] + data[end:],
            data[:end] + data[place:],
            data[:place] + chance.randbytes(end - place) + data[end:],
        ])  # fmt: skip

    genuine = ("This is the document that was signed.", "هذا هو المستند الذي وُقِّع")
    changed = [(spoilt(signed.pdf[: signed.length]), None) for _ in range(30)]
    changed += [(spoilt(signed.pdf, signed.length), signed.proof_bytes) for _ in range(8)]
    for number, (pdf, proof) in enumerate(changed):
        page = sent(pdf, proof, ("ar", "en")[number % 2])
        assert 'role="status"' in page or "error" in page
        assert not any(sentence in page for sentence in genuine), number
    for number in range(40):
        proof = spoilt(signed.proof_bytes)
        page = sent(signed.pdf[: signed.length], proof, ("ar", "en")[number % 2])
        if any(
            sentence in page for sentence in genuine
        ):  # only what nobody proves may differ: when it was written out
            told = json.loads(proof)
            assert {**told, "issued_at": ""} == {**signed.proof, "issued_at": ""}


@pytest.mark.parametrize(
    "data", [b"{", b"{}", b"{" * 5_000, b'{"format": "takatuf-figures/1"}', b"  {\xff\xfe"]
)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_file_that_is_no_document_and_no_figures_is_told_so(
    house: None, data: bytes, language: str
) -> None:
    page = sent(data, None, language, "figures.json")

    said = {"ar": "هذه ليست أرقاماً نُشرت هنا", "en": "These are not figures that were published here"}
    assert said[language] in page

"""Signatures on documents: valid for us and for poppler, and every altered byte shows."""

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import typst
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from takatuf.vault.authority import make_demo_authority
from takatuf.vault.signatures import NotSigned, check_signature, first_revision_length
from takatuf.vault.signing import (
    CannotSign,
    CertificateExpired,
    Signer,
    SignerUnfit,
    load_signer,
    sign_document,
)
from tests.poppler import run_poppler

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    """Without time stamps: what they add is tested in `test_stamps`."""
    return replace(make_demo_authority(tmp_path_factory.mktemp("keys"), at=AT), stamps=None)


@pytest.fixture(scope="module")
def drawn() -> bytes:
    source = b'#set document(title: "t", date: datetime(year: 2026, month: 11, day: 23))\n= One page\nWords.'
    return bytes(typst.compile(source, format="pdf", pdf_standards=["a-3a"], ignore_system_fonts=True))


@pytest.fixture(scope="module")
def signed(drawn: bytes, signer: Signer) -> bytes:
    return sign_document(drawn, signer=signer, reason="r", location="l", name="n", at=AT)


def test_signature_is_valid_and_trusted(signed: bytes, signer: Signer) -> None:
    verdict = check_signature(signed, trust_roots=[signer.root], at=AT)

    assert verdict.good
    assert verdict.signed_at == AT
    assert "demonstration" in verdict.signer_name


def test_poppler_says_that_the_signature_is_valid(signed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)

    said = run_poppler("pdfsig", "-nocert", path)

    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_drawn_bytes_stay_in_front_and_the_file_stays_pdf_1_7(drawn: bytes, signed: bytes) -> None:
    assert signed.startswith(drawn)
    assert "/Version" not in PdfFileReader(BytesIO(signed)).root


def test_first_revision_is_the_whole_file_until_something_is_added(signed: bytes, signer: Signer) -> None:
    later = IncrementalPdfFileWriter(BytesIO(signed))
    later.root["/Lang"] = later.root.raw_get("/Lang")
    later.update_root()
    added = BytesIO()
    later.write(added)

    assert first_revision_length(signed) == len(signed)
    assert first_revision_length(added.getvalue()) == len(signed)
    assert added.getvalue()[: len(signed)] == signed


def test_page_added_after_the_signature_is_not_good(signed: bytes, signer: Signer) -> None:
    from pyhanko.pdf_utils.generic import ArrayObject, NumberObject, pdf_name

    later = IncrementalPdfFileWriter(BytesIO(signed))
    page = later.root["/Pages"]["/Kids"][0]
    page[pdf_name("/MediaBox")] = ArrayObject(
        [NumberObject(0), NumberObject(0), NumberObject(9), NumberObject(9)]
    )
    later.update_container(page)
    added = BytesIO()
    later.write(added)

    verdict = check_signature(added.getvalue(), trust_roots=[signer.root], at=AT)

    assert not verdict.good
    assert not verdict.only_validation_data_added


@pytest.mark.parametrize("place", [0.1, 0.4, 0.7, 0.95])
def test_one_flipped_byte_is_found(signed: bytes, drawn: bytes, signer: Signer, place: float) -> None:
    altered = bytearray(signed)
    altered[int(len(drawn) * place)] ^= 1

    try:
        verdict = check_signature(bytes(altered), trust_roots=[signer.root], at=AT)
    except NotSigned:
        return

    assert not verdict.good


def test_other_root_is_not_trusted(signed: bytes, tmp_path: Path) -> None:
    other = make_demo_authority(tmp_path, at=AT)

    verdict = check_signature(signed, trust_roots=[other.root], at=AT)

    assert verdict.intact
    assert not verdict.trusted


def test_expired_certificate_is_not_trusted(signed: bytes, signer: Signer) -> None:
    assert not check_signature(signed, trust_roots=[signer.root], at=AT + timedelta(days=3000)).trusted


@pytest.mark.parametrize("data", [b"", b"no pdf", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_signed_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(NotSigned):
        check_signature(data, trust_roots=[])


def test_unsigned_document_is_refused(drawn: bytes) -> None:
    with pytest.raises(NotSigned, match="no signature"):
        first_revision_length(drawn)


def test_bytes_that_are_no_pdf_are_not_signed(signer: Signer) -> None:
    with pytest.raises(CannotSign):
        sign_document(b"no pdf", signer=signer, reason="r", location="l", name="n", at=AT)


def test_demonstration_keys_are_private_made_once_and_named_so(tmp_path: Path) -> None:
    first = make_demo_authority(tmp_path, at=AT)

    again = make_demo_authority(tmp_path, at=AT + timedelta(days=9))

    assert again.certificate == first.certificate
    assert again.root == first.root
    assert "DEMONSTRATION" in first.certificate.subject.rfc4514_string()
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    assert "PRIVATE" not in repr(first)


def test_signer_opens_from_pkcs12_with_its_passphrase(signer: Signer, tmp_path: Path) -> None:
    path = tmp_path / "signer.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"court",
            signer.key,
            signer.certificate,
            list(signer.authorities),
            serialization.BestAvailableEncryption(b"word"),
        )
    )

    assert load_signer(path, passphrase=b"word").certificate == signer.certificate
    with pytest.raises(SignerUnfit, match=r"signer\.p12"):
        load_signer(path, passphrase=b"other")


def test_missing_or_broken_key_file_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_bytes(b"-----BEGIN NOTHING-----")

    with pytest.raises(SignerUnfit, match="absent"):
        load_signer(tmp_path / "absent.p12")
    with pytest.raises(SignerUnfit, match="broken"):
        load_signer(broken)


def test_short_or_elliptic_key_is_refused(signer: Signer) -> None:
    with pytest.raises(SignerUnfit, match="2048"):
        Signer(rsa.generate_private_key(public_exponent=65537, key_size=2048), signer.certificate)
    with pytest.raises(SignerUnfit, match="RSA"):
        Signer(ec.generate_private_key(ec.SECP256R1()), signer.certificate)  # type: ignore[arg-type]


def test_an_expired_certificate_signs_nothing(drawn: bytes, signer: Signer) -> None:
    for moment in (AT + timedelta(days=800), AT - timedelta(days=800)):
        with pytest.raises(CertificateExpired, match="2028-11-22"):
            sign_document(drawn, signer=signer, reason="r", location="l", name="n", at=moment)

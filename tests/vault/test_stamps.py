"""Time stamps and long-term signatures: pyHanko's own validator, poppler, a service over HTTP, and one that is down."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
import typst
from asn1crypto import tsp
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko_certvalidator.context import CertValidationPolicySpec, ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from takatuf.vault.authority import STAMPS_FILE, make_demo_authority
from takatuf.vault.signatures import NotSigned, check_signature, first_revision_length
from takatuf.vault.signing import Signer, asn1_certificate, sign_document
from takatuf.vault.stamps import StampServiceDown, StampServiceUnfit, local_service, service_at
from tests.poppler import run_poppler

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def signer(keys: Path) -> Signer:
    return make_demo_authority(keys, at=AT)


@pytest.fixture(scope="module")
def drawn() -> bytes:
    source = b'#set document(title: "t", date: datetime(year: 2026, month: 11, day: 23))\n= One page\nWords.'
    return bytes(typst.compile(source, format="pdf", pdf_standards=["a-3a"], ignore_system_fonts=True))


@pytest.fixture(scope="module")
def signed(drawn: bytes, signer: Signer) -> bytes:
    return sign_document(drawn, signer=signer, reason="r", location="l", name="n", at=AT)


def test_pyhankos_own_long_term_validator_passes_it(signed: bytes, signer: Signer) -> None:
    trusted = SimpleTrustManager.build([asn1_certificate(signer.root)])
    policy = CertValidationPolicySpec(
        trust_manager=trusted, revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO)
    )
    spec = PdfSignatureValidationSpec(SignatureValidationSpec(cert_validation_policy=policy))
    later = AT + timedelta(days=90)

    verdict = asyncio.run(
        ades_lta_validation(
            PdfFileReader(BytesIO(signed)).embedded_signatures[0],
            spec,
            timing_info=ValidationTimingInfo(later, later, point_in_time_validation=True),
        )
    )

    assert verdict.ades_subindic is AdESPassed.OK


def test_what_came_after_the_signature_is_validation_data_alone(signed: bytes, signer: Signer) -> None:
    signature, stamp = PdfFileReader(BytesIO(signed)).embedded_signatures
    context = DocumentSecurityStore.read_dss(signature.reader).as_validation_context({
        "trust_roots": [asn1_certificate(signer.root)], "allow_fetching": False, "moment": AT, "revocation_mode": "require",
    })  # fmt: skip

    status = validate_pdf_signature(signature, context, context)

    assert status.modification_level == ModificationLevel.LTA_UPDATES
    assert status.bottom_line
    assert status.timestamp_validity.timestamp == AT
    assert stamp.sig_object_type == "/DocTimeStamp"
    assert first_revision_length(signed) < len(signed)


def test_our_own_check_gives_the_time_of_the_service(signed: bytes, signer: Signer, drawn: bytes) -> None:
    unstamped = sign_document(
        drawn, signer=replace(signer, stamps=None), reason="r", location="l", name="n", at=AT
    )

    assert check_signature(signed, trust_roots=[signer.root], at=AT).stamped_at == AT
    assert check_signature(signed, trust_roots=[signer.root], at=AT).good
    assert check_signature(unstamped, trust_roots=[signer.root], at=AT).stamped_at is None


def test_poppler_says_that_the_signature_is_valid(signed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)

    assert "Signature is Valid" in run_poppler("pdfsig", "-nocert", path)


def _holds(pdf: bytes, signer: Signer) -> bool:
    """By our own check; a file that cannot be read any more is refused by name, never by another error."""
    try:
        return check_signature(pdf, trust_roots=[signer.root], at=AT).good
    except NotSigned:
        return False


def test_a_byte_changed_anywhere_is_found(signed: bytes, signer: Signer) -> None:
    first = PdfFileReader(BytesIO(signed)).embedded_signatures[0].byte_range
    # The place of the first signature itself is the ledger's: it binds every byte of the first signed revision.
    for place in [place for place in range(7, len(signed), 701) if not first[1] <= place < first[2]]:
        altered = bytearray(signed)
        altered[place] ^= 1

        assert not _holds(bytes(altered), signer), place


def test_a_byte_is_found_also_where_no_signature_of_the_last_stamp_covers_it(
    signed: bytes, signer: Signer
) -> None:
    stamp = PdfFileReader(BytesIO(signed)).embedded_signatures[-1]
    content, start = bytes(stamp.pkcs7_content), stamp.byte_range[1] + 1
    bare = [
        stamp.signed_data["version"], stamp.signed_data["digest_algorithms"], stamp.signer_info["version"], stamp.signer_info["sid"],
        stamp.signer_info["digest_algorithm"],
    ]  # fmt: skip
    end = 0
    unseen = []
    for part in bare:
        there = content.index(part.dump(), end)
        end = there + len(part.dump())
        for place in range(there, end):
            altered = bytearray(signed)
            changed = content[place] ^ (0x20 if chr(content[place]).isalpha() else 1 << place % 8)
            altered[start + 2 * place : start + 2 * place + 2] = b"%02x" % changed
            unseen += [place] if _holds(bytes(altered), signer) else []

    assert _holds(signed, signer)
    assert unseen == []


def test_an_algorithm_that_nobody_knows_is_refused_by_name(signed: bytes, signer: Signer) -> None:
    sha256, nobodys = b"608648016503040201", b"608648116503040201"
    altered = []
    place = signed.find(sha256)
    while place >= 0:
        altered.append(signed[:place] + nobodys + signed[place + len(nobodys) :])
        place = signed.find(sha256, place + 1)

    assert len(altered) > 5
    assert not any(_holds(one, signer) for one in altered)


@contextmanager
def _a_service(answer: bytes | None, keys: Path) -> Iterator[str]:
    """A time-stamp service on this machine; with `answer` it says that instead of a stamp."""
    stamper = local_service(keys / STAMPS_FILE).stamper_at(AT)

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            said = answer or stamper.request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def test_a_service_outside_is_asked_over_http(drawn: bytes, signer: Signer, keys: Path) -> None:
    with _a_service(None, keys) as url:
        asking = replace(signer, stamps=service_at(url, roots=(signer.root,)))
        signed = sign_document(drawn, signer=asking, reason="r", location="l", name="n", at=AT)

    assert check_signature(signed, trust_roots=[signer.root], at=AT).stamped_at == AT


def test_a_service_that_is_down_or_talks_nonsense_is_named_so(
    drawn: bytes, signer: Signer, keys: Path
) -> None:
    with _a_service(b"no stamp", keys) as url:
        nonsense = replace(signer, stamps=service_at(url, roots=()))
        with pytest.raises(StampServiceDown):
            sign_document(drawn, signer=nonsense, reason="r", location="l", name="n", at=AT)
    down = replace(signer, stamps=service_at(url, roots=()))
    with pytest.raises(StampServiceDown, match="did not answer"):
        sign_document(drawn, signer=down, reason="r", location="l", name="n", at=AT)


def test_a_stamp_key_that_cannot_be_read_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(StampServiceUnfit, match="none.pem"):
        local_service(tmp_path / "none.pem")

"""A further time stamp carries a signature over the end of its certificates; late, altered or unstamped, there is none."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko_certvalidator.context import CertValidationPolicySpec, ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from takatuf.kernel.clock import now
from takatuf.vault.authority import make_demo_authority
from takatuf.vault.renewing import CannotRenew, renew_stamp
from takatuf.vault.signatures import NotSigned, check_signature, first_revision_length
from takatuf.vault.signing import Signer, asn1_certificate, sign_document
from takatuf.vault.stamps import StampService, StampServiceDown, service_at
from tests.poppler import run_poppler
from tests.vault.additions import drawn

# Years before now, because the library's long-term validator goes by the machine's clock.
LATER = now()
AT = (LATER - timedelta(days=1_000)).replace(microsecond=0)
ENDS = AT + timedelta(days=730)
RENEWED = AT + timedelta(days=700)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return make_demo_authority(tmp_path_factory.mktemp("first"), at=AT)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory, first: Signer) -> Signer:
    """The same key years later, with time stamps of another authority and the lists of both."""
    other = make_demo_authority(tmp_path_factory.mktemp("second"), at=RENEWED)
    assert other.stamps is not None
    stamps = StampService(other.stamps.stamper_at, (first.root, other.root))
    return replace(first, stamps=stamps, revocations=(*first.revocations, *other.revocations))


@pytest.fixture(scope="module")
def signed(first: Signer) -> bytes:
    return sign_document(drawn(), signer=first, reason="r", location="l", name="n", at=AT)


@pytest.fixture(scope="module")
def renewed(signed: bytes, second: Signer) -> bytes:
    return renew_stamp(signed, signer=second, at=RENEWED)


def roots(second: Signer) -> tuple[object, ...]:
    assert second.stamps is not None
    return second.stamps.roots


def test_without_a_further_stamp_the_signature_ends_with_its_certificates(
    signed: bytes, second: Signer
) -> None:
    before = check_signature(signed, trust_roots=roots(second), at=ENDS - timedelta(days=1))
    after = check_signature(signed, trust_roots=roots(second), at=LATER)

    assert before.good
    assert before.holds_until == ENDS
    assert (after.intact, after.trusted, after.good) == (True, False, False)


def test_a_further_stamp_carries_it_over_their_end(renewed: bytes, signed: bytes, second: Signer) -> None:
    verdict = check_signature(renewed, trust_roots=roots(second), at=LATER)

    assert renewed.startswith(signed)
    assert first_revision_length(renewed) == first_revision_length(signed)
    assert verdict.good
    assert verdict.stamped_at == AT
    assert verdict.holds_until == RENEWED + timedelta(days=730)


def test_without_the_new_authority_nothing_is_carried_over(renewed: bytes, first: Signer) -> None:
    assert not check_signature(renewed, trust_roots=[first.root], at=LATER).trusted


@pytest.mark.parametrize(("days", "due"), [(0, False), (639, False), (641, True), (731, True)])
def test_a_further_stamp_is_due_ninety_days_before(
    signed: bytes, second: Signer, days: int, due: bool
) -> None:
    at = AT + timedelta(days=days)

    assert check_signature(signed, trust_roots=roots(second), at=at).renewal_due(at) is due


def test_the_librarys_long_term_validator_and_poppler_accept_it(
    renewed: bytes, second: Signer, tmp_path: Path
) -> None:
    trusted = SimpleTrustManager.build([asn1_certificate(root) for root in roots(second)])
    policy = CertValidationPolicySpec(
        trust_manager=trusted, revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO)
    )
    spec = PdfSignatureValidationSpec(SignatureValidationSpec(cert_validation_policy=policy))

    verdict = asyncio.run(
        ades_lta_validation(
            PdfFileReader(BytesIO(renewed)).embedded_signatures[0],
            spec,
            timing_info=ValidationTimingInfo(LATER, LATER, point_in_time_validation=True),
        )
    )
    (tmp_path / "renewed.pdf").write_bytes(renewed)

    assert verdict.ades_subindic is AdESPassed.OK
    assert "Signature is Valid" in run_poppler("pdfsig", "-nocert", tmp_path / "renewed.pdf")


def test_a_byte_changed_in_what_was_added_is_found(renewed: bytes, signed: bytes, second: Signer) -> None:
    def holds(pdf: bytes) -> bool:
        try:
            return check_signature(pdf, trust_roots=roots(second), at=LATER).good
        except NotSigned:
            return False

    for place in range(len(signed), len(renewed), 613):
        altered = bytearray(renewed)
        altered[place] ^= 1

        assert not holds(bytes(altered)), place


def test_a_document_that_was_altered_gets_no_further_stamp(signed: bytes, second: Signer) -> None:
    altered = bytearray(signed)
    altered[len(drawn()) // 2] ^= 1

    with pytest.raises((CannotRenew, NotSigned)):
        renew_stamp(bytes(altered), signer=second, at=RENEWED)


@pytest.mark.parametrize("at", [ENDS + timedelta(days=1), LATER])
def test_after_the_end_it_is_too_late(signed: bytes, second: Signer, at: datetime) -> None:
    with pytest.raises(CannotRenew, match="does not hold any more"):
        renew_stamp(signed, signer=second, at=at)


def test_a_document_without_a_stamp_of_its_own_gets_none(first: Signer, second: Signer) -> None:
    bare = sign_document(
        drawn(), signer=replace(first, stamps=None), reason="r", location="l", name="n", at=AT
    )

    with pytest.raises(CannotRenew, match="no time stamp of its own"):
        renew_stamp(bare, signer=second, at=RENEWED)


def test_without_lists_or_service_nothing_is_stamped(signed: bytes, second: Signer) -> None:
    for unfit in (replace(second, stamps=None), replace(second, revocations=())):
        with pytest.raises(CannotRenew, match="needs a time-stamp service and lists"):
            renew_stamp(signed, signer=unfit, at=RENEWED)
    assert second.stamps is not None
    away = replace(second, stamps=service_at("http://127.0.0.1:9/", roots=second.stamps.roots))
    with pytest.raises(StampServiceDown):
        renew_stamp(signed, signer=away, at=RENEWED)

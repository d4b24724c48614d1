"""What may follow a signature: our quick check and the library's own comparison say the same, and ours is the stricter."""

import logging
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from random import Random

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.validation.status import SignatureCoverageLevel

from takatuf.vault.additions import has_own_form
from takatuf.vault.authority import make_demo_authority
from takatuf.vault.signatures import NotSigned, check_signature
from takatuf.vault.signing import Signer, context_for_signing, sign_document
from tests.vault import additions
from tests.vault.additions import AT

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return make_demo_authority(tmp_path_factory.mktemp("keys"), at=AT)


@pytest.fixture(scope="module")
def sign(signer: Signer) -> Callable[[bytes], bytes]:
    """A signature alone, without anything after it."""
    alone = replace(signer, stamps=None)
    return lambda pdf: sign_document(pdf, signer=alone, reason="r", location="l", name="n", at=AT)


@pytest.fixture(scope="module")
def signed(sign: Callable[[bytes], bytes]) -> bytes:
    return sign(additions.drawn())


@pytest.fixture(scope="module")
def long_term(signer: Signer) -> bytes:
    return sign_document(additions.drawn(), signer=signer, reason="r", location="l", name="n", at=AT)


def ours(pdf: bytes) -> bool:
    """Whether the quick check alone lets pass what follows the first signature."""
    reader = PdfFileReader(BytesIO(pdf))
    signature = reader.embedded_signatures[0]
    signature.compute_integrity_info(skip_diff=True)
    start, length = list(signature.byte_range)[2:4]
    covered = signature.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    return covered and has_own_form(pdf[: start + length], reader, signature.signed_revision)


def theirs(pdf: bytes) -> bool:
    """Whether the library's own comparison does."""
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    signature.compute_integrity_info(diff_policy=DEFAULT_DIFF_POLICY)
    said = signature.diff_result
    return isinstance(said, DiffResult) and said.modification_level <= ModificationLevel.LTA_UPDATES


def refused(judge: Callable[[bytes], bool], pdf: bytes) -> bool:
    """Whether the judge says no, or cannot read the file at all."""
    try:
        return not judge(pdf)
    except Exception:  # noqa: BLE001 - whatever the library raises over a hostile file
        return True


def accepted(pdf: bytes, signer: Signer) -> bool:
    """Our whole check, which asks the library where the quick check says no."""
    try:
        return check_signature(pdf, trust_roots=[signer.root], at=AT).only_validation_data_added
    except NotSigned:
        return False


@pytest.mark.parametrize("name", additions.WRITTEN)
@pytest.mark.parametrize("stamped", [False, True])
def test_whatever_else_is_added_is_refused_by_both(
    name: str, stamped: bool, signed: bytes, long_term: bytes, signer: Signer
) -> None:
    changed = additions.written(long_term if stamped else signed, additions.WRITTEN[name])

    assert refused(ours, changed)
    assert refused(theirs, changed)
    assert not accepted(changed, signer)


@pytest.mark.parametrize("name", additions.BY_HAND)
def test_another_way_of_writing_it_is_refused_by_both(name: str, signed: bytes, signer: Signer) -> None:
    changed = additions.BY_HAND[name](signed)

    assert refused(ours, changed)
    assert refused(theirs, changed)
    assert not accepted(changed, signer)


@pytest.mark.parametrize("name", additions.PREPARED)
def test_what_was_prepared_before_the_signature_is_refused(
    name: str, sign: Callable[[bytes], bytes], signer: Signer
) -> None:
    changed = additions.PREPARED[name](sign)

    assert refused(ours, changed)
    assert not accepted(changed, signer)


def test_a_signature_by_somebody_else_is_refused_by_both(signed: bytes, signer: Signer) -> None:
    alone = replace(signer, stamps=None)
    from pyhanko.sign import signers

    with alone.opened() as key:
        meta = signers.PdfSignatureMetadata(field_name="Second", md_algorithm="sha256")
        again = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(signed)), meta, key).getvalue()

    assert refused(ours, again)
    assert refused(theirs, again)
    assert not accepted(again, signer)


def test_evidence_stamps_and_renewals_pass_with_both(signed: bytes, long_term: bytes, signer: Signer) -> None:
    honest = {
        "evidence": additions.with_evidence(signed, signer),
        "a stamp": additions.with_stamp(signed, signer),
        "evidence, then a stamp": additions.with_stamp(additions.with_evidence(signed, signer), signer),
        "B-LTA": long_term,
        "renewed": additions.renewed(long_term, signer),
        "renewed twice": additions.renewed(additions.renewed(long_term, signer), signer),
    }

    assert {name: ours(pdf) for name, pdf in honest.items()} == dict.fromkeys(honest, True)
    assert {name: theirs(pdf) for name, pdf in honest.items()} == dict.fromkeys(honest, True)
    assert all(accepted(pdf, signer) for pdf in honest.values())


def test_an_honest_form_that_is_not_ours_is_left_to_the_library(long_term: bytes, signer: Signer) -> None:
    """References by signature, as other programs add them with a further stamp."""
    stamper = PdfTimeStamper(signer.stamps.stamper_at(AT))
    others = stamper.update_archival_timestamp_chain(
        PdfFileReader(BytesIO(long_term)), context_for_signing(signer, AT), in_place=False
    ).getvalue()

    assert not ours(others)
    assert theirs(others)
    assert accepted(others, signer)


def test_the_quick_check_never_passes_what_the_library_refuses(long_term: bytes, signed: bytes) -> None:
    """One to three bytes of the added part are exchanged, over and over."""
    chance, passed = Random(20261123), 0
    places = list(range(len(signed), len(long_term)))
    for _ in range(120):
        altered = bytearray(long_term)
        for place in chance.sample(places, chance.randint(1, 3)):
            altered[place] = chance.choice(b"0123456789/<>[]()R% \nabcSN")
        pdf = bytes(altered)
        if refused(ours, pdf):
            continue
        passed += 1
        assert not refused(theirs, pdf)

    assert passed  # bytes inside a stamp or a certificate are for the stamp's own check


def test_a_stamp_field_may_not_be_seen(long_term: bytes, signer: Signer) -> None:
    shown = additions.written(long_term, additions.field_with("/Rect", additions.A_PLACE))

    assert refused(ours, shown)
    assert refused(theirs, shown)
    assert not accepted(shown, signer)


def test_a_stamp_field_that_acts_is_refused_though_the_library_lets_it_pass(
    long_term: bytes, signer: Signer
) -> None:
    acting = additions.written(long_term, additions.field_with("/AA", additions.A_SCRIPT))

    assert refused(ours, acting)
    assert not refused(theirs, acting)
    assert not accepted(acting, signer)


def test_what_this_house_adds_never_needs_the_slow_comparison(
    long_term: bytes, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_parts: object, **_more: object) -> None:
        raise AssertionError("The library's comparison was asked.")

    renewed = additions.renewed(long_term, signer)
    monkeypatch.setattr(type(DEFAULT_DIFF_POLICY), "review_file", asked)

    assert accepted(long_term, signer)
    assert accepted(renewed, signer)

"""Checking what a signed PDF proves: the first signature, its time stamps, and that no byte after it stands unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    OCSPValidationError,
    PathError,
    ValidationError,
)

from takatuf.kernel.errors import Refused
from takatuf.vault.additions import AdditionsPolicy
from takatuf.vault.signing import Certificate, asn1_certificate, read_certificates

#: So long before the certificate behind the last time stamp ends, a further one is due.
RENEW_WITHIN = timedelta(days=90)


class NotSigned(Refused):
    """The file is no PDF with a signature."""


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """What the first signature of a document proves, and what was added after it.

    `stamped_at` is the time of a trusted service, where the document carries one; `signed_at` is only what the signer says.
    `holds_until` is when the certificate behind the last time stamp ends, or the signer's where there is no stamp.
    """

    intact: bool
    valid: bool
    trusted: bool
    only_validation_data_added: bool
    signer_name: str
    signed_at: datetime | None
    stamped_at: datetime | None = None
    #: Every time stamp over the document holds, and the last one covers the file to its end; True where there is none.
    stamps_hold: bool = True
    holds_until: datetime | None = None

    @property
    def good(self) -> bool:
        """Nothing was altered, the signer is known, and later revisions hold only validation data and time stamps."""
        return (
            self.intact
            and self.valid
            and self.trusted
            and self.only_validation_data_added
            and self.stamps_hold
        )

    def renewal_due(self, at: datetime) -> bool:
        """Whether a further time stamp must be added now, or should have been: token over token, as long as the last holds."""
        return self.holds_until is not None and at > self.holds_until - RENEW_WITHIN


# What the readers of PDF, CMS and ASN.1 raise when a byte of the file was changed: an algorithm nobody knows is looked up as
# a name in a module, a missing part is None, a number is no length. Each says the same: this cannot be read as signed.
_UNREADABLE = (
    PdfError, SignatureValidationError, ValidationError, PathError, CRLValidationError, OCSPValidationError, UnsupportedAlgorithm,
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, NotImplementedError, RecursionError,
)  # fmt: skip


def _first_signature(pdf: bytes) -> EmbeddedPdfSignature:
    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
    except _UNREADABLE as error:
        raise NotSigned(f"The file cannot be read as a signed PDF: {error}") from error
    if not found:
        raise NotSigned("The file carries no signature.")
    first: EmbeddedPdfSignature = found[0]
    return first


@dataclass(frozen=True, slots=True)
class SignedParts:
    """Where the first signed revision ends, in bytes from the start (the ledger binds so many), and until when the
    certificate behind the last time stamp holds, or the signer's where there is no stamp.
    """

    length: int
    holds_until: datetime


def signed_parts(signed_pdf: bytes) -> SignedParts:
    """What a file that was just signed or stamped here says of itself; nothing of it is checked. Raises NotSigned."""
    signature = _first_signature(signed_pdf)
    try:
        start, length = [int(value) for value in signature.byte_range][2:4]
        stamps = signature.reader.embedded_timestamp_signatures
        return SignedParts(start + length, _ends(stamps[-1] if stamps else signature))
    except _UNREADABLE as error:
        raise NotSigned(f"The file does not say which of its bytes are signed: {error}") from error


def first_revision_length(signed_pdf: bytes) -> int:
    """Where the first signed revision ends. Raises NotSigned."""
    return signed_parts(signed_pdf).length


def _ends(signature: EmbeddedPdfSignature) -> datetime:
    ends: datetime = signature.signer_cert.not_valid_after
    return ends


def trusted_roots(keys: Path, stamp_roots: Path | None) -> list[Certificate]:
    """The authorities that this house trusts: those kept beside its signing key, and those above the time-stamp service.

    Raises SignerUnfit for a file that cannot be read.
    """
    beside = [
        root for path in sorted((keys / "signer").glob("*root*.pem")) for root in read_certificates(path)
    ]
    return [*beside, *(read_certificates(stamp_roots) if stamp_roots else [])]


def check_signature(
    pdf: bytes, *, trust_roots: Sequence[x509.Certificate], at: datetime | None = None
) -> SignatureVerdict:
    """What the first signature proves against these roots, without any network. `at` is the moment of checking.

    Certificates end; what a trusted time stamp covers is therefore checked as of that stamp's time, and each stamp as of
    the time of the one over it (PAdES B-LTA). A signature over other bytes gives intact=False, never an error. Raises
    NotSigned when there is none to check.
    """
    signature = _first_signature(pdf)
    try:
        return _verdict(pdf, signature, trust_roots, at)
    except _UNREADABLE as error:
        raise NotSigned(f"The signature cannot be read: {error}") from error


def _verdict(
    pdf: bytes,
    signature: EmbeddedPdfSignature,
    trust_roots: Sequence[x509.Certificate],
    at: datetime | None,
) -> SignatureVerdict:
    evidence = _Evidence(signature, trust_roots)
    stamps = signature.reader.embedded_timestamp_signatures
    stamps_hold, seen_at = _stamps_hold(pdf, stamps, evidence, at)
    start, length = [int(value) for value in signature.byte_range][2:4]
    policy = AdditionsPolicy(pdf, start + length)
    status = validate_pdf_signature(signature, evidence.at(seen_at), evidence.at(seen_at), diff_policy=policy)
    stamped_at = _stamped_at(status)
    if stamped_at is not None and not status.trusted:  # its own certificate may have ended since
        status = validate_pdf_signature(
            signature, evidence.at(stamped_at), evidence.at(seen_at), diff_policy=policy
        )
    level = status.modification_level
    return SignatureVerdict(
        intact=bool(status.intact),
        valid=bool(status.valid),
        trusted=bool(status.trusted),
        only_validation_data_added=(
            status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
            and level is not None
            and level <= ModificationLevel.LTA_UPDATES
        ),
        signer_name=status.signing_cert.subject.human_friendly,
        signed_at=status.signer_reported_dt,
        stamped_at=stamped_at,
        stamps_hold=stamps_hold,
        holds_until=_ends(stamps[-1] if stamps else signature),
    )


class _Evidence:
    """The authorities that are trusted, and the certificates and lists of revoked ones that the document carries."""

    def __init__(self, signature: EmbeddedPdfSignature, trust_roots: Sequence[x509.Certificate]) -> None:
        self._parts: dict[str, Any] = {
            "trust_roots": [asn1_certificate(root) for root in trust_roots],
            "allow_fetching": False,
            "revocation_mode": "soft-fail",
        }
        self._carried: DocumentSecurityStore | None = None
        try:
            self._carried = DocumentSecurityStore.read_dss(signature.reader)
        except NoDSSFoundError:
            pass

    def at(self, moment: datetime | None) -> ValidationContext:
        """As of this moment; now where there is none."""
        parts = {**self._parts, "moment": moment}
        return self._carried.as_validation_context(parts) if self._carried else ValidationContext(**parts)


def _stamps_hold(
    pdf: bytes, stamps: Sequence[EmbeddedPdfSignature], evidence: _Evidence, at: datetime | None
) -> tuple[bool, datetime | None]:
    """Whether each document time stamp is intact and the last covers the file: then a byte changed anywhere shows.

    With it the time of the first stamp that a chain of trusted ones leads to, else `at`.
    """
    if not stamps:
        return True, at
    seen_at, whole = at, True
    for stamp in reversed(stamps):
        # What was added after a stamp was added after the signature too, and is compared there.
        status = validate_pdf_timestamp(stamp, evidence.at(seen_at), skip_diff=True)
        whole = whole and status.intact and status.valid and _fills_its_place(pdf, stamp)
        if status.intact and status.valid and status.trusted:
            seen_at = status.timestamp
    start, length = [int(value) for value in stamps[-1].byte_range][2:4]
    return whole and start + length == len(pdf), seen_at


def _fills_its_place(pdf: bytes, stamp: EmbeddedPdfSignature) -> bool:
    """No byte of its own in the one place that a stamp cannot cover: the stamp in hexadecimal, then zeros."""
    _, first, second, _ = (int(value) for value in stamp.byte_range)
    content = bytes(stamp.pkcs7_content)
    token = cms.ContentInfo.load(content).dump()
    written = pdf[first + 1 : second - 1]
    return (
        written in {content.hex().encode(), content.hex().upper().encode()}
        and not content[len(token) :].strip(b"\0")
        and _says_nothing_of_its_own(stamp.signed_data, stamp.signer_info, stamp.signer_cert)
    )


def _says_nothing_of_its_own(
    data: cms.SignedData, signer: cms.SignerInfo, certificate: asn1_x509.Certificate
) -> bool:
    """Whether the parts of a stamp that no signature covers are what the covered ones say (RFC 5652, 5.1 and 5.3).

    They are the versions, the name of the signer's certificate, and the names of the digest; readers pass over them, so
    that a byte changed there would not show otherwise.
    """
    algorithm = signer["digest_algorithm"]["algorithm"].native
    names = {
        algos.DigestAlgorithm({"algorithm": algorithm}).dump(),
        algos.DigestAlgorithm({"algorithm": algorithm, "parameters": core.Null()}).dump(),
    }
    sid = signer["sid"]
    by_issuer = sid.name == "issuer_and_serial_number"
    if by_issuer:
        named = (
            sid.chosen["issuer"].dump() == certificate.issuer.dump()
            and sid.chosen["serial_number"].dump() == certificate["tbs_certificate"]["serial_number"].dump()
        )
    else:
        named = sid.chosen.native == certificate.key_identifier
    digests = data["digest_algorithms"]
    return (
        named
        and data["version"].dump() == cms.CMSVersion("v3").dump()
        and signer["version"].dump() == cms.CMSVersion("v1" if by_issuer else "v3").dump()
        and signer["digest_algorithm"].dump() in names
        and len(digests) == 1
        and digests[0].dump() in names
    )


def _stamped_at(status: PdfSignatureStatus) -> datetime | None:
    stamp = status.timestamp_validity
    return stamp.timestamp if stamp is not None and stamp.valid and stamp.trusted else None

"""Checking what a signed PDF proves: the first signature, its time stamps, and that no byte after it stands unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    OCSPValidationError,
    PathError,
    ValidationError,
)

from takatuf.kernel.errors import Refused
from takatuf.vault.signing import asn1_certificate


class NotSigned(Refused):
    """The file is no PDF with a signature."""


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """What the first signature of a document proves, and what was added after it.

    `stamped_at` is the time of a trusted service, where the document carries one; `signed_at` is only what the signer says.
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


def first_revision_length(signed_pdf: bytes) -> int:
    """Where the first signed revision ends, in bytes from the start; the ledger binds `signed_pdf[:length]`.

    Raises NotSigned.
    """
    signature = _first_signature(signed_pdf)
    try:
        start, length = [int(value) for value in signature.byte_range][2:4]
    except _UNREADABLE as error:
        raise NotSigned(f"The file does not say which of its bytes are signed: {error}") from error
    return start + length


def check_signature(
    pdf: bytes, *, trust_roots: Sequence[x509.Certificate], at: datetime | None = None
) -> SignatureVerdict:
    """What the first signature proves against these roots, without any network. `at` is the moment of checking.

    A signature over other bytes gives intact=False, never an error. Raises NotSigned when there is none to check.
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
    stamps = signature.reader.embedded_timestamp_signatures
    stamps_hold = _stamps_hold(pdf, stamps, trust_roots, at)
    status = validate_pdf_signature(signature, _context(trust_roots, at), _context(trust_roots, at))
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
        stamped_at=_stamped_at(status),
        stamps_hold=stamps_hold,
    )


def _stamps_hold(
    pdf: bytes,
    stamps: Sequence[EmbeddedPdfSignature],
    trust_roots: Sequence[x509.Certificate],
    at: datetime | None,
) -> bool:
    """Whether each document time stamp is intact and the last covers the file: then a byte changed anywhere shows."""
    if not stamps:
        return True
    start, length = [int(value) for value in stamps[-1].byte_range][2:4]
    intact = [validate_pdf_timestamp(stamp, _context(trust_roots, at)) for stamp in stamps]
    return (
        all(status.intact and status.valid for status in intact)
        and start + length == len(pdf)
        and all(_fills_its_place(pdf, stamp) for stamp in stamps)
    )


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


def _context(trust_roots: Sequence[x509.Certificate], at: datetime | None) -> ValidationContext:
    return ValidationContext(
        trust_roots=[asn1_certificate(root) for root in trust_roots],
        allow_fetching=False,
        moment=at,
        revocation_mode="soft-fail",
    )

"""Signatures on documents: PAdES with RSA, and what a signed document proves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from takatuf.kernel.errors import Refused

Certificate = x509.Certificate

_LEAST_BITS = 3072
_FIELD = "Takatuf"


class SignerUnfit(Refused):
    """The signing key cannot be used: missing, unreadable, not RSA, or too short."""


class CannotSign(Refused):
    """The document could not be signed."""


class NotSigned(Refused):
    """The file is no PDF with a signature."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A private RSA key with its certificate and the authorities above it. Its repr holds no key."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    authorities: tuple[x509.Certificate, ...] = ()

    def __post_init__(self) -> None:
        """Raises SignerUnfit: an ECDSA signature would lift the file to PDF 2.0, which PDF/A-3 is not."""
        if not isinstance(self.key, rsa.RSAPrivateKey):
            raise SignerUnfit("Documents for the court are signed with an RSA key.")
        if self.key.key_size < _LEAST_BITS:
            raise SignerUnfit(
                f"The signing key has {self.key.key_size} bits; at least {_LEAST_BITS} are needed."
            )

    def __repr__(self) -> str:
        return f"Signer({self.certificate.subject.rfc4514_string()})"

    @property
    def root(self) -> x509.Certificate:
        """The highest authority that came with the key; the certificate itself when there is none."""
        return self.authorities[-1] if self.authorities else self.certificate


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """What the first signature of a document proves, and what was added after it."""

    intact: bool
    valid: bool
    trusted: bool
    only_validation_data_added: bool
    signer_name: str
    signed_at: datetime | None

    @property
    def good(self) -> bool:
        """Nothing was altered, the signer is known, and later revisions hold only validation data and time stamps."""
        return self.intact and self.valid and self.trusted and self.only_validation_data_added


def load_signer(path: Path, *, passphrase: bytes | None = None) -> Signer:
    """The signer from a PKCS#12 file, or from a PEM file with key and certificates (its own first).

    Raises SignerUnfit with the path and a reason.
    """
    try:
        data = path.read_bytes()
        if data.lstrip().startswith(b"-----BEGIN"):
            key = serialization.load_pem_private_key(data, passphrase)
            own, *above = x509.load_pem_x509_certificates(data)
        else:
            found = pkcs12.load_key_and_certificates(data, passphrase)
            key, own, above = found[0], found[1], found[2]  # type: ignore[assignment]
    except OSError as error:
        raise SignerUnfit(f"The signing key {path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError) as error:
        raise SignerUnfit(f"The signing key {path} cannot be opened: {error}") from error
    if key is None or own is None:
        raise SignerUnfit(f"{path} does not hold both a private key and its certificate.")
    return Signer(key, own, tuple(above))  # type: ignore[arg-type]


def read_certificates(path: Path) -> list[Certificate]:
    """The certificates of a PEM file. Raises SignerUnfit with the path and a reason."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SignerUnfit(f"The certificates in {path} cannot be read: {error}") from error


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


class _SignerAt(signers.PdfSigner):
    """pyHanko's signer with the time passed in, as everywhere in this house."""

    def __init__(
        self,
        meta: signers.PdfSignatureMetadata,
        signer: signers.Signer,
        *,
        timestamper: TimeStamper | None,
        at: datetime,
    ) -> None:
        super().__init__(meta, signer, timestamper=timestamper)
        self._at = at

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002 - the library's own signature
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


def sign_document(
    pdf: bytes,
    *,
    signer: Signer,
    reason: str,
    location: str,
    name: str,
    at: datetime,
    timestamper: TimeStamper | None = None,
) -> bytes:
    """The document with an invisible PAdES signature (RSA, SHA-256) as an incremental update.

    Level B-B; with `timestamper` B-T. The bytes of the drawn document stay untouched in front. Raises CannotSign.
    """
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([_asn1(certificate) for certificate in signer.authorities])
    der = signer.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    simple = signers.SimpleSigner(
        signing_cert=_asn1(signer.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(der),
        cert_registry=store,
    )
    wanted = signers.PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
        name=name,
    )
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        signed = _SignerAt(wanted, simple, timestamper=timestamper, at=at).sign_pdf(writer)
    except (SigningError, PdfReadError) as error:
        raise CannotSign(f"The document was not signed: {error}") from error
    return bytes(signed.getbuffer())


def _first_signature(pdf: bytes) -> EmbeddedPdfSignature:
    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
    except (PdfReadError, ValueError, KeyError, IndexError, TypeError) as error:
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
    start, length = [int(value) for value in signature.byte_range][2:4]
    return start + length


def check_signature(
    pdf: bytes, *, trust_roots: Sequence[x509.Certificate], at: datetime | None = None
) -> SignatureVerdict:
    """What the first signature proves against these roots, without any network. `at` is the moment of checking.

    A signature over other bytes gives intact=False, never an error. Raises NotSigned when there is none to check.
    """
    signature = _first_signature(pdf)
    context = ValidationContext(
        trust_roots=[_asn1(root) for root in trust_roots],
        allow_fetching=False,
        moment=at,
        revocation_mode="soft-fail",
    )
    try:
        status = validate_pdf_signature(signature, context)
    except (SignatureValidationError, PdfReadError, ValueError) as error:
        raise NotSigned(f"The signature cannot be read: {error}") from error
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
    )

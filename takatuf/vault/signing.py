"""Signing documents: PAdES with RSA, for the long term where a time-stamp service is there."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Protocol

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from takatuf.kernel.errors import Refused
from takatuf.vault.stamps import StampService, StampServiceDown, hash_named

Certificate = x509.Certificate

# The library warns that nothing is fetched while signing; here that is so on purpose (`context_for_signing`).
logging.getLogger("pyhanko.sign.signers.pdf_signer").setLevel(logging.ERROR)
_LEAST_BITS = 3072
_FIELD = "Takatuf"
_FIELD_SAID = "توقيع الجهة المقدمة"  # what a screen reader says of the field


class SignerUnfit(Refused):
    """The signing key cannot be used: missing, unreadable, not RSA, or too short."""


class CertificateExpired(SignerUnfit):
    """The certificate of the signing key does not hold at this moment: it has run out, or does not begin yet."""


class CannotSign(Refused):
    """The document could not be signed."""


class DocumentSigner(Protocol):
    """Whatever signs documents: a key from a file (`Signer`), or one that never leaves its token (`hardware.TokenSigner`).

    With `stamps` the signature carries time stamps; with `revocations` (lists in DER) beside them it is long-term (B-LTA).
    """

    @property
    def certificate(self) -> x509.Certificate: ...
    @property
    def authorities(self) -> tuple[x509.Certificate, ...]: ...
    @property
    def stamps(self) -> StampService | None: ...
    @property
    def revocations(self) -> tuple[bytes, ...]: ...
    def opened(self) -> AbstractContextManager[signers.Signer]:
        """The library's own signer, while the block runs."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A private RSA key with its certificate and the authorities above it. Its repr holds no key."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    authorities: tuple[x509.Certificate, ...] = ()
    stamps: StampService | None = None
    revocations: tuple[bytes, ...] = ()

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

    @contextmanager
    def opened(self) -> Iterator[signers.Signer]:
        """The library's own signer, while the block runs."""
        yield _KeySigner(self.key, self.certificate, self.authorities)


class _KeySigner(signers.Signer):
    """Signs with a key that was read once; the library's own signer reads and checks it again for each signature."""

    def __init__(
        self, key: rsa.RSAPrivateKey, certificate: x509.Certificate, above: Sequence[x509.Certificate]
    ) -> None:
        super().__init__(signing_cert=asn1_certificate(certificate), cert_registry=store_of(above))
        self._key = key

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - the library's own signature
    ) -> bytes:
        """RSA with PKCS #1 v1.5 padding, as PDF/A-3's readers know it."""
        if dry_run:
            return bytes(self._key.key_size // 8)
        return self._key.sign(data, PKCS1v15(), hash_named(digest_algorithm))


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


def certificates_in(pem: str) -> list[Certificate]:
    """The certificates of a text in PEM. Raises ValueError."""
    return x509.load_pem_x509_certificates(pem.encode())


def pem_of(certificate: Certificate) -> str:
    """The certificate as text in PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def asn1_certificate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The certificate as the signature library reads it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def store_of(certificates: Sequence[x509.Certificate]) -> SimpleCertificateStore:
    """The certificates above the signer's own, to go into the signature."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([asn1_certificate(certificate) for certificate in certificates])
    return store


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
        named = SigFieldSpec(_FIELD, readable_field_name=_FIELD_SAID)
        super().__init__(meta, signer, timestamper=timestamper, new_field_spec=named)
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
    pdf: bytes, *, signer: DocumentSigner, reason: str, location: str, name: str, at: datetime
) -> bytes:
    """The document with an invisible PAdES signature (RSA, SHA-256) as an incremental update.

    Level B-B for a signer without time stamps, B-T with them, B-LTA with revocation lists too: certificates and lists in
    the document, and a last time stamp over all of it. The bytes of the drawn document stay untouched in front.
    Raises CertificateExpired, StampServiceDown, CannotSign.
    """
    _check_validity(signer.certificate, at)
    wanted = _metadata(signer, reason=reason, location=location, name=name, at=at)
    stamper = signer.stamps.stamper_at(at) if signer.stamps else None
    try:
        with signer.opened() as opened:
            writer = IncrementalPdfFileWriter(BytesIO(pdf))
            _show_title(writer)
            signed = _SignerAt(wanted, opened, timestamper=stamper, at=at).sign_pdf(writer)
    except TimestampRequestError as error:
        raise StampServiceDown(f"The time-stamp service did not answer: {error}") from error
    except (SigningError, PdfReadError) as error:
        raise CannotSign(f"The document was not signed: {error}") from error
    return bytes(signed.getbuffer())


def _show_title(writer: IncrementalPdfFileWriter) -> None:
    """A reader shows, and reads out, the title of the document instead of its file's name (ISO 14289-1, 7.1)."""
    shown = writer.root.get("/ViewerPreferences")
    if not isinstance(shown, generic.DictionaryObject):
        shown = generic.DictionaryObject()  # type: ignore[no-untyped-call]
        writer.root["/ViewerPreferences"] = shown
    yes = generic.BooleanObject(True)  # type: ignore[no-untyped-call]  # noqa: FBT003 - the value itself
    shown["/DisplayDocTitle"] = yes
    writer.update_container(shown)
    writer.update_root()  # type: ignore[no-untyped-call]


def _check_validity(certificate: x509.Certificate, at: datetime) -> None:
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        until = certificate.not_valid_after_utc.date().isoformat()
        raise CertificateExpired(f"The certificate of the signing key does not hold now; it ends on {until}.")


def _metadata(
    signer: DocumentSigner, *, reason: str, location: str, name: str, at: datetime
) -> signers.PdfSignatureMetadata:
    long_term = signer.stamps is not None and bool(signer.revocations)
    return signers.PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
        name=name,
        embed_validation_info=long_term,
        use_pades_lta=long_term,
        # Without references by signature nothing comes after the last time stamp, which so covers every byte.
        dss_settings=DSSContentSettings(include_vri=False),
        validation_context=context_for_signing(signer, at) if long_term else None,
    )


def context_for_signing(signer: DocumentSigner, at: datetime) -> ValidationContext:
    """What is put into the document so that it can be checked in many years: no network is asked for it."""
    stamps = signer.stamps.roots if signer.stamps else ()
    roots = [*(signer.authorities[-1:] or (signer.certificate,)), *stamps]
    return ValidationContext(
        trust_roots=[asn1_certificate(root) for root in roots],
        other_certs=[asn1_certificate(certificate) for certificate in signer.authorities],
        crls=list(signer.revocations),
        allow_fetching=False,
        revocation_mode="require",
        moment=at,
    )

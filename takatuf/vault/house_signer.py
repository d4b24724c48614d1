"""With which key this house signs its documents, and where their time stamps come from."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from takatuf.vault.authority import make_demo_authority
from takatuf.vault.hardware import TokenSigner, read_address
from takatuf.vault.signing import Certificate, DocumentSigner, SignerUnfit, load_signer, read_certificates
from takatuf.vault.stamps import StampService, service_at


class NoSigner(SignerUnfit):
    """No signing key is set: TAKATUF_SIGNER_FILE names none, and this is no demonstration."""


class NoStampService(SignerUnfit):
    """No time-stamp service is set: TAKATUF_STAMP_URL names none, and this is no demonstration."""


def house_signer(*, at: datetime) -> DocumentSigner:
    """The house's key with its time stamps: from TAKATUF_SIGNER_FILE (PKCS#12 or PEM), or on the token TAKATUF_SIGNER_TOKEN.

    A demonstration without a key makes its own under TAKATUF_KEYS, with time stamps of a local authority. One key for
    the whole house so far; keys of single persons would be chosen here. Raises NoSigner, NoStampService, SignerUnfit.
    """
    file: Path | None = settings.TAKATUF_SIGNER_FILE
    if file is None:
        if settings.TAKATUF_DEMO_SIGNER:
            return make_demo_authority(Path(settings.TAKATUF_KEYS) / "signer", at=at)
        raise NoSigner(
            "TAKATUF_SIGNER_FILE is not set: in production documents are signed with a key of the agency."
        )
    stamps, revocations = _stamps(), _revocations()
    token: str | None = settings.TAKATUF_SIGNER_TOKEN
    if token is None:
        return replace(load_signer(file, passphrase=_passphrase()), stamps=stamps, revocations=revocations)
    own, *above = read_certificates(file)
    pin = _passphrase()
    return TokenSigner(
        read_address(token), own, tuple(above), stamps, revocations, pin.decode() if pin else None
    )


def without_stamps(signer: DocumentSigner) -> DocumentSigner:
    """The same key for small papers, which need no service outside."""
    return replace(signer, stamps=None)  # type: ignore[type-var]


def _stamps() -> StampService | None:
    url: str | None = settings.TAKATUF_STAMP_URL
    if url is not None:
        return service_at(url, roots=tuple(_certificates(settings.TAKATUF_STAMP_ROOTS_FILE)))
    if settings.TAKATUF_DEMO_SIGNER:
        return None
    raise NoStampService("TAKATUF_STAMP_URL is not set: a document for the court carries time stamps.")


def _certificates(file: Path | None) -> list[Certificate]:
    return read_certificates(file) if file else []


def _revocations() -> tuple[bytes, ...]:
    """The lists of revoked certificates that the agency's authorities publish, from one PEM file with all of them."""
    file: Path | None = settings.TAKATUF_SIGNER_REVOCATIONS_FILE
    if file is None:
        return ()
    mark = b"-----END X509 CRL-----"
    try:
        parts = [part + mark for part in file.read_bytes().split(mark)[:-1]]
        return tuple(x509.load_pem_x509_crl(part.lstrip()).public_bytes(Encoding.DER) for part in parts)
    except (OSError, ValueError) as error:
        raise SignerUnfit(f"The lists of revoked certificates in {file} cannot be read: {error}") from error


def _passphrase() -> bytes | None:
    file: Path | None = settings.TAKATUF_SIGNER_PASSPHRASE_FILE
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8").strip().encode()
    except OSError as error:
        raise SignerUnfit(f"The passphrase in {file} cannot be read: {error.strerror}.") from error

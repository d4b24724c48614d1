"""A certificate authority for the demonstration, clearly named so; never a source of trust anywhere else."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from takatuf.vault.signing import Signer, load_signer
from takatuf.vault.stamps import local_service

_BITS = 3072
_VALID_FOR = timedelta(days=730)
#: The demonstration also signs in its invented past, whichever of its walks made the authority first.
_VALID_BEFORE = timedelta(days=400)
SIGNER_FILE = "demo-signer.pem"
ROOT_FILE = "demo-root.pem"
STAMPS_FILE = "demo-stamps.pem"
REVOKED_FILE = "demo-revoked.crl"


def _name(common: str) -> x509.Name:
    return x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Takatuf DEMONSTRATION - no legal value"),
        x509.NameAttribute(NameOID.COMMON_NAME, common),
    ])  # fmt: skip


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _certificate(
    subject: str,
    key: rsa.RSAPrivateKey,
    *,
    issuer: str,
    issuer_key: rsa.RSAPrivateKey,
    at: datetime,
    authority: bool = False,
    stamps: bool = False,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _VALID_BEFORE)
        .not_valid_after(at + _VALID_FOR)
        .add_extension(
            x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True
        )
        .add_extension(_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if stamps:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    return builder.sign(issuer_key, hashes.SHA256())


def _nothing_revoked(root: x509.Certificate, key: rsa.RSAPrivateKey, at: datetime) -> bytes:
    """The root's one list of revoked certificates, empty; it holds as long as the certificates do, since the key goes."""
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.subject)
        .last_update(at - _VALID_BEFORE)
        .next_update(at + _VALID_FOR)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .add_extension(x509.CRLNumber(1), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )


def _write_secret(path: Path, data: bytes) -> None:
    """Written whole or not at all, readable by its owner alone from the first byte."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    fresh.replace(path)


def make_demo_authority(directory: Path, *, at: datetime) -> Signer:
    """The demonstration's signer with its time stamps, made once in `directory` (four files, 0600) and then reused.

    The root's private key is thrown away, so nothing else can ever be issued under it. Raises SignerUnfit or
    StampServiceUnfit when the files there cannot be read. Valid for two years from the day before `at`.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not all((directory / name).exists() for name in (SIGNER_FILE, STAMPS_FILE, REVOKED_FILE)):
        _make_files(directory, at)
    return replace(
        load_signer(directory / SIGNER_FILE),
        stamps=local_service(directory / STAMPS_FILE),
        revocations=((directory / REVOKED_FILE).read_bytes(),),
    )


def _make_files(directory: Path, at: datetime) -> None:
    """Everything at once, under one root whose key is never written; the signer's file last, for it is what is looked for."""
    root_key, key, stamp_key = (
        rsa.generate_private_key(public_exponent=65537, key_size=_BITS) for _ in range(3)
    )
    # An authority made anew has a name of its own: two of one name lead validators astray.
    root_name = f"Takatuf demonstration root {at.date().isoformat()}"
    root = _certificate(root_name, root_key, issuer=root_name, issuer_key=root_key, authority=True, at=at)
    own = _certificate("Takatuf demonstration signer", key, issuer=root_name, issuer_key=root_key, at=at)
    stamps = _certificate(
        "Takatuf demonstration time stamps", stamp_key, issuer=root_name, issuer_key=root_key, stamps=True, at=at
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    _write_secret(directory / ROOT_FILE, root.public_bytes(pem))
    _write_secret(directory / REVOKED_FILE, _nothing_revoked(root, root_key, at))
    for name, secret, certificate in ((STAMPS_FILE, stamp_key, stamps), (SIGNER_FILE, key, own)):
        written = secret.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        _write_secret(directory / name, written + certificate.public_bytes(pem) + root.public_bytes(pem))

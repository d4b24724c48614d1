"""A certificate authority for the demonstration, clearly named so; never a source of trust anywhere else."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from takatuf.vault.signing import Signer, load_signer

_BITS = 3072
_VALID_FOR = timedelta(days=730)
SIGNER_FILE = "demo-signer.pem"
ROOT_FILE = "demo-root.pem"


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
    authority: bool,
    at: datetime,
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + _VALID_FOR)
        .add_extension(
            x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True
        )
        .add_extension(_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
        .sign(issuer_key, hashes.SHA256())
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
    """The demonstration's signer, made once in `directory` (`demo-signer.pem`, `demo-root.pem`, both 0600) and then reused.

    The root's private key is thrown away, so nothing else can ever be issued under it. Raises SignerUnfit when the
    files there cannot be read. Valid for two years from the day before `at`.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / SIGNER_FILE
    if path.exists():
        return load_signer(path)
    root_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=_BITS) for _ in range(2))
    root_name, signer_name = "Takatuf demonstration root", "Takatuf demonstration signer"
    root = _certificate(root_name, root_key, issuer=root_name, issuer_key=root_key, authority=True, at=at)
    own = _certificate(signer_name, key, issuer=root_name, issuer_key=root_key, authority=False, at=at)
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write_secret(directory / ROOT_FILE, root.public_bytes(pem))
    _write_secret(path, secret + own.public_bytes(pem) + root.public_bytes(pem))
    return Signer(key, own, (root,))

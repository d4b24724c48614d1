"""Signing keys that never leave a card or an HSM (PKCS#11)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign import signers
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

from takatuf.vault.signing import SignerUnfit, asn1_certificate
from takatuf.vault.stamps import StampService


@dataclass(frozen=True, slots=True)
class TokenAddress:
    """Which key on which token, behind which module."""

    module: str
    token: str
    key: str


def read_address(uri: str) -> TokenAddress:
    """A token's key from an address as RFC 7512 writes it: `pkcs11:token=court;object=signer?module-path=/usr/lib/...so`.

    Raises SignerUnfit.
    """
    scheme, _, rest = uri.partition(":")
    path, _, query = rest.partition("?")
    parts = {name: unquote(value) for name, _, value in (part.partition("=") for part in path.split(";"))}
    module = parse_qs(query).get("module-path", [""])[0]
    if scheme != "pkcs11" or not (module and parts.get("token") and parts.get("object")):
        raise SignerUnfit(
            "The address of a signing token is pkcs11:token=NAME;object=KEY?module-path=/path/of/module.so"
        )
    return TokenAddress(module, parts["token"], parts["object"])


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """A private RSA key on a token, with its certificate and the authorities above it. Its repr holds no PIN."""

    address: TokenAddress
    certificate: x509.Certificate
    authorities: tuple[x509.Certificate, ...] = ()
    stamps: StampService | None = None
    revocations: tuple[bytes, ...] = ()
    pin: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Raises SignerUnfit: PDF/A-3 needs RSA, as a key from a file does."""
        if not isinstance(self.certificate.public_key(), rsa.RSAPublicKey):
            raise SignerUnfit("Documents for the court are signed with an RSA key.")

    @contextmanager
    def opened(self) -> Iterator[signers.Signer]:
        """The library's own signer, while the token's session is open. Raises SignerUnfit when the token does not open."""
        try:
            session = open_pkcs11_session(
                self.address.module, token_criteria=TokenCriteria(label=self.address.token), user_pin=self.pin
            )
        except (pkcs11.exceptions.PKCS11Error, OSError, RuntimeError) as error:
            said = str(error) or type(error).__name__
            raise SignerUnfit(f"The signing token «{self.address.token}» does not open: {said}") from error
        with session, _named(self.address):
            yield PKCS11Signer(
                session,
                signing_cert=asn1_certificate(self.certificate),
                ca_chain=[asn1_certificate(certificate) for certificate in self.authorities],
                key_label=self.address.key,
            )


@contextmanager
def _named(address: TokenAddress) -> Iterator[None]:
    """What the token refuses while it signs, as a refusal of the house."""
    try:
        yield
    except pkcs11.exceptions.PKCS11Error as error:
        said = str(error) or type(error).__name__
        raise SignerUnfit(f"The key «{address.key}» of the signing token cannot be used: {said}") from error

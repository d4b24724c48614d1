"""Time stamps (RFC 3161): a service outside by its address, or the local authority of the demonstration."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from pyhanko.sign.general import as_signing_certificate
from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper, TimeStamper, TimestampRequestError

from takatuf.kernel.errors import Refused

_PATIENCE = 8  # seconds for one answer; a document needs two


class _LocalStamper(DummyTimeStamper):
    """The library's own small authority, with a key that was read once: reading it again for each stamp takes longer
    than everything else about a signature.
    """

    def __init__(self, certificate: asn1_x509.Certificate, key: rsa.RSAPrivateKey, at: datetime) -> None:
        super().__init__(certificate, None, fixed_dt=at)
        self._key = key

    def _sign_tst_info(
        self, tst_info_data: bytes, md_algorithm: str, dt: datetime
    ) -> tuple[bytes, cms.CMSAttributes]:
        digest = hashlib.new(md_algorithm, tst_info_data).digest()
        attributes = cms.CMSAttributes([
            _attribute("content_type", "tst_info"),
            _attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt)})),
            _attribute("signing_certificate", as_signing_certificate(self.tsa_cert)),
            _attribute("message_digest", digest),
        ])  # fmt: skip
        return self._key.sign(attributes.dump(), PKCS1v15(), hash_named(md_algorithm)), attributes


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": (value,)})


def hash_named(name: str) -> hashes.HashAlgorithm:
    """The hash that the signature library names so. Raises StampServiceUnfit for one that is not used here."""
    known = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
    found = known.get(name.lower().replace("-", ""))
    if found is None:
        raise StampServiceUnfit(f"The hash {name} is not used here.")
    return found


class _ServiceStamper(HTTPTimeStamper):
    """A service over HTTP; an answer that is no stamp counts as no answer."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            return await super().async_request_tsa_response(req)
        except ValueError as error:
            raise TimestampRequestError("the answer is no time stamp") from error


class StampServiceDown(Refused):
    """The time-stamp service does not answer, or its answer cannot be used; nothing was signed, and it may be tried again."""


class StampServiceUnfit(Refused):
    """The time-stamp service's own files cannot be read."""


@dataclass(frozen=True, slots=True)
class StampService:
    """Where time stamps come from: how one is asked for at a moment, and the authorities above the service."""

    stamper_at: Callable[[datetime], TimeStamper]
    roots: tuple[x509.Certificate, ...] = ()


def service_at(url: str, *, roots: tuple[x509.Certificate, ...]) -> StampService:
    """The service behind an address. It says its own time, whatever moment is passed in."""

    def stamper_at(at: datetime) -> TimeStamper:
        del at
        return _ServiceStamper(url, timeout=_PATIENCE)

    return StampService(stamper_at, roots)


def local_service(path: Path) -> StampService:
    """The demonstration's own service, from a PEM file with its key, its certificate and its root; no legal value.

    Raises StampServiceUnfit with the path.
    """
    try:
        data = path.read_bytes()
        key = serialization.load_pem_private_key(data, None)
        own, *above = x509.load_pem_x509_certificates(data)
    except (OSError, ValueError, TypeError) as error:
        raise StampServiceUnfit(f"The time-stamp key {path} cannot be read: {error}") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise StampServiceUnfit(f"The time-stamp key {path} is no RSA key.")
    certificate = asn1_x509.Certificate.load(own.public_bytes(serialization.Encoding.DER))

    def stamper_at(at: datetime) -> TimeStamper:
        return _LocalStamper(certificate, key, at)

    return StampService(stamper_at, tuple(above))

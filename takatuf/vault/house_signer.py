"""With which key this house signs its documents."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from takatuf.vault.authority import make_demo_authority
from takatuf.vault.signing import Signer, SignerUnfit, load_signer


class NoSigner(SignerUnfit):
    """No signing key is set: TAKATUF_SIGNER_FILE names none, and this is no demonstration."""


def house_signer(*, at: datetime) -> Signer:
    """The key in TAKATUF_SIGNER_FILE (PKCS#12, or PEM); a demonstration without one makes its own under TAKATUF_KEYS.

    One key for the whole house so far; keys of single persons, on cards or in an HSM, would be chosen here. Raises
    NoSigner, SignerUnfit.
    """
    file: Path | None = settings.TAKATUF_SIGNER_FILE
    if file is not None:
        return load_signer(file, passphrase=_passphrase())
    if settings.TAKATUF_DEMO_SIGNER:
        return make_demo_authority(Path(settings.TAKATUF_KEYS) / "signer", at=at)
    raise NoSigner(
        "TAKATUF_SIGNER_FILE is not set: in production documents are signed with a key of the agency."
    )


def _passphrase() -> bytes | None:
    file: Path | None = settings.TAKATUF_SIGNER_PASSPHRASE_FILE
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8").strip().encode()
    except OSError as error:
        raise SignerUnfit(f"The passphrase in {file} cannot be read: {error.strerror}.") from error

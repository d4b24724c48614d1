"""Django's secret key, derived from the keyring and never written down; and the files under TAKATUF_KEYS."""

import secrets

from takatuf.config.environment import BadSetting, Environment
from takatuf.vault.keyring import Keyring
from takatuf.vault.keyring_file import KeyringExists, KeyringMissing
from takatuf.vault.ledger_keys import ensure_ledger_key


def secret_key(environment: Environment) -> str:
    """The key that signs sessions and forms; a passing one where no keyring was made yet (static checks, first start)."""
    try:
        return Keyring.load(environment.keys, environment.keys_passphrase).purpose_key("django").hex()
    except KeyringMissing:
        return secrets.token_hex(32)


def ensure_key_files(environment: Environment) -> None:
    """Make the keyring and the ledger's signing key where they are missing.

    Raises BadSetting in production when the keyring is, or would be, a plain file.
    """
    if environment.is_production and environment.keys_passphrase is None:
        raise BadSetting(
            "TAKATUF_KEYS_PASSPHRASE_FILE is not set: in production the keyring is never a plain file."
        )
    try:
        ring = Keyring.load(environment.keys, environment.keys_passphrase)
    except KeyringMissing:
        ring = _create(environment)
    if environment.is_production and ring.is_plain:
        raise BadSetting(
            f"The keyring in {environment.keys} is a plain file; seal it with a passphrase first."
        )
    ensure_ledger_key(environment.keys, environment.keys_passphrase)


def _create(environment: Environment) -> Keyring:
    try:
        return Keyring.create(environment.keys, environment.keys_passphrase)
    except KeyringExists:  # another process made it between our look and our writing
        return Keyring.load(environment.keys, environment.keys_passphrase)

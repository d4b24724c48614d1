"""Django's secret key, derived from the keyring and never written down; and the files under TAKATUF_KEYS."""

import secrets
from uuid import UUID

import psycopg
from psycopg.conninfo import make_conninfo

from takatuf.config.embedded import EmbeddedPostgres
from takatuf.config.environment import BadSetting, Environment, read_environment, word_in
from takatuf.kernel.errors import Refused
from takatuf.vault.envelopes import CannotOpen, unwrap
from takatuf.vault.keyring import KeyDestroyed, Keyring, KeyUnknown
from takatuf.vault.keyring_file import KeyringExists, KeyringMissing
from takatuf.vault.ledger_keys import ensure_ledger_key


class KeysElsewhere(Refused):
    """The database holds what only another keyring opens; the sentence says which and what to do."""


def refuse_other_keys(environment: Environment) -> None:
    """Hold the keyring against the newest data keys of the database, before a missing ring would be made anew beside it.

    A share that was not mounted, or another house's keys: every text would stay shut, and every new one would lie under
    keys that the rest of the house does not have. Raises KeysElsewhere, and as `Keyring.load` does.
    """
    newest = _newest_data_keys(environment)
    if not newest:
        return
    named = f"bring the house's own keyring back from its copy, or name its folder in TAKATUF_KEYS (now {environment.keys})"
    try:
        ring = Keyring.load(environment.keys, environment.keys_passphrase)
    except KeyringMissing:
        raise KeysElsewhere(
            f"There is no keyring, and the database holds records that only its own opens: {named}."
        ) from None
    # One row that was damaged is for `takatuf check`; it must not keep the house shut.
    if not any(_opens(ring, record_id, wrapped) for record_id, wrapped in newest):
        raise KeysElsewhere(f"This keyring does not open what the database holds: {named}.")


def _opens(ring: Keyring, record_id: UUID, wrapped: bytes) -> bool:
    try:
        unwrap(ring, wrapped, record_id)
    except (KeyUnknown, KeyDestroyed, CannotOpen):
        return False
    return True


def _newest_data_keys(environment: Environment) -> list[tuple[UUID, bytes]]:
    """The youngest records with their wrapped keys; none while there is no row, no table, or no database yet."""
    if environment.admin_url:
        address = environment.admin_url
    else:
        address = EmbeddedPostgres(environment.home).admin_dsn(environment.database_name)
    name = psycopg.conninfo.conninfo_to_dict(address)["dbname"]
    with psycopg.connect(make_conninfo(address, dbname="postgres")) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            return []
    with psycopg.connect(address) as database:
        if database.execute("SELECT to_regclass('public.vault_wrappedkey')").fetchone() == (None,):
            return []
        rows = database.execute(
            "SELECT record_id, wrapped FROM public.vault_wrappedkey WHERE wrapped IS NOT NULL ORDER BY record_id DESC LIMIT 20"
        ).fetchall()
    return [(record_id, bytes(wrapped)) for record_id, wrapped in rows]


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
            f'The keyring in {environment.keys} is a plain file; seal it first: "takatuf keys seal FILE", FILE with a passphrase.'
        )
    ensure_ledger_key(environment.keys, environment.keys_passphrase)


def seal_keyring(file: str) -> int:
    """Seal the ring by the passphrase in the file: a plain one, or one that is sealed by the passphrase of the settings.

    Needs no database, since the service is to be stopped meanwhile. Raises BadSetting, and as `Keyring.load` does.
    """
    environment = read_environment()
    Keyring.load(environment.keys, environment.keys_passphrase).set_passphrase(word_in(file, "FILE"))
    print(
        f"The keyring in {environment.keys} is sealed by the passphrase in {file}. Name that file in"
        " TAKATUF_KEYS_PASSPHRASE_FILE, then start the service again. Copy the keyring and the passphrase, each to a place"
        " of its own: without both, what is sealed stays sealed for ever."
    )
    return 0


def _create(environment: Environment) -> Keyring:
    try:
        return Keyring.create(environment.keys, environment.keys_passphrase)
    except KeyringExists:  # another process made it between our look and our writing
        return Keyring.load(environment.keys, environment.keys_passphrase)

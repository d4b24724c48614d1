"""The keyring: making, sealing, rotating and destroying root keys."""

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from django.conf import LazySettings as SettingsWrapper

from takatuf.vault import keyring_file
from takatuf.vault.keyring import (
    KeyDestroyed,
    Keyring,
    KeyringDamaged,
    KeyringExists,
    KeyringExposed,
    KeyringMissing,
    KeyringSealed,
    KeyState,
    KeyStillActive,
    KeyUnknown,
    NoActiveKey,
    WrongPassphrase,
)
from takatuf.vault.keys import keyring
from takatuf.vault.ledger_keys import ensure_ledger_key, ledger_signer

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_ring_is_the_same_after_loading(tmp_path: Path) -> None:
    made = Keyring.create(tmp_path / "keys", at=AT)

    loaded = Keyring.load(tmp_path / "keys")

    assert loaded.active_id == made.active_id
    assert loaded.purpose_key("session") == made.purpose_key("session")
    assert loaded.token_key("receipt") == made.token_key("receipt")
    assert loaded.keys[0].created_at == AT
    assert loaded.is_plain


def test_file_and_directory_are_private(tmp_path: Path) -> None:
    Keyring.create(tmp_path / "keys")

    for path in [tmp_path / "keys", *(tmp_path / "keys").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_missing_ring_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyringMissing):
        Keyring.load(tmp_path)


def test_second_ring_in_the_same_place_is_refused(tmp_path: Path) -> None:
    Keyring.create(tmp_path)

    with pytest.raises(KeyringExists):
        Keyring.create(tmp_path)


def test_plain_ring_that_everybody_may_read_is_refused(tmp_path: Path) -> None:
    Keyring.create(tmp_path)
    (tmp_path / keyring_file.FILE_NAME).chmod(0o644)

    with pytest.raises(KeyringExposed):
        Keyring.load(tmp_path)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": "takatuf-keyring/1"}', '{"format": "other"}']
)
def test_damaged_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / keyring_file.FILE_NAME
    path.write_text(content)
    path.chmod(0o600)

    with pytest.raises(KeyringDamaged):
        Keyring.load(tmp_path)


def test_sealed_ring_opens_only_with_its_passphrase(tmp_path: Path) -> None:
    made = Keyring.create(tmp_path, "جملة سر طويلة")

    opened = Keyring.load(tmp_path, "جملة سر طويلة")

    assert not opened.is_plain
    assert opened.purpose_key("totp") == made.purpose_key("totp")
    with pytest.raises(KeyringSealed):
        Keyring.load(tmp_path)
    with pytest.raises(WrongPassphrase):
        Keyring.load(tmp_path, "another")


def test_sealed_file_shows_no_key(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path, "passphrase")

    text = (tmp_path / keyring_file.FILE_NAME).read_text()

    assert ring.keys[0].secret is not None
    assert ring.keys[0].secret.hex() not in text
    assert ring.active_id.hex() not in text


def test_altered_sealed_file_does_not_open(tmp_path: Path) -> None:
    Keyring.create(tmp_path, "passphrase")
    path = tmp_path / keyring_file.FILE_NAME
    outer = json.loads(path.read_text())
    outer["box"] = outer["box"][:-2] + ("00" if outer["box"][-2:] != "00" else "01")
    path.write_text(json.dumps(outer))

    with pytest.raises(WrongPassphrase):
        Keyring.load(tmp_path, "passphrase")


def test_sealed_ring_stays_sealed_after_a_rotation(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path, "passphrase")

    ring.rotate()

    assert Keyring.load(tmp_path, "passphrase").active_id == ring.active_id
    with pytest.raises(KeyringSealed):
        Keyring.load(tmp_path)


def test_plain_ring_can_be_sealed_later(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path)
    before = ring.purpose_key("session")

    ring.set_passphrase("passphrase")

    assert not ring.is_plain
    assert Keyring.load(tmp_path, "passphrase").purpose_key("session") == before


def test_rotation_retires_the_old_key_and_keeps_it_for_opening(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path)
    old = ring.active_id
    wrapping = ring.wrapping_key(old)

    new = ring.rotate(at=AT)

    assert ring.active_id == new != old
    assert ring.keys[0].state is KeyState.RETIRED
    assert ring.keys[0].retired_at == AT
    assert ring.wrapping_key(old) == wrapping


def test_active_key_is_not_destroyed(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path)

    with pytest.raises(KeyStillActive):
        ring.destroy(ring.active_id)


def test_destroyed_key_is_gone_from_the_file_and_the_memory(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path)
    old, secret = ring.active_id, ring.keys[0].secret
    ring.wrapping_key(old)
    ring.rotate()

    ring.destroy(old, at=AT)

    assert secret is not None
    assert secret.hex() not in (tmp_path / keyring_file.FILE_NAME).read_text()
    with pytest.raises(KeyDestroyed):
        ring.wrapping_key(old)
    with pytest.raises(KeyDestroyed):
        Keyring.load(tmp_path).wrapping_key(old)
    with pytest.raises(KeyDestroyed):
        ring.destroy(old)


def test_retired_active_key_wraps_nothing_until_the_ring_is_rotated(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path)
    old = ring.active_id

    ring.retire(old)

    with pytest.raises(NoActiveKey):
        _ = ring.active_id
    with pytest.raises(NoActiveKey):
        ring.retire(old)
    assert ring.rotate() != old


def test_unknown_key_is_named(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path)

    with pytest.raises(KeyUnknown):
        ring.wrapping_key(b"none")
    with pytest.raises(KeyUnknown):
        ring.token_key("receipt", 2)
    with pytest.raises(KeyUnknown):
        ring.token_key("receipt", 0)
    with pytest.raises(KeyUnknown):
        ring.named_secret("ledger")


def test_process_that_did_not_rotate_finds_the_new_key(tmp_path: Path) -> None:
    here = Keyring.create(tmp_path)
    there = Keyring.load(tmp_path)

    new, version = there.rotate(), there.rotate_tokens()

    assert here.wrapping_key(new) == there.wrapping_key(new)
    assert here.token_key("receipt", version) == there.token_key("receipt")


def test_secret_that_another_process_stored_is_found(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path / "keys")
    Keyring.load(tmp_path / "keys").store_secret("seal", b"stored elsewhere")

    assert ring.named_secret("seal") == b"stored elsewhere"


def test_ring_of_the_process_is_new_after_a_rotation_here_at_once_and_elsewhere_within_a_moment(
    tmp_path: Path, settings: SettingsWrapper
) -> None:
    settings.TAKATUF_KEYS, settings.TAKATUF_KEYS_PASSPHRASE = tmp_path / "keys", None
    Keyring.create(tmp_path / "keys")
    first = keyring().active_id

    here = Keyring.load(tmp_path / "keys").rotate()
    at_once = keyring().active_id
    script = "import sys; from takatuf.vault.keyring import Keyring; print(Keyring.load(sys.argv[1]).rotate().hex())"
    command = [sys.executable, "-c", script, str(tmp_path / "keys")]
    elsewhere = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    deadline = monotonic() + 5
    while keyring().active_id.hex() != elsewhere and monotonic() < deadline:
        sleep(0.02)

    assert first != here == at_once
    assert keyring().active_id.hex() == elsewhere


def test_rotations_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    Keyring.create(tmp_path)
    threads = [Thread(target=Keyring.load(tmp_path).rotate) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    keys = Keyring.load(tmp_path).keys
    assert len(keys) == 9
    assert sum(key.state is KeyState.ACTIVE for key in keys) == 1


def test_purpose_and_token_keys_outlive_a_rotation_of_root_keys(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path)
    before = ring.purpose_key("scope-proof"), ring.token_key("identifier-token")

    ring.rotate()

    assert (ring.purpose_key("scope-proof"), ring.token_key("identifier-token")) == before


def test_new_token_version_leaves_the_old_one_usable(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path)
    first = ring.token_key("receipt")

    version = ring.rotate_tokens()

    assert version == ring.token_version == 2
    assert ring.token_key("receipt") != first
    assert ring.token_key("receipt", 1) == first


def test_keys_of_different_purposes_differ(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path)

    keys = {
        ring.purpose_key("session"),
        ring.purpose_key("totp"),
        ring.token_key("session"),
        ring.purpose_key("session", ring.active_id),
        ring.wrapping_key(ring.active_id),
    }

    assert len(keys) == 5


def test_repr_shows_no_secret(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path)

    shown = repr(ring) + repr(ring.keys)

    assert ring.keys[0].secret is not None
    assert ring.keys[0].secret.hex() not in shown
    assert repr(ring.keys[0].secret) not in shown


def test_ledger_key_is_made_once_and_a_witness_has_its_own(tmp_path: Path) -> None:
    Keyring.create(tmp_path)

    first = ensure_ledger_key(tmp_path)
    again = ensure_ledger_key(tmp_path)
    witness = ensure_ledger_key(tmp_path, name="witness")

    assert first.public == again.public == ledger_signer(tmp_path).public
    assert witness.public != first.public


def test_ledger_key_that_was_never_made_is_named(tmp_path: Path) -> None:
    Keyring.create(tmp_path)

    with pytest.raises(KeyUnknown):
        ledger_signer(tmp_path)
    with pytest.raises(KeyringMissing):
        ledger_signer(tmp_path / "elsewhere")


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root writes files of others.")
def test_ring_that_root_rotates_still_belongs_to_who_serves_it(tmp_path: Path) -> None:
    ring = Keyring.create(tmp_path / "keys")
    for path in [tmp_path / "keys", *(tmp_path / "keys").rglob("*")]:
        os.chown(path, 4321, 4322)

    ring.rotate()

    owners = {
        (path.stat().st_uid, path.stat().st_gid)
        for path in [tmp_path / "keys", *(tmp_path / "keys").rglob("*")]
    }
    assert owners == {(4321, 4322)}

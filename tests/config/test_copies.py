"""`takatuf backup` and `takatuf restore`: whole or refused, never over what is there, and no door of the house is in it."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings

from takatuf.agencies.models import Sector
from takatuf.agencies.scope import system_scope
from takatuf.config import provision
from takatuf.config.commands.copies.erased import NAME
from takatuf.config.commands.copies.making import NoPlaceForCopy, make_backup
from takatuf.config.commands.copies.manifest import LEFT_OUT, BadCopy, Manifest, read_manifest
from takatuf.config.commands.copies.restoring import NotEmpty, restore, restore_backup
from takatuf.config.commands.transfer import import_file
from takatuf.config.commands.work import seal_everything
from takatuf.config.environment import read_environment
from takatuf.config.keys import KeysElsewhere, refuse_other_keys
from takatuf.config.migrating import NewerTables, differing_migrations, migrate
from takatuf.ledger.models import LedgerEntry
from takatuf.vault.keyring import Keyring
from takatuf.vault.ledger_keys import ensure_ledger_key
from tests.config.test_import import XML
from tests.factories import make_agency, make_worker


@pytest.fixture
def listed(house: None, tmp_path: Path) -> Path:
    """A house with one report, sealed into its ledger, and the list of its copy."""
    make_worker(make_agency("centre", Sector.HOTLINE))
    (tmp_path / "one.xml").write_bytes(XML)
    assert import_file("cybertipline", str(tmp_path / "one.xml")) == 0
    seal_everything()
    return make_backup(tmp_path / "copies")


def _change(listed: Path, **values: object) -> None:
    manifest: Manifest = dataclasses.replace(read_manifest(listed), **values)  # type: ignore[arg-type]
    manifest.write(listed)


def test_copy_comes_back_whole_in_an_empty_database(listed: Path) -> None:
    name = f"{settings.DATABASES['admin']['NAME']}_back"
    surroundings = dict(os.environ, TAKATUF_DATABASE_NAME=name)
    for address in ("DATABASE_URL", "DATABASE_KEEPER_URL", "DATABASE_ADMIN_URL"):
        if url := os.environ.get(address):
            surroundings[address] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    manifest = read_manifest(listed)

    try:
        done = subprocess.run(
            [sys.executable, "-m", "takatuf.config.cli", "restore", str(listed)],
            env=surroundings, check=False, capture_output=True, text=True,
        )  # fmt: skip
    finally:
        with psycopg.connect(**provision._admin_conninfo("postgres"), autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())

    # The program counted every table against the list, and `check` opened the keys and recomputed the ledger's root.
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAIL" not in done.stdout
    assert f"{manifest.ledger_size} entries give the root that was signed" in done.stdout
    assert manifest.ledger_size > 0
    assert manifest.rows["intake_report"] == 1


def test_copy_never_goes_over_what_is_there(listed: Path) -> None:
    with pytest.raises(NotEmpty, match="agencies_agency"):
        restore_backup(listed)


def test_altered_copy_is_refused(listed: Path) -> None:
    data = listed.with_suffix(".dump")
    content = bytearray(data.read_bytes())
    content[-1] ^= 1
    data.write_bytes(content)

    with pytest.raises(BadCopy, match="not the file that was written"):
        restore_backup(listed)


def test_copy_of_another_version_is_refused_by_name(listed: Path) -> None:
    _change(listed, migrations=(*read_manifest(listed).migrations, "court.9999_from_tomorrow"))

    with pytest.raises(BadCopy, match=r"court\.9999_from_tomorrow"):
        restore_backup(listed)


def test_list_that_is_not_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text("[]")

    with pytest.raises(BadCopy, match="not the list of a copy"):
        read_manifest(tmp_path / "list.json")


def test_no_sign_in_and_no_proof_key_is_in_a_copy(listed: Path) -> None:
    with connections["admin"].cursor() as cursor:
        cursor.execute("SELECT encode(inner_pad, 'hex') FROM agencies_scopekey")
        proof_key = cursor.fetchone()[0]

    done = subprocess.run(
        [_pg_restore(), "--file=-", str(listed.with_suffix(".dump"))], check=True, capture_output=True, text=True
    )  # fmt: skip

    assert "COPY public.intake_report " in done.stdout  # it is the copy that was read
    assert proof_key not in done.stdout
    assert not [table for table in LEFT_OUT if f"COPY public.{table} " in done.stdout]


def _pg_restore() -> str:
    from takatuf.config.embedded import wheel_binaries

    return str(wheel_binaries() / "pg_restore")


def test_only_its_owner_reads_a_copy_and_the_ledger_says_that_it_was_made(listed: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in listed.parent.iterdir()}
    with system_scope("sealer"):
        lines = [bytes(line.leaf).decode() for line in LedgerEntry.objects.filter(kind="backup.made")]

    assert set(modes.values()) == {0o600}
    assert len(lines) == 1
    assert read_manifest(listed).sha256 in lines[0]


def test_copy_into_a_file_is_refused_with_a_sentence(house: None, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(NoPlaceForCopy, match="cannot be used"):
        make_backup(tmp_path / "file")


def test_a_house_never_starts_beside_the_wrong_keys(listed: Path, tmp_path: Path) -> None:
    own = read_environment()
    missing, other = (dataclasses.replace(own, keys=tmp_path / name) for name in ("missing", "other"))
    Keyring.create(other.keys)

    refuse_other_keys(own)
    with pytest.raises(KeysElsewhere, match="There is no keyring"):
        refuse_other_keys(missing)
    with pytest.raises(KeysElsewhere, match="does not open what the database holds"):
        refuse_other_keys(other)

    assert not missing.keys.exists()


def test_a_copy_is_brought_back_with_its_own_keys_only(listed: Path, tmp_path: Path) -> None:
    Keyring.create(tmp_path / "other")
    ensure_ledger_key(tmp_path / "other")

    with override_settings(TAKATUF_KEYS=tmp_path / "other"), pytest.raises(BadCopy, match="another keyring"):
        restore_backup(listed)


def test_a_list_of_the_erased_that_is_none_is_refused_before_anything_comes_back(listed: Path) -> None:
    listed.with_name(NAME).write_text("{}")

    with pytest.raises(BadCopy, match="not a list of erased records"):
        restore(str(listed))


def test_tables_of_a_newer_version_are_left_alone(house: None) -> None:
    with connections["admin"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('court', '9999_from_tomorrow', now())"
        )
    try:
        with pytest.raises(NewerTables, match=r"court\.9999_from_tomorrow"):
            migrate(database="admin")
        said = differing_migrations(connections["keeper"])
    finally:
        with connections["admin"].cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_from_tomorrow'")

    assert said == ([], ["court.9999_from_tomorrow"])

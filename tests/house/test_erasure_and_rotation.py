"""Erasing a record, rotating the keys, and what `takatuf check` says when something was altered."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import pytest
from django.db import connection, connections

from takatuf.agencies.models import Worker
from takatuf.agencies.scope import worker_scope
from takatuf.config.cli import main
from takatuf.config.commands.check import check
from takatuf.court.models import Fact
from takatuf.intake.models import Report
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound
from takatuf.ledger.models import LedgerEntry
from takatuf.ledger.queries import inclusion_proof
from takatuf.vault.actions import destroy_data_key, rewrap_data_keys
from takatuf.vault.keyring import KeyDestroyed
from takatuf.vault.keys import keyring
from tests.house.database import superuser

pytestmark = pytest.mark.usefixtures("filled_house")


def _worker(username: str) -> UUID:
    found: UUID = Worker.objects.get(user__username=username).pk
    return found


def _facts() -> list[str]:
    with worker_scope(_worker("reem")):
        return [fact.unseal("text_ar") for fact in Fact.objects.order_by("pk")]


def _verified(folder: Path) -> bool:
    return main(["verify", str(folder / "submission.pdf"), "--key", str(folder / "ledger.pub")]) == 0


def test_check_passes_on_a_full_house(capsys: pytest.CaptureFixture[str]) -> None:
    assert check() == 0
    assert "FAIL" not in capsys.readouterr().out


def test_the_administrator_rotates_the_keys_by_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    before, old = _facts(), keyring().active_id.hex()

    assert main(["keys", "rotate"]) == 0
    assert main(["keys", "list"]) == 0

    listed = capsys.readouterr().out
    assert _facts() == before
    assert f"{old}  retired" in listed
    assert f"{keyring().active_id.hex()}  active" in listed
    assert LedgerEntry.objects.filter(kind="keys.rotated").count() == 1
    assert check() == 0


def test_after_a_rotation_everything_opens_and_the_old_key_may_be_destroyed() -> None:
    before, ring = _facts(), keyring()
    old = ring.active_id

    ring.rotate()
    after_rotation = _facts()
    rewrapped = rewrap_data_keys(batch=7)
    ring.destroy(old)

    assert before
    assert after_rotation == before
    assert rewrapped >= 20
    assert _facts() == before
    assert check() == 0


def test_rewrapping_again_changes_nothing_that_can_be_read() -> None:
    before = _facts()

    assert rewrap_data_keys() == rewrap_data_keys()
    assert _facts() == before


def test_erasing_a_record_makes_its_texts_unreadable_and_leaves_every_proof_standing(
    filled_house: Path,
) -> None:
    with worker_scope(_worker("noura")):
        report = Report.objects.order_by("received_at").first()
        assert report is not None
        assert report.unseal("content")
    entries = list(LedgerEntry.objects.filter(record_id=report.record_id, nodes__isnull=False))
    proofs = [inclusion_proof(entry.pk) for entry in entries]

    destroy_data_key(record_id=report.record_id, at=now())

    with worker_scope(_worker("noura")):
        erased = Report.objects.get(pk=report.pk)
        with pytest.raises(KeyDestroyed):
            erased.unseal("content")
    assert entries
    assert [inclusion_proof(entry.pk) for entry in entries] == proofs
    assert rewrap_data_keys() > 0  # the destroyed key stays destroyed
    with pytest.raises(NotFound):
        destroy_data_key(record_id=report.record_id, at=now())
    assert check() == 0
    assert _verified(filled_house)


def test_the_pages_own_login_neither_changes_nor_destroys_a_key() -> None:
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE vault_wrappedkey SET wrapped = NULL, destroyed_at = now()")


ALTERED = {
    "a leaf": (
        """UPDATE ledger_ledgerentry SET leaf = overlay(leaf placing '\\x20'::bytea from 20)
        WHERE id = (SELECT entry_id FROM ledger_ledgernode WHERE level = 0 AND place = 3)""",
        "the root that was signed",
    ),
    "a lost entry": (
        "DELETE FROM ledger_ledgerentry WHERE id = (SELECT entry_id FROM ledger_ledgernode WHERE level = 0 AND place = 5)",
        "holds",
    ),
    "two exchanged entries": (
        """UPDATE ledger_ledgerentry AS a SET leaf = b.leaf FROM ledger_ledgerentry AS b, ledger_ledgernode AS m,
        ledger_ledgernode AS n WHERE m.entry_id = a.id AND n.entry_id = b.id AND m.place + n.place = 9 AND m.place IN (4, 5)""",
        "the root that was signed",
    ),
    "a node": ("UPDATE ledger_ledgernode SET hash = sha256(hash) WHERE level = 1 AND place = 1", "tree"),
    "a top node": (
        "UPDATE ledger_ledgernode SET hash = sha256(hash) WHERE level = (SELECT max(level) FROM ledger_ledgernode)", "tree",
    ),
    "a signed root": (
        "UPDATE ledger_checkpoint SET root = sha256(root) WHERE size = (SELECT max(size) FROM ledger_checkpoint)", "signed",
    ),
    "a checkpoint's note": (
        """UPDATE ledger_checkpoint SET note = replace(note, split_part(note, chr(10), 3),
        'AAAA' || substr(split_part(note, chr(10), 3), 5)) WHERE size = (SELECT max(size) FROM ledger_checkpoint)""",
        "signed",
    ),
    "a table's row security": ("ALTER TABLE casework_case DISABLE ROW LEVEL SECURITY", "casework_case"),
    "a table's forced row security": ("ALTER TABLE court_fact NO FORCE ROW LEVEL SECURITY", "court_fact"),
    "an application that reads tokens": ("GRANT SELECT ON agencies_scopetoken TO app", "scope tokens"),
    "a wrapped key": (
        """UPDATE vault_wrappedkey SET wrapped = set_byte(wrapped, 30, (get_byte(wrapped, 30) + 1) % 256) WHERE record_id =
        (SELECT record_id FROM vault_wrappedkey WHERE wrapped IS NOT NULL ORDER BY record_id LIMIT 1)""",
        "does not open every data key",
    ),
}  # fmt: skip
UNDONE = {
    "a table's row security": "ALTER TABLE casework_case ENABLE ROW LEVEL SECURITY",
    "a table's forced row security": "ALTER TABLE court_fact FORCE ROW LEVEL SECURITY",
    "an application that reads tokens": "REVOKE SELECT ON agencies_scopetoken FROM app",
}
KEPT_TABLES = ("ledger_ledgerentry", "ledger_ledgernode", "ledger_checkpoint", "vault_wrappedkey")


@contextmanager
def _altered(name: str) -> Iterator[None]:
    """The database as somebody left it who is its superuser and turned the triggers off; put back afterwards."""
    with superuser() as server:
        server.execute("SET session_replication_role = replica")
        for table in KEPT_TABLES:
            server.execute(f"CREATE TEMP TABLE kept_{table} AS SELECT * FROM {table}".encode())
        server.execute(ALTERED[name][0].encode())
        connections["keeper"].close()
        try:
            yield
        finally:
            if name in UNDONE:
                server.execute(UNDONE[name].encode())
            for table in KEPT_TABLES:
                server.execute(f"DELETE FROM {table}".encode())
                server.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}".encode())


def test_check_notices_a_keeper_that_row_security_binds(capsys: pytest.CaptureFixture[str]) -> None:
    keeper, app = connections["keeper"], connections["default"]
    keeper.close()
    kept = {name: keeper.settings_dict[name] for name in ("USER", "PASSWORD")}
    keeper.settings_dict.update({name: app.settings_dict[name] for name in kept})
    try:
        status = check()
    finally:
        keeper.close()
        keeper.settings_dict.update(kept)

    assert status == 1
    assert "FAIL  The keeper is bound by row security" in capsys.readouterr().out


def test_check_notices_pages_that_sign_in_past_row_security() -> None:
    admin = connections["admin"].settings_dict
    host = quote(str(admin["HOST"]), safe="")
    password = f":{quote(admin['PASSWORD'], safe='')}" if admin.get("PASSWORD") else ""
    url = f"postgresql://{admin['USER']}{password}@:{admin.get('PORT') or 5432}/{admin['NAME']}?host={host}"

    done = subprocess.run(
        [sys.executable, "-m", "takatuf.config.cli", "check"], capture_output=True, text=True, check=False,
        env=os.environ | {"DATABASE_URL": url, "DATABASE_KEEPER_URL": url},
    )  # fmt: skip

    assert done.returncode == 1, done.stderr
    assert "they must be 'app', bound by row security." in done.stdout


@pytest.mark.parametrize("name", sorted(ALTERED))
def test_check_notices(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with _altered(name):
        status = check()

    said = capsys.readouterr().out
    failed = [line for line in said.splitlines() if line.startswith("FAIL")]
    assert status == 1
    assert failed
    assert ALTERED[name][1] in " ".join(failed)
    assert check() == 0


def test_the_proof_of_a_submission_names_nobody(filled_house: Path) -> None:
    from tests.house import planted

    proof = (filled_house / "proof.json").read_bytes()

    assert planted.found_in(proof, planted.words()) == []
    assert json.loads(proof)["facts"]

"""A house whose every case, report and call is erased: nothing of them opens with any key, and no token is left.

Also not after a copy of before was brought back into an empty database, by the command and with its list of the erased.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections

from takatuf.agencies.models import Access
from takatuf.config import provision
from takatuf.config.cli import main
from takatuf.config.commands.check import check
from takatuf.config.commands.copies.erased import NAME, write_erased
from takatuf.config.commands.copies.making import make_backup
from takatuf.config.commands.work import seal_everything
from takatuf.intake.figures import told_by_quarter
from takatuf.keeping.actions import erase_again
from takatuf.keeping.erasing import CLEARED, KEPT
from takatuf.keeping.finding import belongs_to
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound
from takatuf.kernel.secrecy import Secrecy
from takatuf.ledger.models import LedgerEntry
from takatuf.ledger.queries import inclusion_proof
from takatuf.vault.keyring import KeyDestroyed
from takatuf.vault.models import SealedModel
from tests.house import planted
from tests.house.test_models import own_models
from tests.house.test_nothing_in_the_clear import whole_database

pytestmark = pytest.mark.usefixtures("filled_house")

ROOTS = """SELECT record_id FROM casework_case UNION ALL SELECT record_id FROM intake_call WHERE report_id IS NULL UNION ALL
    SELECT r.record_id FROM intake_report AS r WHERE NOT EXISTS (SELECT 1 FROM casework_casereport AS c WHERE c.report_id = r.id)"""
# By what a record, or a person of it, could be found again without a key: column -> how it stands in a dump.
FOUND_BY = {
    "people_identifier.token": "encode(token, 'hex')",
    "intake_reportkey.token": "encode(token, 'hex')",
    "intake_call.caller_token": "encode(caller_token, 'hex')",
    "intake_mailbox.id": "id::text",
    "intake_confirmation.id": "id::text",
    "court_submission.docket": "docket",
    "court_submission.child_code": "child_code",
}
# Under keys of their own, and about no case: an agreement between agencies, and a meeting of the team.
NOT_OF_A_CASE = {
    "jointwork_agreement.dispute_path",
    "jointwork_meeting.place",
    "jointwork_meetingattendance.name",
}


def _asked(sql: str) -> list[tuple[object, ...]]:
    with connections["keeper"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _what_opens() -> Iterator[tuple[str, str]]:
    """Every sealed text of the house that some key still opens: the column and the words."""
    for model in apps.get_models():
        if not issubclass(model, SealedModel):
            continue
        columns = [name for name, secrecy in model.secrecy.items() if secrecy is Secrecy.SEALED]
        for row in model._default_manager.using("keeper").order_by("pk"):
            for column in columns:
                if column == "data":
                    continue  # the bytes of documents, sealed as such: their rows go whole
                try:
                    text = row.unseal(column)
                except (KeyDestroyed, NotFound):
                    continue
                if text:
                    yield f"{model._meta.db_table}.{column}", text


def _found_by() -> set[bytes]:
    return {
        str(row[0]).encode()
        for column, how in FOUND_BY.items()
        for row in _asked(
            f"SELECT {how} FROM {column.split('.')[0]} WHERE {column.split('.')[1]} IS NOT NULL"
        )  # noqa: S608
    }


def _figures() -> Mapping[tuple[int, int, str], int]:
    return told_by_quarter(since=now().replace(year=2000), until=now().replace(year=2090))


@dataclass(frozen=True)
class Before:
    """The house before anything in it was erased, and the list of the copy that was made then."""

    roots: list[object]
    readable: int
    tokens: set[bytes]
    listed: Path


@pytest.fixture(scope="module")
def before(filled_house: Path, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory) -> Before:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        seal_everything()
        listed = make_backup(tmp_path_factory.mktemp("copies"))
        return Before([row[0] for row in _asked(ROOTS)], len(list(_what_opens())), _found_by(), listed)


def _erase_all(before: Before) -> None:
    for root in before.roots:
        erase_again(record_ids=belongs_to(root), at=now())  # type: ignore[arg-type]


def _nothing_is_left(before: Before) -> bool:
    """No planted word in any column, sealed or not, and no token of before."""
    left = {column for column, text in _what_opens() if planted.found_in(text.encode(), planted.words())}
    dump = whole_database()
    # What a reporter did stays told in the ledger; without the receipt the id leads to nobody.
    for token in before.tokens:
        dump = dump.replace(b"reporter:" + token, b"")
    assert left == NOT_OF_A_CASE
    assert planted.found_in(dump, planted.words()) == []
    # Codes of persons stay, and a second house in one database may give a person the code that a document had chosen,
    # or one that begins like it (the thirtieth person's begins like the third's).
    codes = {str(row[0]).encode() for row in _asked("SELECT code FROM people_person")}
    found = [token for token in before.tokens - codes if re.search(re.escape(token) + rb"(?!\d)", dump)]
    assert sorted(found) == []
    return True


@contextmanager
def _database_beside(name: str) -> Iterator[dict[str, str]]:
    """The surroundings of a command on another database of the same server, which is gone afterwards."""
    surroundings = dict(os.environ, TAKATUF_DATABASE_NAME=name)
    for address in ("DATABASE_URL", "DATABASE_KEEPER_URL", "DATABASE_ADMIN_URL"):
        if url := os.environ.get(address):
            surroundings[address] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    try:
        yield surroundings
    finally:
        with psycopg.connect(**provision._admin_conninfo("postgres"), autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


@contextmanager
def _looking_into(name: str) -> Iterator[None]:
    """The connections of this process lead to the database of that name meanwhile."""

    def lead_to(database: str) -> None:
        for connection in connections.all():
            connection.close()
            connection.settings_dict["NAME"] = database

    own = settings.DATABASES["admin"]["NAME"]
    lead_to(name)
    try:
        yield
    finally:
        lead_to(own)


def test_nothing_readable_remains_for_who_holds_every_key_and_the_ledger_stands(
    filled_house: Path, before: Before
) -> None:
    figures = _figures()
    entries = list(LedgerEntry.objects.filter(record_id__in=before.roots, nodes__isnull=False))
    proofs = [inclusion_proof(entry.pk) for entry in entries]

    _erase_all(before)

    assert len(before.roots) > 3
    assert before.readable > 150
    assert len(before.tokens) > 15
    assert _nothing_is_left(before)
    assert not Access.objects.using("keeper").filter(record_id__in=before.roots).exists()
    assert _figures() == figures
    assert entries
    assert [inclusion_proof(entry.pk) for entry in entries] == proofs
    assert check() == 0
    assert (
        main(["verify", str(filled_house / "submission.pdf"), "--key", str(filled_house / "ledger.pub")]) == 0
    )


def test_a_copy_of_before_that_is_brought_back_stays_erased(filled_house: Path, before: Before) -> None:
    name = f"{settings.DATABASES['admin']['NAME']}_again"
    _erase_all(before)
    write_erased(before.listed.with_name(NAME))  # as the backup of the next night does

    with _database_beside(name) as surroundings:
        restored = subprocess.run(
            [sys.executable, "-m", "takatuf.config.cli", "restore", str(before.listed)],
            env=surroundings, check=False, capture_output=True, text=True,
        )  # fmt: skip
        with _looking_into(name):
            nothing_is_left = _nothing_is_left(before)
            reached = Access.objects.using("keeper").filter(record_id__in=before.roots).count()
            lines = LedgerEntry.objects.using("keeper").filter(kind="records.erased_again").count()

    # They had come back: the command says how many keys it destroyed again, then checks the whole house.
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert int(re.findall(r"Erased again: (\d+) records", restored.stdout)[0]) > len(before.roots)
    assert "FAIL" not in restored.stdout
    assert nothing_is_left
    assert (reached, lines) == (0, 1)


def _cleared() -> tuple[set[str], set[str]]:
    """The columns that are written over when a record is erased, and the tables whose rows go whole."""
    columns, tables = set(), set()
    for statement in CLEARED.values():
        if whole := re.match(r"\s*DELETE FROM (\w+)", statement):
            tables.add(whole[1])
        elif part := re.match(r"\s*UPDATE (\w+)(?: AS \w+)? SET (.*?)\s(?:FROM|WHERE)\s", statement, re.S):
            columns |= {f"{part[1]}.{column}" for column in re.findall(r"(\w+) = ", part[2])}
    return columns, tables


def test_every_personal_column_is_taken_away_or_its_table_says_why_it_may_stay() -> None:
    columns, tables = _cleared()
    personal = {
        (model._meta.db_table, str(model._meta.get_field(name).column))  # type: ignore[union-attr]
        for model in own_models()
        for name, secrecy in model.secrecy.items()  # type: ignore[attr-defined]
        if secrecy is Secrecy.PERSONAL
    }
    staying = {
        table for table, column in personal if table not in tables and f"{table}.{column}" not in columns
    }

    assert len(columns) > 10
    assert sorted(staying ^ KEPT.keys()) == []

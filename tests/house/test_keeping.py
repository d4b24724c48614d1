"""A house whose every case, report and call is erased: nothing of them opens with any key, and no token is left."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections

from takatuf.agencies.models import Access
from takatuf.config.cli import main
from takatuf.config.commands.check import check
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


def test_nothing_readable_remains_for_who_holds_every_key_and_the_ledger_stands(filled_house: Path) -> None:
    readable, tokens, figures = list(_what_opens()), _found_by(), _figures()
    roots = [row[0] for row in _asked(ROOTS)]
    entries = list(LedgerEntry.objects.filter(record_id__in=roots, nodes__isnull=False))
    proofs = [inclusion_proof(entry.pk) for entry in entries]

    for root in roots:
        erase_again(record_ids=belongs_to(root), at=now())  # type: ignore[arg-type]

    left = {
        column: text for column, text in _what_opens() if planted.found_in(text.encode(), planted.words())
    }
    dump = whole_database()
    # What a reporter did stays told in the ledger; without the receipt the id leads to nobody.
    for token in tokens:
        dump = dump.replace(b"reporter:" + token, b"")
    assert len(roots) > 3
    assert len(readable) > 150
    assert len(tokens) > 15
    assert left.keys() == NOT_OF_A_CASE
    assert planted.found_in(dump, planted.words()) == []
    # Codes of persons stay, and a second house in one database may give a person the code that a document had chosen,
    # or one that begins like it (the thirtieth person's begins like the third's).
    codes = {str(row[0]).encode() for row in _asked("SELECT code FROM people_person")}
    assert sorted(token for token in tokens - codes if re.search(re.escape(token) + rb"(?!\d)", dump)) == []
    assert not Access.objects.using("keeper").filter(record_id__in=roots).exists()
    assert _figures() == figures
    assert entries
    assert [inclusion_proof(entry.pk) for entry in entries] == proofs
    assert check() == 0
    assert (
        main(["verify", str(filled_house / "submission.pdf"), "--key", str(filled_house / "ledger.pub")]) == 0
    )


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

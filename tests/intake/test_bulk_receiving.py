"""Many reports by one transaction: the same rows, lines and ratings as one by one, and one bad report never fails the others."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connections

from takatuf.agencies.queries import AgencyName
from takatuf.agencies.scope import system_scope
from takatuf.config.commands.work import seal_everything
from takatuf.intake.actions import KeyReused, Received, receive_report
from takatuf.intake.bulk import MOST, Incoming, TooMany, receive_reports
from takatuf.intake.content import (
    Channel,
    ContactWish,
    IdentifierClaim,
    Kind,
    Place,
    ReportContent,
    ReporterKind,
    Signals,
)
from takatuf.intake.queries import open_mailbox, open_report
from takatuf.kernel.errors import InvalidInput
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
AT = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
PLAIN = ReportContent(
    channel=Channel.PROVIDER, reporter_kind=ReporterKind.PROVIDER, language="en", narrative="neutral words"
)
FULL = ReportContent(
    channel=Channel.PUBLIC_WEB,
    reporter_kind=ReporterKind.BYSTANDER,
    kinds=(Kind.GROOMING, Kind.EXTORTION),
    narrative='كلام محايد "للاختبار" \\ \u0007 \u2028 🙂',
    identifiers=(
        IdentifierClaim(
            kind="account", value="some_name", platform="instagram", whose="subject", note="as it stood"
        ),
        IdentifierClaim(kind="account", value="@Some_Name", platform="Instagram"),
        IdentifierClaim(kind="email", value="someone@example.com"),
        IdentifierClaim(kind="phone", value="0501234567"),
        IdentifierClaim(kind="url", value=" "),
    ),
    place=Place(region="SA-01", city="الرياض"),
    signals=Signals(child_age=11, danger_now=True, previous_reports_linked=2),
    contact=ContactWish(
        wanted="contact", name="اسم مخترع", phone="0501234567", careful="another person answers"
    ),
)
CONTENTS = [PLAIN, FULL, replace(FULL, contact=ContactWish(), kinds=(Kind.BEGGING,))]


def key(number: int, way: str = "key") -> str:
    return f"{way}-of-a-sender-{number:06}"


def in_bulk(lead: AgencyName, batch: list[Incoming]) -> list[Any]:
    with system_scope("intake") as by:
        return receive_reports(batch=batch, lead=lead.id, by=by, at=AT)


def one_by_one(lead: AgencyName, content: ReportContent, key: str) -> Received:
    with system_scope("intake") as by:
        return receive_report(content=content, key=key, lead=lead.id, by=by, at=AT)


def rows(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    with connections["keeper"].cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


_TABLES = {
    "intake_report": "record_id = %(record)s",
    "intake_reportkey": "record_id = %(record)s",
    "intake_mailbox": "report_id = %(report)s",
    "intake_reportercontact": "report_id = %(report)s",
    "people_identifier": "record_id = %(record)s",
    "triage_rating": "record_id = %(record)s",
    "clocks_deadline": "record_id = %(record)s",
    "ledger_ledgerentry": "record_id = %(record)s",
    "agencies_record": "id IN (%(record)s, (SELECT record_id FROM intake_mailbox WHERE report_id = %(report)s))",
    "agencies_access": "record_id IN (%(record)s, (SELECT record_id FROM intake_mailbox WHERE report_id = %(report)s))",
    "vault_wrappedkey": "record_id IN (%(record)s, (SELECT record_id FROM intake_mailbox WHERE report_id = %(report)s))",
}
# What is made anew for each report: ids, random bytes, and what follows from them. Its length is compared instead.
_ANEW = {
    "id", "record_id", "report_id", "subject_id", "code", "content", "value", "platform", "note", "contact", "safe_hours",
    "wrapped", "leaf", "xid", "token", "content_token",
}  # fmt: skip
_SAME_TOKENS = {"people_identifier"}


def everything_of(received: Received) -> dict[str, list[dict[str, object]]]:
    """Every row of a report, with what is made anew replaced by its length."""
    found = {}
    for table, where in _TABLES.items():
        with connections["keeper"].cursor() as cursor:
            cursor.execute(
                f"SELECT * FROM {table} WHERE {where}",
                {"record": received.record_id, "report": received.report_id},
            )
            names = [column.name for column in cursor.description]
            made = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for row in made:
            for name in _ANEW & row.keys():
                if not (name == "token" and table in _SAME_TOKENS):
                    value = row[name]
                    row[name] = (
                        None
                        if value is None
                        else len(bytes(value))
                        if isinstance(value, bytes | memoryview)
                        else ""
                    )
        found[table] = sorted(made, key=str)
    return found


def canonical_entries(received: Received) -> list[tuple[Any, ...]]:
    return rows("SELECT kind FROM ledger_ledgerentry WHERE record_id = %s ORDER BY id", received.record_id)


@pytest.mark.parametrize("content", CONTENTS)
def test_both_ways_leave_the_same_rows(content: ReportContent) -> None:
    agency = make_agency()

    alone = one_by_one(agency, content, key(1, "one"))
    (together,) = in_bulk(agency, [Incoming(content, key(1, "two"))])

    assert isinstance(together, Received)
    assert everything_of(together) == everything_of(alone)
    assert sorted(canonical_entries(together)) == sorted(canonical_entries(alone))


def test_what_came_in_bulk_is_read_by_the_agency_and_by_the_holder_of_the_receipt() -> None:
    agency = make_agency()
    officer = make_worker(agency, "triage_officer")

    received = in_bulk(agency, [Incoming(content, key(n)) for n, content in enumerate(CONTENTS)])

    with acting(officer) as by:
        views = [open_report(each.report_id, by=by, at=AT) for each in received]
    assert [view.content.narrative for view in views] == [content.narrative for content in CONTENTS]
    assert [identifier.value for identifier in views[1].identifiers] == ["some_name", "someone@example.com"]
    assert views[1].identifiers[0].platform == "instagram"
    assert views[1].identifiers[0].note == "as it stood"
    assert open_mailbox(str(received[1].receipt)) is not None


def test_its_lines_bind_what_they_say() -> None:
    """The commitment of each line is recomputed from the row with the one-by-one functions."""
    import json

    import rfc8785

    from takatuf.vault.envelopes import open_text, pseudonym, row_commitment
    from takatuf.vault.queries import data_key

    agency = make_agency()
    (received,) = in_bulk(agency, [Incoming(FULL, key(1))])
    with system_scope("intake"):
        record_key = data_key(received.record_id)

    (leaf,) = rows(
        "SELECT leaf FROM ledger_ledgerentry WHERE record_id = %s AND kind = 'report.received'",
        received.record_id,
    )[0]
    (content,) = rows("SELECT content FROM intake_report WHERE id = %s", received.report_id)[0]
    text = open_text(
        record_key, bytes(content), table="intake_report", row=received.report_id, column="content"
    )
    facts = {
        "report": str(received.report_id),
        "code": received.code,
        "channel": "public_web",
        "content": text,
        "identifiers": ",".join(str(row[0]) for row in rows("SELECT id FROM people_identifier ORDER BY id")),
    }
    line = json.loads(bytes(leaf))
    assert rfc8785.dumps(line) == bytes(leaf)
    assert line["about"] == pseudonym(record_key, received.record_id).hex()
    assert (
        line["commitment"] == row_commitment(record_key, rfc8785.dumps(facts), about=received.record_id).hex()
    )


def test_the_sealer_takes_the_lines() -> None:
    agency = make_agency()
    in_bulk(agency, [Incoming(content, key(n)) for n, content in enumerate(CONTENTS)])

    sealed = seal_everything()

    of_reports = "kind IN ('contact.sealed', 'report.received', 'report.rated')"
    assert sealed == rows("SELECT count(*) FROM ledger_ledgerentry")[0][0]
    assert rows(f"SELECT count(*) FROM ledger_ledgerentry WHERE {of_reports}")[0][0] == 2 + 3 + 2


def test_a_key_is_one_report_within_a_batch_and_across() -> None:
    agency = make_agency()
    before = one_by_one(agency, FULL, key(1))

    outcomes = in_bulk(
        agency,
        [
            Incoming(FULL, key(1)),
            Incoming(PLAIN, key(2)),
            Incoming(PLAIN, key(2)),
            Incoming(PLAIN, key(1)),
            Incoming(FULL, key(2)),
        ],
    )

    assert outcomes[0] == replace(before, repeated=True)
    assert outcomes[2] == replace(outcomes[1], repeated=True)
    assert [type(outcome) for outcome in outcomes[3:]] == [KeyReused, KeyReused]
    assert rows("SELECT count(*) FROM intake_report")[0][0] == 2


def test_one_bad_report_never_fails_the_others() -> None:
    agency = make_agency()

    outcomes = in_bulk(
        agency,
        [
            Incoming(PLAIN, "short"),
            Incoming(replace(PLAIN, narrative="half \ud800"), key(1)),
            Incoming(PLAIN, key(2)),
        ],
    )

    assert isinstance(outcomes[0], InvalidInput)
    assert not isinstance(outcomes[1], Received)
    assert isinstance(outcomes[2], Received)


def test_what_the_database_refuses_alone_is_refused_alone() -> None:
    """A zero byte cannot stand in a text column: the batch falls back to one by one."""
    agency = make_agency()
    bad = replace(PLAIN, language="a\0")

    outcomes = in_bulk(agency, [Incoming(PLAIN, key(1)), Incoming(bad, key(2)), Incoming(FULL, key(3))])

    assert [isinstance(outcome, Received) for outcome in outcomes] == [True, False, True]
    assert rows("SELECT count(*) FROM intake_report")[0][0] == 2


def test_more_than_a_batch_is_refused() -> None:
    agency = make_agency()

    with pytest.raises(TooMany):
        in_bulk(agency, [Incoming(PLAIN, key(n)) for n in range(MOST + 1)])

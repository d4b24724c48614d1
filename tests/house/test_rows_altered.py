"""What `takatuf check` says when somebody who is the database's superuser changed a row, with the triggers off."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from takatuf.config.commands.check import _rows, check
from takatuf.config.commands.rows import hold_rows
from tests.house.database import superuser

pytestmark = pytest.mark.usefixtures("filled_house")

_FIRST = "id = (SELECT min(id::text)::uuid FROM {table})"


@dataclass(frozen=True)
class Altered:
    """One row of a table, changed: its columns set, or the row deleted; and what the check names."""

    table: str
    change: str
    said: str
    which: str = _FIRST
    also: tuple[str, ...] = ()

    def statements(self) -> list[str]:
        where = self.which.format(table=self.table)
        begin = (
            f"DELETE FROM {self.table}" if self.change == "lost" else f"UPDATE {self.table} SET {self.change}"
        )
        return [f"{begin} WHERE {where}", *self.also]


_FLIPPED = "{0} = set_byte({0}, 20, (get_byte({0}, 20) + 1) % 256)"
_ANOTHER_AGENCY = "(SELECT id FROM agencies_agency WHERE id <> {0} ORDER BY id LIMIT 1)"
_ANOTHER_WORKER = "(SELECT id FROM agencies_worker WHERE id <> {0} ORDER BY id LIMIT 1)"
_OF_A_REPORT = "id = (SELECT id FROM people_identifier WHERE record_id IN (SELECT record_id FROM intake_report) ORDER BY id DESC LIMIT 1)"

ROWS = {
    "a report's label": Altered("intake_report", "kinds = '{}'", "intake_report"),
    "when a report came": Altered("intake_report", "received_at = received_at - interval '1 hour'", "report.received"),
    "a report's code": Altered("intake_report", "code = 'R-26-999999'", "report.received"),
    "a report's words": Altered("intake_report", _FLIPPED.format("content"), "does not open"),
    "a lost report": Altered("intake_report", "lost", "no row is left for a line 'report.received'"),
    "a lost identifier": Altered("people_identifier", "lost", "report.received", _OF_A_REPORT),
    "a decision's level": Altered("triage_triagedecision", "level = level % 5 + 1", "triage_triagedecision"),
    "who decided": Altered(
        "triage_triagedecision", f"decided_by_id = {_ANOTHER_WORKER.format('decided_by_id')}", "triage.decided"
    ),
    "a decision reopened by nobody": Altered("triage_triagedecision", "state = 'reopened'", "triage_triagedecision"),
    "a decision overtaken by nothing": Altered("triage_triagedecision", "state = 'overtaken'", "triage.overtaken"),
    "a lost decision": Altered("triage_triagedecision", "lost", "no row is left for a line 'triage.decided'"),
    "a case's level": Altered("casework_case", "level = level % 4 + 1", "case.started"),
    "who leads a case": Altered("casework_case", f"lead_id = {_ANOTHER_AGENCY.format('lead_id')}", "case.lead_appointed"),
    "a case opened again": Altered(
        "casework_case", "closed_at = NULL, stage = 'review'", "case.started",
        "id = (SELECT id FROM casework_case WHERE closed_at IS NOT NULL ORDER BY id LIMIT 1)",
    ),
    "why a case was closed": Altered(
        "casework_closure", "reason = 'no_concern'", "case.closed",
        "id = (SELECT id FROM casework_closure WHERE approved_at IS NOT NULL AND reason <> 'no_concern' ORDER BY id LIMIT 1)",
    ),
    "a fact's kind": Altered("court_fact", "kind = CASE kind WHEN 'opinion' THEN 'observation' ELSE 'opinion' END", "fact.recorded"),
    "a fact's day": Altered("court_fact", "occurred_on = '2020-01-01', occurred_precision = 'day'", "fact.recorded"),
    "a fact's words": Altered("court_fact", _FLIPPED.format("text_ar"), "does not open"),
    "a fact withdrawn by nobody": Altered("court_fact", "withdrawn_at = now()", "fact.withdrawn"),
    "a lost fact": Altered("court_fact", "lost", "no row is left for a line 'fact.recorded'"),
    "a fact's source": Altered("court_factsource", "source_id = gen_random_uuid()", "court_fact "),
    "a lost source": Altered("court_factsource", "lost", "court_fact "),
    "what a party said": Altered(
        "court_factposition", "stance = CASE stance WHEN 'admits' THEN 'denies' ELSE 'admits' END", "court_factposition"
    ),
    "a submission's docket": Altered("court_submission", "docket = 'another'", "submission.started"),
    "when a court had it": Altered(
        "court_submission", "filed_at = filed_at - interval '1 day'", "submission.filed",
        "id = (SELECT id FROM court_submission WHERE filed_at IS NOT NULL ORDER BY id LIMIT 1)",
    ),
    "who approved": Altered("court_approval", f"worker_id = {_ANOTHER_WORKER.format('worker_id')}", "submission.approved"),
    "the number of a fact": Altered("court_submissionfact", "number = number + 900", "fact.placed"),
    "the salt of a fact": Altered("court_submissionfact", _FLIPPED.replace("20", "5").format("commitment_salt"), "fact.placed"),
    "a document's hash": Altered("court_submissiondocument", "sha256 = repeat('a', 64)", "submission.signed"),
    "the day of a ruling": Altered("court_ruling", "ruled_on = ruled_on - 1", "ruling.recorded"),
    "what a ruling rests on": Altered("court_ruling", "facts_relied_on = '[1, 2, 3, 4]'", "ruling.recorded"),
    "who owes an order": Altered("court_order", f"agency_id = {_ANOTHER_AGENCY.format('agency_id')}", "order.made"),
    "the time of an order": Altered("court_order", "limit_amount = limit_amount + 30", "order.made"),
    "a lost order": Altered("court_order", "lost", "no row is left for a line 'order.made'"),
    "a lost key": Altered(
        "vault_wrappedkey", "lost", "vault_wrappedkey", "record_id = (SELECT record_id FROM intake_report ORDER BY id LIMIT 1)"
    ),
}  # fmt: skip


@contextmanager
def _altered(one: Altered) -> Iterator[None]:
    """The table as somebody left it who is the database's superuser and turned the triggers off; put back afterwards."""
    with superuser() as server:
        server.execute("SET session_replication_role = replica")
        server.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM {one.table}".encode())
        for statement in one.statements():
            assert server.execute(statement.encode()).rowcount == 1
        try:
            yield
        finally:
            server.execute(f"DELETE FROM {one.table}".encode())
            server.execute(f"INSERT INTO {one.table} SELECT * FROM kept".encode())


def test_in_a_full_house_every_row_says_what_the_ledger_binds() -> None:
    found = hold_rows()

    assert (found.faults, found.more, found.erased) == ([], 0, 0)
    assert found.records > 10


@pytest.mark.parametrize("name", sorted(ROWS))
def test_check_notices_behind_the_programs_back(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with _altered(ROWS[name]):
        status = check((_rows,))

    failed = [line for line in capsys.readouterr().out.splitlines() if line.startswith("FAIL")]
    assert status == 1
    assert ROWS[name].said in " ".join(failed)

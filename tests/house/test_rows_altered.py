"""What `takatuf check` says when somebody who is the database's superuser changed a row, with the triggers off."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from takatuf.config.commands.check import _rows, check
from takatuf.config.commands.rows import hold_rows
from takatuf.court.models import Question, Service
from takatuf.kernel.clock import now
from takatuf.ledger.leaves import canonical
from takatuf.ledger.models import LedgerEntry
from takatuf.vault.batch import RecordKey
from takatuf.vault.queries import data_keys
from tests.house.database import Connection, superuser
from tests.house.written_again import written_again

pytestmark = pytest.mark.usefixtures("worked_on")


@pytest.fixture(scope="module")
def worked_on(filled_house: Path, django_db_blocker: object) -> Path:
    """The filled house, in which some things were written again."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        written_again()
    return filled_house


_FIRST = "id = (SELECT min(id::text)::uuid FROM {table})"


@dataclass(frozen=True)
class Altered:
    """One row of a table, changed: its columns set, or the row deleted; and what the check names."""

    table: str
    change: str
    said: str
    which: str = _FIRST
    also: tuple[str, ...] = ()
    first: bool = False  # of the rows that `which` finds

    def statements(self) -> list[str]:
        where = self.which.format(table=self.table)
        if self.first:
            where = f"id = (SELECT id FROM {self.table} WHERE {where} ORDER BY id LIMIT 1)"
        begin = (
            f"DELETE FROM {self.table}" if self.change == "lost" else f"UPDATE {self.table} SET {self.change}"
        )
        return [f"{begin} WHERE {where}", *self.also]


_FLIPPED = "{0} = set_byte({0}, 20, (get_byte({0}, 20) + 1) % 256)"
_ANOTHER_AGENCY = "(SELECT id FROM agencies_agency WHERE id <> {0} ORDER BY id LIMIT 1)"
_ANOTHER_WORKER = "(SELECT id FROM agencies_worker WHERE id <> {0} ORDER BY id LIMIT 1)"
_OF_A_REPORT = "id = (SELECT id FROM people_identifier WHERE record_id IN (SELECT record_id FROM intake_report) ORDER BY id DESC LIMIT 1)"

_NEXT = "id = (SELECT next_hearing_id FROM court_hearingoutcome WHERE next_hearing_id IS NOT NULL ORDER BY id LIMIT 1)"
_NOT_THE_NEXT = (
    "id = (SELECT id FROM court_hearing WHERE id NOT IN (SELECT next_hearing_id FROM court_hearingoutcome WHERE"
    " next_hearing_id IS NOT NULL) ORDER BY id LIMIT 1)"
)
_MOVED = "id = (SELECT id FROM court_question ORDER BY id DESC LIMIT 1)"
_NEVER_CHANGED = "id = (SELECT id FROM casework_assessment WHERE version = 1 ORDER BY id LIMIT 1)"
_OF_THE_ASSESSMENT = "subject_id IN (SELECT id FROM casework_assessment)"

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
    "when a hearing begins": Altered("court_hearing", "starts_at = starts_at + interval '1 day'", "hearing.recorded", _NOT_THE_NEXT),
    "when a hearing goes on": Altered(
        "court_hearing", "starts_at = starts_at + interval '1 day'", "hearing.noted", _NEXT
    ),
    "how a hearing ended": Altered("court_hearingoutcome", "cause = 'agency'", "hearing.noted", "cause NOT IN ('', 'agency')"),
    "who came to a hearing": Altered("court_hearingattendance", "came = NOT came", "hearing.noted"),
    "a lost hearing": Altered("court_hearing", "lost", "no row is left for a line 'hearing.recorded'", _NOT_THE_NEXT),
    "a measure that was asked for": Altered(
        "court_protectivemeasure", "kind = CASE kind WHEN 'screen' THEN 'closed' ELSE 'screen' END", "measure.asked"
    ),
    "what the court said of a measure": Altered("court_protectivemeasure", "decision = 'granted'", "measure.decided", "decision = 'refused'"),
    "until when a measure holds": Altered("court_protectivemeasure", "until_on = '2031-01-01'", "measure.decided", "decision = 'refused'"),
    "what a measure rests on": Altered("court_protectivemeasure", "facts = '[1, 2, 3]'", "measure.asked"),
    "who a party is": Altered("court_courtparty", "kind = 'prosecution'", "party.added", "kind = 'defence'"),
    "who files": Altered("court_courtparty", f"agency_id = {_ANOTHER_AGENCY.format('agency_id')}", "proceedings.opened", "kind = 'applicant'"),
    "what was served": Altered("court_service", "subject_id = gen_random_uuid()", "service.made"),
    "until when to acknowledge": Altered("court_service", "due_at = due_at + interval '1 day'", "service.made"),
    "when a letter was delivered": Altered(
        "court_service", "received_at = received_at - interval '1 hour'", "service.delivered", "proof_kind <> ''"
    ),
    "when a party had it": Altered(
        "court_service", "received_at = received_at + interval '1 hour'", "service.made", "proof_kind = '' AND received_at IS NOT NULL", first=True
    ),
    "a lost service": Altered("court_service", "lost", "no row is left for a line 'service.made'"),
    "what a question is about": Altered("court_question", "facts = '[1, 2, 3]'", "question.asked", _MOVED),
    "the number of a question": Altered("court_question", "number = number + 9", "question.asked", _MOVED),
    "the time of a question": Altered("court_question", "due_at = due_at + interval '1 day'", "question.time_set", _MOVED),
    "a question's words": Altered("court_question", _FLIPPED.format("text"), "does not open"),
    "who answered": Altered("court_answer", f"agency_id = {_ANOTHER_AGENCY.format('agency_id')}", "question.answered"),
    "what speaks for the accused": Altered("court_answer", "exculpatory = NOT exculpatory", "question.answered"),
    "an answer that was not given": Altered("court_questionasked", "answered_at = now()", "court_questionasked", "answered_at IS NULL", first=True),
    "a lost answer": Altered("court_answer", "lost", "no row is left for a line 'question.answered'"),
    "why it was handed back": Altered("court_submissionreturn", "reason = 'incomplete'", "submission.handed_back", "reason <> 'incomplete'"),
    "the day of an appeal": Altered("court_appeal", "lodged_on = lodged_on + 1", "appeal.noted"),
    "who complied": Altered("court_compliance", f"agency_id = {_ANOTHER_AGENCY.format('agency_id')}", "order.complied"),
    "a lost compliance": Altered("court_compliance", "lost", "no row is left for a line 'order.complied'"),
    "what an assessment is": Altered(
        "casework_assessment", "kind = CASE kind WHEN 'risk' THEN 'initial' ELSE 'risk' END", "assessment.recorded", _NEVER_CHANGED
    ),
    "whose assessment it is": Altered("casework_assessment", f"agency_id = {_ANOTHER_AGENCY.format('agency_id')}", "assessment.recorded", _NEVER_CHANGED),
    "an assessment approved by nobody": Altered(
        "casework_assessment", f"approved_at = now(), approved_by_id = {_ANOTHER_WORKER.format('assessed_by_id')}",
        "assessment.approved", "approved_at IS NULL", first=True,
    ),
    "an assessment's words": Altered("casework_assessment", _FLIPPED.format("opinion"), "does not open"),
    "what stood before a change": Altered("casework_earliertext", "lost", "assessment.recorded", _OF_THE_ASSESSMENT),
    "whether the child was seen alone": Altered("casework_visit", "child_seen_alone = false", "casework_visit", "child_seen_alone", first=True),
    "whether the child is safe": Altered("casework_visit", "safe_now = CASE safe_now WHEN 'yes' THEN 'no' ELSE 'yes' END", "casework_visit"),
    "a lost visit": Altered("casework_visit", "lost", "no row is left for a line 'visit.recorded'", "version = 1", first=True),
    "what a review decided": Altered("casework_review", "decision = 'change_plan'", "case.reviewed", "decision <> 'change_plan'", first=True),
    "how the child is": Altered("casework_followup", "wellbeing = 'not_well'", "follow_up.recorded", "wellbeing <> 'not_well'", first=True),
    "what an exhibit is": Altered("evidence_exhibit", "kind = CASE kind WHEN 'file' THEN 'paper' ELSE 'file' END", "exhibit.added"),
    "the embargo on an exhibit": Altered("evidence_exhibit", "material_embargo = NOT material_embargo", "exhibit.added"),
    "an exhibit's hash": Altered("evidence_exhibit", _FLIPPED.format("sha256"), "does not open", "sha256 IS NOT NULL", first=True),
    "who gave an exhibit": Altered(
        "evidence_custodyevent", f"giver_agency_id = {_ANOTHER_AGENCY.format('giver_agency_id')}", "custody.handed_over",
        "giver_agency_id IS NOT NULL", first=True,
    ),
    "when an exhibit changed hands": Altered("evidence_custodyevent", "happened_at = happened_at - interval '1 hour'", "custody.handed_over", "kind = 'handed_over'", first=True),
    "a lost step of a chain": Altered("evidence_custodyevent", "lost", "no row is left for a line 'custody.handed_over'", "kind = 'handed_over'", first=True),
    "when a meeting was": Altered("jointwork_meeting", "starts_at = starts_at - interval '1 hour'", "meeting.called"),
    "who was invited": Altered("jointwork_meetinginvitation", "lost", "meeting.called"),
    "minutes signed by nobody": Altered("jointwork_meeting", "signed_at = now(), signed_by_id = chair_id", "meeting.minutes_signed", "signed_at IS NULL AND cancelled_at IS NULL", first=True),
    "who came to a meeting": Altered("jointwork_meetingattendance", "came = NOT came", "meeting.attendance_noted"),
    "which version the minutes are": Altered("jointwork_meetingitem", "version = version + 1", "meeting.item_minuted"),
    "what became of an item": Altered("jointwork_meetingitem", "state = 'put_off'", "meeting.item_minuted", "state = 'discussed'", first=True),
    "who owes a decision": Altered("jointwork_meetingdecision", f"owner_id = {_ANOTHER_AGENCY.format('owner_id')}", "meeting.decided"),
    "when a decision is due": Altered("jointwork_meetingdecision", "due_at = due_at + interval '30 days'", "meeting.decided"),
    "who left an item": Altered("jointwork_meetingrecusal", "lost", "no row is left for a line 'meeting.item_left'"),
    "a lost item": Altered("jointwork_meetingitem", "lost", "no row is left for a line 'meeting.item_proposed'"),
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


_Written = tuple[str, str, Service | Question, dict[str, object]]


def _key(row: Service | Question) -> bytes:
    return data_keys([row.record_id], using="keeper")[row.record_id]


@contextmanager
def _as_before(lines: list[_Written]) -> Iterator[Connection]:
    """Newest lines of a kind as the program once wrote them: their kind and content then; put back afterwards, rows too."""
    with superuser() as server:
        server.execute("SET session_replication_role = replica")
        tables = ("ledger_ledgerentry", "court_service", "court_question")
        for table in tables:
            server.execute(f"CREATE TEMP TABLE kept_{table} AS SELECT * FROM {table}".encode())
        for now_kind, then_kind, row, content in lines:
            _rewrite(server, now_kind, then_kind, row, content)
        try:
            yield server
        finally:
            for table in tables:
                server.execute(f"DELETE FROM {table}".encode())
                server.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}".encode())


def _rewrite(
    server: Connection, now_kind: str, then_kind: str, row: Service | Question, content: dict[str, object]
) -> None:
    commitment = RecordKey(_key(row), row.record_id.bytes).commitment(canonical(content))
    entry = LedgerEntry.objects.using("keeper").filter(record_id=row.record_id, kind=now_kind).order_by("pk").last()  # fmt: skip
    assert entry is not None
    leaf = json.loads(bytes(entry.leaf)) | {"kind": then_kind, "commitment": commitment}
    server.execute(
        "UPDATE ledger_ledgerentry SET leaf = %s, kind = %s WHERE id = %s", [json.dumps(leaf).encode(), then_kind, entry.pk]
    )  # fmt: skip


def test_a_line_from_before_holds_what_it_bound_and_no_more() -> None:
    service = Service.objects.using("keeper").select_related("party").order_by("pk").last()
    question = Question.objects.using("keeper").order_by("pk").last()
    assert service is not None
    assert question is not None
    local = question.due_at.astimezone(ZoneInfo("Asia/Riyadh"))
    before = {
        "service": service.pk,
        "party": service.party_id,
        "what": service.what,
        "subject": service.subject_id,
    }
    moved = {"question": question.pk, "due_at": local}
    asked = {"question": question.pk, "number": question.number, "text": question.unseal("text", key=_key(question)), "due_at": now()}  # fmt: skip

    with _as_before(
        [("service.made", "service.made", service, before), ("question.time_set", "question.more_time", question, moved),
         ("question.asked", "question.asked", question, asked)]
    ) as server:  # fmt: skip
        assert hold_rows().faults == []
        server.execute(
            "UPDATE court_service SET due_at = due_at + interval '1 day' WHERE id = %s", [service.pk]
        )
        assert hold_rows().faults == []  # what the line did not bind yet
        server.execute("UPDATE court_service SET subject_id = gen_random_uuid() WHERE id = %s", [service.pk])
        server.execute(
            "UPDATE court_question SET due_at = due_at + interval '1 day' WHERE id = %s", [question.pk]
        )
        found = {fault.table for fault in hold_rows().faults if fault.table}

    assert found == {"court_service", "court_question"}

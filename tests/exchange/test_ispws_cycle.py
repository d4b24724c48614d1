"""The XML door through the client of the tests: the cycle of five calls, the clock, urgency and withdrawal."""

import hashlib
import os
import tempfile
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from lxml import etree

from takatuf.agencies.rules import Role
from takatuf.exchange.cybertipline.schema import write_schema
from takatuf.exchange.ispws import actions
from takatuf.exchange.ispws.contents import FILE_COUNT
from takatuf.exchange.ispws.models import Filing, FilingFile
from takatuf.exchange.keys import provider_scope
from takatuf.intake.content import from_json
from takatuf.intake.models import Message, Report
from takatuf.kernel.clock import now
from takatuf.triage.queries import reports_awaiting_triage
from tests.exchange.providers import Sender, make_sender
from tests.factories import acting, make_worker
from tests.house.database import superuser

pytestmark = pytest.mark.usefixtures("house")

SAMPLE = files("takatuf.exchange.cybertipline").joinpath("sample.xml").read_bytes()
URGENT = SAMPLE.replace(
    b"<incidentDateTime>",
    b"<escalateToHighPriority>A meeting is planned.</escalateToHighPriority><incidentDateTime>",
)
DETAILS = """<fileDetails><reportId>{number}</reportId><fileId>{file}</fileId><originalFileName>note.bin</originalFileName>
<locationOfFile>https://nakhla-chat.example/f/91</locationOfFile><fileViewedByEsp>true</fileViewedByEsp>
<fileAnnotations><viral/><newerFlag>true</newerFlag></fileAnnotations>
<originalFileHash hashType="MD5">{md5}</originalFileHash></fileDetails>"""


@pytest.fixture
def sender() -> Sender:
    return make_sender()


class Caller:
    """A client of the protocol: each call gives the answer's root element."""

    def __init__(self, sender: Sender) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": sender.basic}

    def get(self, name: str) -> etree._Element:
        return self.read(self.client.get(f"/ispws/{name}", headers=self.headers))

    def xml(self, name: str, body: bytes | str) -> etree._Element:
        answer = self.client.post(
            f"/ispws/{name}", data=body, content_type="text/xml; charset=utf-8", headers=self.headers
        )
        return self.read(answer)

    def form(self, name: str, **fields: object) -> etree._Element:
        return self.read(self.client.post(f"/ispws/{name}", data=fields, headers=self.headers))

    def read(self, answer) -> etree._Element:  # type: ignore[no-untyped-def]
        assert answer.headers["Request-ID"]
        assert answer.headers["Content-Type"].startswith("text/xml")
        assert not answer.cookies
        root = etree.fromstring(answer.content)
        assert etree.XMLSchema(etree.fromstring(write_schema())).validate(root) or root.tag.endswith("schema")
        return root


def code_of(root: etree._Element) -> int:
    return int(root.findtext("responseCode") or "-1")


def opened(call: Caller, document: bytes = SAMPLE) -> int:
    answer = call.xml("submit", document)
    assert code_of(answer) == 0, etree.tostring(answer)
    return int(answer.findtext("reportId") or "")


def read_as_officer(sender: Sender):  # type: ignore[no-untyped-def]
    """The contents of the reports that the receiving agency holds, oldest first, and the messages of their mailboxes."""
    with acting(make_worker(sender.agency)):
        contents = [from_json(row.unseal("content")) for row in Report.objects.order_by("id")]
        messages = [row.unseal("text") for row in Message.objects.order_by("id")]
    return contents, messages


def test_cycle_of_five_calls_ends_in_one_report_with_its_file(sender: Sender) -> None:
    call = Caller(sender)
    data = b"no file at all, " * 10_000
    md5 = hashlib.md5(data).hexdigest()

    status = call.get("status")
    number = opened(call)
    upload = call.form("upload", id=number, file=SimpleUploadedFile("n\u0627.bin", data))
    token = upload.findtext("fileId") or ""
    described = call.xml("fileinfo", DETAILS.format(number=number, file=token, md5=md5.upper()))
    done = call.form("finish", id=number)

    assert (code_of(status), status.find("reportId")) == (0, None)
    assert (code_of(upload), upload.findtext("hash"), len(token)) == (0, md5, 32)
    assert code_of(described) == 0
    assert done.tag == "reportDoneResponse"
    assert [code_of(done), done.findtext("reportId"), done.findtext("files/fileId")] == [
        0,
        str(number),
        token,
    ]
    (content,), _ = read_as_officer(sender)
    assert content.provider.reference == str(number)
    assert content.answers["/fileDetails/originalFileName"].value == "note.bin"
    assert content.answers["/fileDetails/fileAnnotations/newerFlag"].value == "true"
    assert content.annotations[FILE_COUNT] == "1"
    claims = {(claim.kind, claim.value.lower()) for claim in content.identifiers}
    assert {
        ("hash", md5),
        ("hash", hashlib.sha256(data).hexdigest()),
        ("url", "https://nakhla-chat.example/f/91"),
    } <= claims
    assert len([claim for claim in content.identifiers if claim.kind == "hash"]) == 2


def test_what_a_finished_report_held_in_the_door_is_emptied(sender: Sender) -> None:
    call = Caller(sender)
    number = opened(call)
    call.form("upload", id=number, file=SimpleUploadedFile("a.bin", b"abc"))

    call.form("finish", id=number)

    with superuser() as server:
        filing = server.execute("SELECT document, state, by_clock FROM exchange_filing").fetchall()
        file = server.execute("SELECT facts, details FROM exchange_filingfile").fetchall()
        delivered = server.execute("SELECT count(*) FROM exchange_delivery").fetchone()
    assert filing == [(None, "finished", False)]
    assert file == [(None, None)]
    assert delivered == (1,)


def test_text_only_report_needs_two_calls(sender: Sender) -> None:
    call = Caller(sender)

    done = call.form("finish", id=opened(call))

    assert code_of(done) == 0
    assert len(done.find("files")) == 0
    assert len(read_as_officer(sender)[0]) == 1


def test_same_bytes_while_open_are_the_same_report_also_at_the_same_moment(sender: Sender) -> None:
    numbers: list[int] = []

    def send() -> None:
        numbers.append(opened(Caller(sender)))
        for connection in connections.all():
            connection.close()

    threads = [Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    other = opened(Caller(make_sender("sidra-video", agency=sender.agency)))
    assert len(numbers) == 6
    assert len(set(numbers)) == 1
    assert other not in numbers


def test_escalated_report_is_received_at_once_and_its_files_follow_in_the_mailbox(sender: Sender) -> None:
    call = Caller(sender)

    number = opened(call, URGENT)
    with acting(make_worker(sender.agency, Role.TRIAGE_OFFICER)) as by:
        (queued,) = reports_awaiting_triage(by=by, at=now())
    before, _ = read_as_officer(sender)
    assert opened(call, URGENT) == number
    token = call.form("upload", id=number, file=SimpleUploadedFile("a.bin", b"abc")).findtext("fileId") or ""
    call.xml("fileinfo", DETAILS.format(number=number, file=token, md5="900150983cd24fb0d6963f7d28e17f72"))
    done = call.form("finish", id=number)

    after, messages = read_as_officer(sender)
    assert len(before) == len(after) == 1
    assert queued.level == 1
    assert before[0].signals.partner_flagged_immediate is True
    assert code_of(done) == 0
    (message,) = messages
    assert hashlib.sha256(b"abc").hexdigest() in message
    assert "https://nakhla-chat.example/f/91" in message


def test_report_that_its_sender_left_is_finished_by_the_clock(sender: Sender) -> None:
    number = opened(Caller(sender))
    at = now()

    too_early = actions.finish_overdue_filings(at=at + timedelta(hours=23, minutes=59))
    in_time = actions.finish_overdue_filings(at=at + timedelta(hours=24, minutes=1))
    again = actions.finish_overdue_filings(at=at + timedelta(hours=25))

    assert (too_early, in_time, again) == (0, 1, 0)
    assert code_of(Caller(sender).form("finish", id=number)) == 5102
    assert len(read_as_officer(sender)[0]) == 1
    with superuser() as server:
        assert server.execute("SELECT by_clock FROM exchange_filing").fetchall() == [(True,)]


def test_a_late_change_gives_one_hour_more(sender: Sender) -> None:
    number = opened(Caller(sender))
    late = now() + timedelta(hours=23, minutes=50)
    facts = actions.FileFacts("a.bin", 3, "0" * 32, "0" * 64)
    actions.add_file(provider=sender.identity, number=number, facts=facts, at=late)

    after_a_day = actions.finish_overdue_filings(at=late + timedelta(minutes=59))
    after_the_hour = actions.finish_overdue_filings(at=late + timedelta(minutes=61))

    assert (after_a_day, after_the_hour) == (0, 1)


def test_withdrawn_report_is_no_report_and_holds_nothing(sender: Sender) -> None:
    call = Caller(sender)
    number = opened(call)
    call.form("upload", id=number, file=SimpleUploadedFile("a.bin", b"abc"))

    withdrawn = call.form("retract", id=number)

    assert code_of(withdrawn) == 0
    assert code_of(call.form("retract", id=number)) == 5101
    assert code_of(call.form("finish", id=number)) == 5101
    assert actions.finish_overdue_filings(at=now() + timedelta(days=2)) == 0
    assert read_as_officer(sender)[0] == []
    with superuser() as server:
        assert server.execute("SELECT document FROM exchange_filing").fetchall() == [(None,)]
        assert server.execute("SELECT facts FROM exchange_filingfile").fetchall() == [(None,)]


def test_withdrawing_an_escalated_report_tells_a_person_and_takes_nothing_away(sender: Sender) -> None:
    call = Caller(sender)
    number = opened(call, URGENT)

    call.form("retract", id=number)

    contents, messages = read_as_officer(sender)
    assert len(contents) == 1
    assert len(messages) == 1


def test_receiving_agency_reads_an_open_report_and_another_agency_does_not(sender: Sender) -> None:
    opened(Caller(sender))
    stranger = make_worker(make_sender("sidra-video").agency)

    with acting(make_worker(sender.agency)):
        (filing,) = Filing.objects.all()
        text = filing.unseal("document")
    with acting(stranger):
        unseen = Filing.objects.count() + FilingFile.objects.count()

    assert "wadi_star_77" in text
    assert unseen == 0


def test_no_byte_of_an_uploaded_file_is_kept_anywhere(
    sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    marker = b"PLANTED-" + os.urandom(12).hex().encode()
    call = Caller(sender)
    number = opened(call)

    for name in ("file", "other"):  # a field that nobody asked for is read and forgotten as well
        call.form("upload", id=number, **{name: SimpleUploadedFile("a.bin", marker * 300_000)})  # 13 MB
    call.form("finish", id=number, file=SimpleUploadedFile("b.bin", marker * 100_000))

    assert list(tmp_path.rglob("*")) == []
    with superuser() as server:
        server.execute("CHECKPOINT")
        for (table,) in server.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall():
            with server.cursor().copy(
                f"COPY (SELECT t.*, t::text FROM public.{table} t) TO STDOUT".encode()
            ) as rows:
                found = b"".join(map(bytes, rows))
            assert marker not in found, table
            assert marker.hex().encode() not in found, table
    home = Path(os.environ["TAKATUF_HOME"])
    kept = [path for path in home.rglob("*") if path.is_file() and marker in path.read_bytes()]
    assert kept == []


def test_escalated_report_whose_receiving_broke_off_is_received_by_the_next_round(sender: Sender) -> None:
    at = now()
    with provider_scope(sender.identity, at=at) as by:
        actions._opened(sender.identity, URGENT, is_urgent=True, by=by, at=at)

    received = actions.finish_overdue_filings(at=at + timedelta(seconds=15))
    again = actions.finish_overdue_filings(at=at + timedelta(seconds=30))

    assert (received, again) == (1, 0)
    assert len(read_as_officer(sender)[0]) == 1
    assert code_of(Caller(sender).form("finish", id=opened(Caller(sender), URGENT))) == 0


def test_finished_twice_at_the_same_moment_is_one_report(sender: Sender) -> None:
    number = opened(Caller(sender))
    codes: list[int] = []

    def finish() -> None:
        codes.append(code_of(Caller(sender).form("finish", id=number)))
        for connection in connections.all():
            connection.close()

    threads = [Thread(target=finish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [0, 5102, 5102, 5102]
    assert len(read_as_officer(sender)[0]) == 1

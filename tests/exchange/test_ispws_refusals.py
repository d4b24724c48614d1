"""The XML door when something is wrong: each number of the protocol, with a sentence, and nothing stored."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree

from takatuf.agencies.scope import system_scope
from takatuf.exchange.actions import revoke_provider_key
from takatuf.exchange.cybertipline import LARGEST
from takatuf.exchange.ispws import actions
from takatuf.kernel.clock import now
from tests.exchange.providers import Sender, basic, make_sender
from tests.exchange.test_ispws_cycle import DETAILS, SAMPLE, Caller, code_of, opened
from tests.house.database import superuser

pytestmark = pytest.mark.usefixtures("house")

XML = "text/xml; charset=utf-8"


@pytest.fixture
def sender() -> Sender:
    return make_sender()


def answered(answer) -> tuple[int, int, str]:  # type: ignore[no-untyped-def]
    root = etree.fromstring(answer.content)
    return answer.status_code, code_of(root), root.findtext("responseDescription") or ""


def stored() -> int:
    with superuser() as server:
        row = server.execute(
            "SELECT (SELECT count(*) FROM exchange_filing) + (SELECT count(*) FROM intake_report)"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_key_in_any_wrong_form_opens_nothing(sender: Sender) -> None:
    other = make_sender("sidra-video")
    key = sender.key
    refused = {
        "nobody": {},
        "no basic": {"Authorization": "Bearer " + key.secret},
        "no base64": {"Authorization": "Basic %%%"},
        "no colon": {"Authorization": "Basic YWJj"},
        "not utf-8": {"Authorization": "Basic //79Ojo="},
        "very long": {"Authorization": basic(key.name, "x" * 100_000)},
        "wrong secret": {"Authorization": basic(key.name, key.secret[:-1] + "!")},
        "secret of another": {"Authorization": basic(key.name, other.key.secret)},
        "unknown name": {"Authorization": basic("nobodyhere12", key.secret)},
        "whole key, other provider": {"Authorization": basic("sidra-video", str(key))},
        "Arabic": {"Authorization": basic("اسم", "سر")},
        "zero byte": {"Authorization": basic(key.name, "a\0b")},
    }  # fmt: skip

    answers = {name: Client().get("/ispws/status", headers=headers) for name, headers in refused.items()}

    assert {answer.status_code for answer in answers.values()} == {401}
    codes = {name: answered(answer)[1] for name, answer in answers.items()}
    nobody = {name for name, code in codes.items() if code == 2000}
    assert nobody == {"nobody", "no basic", "no base64", "no colon", "not utf-8", "very long"}
    assert set(codes.values()) == {2000, 3000}
    assert all("Basic" in answer.headers["WWW-Authenticate"] for answer in answers.values())
    assert len({answered(answer)[2] for name, answer in answers.items() if name not in nobody}) == 1


def test_either_form_of_the_key_opens_and_an_ended_key_does_not(sender: Sender) -> None:
    by_code = {"Authorization": basic("nakhla-chat", str(sender.key))}

    first = Client().get("/ispws/status", headers=by_code)
    with system_scope("providers") as by:
        revoke_provider_key(name=sender.key.name, by=by, at=now())
    then = Client().get("/ispws/status", headers=by_code)

    assert (answered(first)[:2], answered(then)[:2]) == ((200, 0), (401, 3000))


def test_key_that_only_reads_may_neither_submit_nor_update() -> None:
    reader = make_sender("quiet-reader", scopes=("reports.read",))
    client, headers = Client(), {"Authorization": reader.basic}

    submitted = client.post("/ispws/submit", data=SAMPLE, content_type=XML, headers=headers)
    finished = client.post("/ispws/finish", data={"id": 1}, headers=headers)

    assert (answered(submitted)[:2], answered(finished)[:2]) == ((403, 3100), (403, 3300))
    assert stored() == 0


def test_report_of_another_provider_is_as_unknown_as_none(sender: Sender) -> None:
    number = opened(Caller(sender))
    other = Caller(make_sender("sidra-video", agency=sender.agency))

    theirs = [other.form(name, id=number) for name in ("finish", "retract")]
    theirs.append(other.form("upload", id=number, file=SimpleUploadedFile("a", b"abc")))
    theirs.append(other.xml("fileinfo", DETAILS.format(number=number, file="0" * 32, md5="0" * 32)))
    none = other.form("finish", id=number + 77)
    strange = [other.form("finish", id=text) for text in ("abc", "-1", "1e3", "9" * 40, "١٢", "1\u200f")]

    assert {code_of(answer) for answer in [*theirs, none, *strange]} == {5001}
    assert {answer.findtext("responseDescription") for answer in [*theirs, none, *strange]} == {
        "There is no such report of yours."
    }


@pytest.mark.parametrize(
    ("name", "document", "code", "said"),
    [
        ("empty", b" \n", 4110, "empty"),
        ("no xml", b"hello", 4110, "line 1"),
        ("cut off", SAMPLE[:-20], 4110, "well-formed"),
        ("other encoding", SAMPLE.decode().encode("utf-16"), 4110, "UTF-8"),
        ("broken utf-8", SAMPLE.replace(b"Nakhla", b"\xff\xfe"), 4110, "UTF-8"),
        (
            "declares another encoding",
            SAMPLE.replace(b'encoding="UTF-8"', b'encoding="ISO-8859-1"'),
            4110,
            "UTF-8",
        ),
        ("entities", b'<!DOCTYPE r [<!ENTITY a "b">]><report>&a;</report>', 4110, "entity"),
        ("nesting", b"<report>" * 100_000, 4110, "well-formed"),
        ("size", b"<report>" + b" " * LARGEST + b"</report>", 4100, "larger"),
        ("wrong root", b"<file/>", 4100, "/file"),
        ("missing", b"<report/>", 4100, "/report/incidentSummary"),
        ("future", SAMPLE.replace(b"2026-11-20T18", b"2036-11-20T18"), 4100, "future"),
    ],
)
def test_document_that_cannot_be_taken(
    name: str, document: bytes, code: int, said: str, sender: Sender
) -> None:
    answer = Client().post(
        "/ispws/submit", data=document, content_type=XML, headers={"Authorization": sender.basic}
    )

    status, number, sentence = answered(answer)
    assert (status, number) == (400, code)
    assert said in sentence
    assert stored() == 0


def test_sentences_are_arabic_for_who_asks_for_it(sender: Sender) -> None:
    answer = Client().post(
        "/ispws/submit", data=b"<report/>", content_type=XML,
        headers={"Authorization": sender.basic, "Accept-Language": "ar-SA,ar;q=0.9"},
    )  # fmt: skip

    assert "ناقص" in answered(answer)[2]


def test_calls_in_the_wrong_form(sender: Sender) -> None:
    call = Caller(sender)
    number = opened(call)

    def post(name: str, data: object, kind: str) -> int:
        return answered(
            call.client.post(f"/ispws/{name}", data=data, content_type=kind, headers=call.headers)
        )[1]

    assert post("submit", SAMPLE, "application/octet-stream") == 4000
    assert post("submit", SAMPLE, "text/xml; charset=windows-1256") == 4110
    assert post("upload", b"abc", "text/plain") == 1110
    assert post("upload", b"--x\r\nbroken", "multipart/form-data; boundary=x") in (1110, 4000)
    assert post("upload", b"abc", "multipart/form-data") == 1110
    assert code_of(call.form("upload", id=number)) == 1110
    assert code_of(call.form("upload", file=SimpleUploadedFile("a", b"abc"))) == 4000
    assert code_of(call.form("upload", id=number, file=SimpleUploadedFile("a", b""))) == 4200
    assert code_of(call.form("finish")) == 4000
    assert post("finish", b"id=" + b"1" * 3_000_000, "application/x-www-form-urlencoded") in (1110, 5001)
    assert code_of(call.get("submit")) == 4000
    assert code_of(call.get("nothing/here")) == 1210
    assert code_of(call.form("finish", id=number)) == 0


def test_file_details_are_held_against_the_table_and_the_file(sender: Sender) -> None:
    call = Caller(sender)
    number = opened(call)
    token = call.form("upload", id=number, file=SimpleUploadedFile("a", b"abc")).findtext("fileId") or ""
    good = DETAILS.format(number=number, file=token, md5="0" * 32)
    both = good.replace("<fileAnnotations>", "<potentialMeme>true</potentialMeme><fileAnnotations>")
    supplemental = good.replace(
        "<fileAnnotations>", "<fileRelevance>Supplemental Reported</fileRelevance><fileAnnotations>"
    ).replace("<originalFileHash", "<industryClassification>A1</industryClassification><originalFileHash")

    answers = {
        "good": call.xml("fileinfo", good),
        "other file": call.xml("fileinfo", good.replace(token, "f" * 32)),
        "both": call.xml("fileinfo", both),
        "supplemental": call.xml("fileinfo", supplemental),
        "order": call.xml("fileinfo", good.replace("<reportId>", "<fileName>a</fileName><reportId>")),
        "long": call.xml("fileinfo", good.replace("note.bin", "x" * 3000)),
        "very long": call.xml("fileinfo", good.replace("</fileDetails>", " " * actions.LARGEST_DETAILS + "</fileDetails>")),
        "a report": call.xml("fileinfo", SAMPLE),
        "hash type": call.xml("fileinfo", good.replace('hashType="MD5"', f'hashType="{"M" * 65}"')),
    }  # fmt: skip

    assert {name: code_of(answer) for name, answer in answers.items()} == {
        "good": 0, "other file": 5002, "both": 4100, "supplemental": 4100, "order": 4100, "long": 4100, "very long": 4100,
        "a report": 4100, "hash type": 4100,
    }  # fmt: skip


def test_direction_marks_in_a_file_name_are_kept_as_words_only(sender: Sender) -> None:
    call = Caller(sender)
    number = opened(call)
    name = "a\u202egpj.exe"

    upload = call.form("upload", id=number, file=SimpleUploadedFile(name, b"abc"))
    done = call.form("finish", id=number)

    assert (code_of(upload), code_of(done)) == (0, 0)


def test_too_many_files_and_too_large_a_file_are_refused_with_a_sentence(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    from takatuf.exchange.ispws import reading_files

    call = Caller(sender)
    number = opened(call)
    monkeypatch.setattr(reading_files, "LARGEST_FILE", 200_000)
    monkeypatch.setattr(actions, "MOST_FILES", 1)

    large = call.form("upload", id=number, file=SimpleUploadedFile("a", b"x" * 300_000))
    first = call.form("upload", id=number, file=SimpleUploadedFile("a", b"x"))
    second = call.form("upload", id=number, file=SimpleUploadedFile("a", b"y"))

    assert [code_of(answer) for answer in (large, first, second)] == [1111, 0, 4100]


def test_what_the_database_cannot_store_now_is_said_to_be_sent_again(sender: Sender) -> None:
    call = Caller(sender)
    number = opened(call)
    with superuser() as server:
        server.execute("ALTER TABLE exchange_filing ADD CONSTRAINT full_disk CHECK (false) NOT VALID")
    try:
        submitted, finished = (
            call.xml("submit", SAMPLE.replace(b"Nakhla", b"Sidra")),
            call.form("finish", id=number),
        )
    finally:
        with superuser() as server:
            server.execute("ALTER TABLE exchange_filing DROP CONSTRAINT full_disk")
    again = call.form("finish", id=number)

    assert [code_of(answer) for answer in (submitted, finished, again)] == [1100, 1300, 0]
    assert "send it again" in (finished.findtext("responseDescription") or "")


def test_schema_that_we_give_out_agrees_with_the_door(sender: Sender) -> None:
    schema = etree.XMLSchema(Caller(sender).get("xsd"))
    details = DETAILS.format(number=1, file="0" * 32, md5="0" * 32)

    assert schema.validate(etree.fromstring(SAMPLE))
    assert schema.validate(etree.fromstring(details))
    assert not schema.validate(etree.fromstring(b"<report/>"))
    assert not schema.validate(etree.fromstring(SAMPLE.replace(b"T18:42:10+03:00", b"T18:42:10")))
    assert not schema.validate(etree.fromstring(details.replace("<viral/>", "<viral>false</viral>")))

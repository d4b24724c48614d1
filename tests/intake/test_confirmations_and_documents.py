"""Confirmations of contact, documents where an agency takes them, the signed promise; and what no follow-up page shows."""

import base64
import hashlib
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdfium2 import PdfDocument

from takatuf.agencies.models import Disclosure
from takatuf.agencies.queries import AgencyName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import reporter_scope, system_scope
from takatuf.clocks.queries import open_deadlines
from takatuf.config.commands.work import seal_everything
from takatuf.intake.actions import (
    ContactGiven,
    DocumentRefused,
    DocumentsOff,
    HoursGiven,
    NotForThisReport,
    Received,
    TooManyConfirmations,
    give_contact,
    give_safe_hours,
    make_confirmation,
    receive_report,
    revoke_confirmation,
    send_document,
)
from takatuf.intake.content import (
    Answer,
    AnswerState,
    Channel,
    ContactWish,
    EmergencyPlace,
    IdentifierClaim,
    PersonClaim,
    Place,
    ReportContent,
    ReporterKind,
)
from takatuf.intake.derived import confirmation_id_of
from takatuf.intake.mailbox.queries import (
    ConfirmationUnknown,
    check_confirmation,
    open_document,
    promise_of_receipt,
    reporter_side,
)
from takatuf.intake.mailbox.sniffing import LARGEST, sniff
from takatuf.intake.models import Confirmation, Document, DocumentPart, Message
from takatuf.intake.queries import ReceiptUnknown, open_mailbox
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound
from takatuf.ledger.promises import check_promise
from takatuf.ledger.queries import ledger_vkey
from tests.factories import acting, make_agency, make_worker
from tests.intake.public_steps import text_of

pytestmark = pytest.mark.usefixtures("house")
PDF = b"%PDF-1.7\nneutral bytes of a test\n%%EOF\n"
CENTRE = "centre"


def receive(
    lead: AgencyName, *, kind: ReporterKind = ReporterKind.PARENT, key: str = "1", **more: object
) -> Received:
    content = ReportContent(
        channel=Channel.PUBLIC_WEB, reporter_kind=kind, **({"narrative": "كلام محايد"} | more)
    )  # type: ignore[arg-type]
    with system_scope("intake") as by:
        return receive_report(content=content, key=f"a-key-of-the-form-{key}", lead=lead.id, by=by, at=now())


def office(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *names):
            archive.writestr(name, "x")
    return stream.getvalue()


def test_a_confirmation_answers_to_its_code_and_second_word_in_both_languages() -> None:
    agency = make_agency(CENTRE)
    received = receive(agency)

    made = make_confirmation(receipt_text=str(received.receipt), language="ar", at=now())

    said = check_confirmation(made.spoken_code, made.second_word)
    assert said.agency == agency
    assert made.code not in repr(made)
    assert [row.id for row in open_mailbox(str(received.receipt)).side.confirmations] == [made.id]


def _refused_steps(code: str, word: str) -> list[str]:
    with (
        CaptureQueriesContext(connection) as captured,
        pytest.raises(ConfirmationUnknown, match="this code and this word"),
    ):
        check_confirmation(code, word)
    return [query["sql"].split("'")[0] for query in captured.captured_queries]


def test_wrong_revoked_and_never_made_answer_alike_after_the_same_steps() -> None:
    received = receive(make_agency(CENTRE))
    receipt = str(received.receipt)
    made = make_confirmation(receipt_text=receipt, language="ar", at=now())
    other = make_confirmation(receipt_text=receipt, language="ar", at=now())
    revoke_confirmation(receipt_text=receipt, confirmation_id=other.id, at=now())

    steps = [
        _refused_steps(*pair)
        for pair in [
            (other.code, other.second_word), (made.code, "ليست كلمة من القائمة"), ("000000000000", made.second_word),
            ("", ""), ("x" * 60, made.second_word), (made.code, "x" * 60),
        ]
    ]  # fmt: skip

    assert len(set(map(tuple, steps))) == 1


def test_a_child_is_never_given_a_confirmation_nor_a_promise_file() -> None:
    received = receive(make_agency(CENTRE), kind=ReporterKind.CHILD)
    client = Client()

    with pytest.raises(NotForThisReport):
        make_confirmation(receipt_text=str(received.receipt), language="ar", at=now())
    with pytest.raises(ReceiptUnknown):
        promise_of_receipt(str(received.receipt), at=now())
    page = text_of(client.post("/ar/report/follow/", {"receipt": str(received.receipt)}))
    pushed = text_of(
        client.post("/ar/report/follow/confirmation/", {"receipt": str(received.receipt), "key": "k"})
    )

    assert "شهادة" not in page + pushed
    assert "promise" not in page
    assert Confirmation.objects.using("keeper").count() == 0


def test_who_holds_another_receipt_revokes_nothing_and_five_may_stand() -> None:
    agency = make_agency(CENTRE)
    mine, other = str(receive(agency).receipt), str(receive(agency, key="2").receipt)
    made = [make_confirmation(receipt_text=mine, language="en", at=now()) for _ in range(5)]

    with pytest.raises(TooManyConfirmations):
        make_confirmation(receipt_text=mine, language="en", at=now())
    with pytest.raises(NotFound):
        revoke_confirmation(receipt_text=other, confirmation_id=made[0].id, at=now())

    assert check_confirmation(made[0].code, made[0].second_word).agency == agency


def _printed(client: Client, receipt: str, key: str) -> tuple[str, str, HttpResponse]:
    """The code of a confirmation that is made now, its second word, and its paper."""
    address = "/en/report/follow/confirmation/"
    page = text_of(client.post(address, {"receipt": receipt, "key": key}))
    (code,) = re.findall(r'name="code" value="(\d{12})"', page)
    (word,) = re.findall(r'name="word" value="([^"]+)"', page)
    return code, word, client.post(address, {"receipt": receipt, "paper": "1", "code": code, "word": word})


def _words(pdf: bytes) -> set[str]:
    return set(re.findall(r"\w+", "".join(page.get_textpage().get_text_range() for page in PdfDocument(pdf))))


def test_the_pages_make_print_check_and_revoke_a_confirmation() -> None:
    received = receive(make_agency(CENTRE))
    client, receipt = Client(), str(received.receipt)

    code, word, paper = _printed(client, receipt, "k")
    _, _, another = _printed(client, receipt, "another")
    right = client.post("/ar/report/check/", {"code": code, "second_word": word})
    wrong = client.post("/ar/report/check/", {"code": code, "second_word": "shore"})
    made = str(confirmation_id_of(code, word))
    client.post("/en/report/follow/confirmation/", {"receipt": receipt, "revoke": made})
    revoked = client.post("/ar/report/check/", {"code": code, "second_word": word})

    assert paper["Content-Type"] == "application/pdf"
    assert paper["Content-Disposition"] == 'attachment; filename="confirmation.pdf"'
    assert paper.content.startswith(b"%PDF-")
    assert b"/ByteRange" in paper.content
    assert word not in _words(paper.content) - _words(another.content)  # "report" may be a second word too
    assert (right.status_code, wrong.status_code, revoked.status_code) == (200, 422, 422)


def test_documents_are_off_by_default_and_nothing_is_stored() -> None:
    received = receive(make_agency(CENTRE))
    file = SimpleUploadedFile("note.pdf", PDF)
    values = {"receipt": str(received.receipt), "key": "k", "words": "ورقة", "document": file}

    answer = Client().post("/ar/report/follow/document/", values)

    assert answer.status_code == 422
    assert "لا نستقبل ملفات" in text_of(answer)
    assert Document.objects.using("keeper").count() == 0
    assert Message.objects.using("keeper").count() == 0
    with pytest.raises(DocumentsOff):
        send_document(receipt_text=str(received.receipt), data=PDF, name="x", words="x", at=now())


@pytest.fixture
def documents_on(settings: object) -> None:
    settings.TAKATUF_DOCUMENTS = (CENTRE,)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("documents_on")
def test_a_document_is_sealed_hashed_and_handed_out_on_record() -> None:
    agency = make_agency(CENTRE)
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)
    data = PDF + b"a sentence that must not lie in the clear " * 20_000

    ids = {
        send_document(
            receipt_text=str(received.receipt), data=data, name="ورقة.pdf", words="ورقة من المدرسة", at=now(), key="k"
        )
        for _ in range(2)
    }  # fmt: skip

    [document_id] = ids
    parts = DocumentPart.objects.using("keeper").order_by("number")
    assert len(parts) == -(-len(data) // (256 * 1024))
    assert all(b"sentence" not in bytes(part.data) for part in parts)
    with acting(officer) as by:
        [row] = reporter_side(received.report_id, by=by).documents
        file = open_document(document_id, by=by, at=now())
        assert [clock.kind for clock in open_deadlines(by=by) if clock.kind == "message_review"] == [
            "message_review"
        ]
    stored = Document.objects.using("keeper").get()
    assert file.data == data
    assert file.name.endswith(".pdf")
    assert row.name == "ورقة.pdf"
    assert stored.unseal("sha256") == hashlib.sha256(data).hexdigest()
    assert Disclosure.objects.using("keeper").filter(what="open_document").count() == 1


@pytest.mark.usefixtures("documents_on")
def test_a_piece_that_is_left_out_or_swapped_is_noticed() -> None:
    agency = make_agency(CENTRE)
    officer, received = make_worker(agency, Role.TRIAGE_OFFICER), receive(agency)
    data = PDF + bytes(range(97, 123)) * 30_000
    document_id = send_document(receipt_text=str(received.receipt), data=data, name="x", words="x", at=now())
    DocumentPart.objects.using("keeper").filter(number=2).delete()

    with acting(officer) as by, pytest.raises(NotFound):
        open_document(document_id, by=by, at=now())


@pytest.mark.usefixtures("documents_on")
def test_another_agency_and_another_receipt_reach_no_document() -> None:
    agency = make_agency(CENTRE)
    received, other = receive(agency), receive(agency, key="2")
    hostile = make_worker(make_agency(), Role.SHIFT_LEADER)
    document_id = send_document(receipt_text=str(received.receipt), data=PDF, name="x", words="x", at=now())

    with acting(hostile) as by, pytest.raises(NotFound):
        open_document(document_id, by=by, at=now())
    with reporter_scope(other.mailbox_id):
        assert Document.objects.count() == 0
    with reporter_scope(received.mailbox_id):
        assert DocumentPart.objects.count() == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            DocumentPart(record_id=other.record_id, document_id=document_id, number=9, data=b"x").save(
                force_insert=True
            )


@pytest.mark.usefixtures("documents_on")
def test_a_child_sends_no_document() -> None:
    received = receive(make_agency(CENTRE), kind=ReporterKind.CHILD)

    with pytest.raises(NotForThisReport):
        send_document(receipt_text=str(received.receipt), data=PDF, name="x", words="x", at=now())


@pytest.mark.usefixtures("documents_on")
@pytest.mark.parametrize(
    ("name", "data"),
    [("picture.pdf", b"\x89PNG\r\n\x1a\nxxxx"), ("big.pdf", PDF + b" " * LARGEST), ("empty.pdf", b"")],
    ids=["picture", "too large", "empty"],
)
def test_the_page_says_why_a_file_is_not_taken_and_stores_nothing(name: str, data: bytes) -> None:
    received = receive(make_agency(CENTRE))
    values = {
        "receipt": str(received.receipt),
        "key": "k",
        "words": "ورقة",
        "document": SimpleUploadedFile(name, data),
    }

    answer = Client().post("/ar/report/follow/document/", values)

    assert answer.status_code == 422
    assert "error-summary" in text_of(answer)
    assert Document.objects.using("keeper").count() == 0


@pytest.mark.parametrize(
    ("data", "suffix"),
    [(PDF, "pdf"), ("نص عادي\n".encode(), "txt"), ("نص".encode("utf-16"), "txt"), (office(), "docx")],
)
def test_the_bytes_say_what_a_document_is(data: bytes, suffix: str) -> None:
    assert sniff(data).suffix == suffix


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"), (b"\xff\xd8\xff\xe0jpeg", "kind"), (b"\x00\x00\x00\x18ftypmp42", "kind"), (b"Rar!\x1a\x07\x00", "kind"),
        (b"PK\x03\x04broken", "kind"), (b"\xd0\xcf\x11\xe0old", "kind"), (b"text\x00with a null", "kind"),
        (office("word/media/image1.png"), "pictures"), (office("word/vbaProject.bin"), "pictures"),
        (b"x" * (LARGEST + 1), "too_large"),
    ],
)  # fmt: skip
def test_pictures_films_archives_and_programs_are_not_taken(data: bytes, code: str) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        sniff(data)

    assert refusal.value.code == code


def test_a_promise_is_signed_and_shows_later_that_it_was_kept() -> None:
    received = receive(make_agency(CENTRE))
    receipt = str(received.receipt)

    before = promise_of_receipt(receipt, at=now())
    seal_everything()  # waits for transactions of other tests on this server
    after = promise_of_receipt(receipt, at=now())

    keys = [ledger_vkey()]
    assert "inclusion" not in before
    assert all(ok for _, ok, _ in check_promise(before, keys, at=now()))
    assert [name for name, ok, _ in check_promise(after, keys, at=now()) if ok] == [
        "promise",
        "entry",
        "inclusion",
    ]
    forged = after | {"entry": base64.b64encode(b'{"extra":{}}').decode()}
    assert not all(ok for _, ok, _ in check_promise(forged, keys, at=now()))
    assert not all(ok for _, ok, _ in check_promise(after, [], at=now()))
    assert received.code not in json.dumps(after)


# Every word below is planted in a report, and in what the reporter gave later; none may stand on a follow-up page.
PLANTED = {
    "narrative": "مزروع-قصة", "city": "مزروع-مدينة", "detail": "مزروع-عنوان", "name": "مزروع-اسم", "school": "مزروع-مدرسة",
    "note": "مزروع-ملاحظة", "account": "planted_account", "answer": "مزروع-جواب", "contact": "مزروع-مبلغ",
    "phone": "0500000077", "when": "مزروع-وقت", "words": "مزروع-موعد", "emergency": "مزروع-طريق", "later": "مزروع-لاحق",
    "grandmother": "مزروع-جدة", "message": "مزروع-رسالة", "document": "مزروع-مستند",
}  # fmt: skip


@pytest.mark.usefixtures("documents_on")
@pytest.mark.parametrize("kind", [ReporterKind.CHILD, ReporterKind.PARENT, ReporterKind.PROFESSIONAL])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_nothing_of_the_report_stands_on_any_follow_up_page(kind: ReporterKind, language: str) -> None:
    words = PLANTED
    received = receive(
        make_agency(CENTRE), kind=kind, narrative=words["narrative"], occurred_words=words["words"],
        place=Place(region="SA-01", city=words["city"], detail=words["detail"]),
        people=(PersonClaim(role="child", names=(words["name"],), age=12, school=words["school"], note=words["note"]),),
        identifiers=(IdentifierClaim(kind="account", value=words["account"], platform="instagram", whose="subject"),),
        contact=ContactWish(name=words["contact"], phone=words["phone"], when=words["when"]),
        answers={"what": Answer(AnswerState.GIVEN, words["answer"])}, emergency=EmergencyPlace(words=words["emergency"]),
    )  # fmt: skip
    client, receipt = Client(), str(received.receipt)
    give_contact(receipt_text=receipt, contact=ContactGiven(name=words["later"]), at=now())
    give_safe_hours(receipt_text=receipt, hours=HoursGiven(who_answers=words["grandmother"]), at=now() + timedelta(seconds=1))  # fmt: skip
    if kind is not ReporterKind.CHILD:
        send_document(
            receipt_text=receipt, data=PDF, name=words["document"], words=words["message"], at=now()
        )

    pages = ""
    for page in ("", "contact/", "hours/", "withdraw/", "confirmation/", "document/", "promise/"):
        for values in ({}, {"key": "k", "name": "", "text": ""}):
            answer = client.post(f"/{language}/report/follow/{page}", {"receipt": receipt, **values})
            assert answer.status_code in {200, 422}
            pages += text_of(answer)

    hidden = [*words.values(), received.code, str(received.report_id), str(received.record_id), "SA-01"]
    assert [word for word in hidden if word in pages] == []

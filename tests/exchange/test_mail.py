"""E-mail from files: words are taken, attachments are counted and dropped, bombs end with a sentence."""

import base64
import io
import time
import tracemalloc
from email.message import EmailMessage
from pathlib import Path

import pytest

from takatuf.agencies.models import Sector
from takatuf.config.commands.transfer import import_file
from takatuf.exchange.cybertipline import explain
from takatuf.exchange.gateways.mail import MOST_PARTS, Mail, read_mail
from takatuf.intake.content import from_json
from takatuf.intake.models import Report, ReporterContact
from takatuf.kernel.errors import InvalidInput
from tests.factories import acting, make_agency, make_worker


def mail(
    text: str = "كلمات محايدة\nhttps://example.org/page", *, subject: str = "موضوع", files: int = 0
) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "Somebody <somebody@mail.example>",
        "office@house.example",
        subject,
    )
    message.set_content(text)
    message.add_alternative(
        f"<html><head><style>p {{}}</style></head><body><p>{text}</p></body></html>", subtype="html"
    )
    for number in range(files):
        message.add_attachment(b"\x89PNG" * 9, maintype="image", subtype="png", filename=f"{number}.png")
    return message.as_bytes()


def read(data: bytes) -> Mail:
    return read_mail(io.BytesIO(data))


def refusal(data: bytes) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read(data)
    return caught.value


def test_words_and_subject_are_taken_and_attachments_are_counted() -> None:
    message = read(mail(files=3)).message

    assert message.text == "موضوع\n\nكلمات محايدة\nhttps://example.org/page"
    assert (message.sender, message.language, message.media) == ("somebody@mail.example", "ar", 3)


def test_a_large_attachment_costs_neither_memory_nor_the_words() -> None:
    head, _, tail = mail(files=1).rpartition(b"\n--")
    large = head + b"\n" + b"".join([b"A" * 76 + b"\n"] * 400_000) + b"--" + tail

    tracemalloc.start()
    message = read(large).message
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(large) > 30_000_000
    assert message.text.startswith("موضوع")
    assert peak < 2_000_000


def test_a_page_without_plain_words_is_read_without_its_tags() -> None:
    page = "<p>one &amp; <b>two</b></p><script>if (a < b) alert(1)</script><!-- no --><p>three < four</p>"
    data = b"Subject: s\nContent-Type: text/html; charset=utf-8\n\n" + page.encode()

    assert read(data).message.text == "s\n\none & two\nthree < four"


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("windows-1256", "كلمات محايدة"),
        ("iso-8859-6", "كلمات محايدة"),
        ("utf-16", "words"),
        ("latin-1", "café"),
        ("UTF-8", "كلمات"),
    ],
)
def test_the_character_sets_of_mail_programs_are_read(charset: str, text: str) -> None:
    body = base64.encodebytes(text.encode(charset))
    head = f"From: a@b.example\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n"

    assert read(head.encode() + body).message.text == text


def nested(depth: int) -> bytes:
    lines = [b"From: a@b.example"]
    for number in range(depth):
        lines += [b'Content-Type: multipart/mixed; boundary="b%d"' % number, b"", b"--b%d" % number]
    return b"\n".join([*lines, b"Content-Type: text/plain", b"", b"words"])


TOO_MANY = (
    b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: image/png\n\nx\n" * (MOST_PARTS + 1)
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\nwords", "no_headers"),
        (b"\xff\xd8\xff\xe0" * 1000, "no_headers"),
        (b"From: a@b.example\n\n   \n", "no_words"),
        (b"From: a@b.example\nContent-Type: image/png\n\nx", "no_words"),
        (nested(5_000), "too_deep"),
        (TOO_MANY, "too_many_parts"),
        (b"Subject: " + b"a\n b" * 200_000 + b"\n\nx", "headers_too_large"),
        (b"From: a@b.example\n\n" + b"a" * 3_000_000, "too_large"),
        (b"From: a@b.example\n\n" + b"a" * 60_000, "too_long"),
        (b"From: a@b.example\nContent-Type: text/plain; charset=zlib\n\nx", "unknown_charset"),
        (b"From: a@b.example\nContent-Type: text/plain; charset=unicode_escape\n\nx", "unknown_charset"),
        (b"From: a@b.example\nContent-Type: text/plain; charset=\"a\x00b\"\n\nx", "unknown_charset"),
        (b"From: a@b.example\nContent-Transfer-Encoding: x-uuencode\n\nx", "cannot_decode"),
        (b"From: a@b.example\nContent-Transfer-Encoding: base64\n\nabcde", "cannot_decode"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_mail_or_a_bomb_is_refused_quickly_with_a_sentence(data: bytes, code: str) -> None:
    began = time.process_time()

    error = refusal(data)

    assert error.code == code
    assert "%(" not in explain(error)
    assert "not valid" not in explain(error)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "data",
    [
        b"From: " + b"(" * 5_000 + b"\n\nwords",
        b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\n\nwords",
        b"Subject: =?none?q?a?=\n\nwords",
        b"From: a@b.example\nContent-Type: text/html\n\nwords " + b"<script>" * 100_000,
        b"From: a@b.example\nContent-Type: text/html\n\nwords " + b"<!--" * 100_000,
        b"From: a@b.example\nContent-Type: text/html\n\nwords " + b"&" * 49_000,
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nwords\n--b--\n--b--\n--b\n\nmore",
        b"From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\nwords \xff\xfe",
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=\"b--\"\r\n\r\n--b--\r\n\r\nwords\r\n--b----\r\n",
    ],
    ids=["comments", "encoded words", "no charset", "scripts", "comments of a page", "entities", "closed twice", "bad bytes",
         "odd boundary"],
)  # fmt: skip
def test_odd_mail_is_read_quickly_all_the_same(data: bytes) -> None:
    began = time.process_time()

    assert "words" in read(data).message.text
    assert time.process_time() - began < 3


@pytest.mark.usefixtures("house")
def test_import_takes_a_folder_of_mail_and_names_what_it_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    centre = make_agency("centre", Sector.HOTLINE)
    (tmp_path / "below").mkdir()
    (tmp_path / "one.eml").write_bytes(mail(files=2))
    (tmp_path / "below" / "two.EML").write_bytes(mail("please\nCALL ME"))
    (tmp_path / "bomb.eml").write_bytes(nested(50))
    (tmp_path / "notes.txt").write_bytes(b"no mail")

    status = import_file("email", str(tmp_path))
    said = capsys.readouterr()
    again = import_file("email", str(tmp_path))

    with acting(make_worker(centre)):
        contents = [from_json(row.unseal("content")) for row in Report.objects.all()]
    assert (status, again) == (1, 1)
    assert said.out == "2 taken, 0 known already, 1 refused.\n"
    assert "bomb.eml" in said.err
    assert "more than 20 deep" in said.err
    assert capsys.readouterr().out == "0 taken, 2 known already, 1 refused.\n"
    assert sorted(content.annotations.get("media_refused", "") for content in contents) == ["", "2"]
    assert all("somebody@mail.example" not in str(content) for content in contents)
    assert ReporterContact.objects.using("keeper").count() == 1

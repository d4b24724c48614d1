"""The drawn submission: what is printed comes back, data stays data, the same input gives the same bytes."""

import hashlib
import json
import re
import time
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.court.document import drawing
from takatuf.court.document.errors import CannotDraw, FontMissing
from takatuf.court.document.graph import facts_graph, with_manifest
from takatuf.court.document.reading import read_document
from takatuf.court.document.view import Attachment, DatePrecision
from takatuf.court.document.words import both_calendars, facts_words, interviews_words, runs
from takatuf.kernel.arabic import european_digits, letters
from tests.court.document_examples import AT, INJECTION, TEXTS, make_submission
from tests.poppler import run_poppler

_CONTROLS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u0640]")


def arabic_words(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _CONTROLS.sub("", text))
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")
    return " ".join(re.findall("[\u0621-\u064a\u0671-\u06d3]+", plain))


def draw(texts: tuple[str, ...] = TEXTS, **changes: object) -> bytes:
    view = make_submission(texts, **changes)
    return drawing.draw(view, attachments=with_manifest(view), created_at=AT)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return draw((*TEXTS, INJECTION))


@pytest.fixture(scope="module")
def printed(pdf: bytes, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("court") / "submission.pdf"
    path.write_bytes(pdf)
    return run_poppler("pdftotext", path, "-")


@pytest.mark.parametrize("text", [*TEXTS, INJECTION])
def test_arabic_words_of_every_fact_come_back_in_sequence_from_poppler(printed: str, text: str) -> None:
    assert arabic_words(text) in arabic_words(printed)


def test_words_that_look_like_commands_print_literally(tmp_path: Path) -> None:
    looks_like_code = "#panic(1) *a* _b_ $x$ @ref <label> [c] `d` // e /* f */ = g \\ #let"
    path = tmp_path / "submission.pdf"
    path.write_bytes(draw((looks_like_code,), summary_en=looks_like_code, child_code="#a*b$c@d"))

    printed = " ".join(_CONTROLS.sub("", run_poppler("pdftotext", path, "-")).split())

    assert printed.count(looks_like_code) == 3
    assert "#a*b$c@d" in printed


def test_same_input_and_moment_give_the_same_bytes(pdf: bytes) -> None:
    assert draw((*TEXTS, INJECTION)) == pdf


def test_document_says_that_it_is_pdf_a_3a_with_title_and_pdf_1_7(pdf: bytes) -> None:
    metadata = dict(read_document(pdf).metadata)

    assert pdf.startswith(b"%PDF-1.7")
    assert "<pdfaid:part>3</pdfaid:part>" in metadata["XMP"]
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata["XMP"]
    assert metadata["Title"].endswith("44-1187")


def test_attachments_come_out_as_they_went_in_and_the_manifest_names_their_hashes() -> None:
    view = make_submission()
    verifier = Attachment("verify.py", b"print('checked')\n", "text/x-python", "supplement", "برنامج التحقق")
    binary = Attachment("proof.bin", bytes(range(256)), "application/octet-stream", "data", "إثبات")

    drawn = read_document(
        drawing.draw(view, attachments=with_manifest(view, verifier, binary), created_at=AT)
    )
    files = dict(drawn.attachments)

    assert set(files) == {"facts.jsonld", "verify.py", "proof.bin", "manifest.json"}
    assert files["proof.bin"] == bytes(range(256))
    for row in json.loads(files["manifest.json"])["attachments"]:
        assert hashlib.sha256(files[row["name"]]).hexdigest() == row["sha256"]


def test_graph_carries_its_context_and_the_words_as_written() -> None:
    view = make_submission()

    graph = facts_graph(view)

    assert not [
        value for value in graph["@context"].values() if isinstance(value, str) and value.endswith(".jsonld")
    ]
    assert graph["takatuf:fact"][5]["text"] == TEXTS[5]
    assert graph["takatuf:fact"][0]["@id"].startswith("kb:")


def test_contested_fact_is_marked_by_a_word(pdf: bytes) -> None:
    body = letters("".join(read_document(pdf).bodies))

    assert letters(f"{arabic_words(TEXTS[1])[-12:]} محل خلاف") in body


def test_each_section_has_a_bookmark(pdf: bytes) -> None:
    titles = [mark.title for mark in read_document(pdf).bookmarks if mark.level == 0]

    assert titles == [
        "ملخص لفضيلة القاضي", "الفهرس وكيفية التحقق", "الجهات المشاركة", "الوقائع", "التسلسل الزمني", "الدراسة الاجتماعية",
        "أثر الواقعة", "رأي الطفل", "الإجراءات والمتابعة", "سجل الأدلة وسلسلة الحيازة", "الطلبات والتوصيات", "ما يخالف الطلب", "حدود المذكرة",
        "الإقرار والتوزيع", "ملحق أ: سجل الحجب", "ملحق ب: الملفات الآلية المرفقة", "ملحق ج: ملخص بالإنجليزية",
    ]  # fmt: skip


def test_facts_stand_by_how_they_stand_and_opinions_last_and_apart(pdf: bytes) -> None:
    titles = [mark.title for mark in read_document(pdf).bookmarks if mark.level == 1]
    body = "".join(read_document(pdf).bodies)

    assert titles[:4] == [
        "وقائع متفق عليها", "وقائع محل خلاف", "وقائع لم تثبت بعد", "آراء مهنية، ليست وقائع متفقا عليها",
    ]  # fmt: skip
    places = [letters(body).rindex(letters(title)) for title in titles[:4]]
    assert places == sorted(places)


def test_a_request_names_the_page_of_each_fact_on_which_it_rests(pdf: bytes) -> None:
    pages = european_digits("".join(read_document(pdf).bodies))
    drawn = read_document(pdf)

    found = dict(re.findall(r"(\d+) ?[()]ص (\d+)[()]", pages))

    assert set(found) == {"1", "2", "3"}
    for number, page in found.items():
        assert letters(arabic_words(TEXTS[int(number) - 1])[-12:]) in letters(drawn.pages[int(page) - 1])


def test_a_draft_says_so_across_each_page_and_the_signed_one_does_not(pdf: bytes) -> None:
    draft = drawing.draw(make_submission(), attachments=(), created_at=AT, draft=True)

    assert all("مسودة غير موقعة" in page for page in read_document(draft).pages)
    assert not any("مسودة" in page for page in read_document(pdf).pages)


@pytest.mark.parametrize(
    ("numbers", "governed", "said"),
    [
        ((), False, ""),
        ((2,), False, "الواقعة ٢"),
        ((1, 5), False, "الواقعتان ١ و٥"),
        ((1, 5), True, "الواقعتين ١ و٥"),
        ((1, 2, 14), False, "الوقائع ١، ٢، ١٤"),
    ],
)
def test_facts_are_named_with_their_noun_in_its_number(
    numbers: tuple[int, ...], governed: bool, said: str
) -> None:
    assert facts_words(numbers, governed=governed) == said


def test_sixty_facts_are_drawn_in_seconds(record_property: Callable[[str, object], None]) -> None:
    texts = tuple(TEXTS[number % len(TEXTS)] for number in range(60))

    began = time.perf_counter()
    draw(texts)
    took = time.perf_counter() - began

    record_property("draw_60_facts_s", round(took, 3))
    assert took < 10


def test_letter_that_the_font_lacks_is_refused_by_name() -> None:
    with pytest.raises(CannotDraw, match="was not drawn"):
        draw(("كتب الطفل 漢 في الرسالة.",))


def test_missing_font_is_named_with_what_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("takatuf.web.printing.__file__", str(tmp_path / "printing.py"))

    with pytest.raises(FontMissing, match=r"Amiri-Regular.ttf.*make setup"):
        drawing.check_fonts()


def test_identifiers_keep_their_digits_and_prose_gets_arabic_indic_ones() -> None:
    found = runs("الساعة 21:45 من 192.0.2.7 باسم (user_9) يوم 2026-11-23.")

    assert [run["t"] for run in found if run["d"] == "ltr"] == ["192.0.2.7", "user_9", "2026-11-23"]
    assert "٢١:٤٥" in found[0]["t"]


def test_dates_stand_in_both_calendars() -> None:
    assert both_calendars(date(2026, 11, 23)) == "١٣ جمادى الآخرة ١٤٤٨هـ الموافق ٢٣ نوفمبر ٢٠٢٦م"
    assert both_calendars(date(2026, 11, 23), DatePrecision.MONTH) == (
        "جمادى الأولى وجمادى الآخرة ١٤٤٨هـ الموافق نوفمبر ٢٠٢٦م"
    )
    assert both_calendars(date(2026, 6, 2), DatePrecision.MONTH) == (
        "ذو الحجة ١٤٤٧هـ ومحرم ١٤٤٨هـ الموافق يونيو ٢٠٢٦م"
    )
    assert both_calendars(date(2026, 6, 2), DatePrecision.YEAR) == "١٤٤٧–١٤٤٨هـ الموافق عام ٢٠٢٦م"
    assert both_calendars(date(1900, 5, 1), DatePrecision.MONTH) == "مايو ١٩٠٠م"
    assert both_calendars(date(1900, 1, 1)) == "١ يناير ١٩٠٠م"


@pytest.mark.parametrize(
    ("number", "begins"),
    [
        (0, "لم تجر"),
        (1, "مقابلة واحدة"),
        (2, "مقابلتان"),
        (3, "٣ مقابلات"),
        (11, "١١ مقابلة"),
        (103, "١٠٣ مقابلات"),
    ],
)
def test_interviews_are_counted_in_six_forms(number: int, begins: str) -> None:
    assert interviews_words(number).startswith(begins)


@given(st.text(alphabet=st.sampled_from("ابتث ءأؤئة 0123456789abcXYZ@#$*_<>\\/()[].,،«»:-+ًّ"), max_size=80))
def test_runs_lose_no_letter(text: str) -> None:
    assert european_digits(letters("".join(run["t"] for run in runs(text)))) == letters(text)

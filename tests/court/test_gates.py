"""The gates before a signature: lost letters, planted identities, a wrong index."""

from dataclasses import replace

import pytest

from takatuf.court.document import drawing
from takatuf.court.document.errors import IdentityFound, IndexWrong, LettersLost, SummaryTooLong
from takatuf.court.document.gates import identity_gate, index_gate, summary_gate, text_gate
from takatuf.court.document.graph import with_manifest
from takatuf.court.document.view import Attachment, ExhibitView, SubmissionView
from tests.court.document_examples import AT, INJECTION, TEXTS, make_submission

NAME = "ياسر بن مثال النموذجي"


def draw(view: SubmissionView, *others: Attachment) -> bytes:
    return drawing.draw(view, attachments=with_manifest(view, *others), created_at=AT)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return draw(make_submission((*TEXTS, INJECTION)))


def test_every_letter_of_every_text_comes_back(pdf: bytes) -> None:
    text_gate(pdf, (*TEXTS, INJECTION))


def test_text_gate_holds_for_sixty_facts_over_page_edges() -> None:
    texts = tuple(f"{TEXTS[number % len(TEXTS)]} تكرر ذلك {number} مرة." for number in range(60))

    text_gate(draw(make_submission(texts)), texts)


def test_fact_longer_than_a_page_is_printed_whole() -> None:
    long_text = " ".join(f"{TEXTS[0]} الفقرة {number}." for number in range(60))

    text_gate(draw(make_submission((long_text,))), (long_text,))


def test_text_that_is_not_in_the_document_is_refused(pdf: bytes) -> None:
    with pytest.raises(LettersLost, match="Text 2"):
        text_gate(pdf, (TEXTS[0], "غادر الطفل المنزل ظهرا."))


def test_one_changed_letter_is_refused(pdf: bytes) -> None:
    with pytest.raises(LettersLost, match="order"):
        text_gate(pdf, (TEXTS[0].replace("المدرسة", "المدرصة"),))


def test_letter_that_came_back_too_seldom_is_refused(pdf: bytes) -> None:
    with pytest.raises(LettersLost, match="lost the letters"):
        text_gate(pdf, ("ظ" * 500,))


def test_clean_document_passes_the_identity_gate(pdf: bytes) -> None:
    identity_gate(pdf, [NAME, "0501234567", "1098765432", "مدرسة النخيل المثالية", "علي"])


@pytest.mark.parametrize(
    ("planted", "forbidden"),
    [
        (f"حضر {NAME} إلى المدرسة.", NAME),
        ("قيل ليَاسِر بن مثال النمّوذجي ذلك.", NAME),
        ("رقمه 050-123-4567 في السجل.", "0501234567"),
        ("رقمه ٠٥٠١٢٣٤٥٦٧ في السجل.", "0501234567"),
        ("حسابه Yasser_N99 في البلاغ.", "yasser_n99"),
        ("رمزه AB-12-CD34 في السجل.", "AB12CD34"),
        ("سلم إلى وسامح كذلك.", "سامح"),
    ],
)
def test_planted_identity_is_found_in_a_fact(planted: str, forbidden: str) -> None:
    view = make_submission((planted,))

    with pytest.raises(IdentityFound, match="page 2") as refused:
        identity_gate(draw(view), [forbidden])

    assert "attachment facts.jsonld" in str(refused.value)
    assert forbidden not in str(refused.value)


def test_a_short_account_name_is_found_alone_and_not_inside_other_words() -> None:
    named = draw(make_submission(("كتب الحساب face1 إلى الطفل.",)))
    inside = draw(make_submission(("البصمة aaface1bb للملف.",)))

    with pytest.raises(IdentityFound):
        identity_gate(named, ["face1"])
    identity_gate(inside, ["face1"])


def test_planted_identity_is_found_in_metadata() -> None:
    view = make_submission(docket="44-1187 Yasser")

    with pytest.raises(IdentityFound, match="metadata Title"):
        identity_gate(draw(view), ["Yasser"])


def test_planted_identity_is_found_in_an_attachment_alone() -> None:
    escaped = Attachment(
        "proofs.json",
        b'{"who": "\\u064a\\u0627\\u0633\\u0631 \\u0627\\u0644\\u0645\\u062b\\u0627\\u0644"}',
        "application/json",
        "data",
        "إثبات",
    )

    with pytest.raises(IdentityFound, match=r"value 2 in attachment proofs.json\.$"):
        identity_gate(draw(make_submission(), escaped), ["غائب", "ياسر المثال"])


def test_planted_identity_is_found_in_a_file_name() -> None:
    named = Attachment("yasser.txt", b"empty", "text/plain", "data", "ملف")

    with pytest.raises(IdentityFound, match="name of an attachment"):
        identity_gate(draw(make_submission(), named), ["Yasser"])


def test_index_names_the_page_of_every_section(pdf: bytes) -> None:
    index_gate(pdf)


def test_index_holds_over_many_pages() -> None:
    exhibit = make_submission().exhibits[0]
    many: tuple[ExhibitView, ...] = tuple(replace(exhibit, exhibit_no=f"E-{number}") for number in range(40))

    index_gate(draw(make_submission(TEXTS * 12, exhibits=many)))


def test_a_summary_longer_than_its_page_is_refused() -> None:
    view = make_submission()
    long = replace(view.summary, risk_now="قائم ما دام الحساب مفتوحا. " * 90)

    summary_gate(drawing.draw(view, attachments=(), created_at=AT))
    with pytest.raises(SummaryTooLong, match="2 pages"):
        summary_gate(drawing.draw(replace(view, summary=long), attachments=(), created_at=AT))


def test_document_whose_page_number_is_wrong_is_refused(pdf: bytes) -> None:
    import io

    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    document.del_page(4)
    shorter = io.BytesIO()
    document.save(shorter)

    with pytest.raises(IndexWrong, match="Page 1"):
        index_gate(shorter.getvalue())

"""Advice on words: what the lists find, what they leave alone, and what a list may not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.court.wording import FORBIDDEN, WORDS, ListFault, word_list
from takatuf.court.wording.differences import difference
from takatuf.court.wording.rules import findings, own_words, read_list

BLAMES = (
    ("عرضت نفسها للخطر حين فتحت الرابط.", "own_risk"),
    ("وخرجت برضاها من المنزل.", "consent"),
    ("كانت في علاقةٍ مع صاحب الحساب.", "relationship"),
    ("وزعمت الطفلة أنه هددها.", "alleged_by_child"),
    ("رفض التعاون في اللقاء الأول.", "uncooperative"),
    ("The report says that she put herself at risk.", "own_risk"),
    ("He has a Relationship With an older account.", "relationship"),
)


@pytest.mark.parametrize(("text", "code"), BLAMES)
def test_a_phrase_that_blames_is_found_with_what_to_write_instead(text: str, code: str) -> None:
    (found,) = findings(word_list(WORDS), text)

    assert found.entry.code == code
    assert found.words in text
    assert found.entry.offer_ar
    assert found.entry.offer_en


@pytest.mark.parametrize(
    "text",
    [
        "قال الطفل: «خرجتُ برضاي، وزعمت الطفلة ذلك».",
        'She said: "I was in a relationship with him."',
        "انتظم الطفل في المدرسة ثم غاب أحد عشر يوماً.",
        "عادل الطفل إلى المدرسة.",
        "",
    ],
)
def test_quoted_words_and_plain_facts_are_left_alone(text: str) -> None:
    assert findings(word_list(WORDS), text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("المتهم يستحق السجن، وتُطلب أقصى العقوبات.", "sentence_view"),
        ("وله سوابق في مدينة أخرى.", "other_offences"),
        ("ويُشاع أن له حسابات أخرى.", "unproven"),
        ("مع تقصير الشرطة في الرد.", "complaints_about_others"),
        ("He deserves prison.", "sentence_view"),
    ],
)
def test_what_a_victim_statement_may_not_hold_is_found(text: str, code: str) -> None:
    assert [found.entry.code for found in findings(word_list(FORBIDDEN), text)] == [code]


def test_each_list_says_its_version_its_origin_and_that_nobody_has_checked_it_yet() -> None:
    for name in (WORDS, FORBIDDEN):
        found = word_list(name)
        assert found.name == name.removesuffix(".yaml")
        assert found.origin
        assert found.checked is False


def test_a_list_with_a_code_twice_or_one_language_is_refused() -> None:
    row = {
        "code": "one", "severity": "care", "ar": ["كلمة"], "en": ["word"], "why_ar": "ل", "why_en": "w", "offer_ar": "ب",
        "offer_en": "o",
    }  # fmt: skip
    whole = {"id": "x", "version": 1, "origin": "here", "checked": False}

    with pytest.raises(ListFault, match="twice"):
        read_list("x", {**whole, "entries": [row, row]})
    with pytest.raises(ListFault, match="both languages"):
        read_list("x", {**whole, "entries": [{**row, "en": []}]})
    with pytest.raises(ListFault):
        read_list("x", {**whole, "entries": [{**row, "severity": "loud"}]})


@given(st.text())
def test_taking_quotations_out_keeps_every_place(text: str) -> None:
    assert len(own_words(text)) == len(text)


@given(
    st.lists(st.sampled_from(["غاب", "الطفل", "عشرة", "أيام", "ثم", "عاد"])),
    st.lists(st.sampled_from(["غاب", "عاد", "أحد"])),
)
def test_what_changed_gives_both_versions_back(before: list[str], after: list[str]) -> None:
    pieces = difference(" ".join(before), " ".join(after))

    assert " ".join(piece.words for piece in pieces if piece.change != "new").split() == before
    assert " ".join(piece.words for piece in pieces if piece.change != "gone").split() == after

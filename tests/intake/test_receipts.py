"""Receipts: six words or twenty digits, forgiving of the way people write them."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from takatuf.intake.receipts import (
    BITS,
    Receipt,
    ReceiptUnreadable,
    canonical,
    canonical_receipt,
    make_receipt,
    read_receipt,
    word_list,
)
from takatuf.kernel.arabic import arabic_indic_digits, fold

NUMBERS = st.integers(0, (1 << BITS) - 1)
RECEIPT = make_receipt(bytes(range(9)))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_list_has_2048_words_that_stay_apart_when_folded(language: str) -> None:
    words = word_list(language)

    assert len(words) == 2048
    folded = {fold(word) for word in words}
    assert len(folded) == 2048
    assert not any(" " in word for word in words)
    for word in folded:
        assert not any(prefix + word in folded for prefix in ("ال", "و", "وال"))


def test_arabic_words_are_short_and_carry_no_article() -> None:
    for word in word_list("ar"):
        assert 2 <= len(fold(word)) <= 6
        assert not fold(word).startswith("ال")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_most_words_have_no_neighbour_at_one_letter(language: str) -> None:
    folded = [fold(word) for word in word_list(language)]
    near: set[str] = set()
    for one, other in combinations(sorted(folded, key=len), 2):
        if len(other) - len(one) <= 1 and OSA.distance(one, other, score_cutoff=1) <= 1:
            near |= {one, other}

    assert len(near) < len(folded) * 0.5


@given(NUMBERS)
def test_every_form_reads_to_the_same_receipt(number: int) -> None:
    receipt = Receipt(number)

    forms = [
        receipt.words("ar"),
        receipt.words("en"),
        receipt.digits,
        str(receipt),
        arabic_indic_digits(receipt.digits),
    ]

    assert {read_receipt(form) for form in forms} == {receipt}
    assert len(canonical(receipt)) == 9


@given(NUMBERS, st.data())
def test_a_receipt_is_read_as_people_write_it(number: int, data: st.DataObject) -> None:
    receipt = Receipt(number)
    words = receipt.words("ar").split()

    spoken = [data.draw(st.sampled_from([word, "ال" + word, "و" + word, word + "\u064e"])) for word in words]
    separator = data.draw(st.sampled_from([" ", "\n", "، ", " - ", " و "]))

    assert read_receipt(separator.join(spoken)) == receipt


def test_case_and_separators_do_not_matter_in_english_and_digits() -> None:
    assert read_receipt(RECEIPT.words("en").upper().replace(" ", "-")) == RECEIPT
    assert read_receipt("\u2067" + RECEIPT.digits.replace(" ", "\u00a0-") + "\u2069") == RECEIPT
    persian = str(RECEIPT).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert read_receipt(persian) == RECEIPT


def test_one_wrong_letter_is_forgiven_where_only_one_word_is_near() -> None:
    words = RECEIPT.words("en").split()
    longest = max(range(6), key=lambda place: len(words[place]))
    words[longest] = words[longest][:-1] + "q"

    assert read_receipt(" ".join(words)) == RECEIPT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "12345",
        "1" * 21,
        "9" * 20,
        "apple",
        RECEIPT.words("ar") + " نخلة",
        RECEIPT.words("ar") + " 5",
        "؟!",
        "\x00",
    ],
)
def test_what_is_no_receipt_is_said_to_be_none(text: str) -> None:
    assert canonical_receipt(text) is None
    with pytest.raises(ReceiptUnreadable):
        read_receipt(text)


def test_a_word_that_is_not_in_the_list_is_numbered() -> None:
    words = RECEIPT.words("ar").split()
    words[3] = "قسطنطينوبولس"

    with pytest.raises(ReceiptUnreadable) as caught:
        read_receipt(" ".join(words))

    assert caught.value.word == 4


def test_a_receipt_never_shows_in_a_log() -> None:
    assert str(RECEIPT) not in repr(RECEIPT)
    assert repr(RECEIPT) == "Receipt()"


def test_entropy_is_taken_in_full() -> None:
    assert make_receipt(b"\xff" * 9) == Receipt((1 << BITS) - 1)
    assert make_receipt((1 << BITS) - 1) == make_receipt(b"\xff" * 32)
    with pytest.raises(ValueError):
        make_receipt(b"\x00" * 8)
    with pytest.raises(ValueError):
        Receipt(1 << BITS)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    canonical_text = canonical_receipt(text)

    assert canonical_text is None or len(canonical_text) == 20

"""Codes of campaigns are read however they are written, and a slip of the pen is found."""

from hypothesis import given
from hypothesis import strategies as st

from takatuf.awareness.rules.codes import LENGTH, SIGNS, make_code, read_code, spoken


def test_a_code_is_read_as_it_is_spoken_in_small_letters_and_arabic_digits() -> None:
    code = make_code()

    assert read_code(spoken(code).lower()) == code
    assert read_code("".join(chr(ord("٠") + int(sign)) if sign.isdigit() else sign for sign in code)) == code


@given(st.integers(0, LENGTH - 1), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_found(place: int, sign: str) -> None:
    code = make_code()
    wrong = code[:place] + sign + code[place + 1 :]

    assert read_code(wrong) == (code if wrong == code else "")


@given(st.integers(0, LENGTH - 2))
def test_two_neighbours_that_changed_places_are_found(place: int) -> None:
    code = make_code()
    turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert read_code(turned) == (code if turned == code else "")


@given(st.text(max_size=20))
def test_any_text_is_a_code_or_nothing(text: str) -> None:
    found = read_code(text)

    assert found == "" or (len(found) == LENGTH and set(found) <= set(SIGNS))

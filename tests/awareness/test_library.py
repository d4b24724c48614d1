"""What the library says: both languages alike, calm words, short lines for children, sources with each piece."""

import re
from itertools import product

import pytest

from takatuf.awareness.advice import advice
from takatuf.awareness.lessons import LESSONS, lesson
from takatuf.awareness.library import LANGUAGES, PIECES, Numbers, Piece, library, piece
from takatuf.kernel.errors import NotFound

NUMBERS = Numbers(emergency="911", helpline="116111")
BOTH = [
    pytest.param(code, language, id=f"{code}-{language}") for code, language in product(PIECES, LANGUAGES)
]
#: Words that blame, frighten, promise what nobody can keep, or name an act (field/policy.md 2.2 and 6.3, practice.md 6).
NEVER = re.compile(
    r"عار|فضيحة|شرف|لن تُعاقَب|الوحش|الذئب|جنس|عارية|تحرش|إباحي|predator|monster|shame|scandal|naked|nude|sexual|porn|never be punished",
    re.IGNORECASE,
)  # fmt: skip


def _lines(found: Piece) -> list[str]:
    return [found.title, found.summary, *(line for part in (*found.parts, found.card) for line in part.lines)]


@pytest.mark.parametrize("code", PIECES)
def test_a_piece_says_the_same_in_both_languages(code: str) -> None:
    arabic, english = (piece(code, language, numbers=NUMBERS) for language in LANGUAGES)

    assert [len(part.lines) for part in arabic.parts] == [len(part.lines) for part in english.parts]
    assert len(arabic.card.lines) == len(english.card.lines)
    assert (arabic.version, arabic.audience) == (english.version, english.audience)
    assert re.search("[\u0600-\u06ff]", arabic.title)
    assert not re.search("[\u0600-\u06ff]", " ".join(_lines(english)))


@pytest.mark.parametrize(("code", "language"), BOTH)
def test_a_piece_is_calm_and_says_where_it_comes_from(code: str, language: str) -> None:
    found = piece(code, language, numbers=NUMBERS)

    assert not NEVER.search(" ".join(_lines(found)))
    assert found.sources
    assert "{" not in " ".join(_lines(found))


@pytest.mark.parametrize(("code", "language"), BOTH)
def test_children_read_short_lines(code: str, language: str) -> None:
    found = piece(code, language, numbers=NUMBERS)
    if not found.is_for_children:
        return

    for line in _lines(found)[2:]:
        for sentence in re.split(r"[.؟?]\s", line):
            assert len(sentence.split()) <= 17, sentence
    assert any("ذنبي" in line or "my fault" in line for line in _lines(found)) or code == "young-13-17"


def test_a_piece_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        piece("nothing", "ar", numbers=NUMBERS)


def test_the_library_holds_every_piece_in_its_order() -> None:
    assert [found.code for found in library("en", numbers=NUMBERS)] == list(PIECES)


@pytest.mark.parametrize("code", LESSONS)
def test_a_lesson_has_several_short_sessions_and_asks_before_and_after(code: str) -> None:
    found = lesson(code)

    assert len(found.sessions) >= 2
    assert all(session.minutes <= 45 for session in found.sessions)
    kinds = {question.kind for question in found.asked("before")}
    assert kinds == {"knowledge", "intention"}
    assert {question.kind for question in found.asked("later")} == {"behaviour"}
    for question in found.questions:
        assert sum(option.counts for option in question.options) == 1
        assert all({"ar", "en"} == set(option.label) for option in question.options)


def test_advice_beside_a_report_begins_with_danger() -> None:
    assert (
        advice("child", "before", "en", emergency="911")[0] == "If a child is in danger now, call 911 first."
    )

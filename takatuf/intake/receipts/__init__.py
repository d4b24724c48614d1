"""Receipts: 66 bits as six plain words, Arabic or English, or as twenty digits; every form reads to the same number."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from takatuf.kernel.arabic import european_digits, fold, without_bidi_controls
from takatuf.kernel.errors import Refused

BITS = 66
WORDS = 6
_BITS_A_WORD = 11
_DIGITS = 20
_ARABIC_LETTER = re.compile("[\u0621-\u064a]")
_NOT_A_LETTER = re.compile(r"[^\w]+|[\d_]+")


class ReceiptUnreadable(Refused):
    """The text is no receipt. `word` is the number (1-6) of a word that is not in the list, where that is the reason.

    It says nothing about whether a receipt exists: it is known from the text and the word list alone.
    """

    def __init__(self, word: int | None = None) -> None:
        super().__init__("This is not a receipt.")
        self.word = word


@dataclass(frozen=True, slots=True, repr=False)
class Receipt:
    """One receipt, whatever form it was written in. Its text never shows in a log: `repr` is blank."""

    number: int

    def __post_init__(self) -> None:
        if not 0 <= self.number < 1 << BITS:
            raise ValueError("A receipt is a number of 66 bits.")

    def __str__(self) -> str:
        """The canonical form: twenty digits without spaces."""
        return f"{self.number:0{_DIGITS}d}"

    def __repr__(self) -> str:
        return "Receipt()"

    @property
    def digits(self) -> str:
        """Twenty digits in four groups, to dictate; shown left to right."""
        text = str(self)
        return " ".join(text[start : start + 5] for start in range(0, _DIGITS, 5))

    def words(self, language: str) -> str:
        """Six words in the language's list (ar or en)."""
        listed = word_list(language)
        places = range(BITS - _BITS_A_WORD, -1, -_BITS_A_WORD)
        return " ".join(listed[self.number >> place & (1 << _BITS_A_WORD) - 1] for place in places)


@cache
def word_list(language: str) -> tuple[str, ...]:
    """The 2,048 words of a language, in order; any language without a list of its own gets English."""
    name = "words_ar.txt" if language == "ar" else "words_en.txt"
    lines = files(__name__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def make_receipt(entropy: bytes | int) -> Receipt:
    """A receipt from secret entropy: its first 66 bits (at least nine bytes), or a number below 2**66."""
    if isinstance(entropy, int):
        return Receipt(entropy)
    if len(entropy) * 8 < BITS:
        raise ValueError("A receipt needs at least nine bytes of entropy.")
    return Receipt(int.from_bytes(entropy, "big") >> (len(entropy) * 8 - BITS))


def read_receipt(text: str) -> Receipt:
    """Read a receipt as a person writes it: words of either language, or digits of any kind.

    Forgiving of case, marks, hamzas, a leading "ال" or "و", separators, and one wrong letter a word where only one
    word of the list is that near. Raises ReceiptUnreadable.
    """
    plain = european_digits(without_bidi_controls(text))
    number = re.sub(r"\D", "", plain)
    words = [fold(word) for word in _NOT_A_LETTER.split(plain)]
    words = [word for word in words if word and word != "و"]
    if not words:
        return _from_digits(number)
    if number or len(words) != WORDS:
        raise ReceiptUnreadable
    value = 0
    for place, word in enumerate(words, start=1):
        position = _position(word)
        if position is None:
            raise ReceiptUnreadable(place)
        value = value << _BITS_A_WORD | position
    return Receipt(value)


def canonical_receipt(text: str) -> str | None:
    """The canonical form of a receipt in any form, or None for text that is no receipt."""
    try:
        return str(read_receipt(text))
    except ReceiptUnreadable:
        return None


def place_of_word(text: str) -> int | None:
    """The place in the list of one word, as forgivingly as a receipt's words are read; None for any other text."""
    words = [fold(word) for word in _NOT_A_LETTER.split(without_bidi_controls(text)) if word]
    return _position(words[0]) if len(words) == 1 else None


def canonical(receipt: Receipt) -> bytes:
    """The receipt as nine bytes, the same whatever form it was written in."""
    return receipt.number.to_bytes(9, "big")


def _from_digits(number: str) -> Receipt:
    if len(number) != _DIGITS or int(number) >= 1 << BITS:
        raise ReceiptUnreadable
    return Receipt(int(number))


def _position(word: str) -> int | None:
    language = "ar" if _ARABIC_LETTER.search(word) else "en"
    places = _places(language)
    spellings = [word, *_without_article(word)]
    for spelling in spellings:
        if spelling in places:
            return places[spelling]
    for spelling in spellings:
        near = process.extract(spelling, places.keys(), scorer=OSA.distance, score_cutoff=1, limit=2)
        if len(near) == 1:
            return places[str(near[0][0])]
    return None


def _without_article(word: str) -> list[str]:
    return [word.removeprefix(prefix) for prefix in ("وال", "ال", "و") if word.startswith(prefix)]


@cache
def _places(language: str) -> dict[str, int]:
    return {fold(word): place for place, word in enumerate(word_list(language))}

"""Arabic text: folding for search, digits, and the letters that must survive a document."""

import re
import unicodedata
from collections.abc import Callable

_ARABIC_INDIC = "٠١٢٣٤٥٦٧٨٩"
_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_TO_EUROPEAN = str.maketrans(_ARABIC_INDIC + _PERSIAN, "0123456789" * 2)
_TO_ARABIC_INDIC = str.maketrans("0123456789", _ARABIC_INDIC)
_FOLD = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ۀ": "ه", "ہ": "ه",
    "ک": "ك", "ڪ": "ك", "ـ": None, "ء": None,
})  # fmt: skip
_BIDI_CONTROLS = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


def without_bidi_controls(text: str) -> str:
    """The text without direction marks, isolates, joiners and other characters of no width."""
    return _BIDI_CONTROLS.sub("", text)


def european_digits(text: str) -> str:
    """Arabic-Indic and Persian digits as 0-9; the rest untouched."""
    return text.translate(_TO_EUROPEAN)


def arabic_indic_digits(text: str) -> str:
    """0-9 as Arabic-Indic digits; for documents to the court."""
    return text.translate(_TO_ARABIC_INDIC)


class _Table(dict[int, int | None]):
    """What becomes of each character, worked out once: a document's text is longer than it is varied."""

    def __init__(self, keep: Callable[[str], int | None]) -> None:
        super().__init__()
        self._keep = keep

    def __missing__(self, code: int) -> int | None:
        found = self[code] = self._keep(chr(code))
        return found


def _unmarked(letter: str) -> int | None:
    return None if unicodedata.category(letter) == "Mn" else ord(letter)


def _counted(letter: str) -> int | None:
    """A letter or digit, digits in their European form; None for everything else."""
    if unicodedata.category(letter) == "Mn" or letter == "ـ":
        return None
    plain = european_digits(letter)
    return ord(plain) if plain.isalnum() else None


_UNMARKED, _COUNTED = _Table(_unmarked), _Table(_counted)


def _without_marks(text: str) -> str:
    return text.translate(_UNMARKED)


def fold(text: str) -> str:
    """One form for searching: NFKC, no marks, alif, ya, ta marbuta and hamza folded, lower case, single spaces."""
    plain = _without_marks(unicodedata.normalize("NFKC", without_bidi_controls(text)))
    return _SPACES.sub(" ", european_digits(plain).translate(_FOLD)).strip().casefold()


def letters(text: str) -> str:
    """Only the letters and digits (NFKC, no marks, no tatweel), as the text gate of the court document counts them."""
    return unicodedata.normalize("NFKC", without_bidi_controls(text)).translate(_COUNTED)

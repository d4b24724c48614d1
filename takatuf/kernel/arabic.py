"""Arabic text: folding for search, digits, and the letters that must survive a document."""

import re
import unicodedata

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


def _without_marks(text: str) -> str:
    return "".join(letter for letter in text if unicodedata.category(letter) != "Mn")


def fold(text: str) -> str:
    """One form for searching: NFKC, no marks, alif, ya, ta marbuta and hamza folded, lower case, single spaces."""
    plain = _without_marks(unicodedata.normalize("NFKC", without_bidi_controls(text)))
    return _SPACES.sub(" ", european_digits(plain).translate(_FOLD)).strip().casefold()


def letters(text: str) -> str:
    """Only the letters and digits (NFKC, no marks, no tatweel), as the text gate of the court document counts them."""
    plain = _without_marks(unicodedata.normalize("NFKC", without_bidi_controls(text)))
    return "".join(letter for letter in european_digits(plain) if letter.isalnum() and letter != "ـ")

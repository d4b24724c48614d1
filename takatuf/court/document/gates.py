"""What a drawn document must pass before anybody signs it: letters, identity, index."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from takatuf.court.document.errors import IdentityFound, IndexWrong, LettersLost
from takatuf.court.document.reading import DrawnDocument, read_document
from takatuf.kernel.arabic import european_digits, fold, letters

_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_LATIN_AND_DIGITS = re.compile("[0-9]+|[a-z]+")
_PREFIXES = "[وفبلكا]{0,3}(?:ل)?"
INDEX_HEADING = "الفهرس وكيفية التحقق"
_PAGE_OF = re.compile(r"صفحة\s*(\d+)\s*من\s*(\d+)")


def _arabic_letters(text: str) -> str:
    return "".join(letter for letter in letters(text) if _ARABIC.match(letter))


def text_gate(pdf: bytes, expected_texts: Sequence[str]) -> None:
    """Every letter of the source comes back from the document, and each text's Arabic words in their order.

    Order is held letter by letter without spaces, because readers join and part words at the edges of cells; running
    headers are left aside. Latin runs are counted but not ordered: readers turn their parts round inside Arabic lines.
    Raises LettersLost with the text's position (from 1) in `expected_texts`, its beginning and what is missing.
    """
    document = read_document(pdf)
    found = Counter(letters("".join(document.bodies)))
    in_order = _arabic_letters("".join(document.bodies))
    for number, text in enumerate(expected_texts, 1):
        begins = " ".join(text.split()[:6])
        lost = Counter(letters(text)) - found
        if lost:
            raise LettersLost(
                f"Text {number} («{begins}…») lost the letters {''.join(sorted(lost.elements()))}.",
                begins=begins,
            )
        if _arabic_letters(text) not in in_order:
            raise LettersLost(
                f"Text {number} («{begins}…») does not come back from the document in its own order.",
                begins=begins,
            )
    whole = Counter(letters("".join(expected_texts)))
    repeated_less = whole - found
    if repeated_less:
        raise LettersLost(
            f"The document as a whole lost the letters {''.join(sorted(repeated_less.elements()))}."
        )


def _places(document: DrawnDocument) -> Iterator[tuple[str, str]]:
    """Every place in which an identity could stand, with its text."""
    for number, text in enumerate(document.pages, 1):
        yield f"page {number}", text
    for mark in document.bookmarks:
        yield f"bookmark on page {mark.page}", mark.title
    for name, text in document.metadata:
        yield f"metadata {name}", html.unescape(text)
    for name, data in document.attachments:
        yield "the name of an attachment", name
        yield f"attachment {name}", _attachment_text(data)


def _attachment_text(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    try:
        return text + "\n" + json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text


def _squeezed(text: str) -> tuple[str, str]:
    """Latin letters and digits alone, in both directions of their parts, as readers may give either."""
    parts = _LATIN_AND_DIGITS.findall(european_digits(text).casefold())
    return "".join(parts), "".join(reversed(parts))


def _holds(text: str, forbidden: str) -> bool:
    """Whether the text names the forbidden value, with Arabic prefixes, other spelling of alif and ya, or spaced digits.

    A single Arabic word is compared as whole word in its exact letters, so that the name Ali is not found in «على».
    """
    if not _ARABIC.search(forbidden):
        wanted = _squeezed(forbidden)[0]
        if not wanted:
            return forbidden.casefold() in text.casefold()
        return any(wanted in squeezed for line in (text, *text.splitlines()) for squeezed in _squeezed(line))
    if len(forbidden.split()) == 1:
        words = {letters(word) for word in re.split(r"[^\w\u064b-\u065f\u0670]+", text)}
        pattern = re.compile(_PREFIXES + re.escape(letters(forbidden)))
        return any(pattern.fullmatch(word) for word in words)
    pattern = re.compile(rf"(?<!\w){_PREFIXES}{re.escape(_only_words(forbidden))}(?!\w)")
    return bool(pattern.search(_only_words(text)))


def _only_words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def identity_gate(pdf: bytes, forbidden: Sequence[str]) -> None:
    """None of the forbidden names, numbers, places is in the text, bookmarks, metadata, file names or attachments.

    `forbidden` are whole values: names as they are written, identity and telephone numbers, school, address.
    Raises IdentityFound with every place and the position (from 1) of the value in `forbidden`; the value itself is
    not repeated, because errors reach logs.
    """
    document = read_document(pdf)
    wanted = [(number, value.strip()) for number, value in enumerate(forbidden, 1) if value.strip()]
    hits = [
        (number, place)
        for place, text in _places(document)
        for number, value in wanted
        if _holds(text, value)
    ]
    if hits:
        listed = "; ".join(f"value {number} in {place}" for number, place in hits)
        raise IdentityFound(f"Identity found: {listed}.", places=[place for _, place in hits])


def index_gate(pdf: bytes) -> None:
    """Each bookmark's section begins on its page, the printed index names that page, and pages are numbered from 1.

    Raises IndexWrong with the section or the page.
    """
    document = read_document(pdf)
    total = len(document.pages)
    for number, text in enumerate(document.pages, 1):
        printed = _PAGE_OF.search(european_digits(text))
        if printed is None or (int(printed[1]), int(printed[2])) != (number, total):
            raise IndexWrong(f"Page {number} of {total} does not carry its number.")
    index = _index_lines(document)
    for mark in document.bookmarks:
        if letters(mark.title) not in letters(document.pages[mark.page - 1]):
            raise IndexWrong(f"The section «{mark.title}» is not on page {mark.page}.")
        if mark.level == 0 and f"{letters(mark.title)}{mark.page}" not in index:
            raise IndexWrong(f"The index does not give page {mark.page} for «{mark.title}».")


def _index_lines(document: DrawnDocument) -> set[str]:
    """The lines of the index, letters and the page number alone; a long index may reach the next page."""
    for mark in document.bookmarks:
        if letters(mark.title) == letters(INDEX_HEADING):
            printed = "\n".join(document.pages[mark.page - 1 : mark.page + 1])
            return {letters(line) for line in printed.splitlines()}
    raise IndexWrong(f"There is no bookmark «{INDEX_HEADING}».")

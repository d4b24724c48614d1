"""What a drawn document must pass before anybody signs it: letters, identity, index."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from takatuf.court.document.errors import IdentityFound, IndexWrong, LettersLost, SummaryTooLong, TooLong
from takatuf.court.document.reading import DrawnDocument, read_document
from takatuf.kernel.arabic import european_digits, fold, letters

_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_LATIN_AND_DIGITS = re.compile("[0-9]+|[a-z]+")
_SHORT = 6
_PREFIXES = "[وفبلكا]{0,3}(?:ل)?"
_BEFORE = re.compile(_PREFIXES)
_ONE_WORD = re.compile(r"[^\w\u064b-\u065f\u0670]+")
INDEX_HEADING = "الفهرس وكيفية التحقق"
SUMMARY_HEADING = "ملخص لفضيلة القاضي"
_PAGE_OF = re.compile(r"صفحة\s*(\d+)\s*من\s*(\d+)")


class _ArabicAlone(dict[int, int | None]):
    """Drops what is no Arabic letter, each character looked at once."""

    def __missing__(self, code: int) -> int | None:
        found = self[code] = code if _ARABIC.match(chr(code)) else None
        return found


_ARABIC_ALONE = _ArabicAlone()


def _arabic_letters(text: str) -> str:
    return letters(text).translate(_ARABIC_ALONE)


def _document(drawn: bytes | DrawnDocument) -> DrawnDocument:
    """The document as it was read back; several gates read it once."""
    return read_document(drawn) if isinstance(drawn, bytes) else drawn


def text_gate(drawn: bytes | DrawnDocument, expected_texts: Sequence[str]) -> None:
    """Every letter of the source comes back from the document, and each text's Arabic words in their order.

    Order is held letter by letter without spaces, because readers join and part words at the edges of cells; where a
    text goes on over a page, running headers are left aside. Latin runs are counted but not ordered: readers turn their parts round inside Arabic lines.
    Raises LettersLost with the text's position (from 1) in `expected_texts`, its beginning and what is missing.
    """
    document = _document(drawn)
    found = Counter(letters("".join(document.pages)))
    in_order = _arabic_letters("".join(document.pages))
    whole: Counter[str] = Counter()
    for number, text in enumerate(expected_texts, 1):
        wanted = letters(text)
        counted = Counter(wanted)
        whole += counted
        if lost := counted - found:
            raise LettersLost(
                f"Text {number} («{_beginning(text)}…») lost the letters {''.join(sorted(lost.elements()))}.",
                begins=_beginning(text),
            )
        ordered = wanted.translate(_ARABIC_ALONE)
        if ordered not in in_order and ordered not in _arabic_letters("".join(document.bodies)):
            raise LettersLost(
                f"Text {number} («{_beginning(text)}…») does not come back from the document in its own order.",
                begins=_beginning(text),
            )
    if repeated_less := whole - found:
        raise LettersLost(
            f"The document as a whole lost the letters {''.join(sorted(repeated_less.elements()))}."
        )


def _beginning(text: str) -> str:
    return " ".join(text.split()[:6])


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
    if "\\" not in text:
        return text  # nothing in it is written in another way than it reads
    try:
        return text + "\n" + json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text


def _squeezed(text: str) -> tuple[str, str]:
    """Latin letters and digits alone, in both directions of their parts, as readers may give either."""
    parts = _LATIN_AND_DIGITS.findall(european_digits(text).casefold())
    return "".join(parts), "".join(reversed(parts))


class _Searched:
    """A text in the forms in which a value is looked for, each made once however many values there are."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def plain(self) -> str:
        return self.text.casefold()

    @cached_property
    def squeezed(self) -> tuple[str, str]:
        return _squeezed(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """Each word in its exact letters."""
        return frozenset(letters(word) for word in set(_ONE_WORD.split(self.text)))

    @cached_property
    def sentence(self) -> str:
        return _only_words(self.text)

    def holds(self, forbidden: str) -> bool:
        """Whether the text names the forbidden value, with Arabic prefixes, other spelling of alif and ya, or spaced digits.

        A single Arabic word is compared as whole word in its exact letters, so that the name Ali is not found in «على».
        """
        if not _ARABIC.search(forbidden):
            wanted = _squeezed(forbidden)[0]
            if not wanted:
                return forbidden.casefold() in self.plain
            if len(wanted) < _SHORT:  # it would be found inside hashes and other words
                alone = rf"(?<![0-9a-z]){re.escape(forbidden.casefold())}(?![0-9a-z])"
                return re.search(alone, self.plain) is not None
            return any(wanted in squeezed for squeezed in self.squeezed)
        if len(forbidden.split()) == 1:
            wanted = letters(forbidden)
            likely = (word for word in self.words if word.endswith(wanted))
            return any(_BEFORE.fullmatch(word.removesuffix(wanted)) for word in likely)
        pattern = rf"(?<!\w){_PREFIXES}{re.escape(_only_words(forbidden))}(?!\w)"
        return re.search(pattern, self.sentence) is not None


def _only_words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def identity_gate(drawn: bytes | DrawnDocument, forbidden: Sequence[str]) -> None:
    """None of the forbidden names, numbers, places is in the text, bookmarks, metadata, file names or attachments.

    `forbidden` are whole values: names as they are written, identity and telephone numbers, school, address.
    Raises IdentityFound with every place and the position (from 1) of the value in `forbidden`; the value itself is
    not repeated, because errors reach logs.
    """
    wanted = [(number, value.strip()) for number, value in enumerate(forbidden, 1) if value.strip()]
    hits = []
    for place, text in _places(_document(drawn)) if wanted else ():
        searched = _Searched(text)
        hits += [(number, place) for number, value in wanted if searched.holds(value)]
    if hits:
        listed = "; ".join(f"value {number} in {place}" for number, place in hits)
        raise IdentityFound(f"Identity found: {listed}.", places=[place for _, place in hits])


def called_gate(written: Iterable[tuple[str, str]], names: Sequence[str]) -> None:
    """None of these names, by which a child is called, is in anything that a person wrote; each text comes with its place.

    Raises IdentityFound with the places alone.
    """
    wanted = [name.strip() for name in names if name.strip()]
    told = [(place, text) for place, text in written if text]
    whole = _Searched("\n".join(text for _place, text in told))
    if not any(map(whole.holds, wanted)):  # each word is looked at once, however many facts there are
        return
    hits = [place for place, text in told if any(map(_Searched(text).holds, wanted))]
    raise IdentityFound(
        f"A child is called by name in: {'; '.join(dict.fromkeys(hits))}.", places=hits or ["words"]
    )


def index_gate(drawn: bytes | DrawnDocument, *, first_page: int = 1) -> None:
    """Each bookmark's section begins on its page, the printed index names that page, and pages are numbered on.

    They are numbered from `first_page`: a supplement goes on where the bundle before it ended. Raises IndexWrong with
    the section or the page.
    """
    document = _document(drawn)
    page_gate(document, first_page=first_page)
    before = first_page - 1
    read = [letters(text) for text in document.pages]
    index = _index_lines(document)
    for mark in document.bookmarks:
        if letters(mark.title) not in read[mark.page - 1]:
            raise IndexWrong(f"The section «{mark.title}» is not on page {mark.page + before}.")
        if mark.level == 0 and f"{letters(mark.title)}{mark.page + before}" not in index:
            raise IndexWrong(f"The index does not give page {mark.page + before} for «{mark.title}».")


def summary_gate(drawn: bytes | DrawnDocument) -> None:
    """The summary for the judge is one page: the index begins on the next. Raises SummaryTooLong."""
    pages = {letters(mark.title): mark.page for mark in _document(drawn).bookmarks}
    begins, ends = pages.get(letters(SUMMARY_HEADING)), pages.get(letters(INDEX_HEADING))
    if begins is not None and ends is not None and ends - begins != 1:
        raise SummaryTooLong(f"The summary for the judge takes {ends - begins} pages; it may take one.")


def page_gate(drawn: bytes | DrawnDocument, *, first_page: int = 1, most: int | None = None) -> None:
    """Each page carries its number and the last one's, and there are at most `most`. Raises IndexWrong, TooLong."""
    document = _document(drawn)
    total = len(document.pages)
    if most is not None and total > most:
        raise TooLong(f"The document has {total} pages; it may have {most}.")
    for number, text in enumerate(document.pages, first_page):
        printed = _PAGE_OF.search(european_digits(text))
        if printed is None or (int(printed[1]), int(printed[2])) != (number, total + first_page - 1):
            raise IndexWrong(f"Page {number} of {total + first_page - 1} does not carry its number.")


def _index_lines(document: DrawnDocument) -> set[str]:
    """The lines of the index, letters and the page number alone; a long index may reach the next page."""
    for mark in document.bookmarks:
        if letters(mark.title) == letters(INDEX_HEADING):
            printed = "\n".join(document.pages[mark.page - 1 : mark.page + 1])
            return {letters(line) for line in printed.splitlines()}
    raise IndexWrong(f"There is no bookmark «{INDEX_HEADING}».")

"""Arabic-Indic digits on the pages of who chose them: counts, ages, dates and times, never what is copied, dialled or was written.

It works on the finished page, because numbers reach it from a hundred templates and messages: only there is it sure that one
set of digits stands on it (practice.md, "Digits"; docs/decisions/0028).
"""

import re

from takatuf.kernel.arabic import arabic_indic_digits

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
#: Elements whose text stays as it is: scripts, what is typed, and codes, telephones and words of people, which stand in <bdi>.
_KEPT_ELEMENTS = {"script", "style", "textarea", "bdi", "code", "pre"}
#: What people wrote has dir="auto", what reads left to right in itself dir="ltr"; a telephone or another language is as it is.
_KEPT_ATTRIBUTES = re.compile(
    r"""\s(?:dir="(?:auto|ltr)"|href="(?:tel|sms):|lang="(?!ar)|class="[^"]*\bcode\b)"""
)
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
#: A word with Latin letters (a code, an entity) is left whole, and so are long rows of digits and rows with a hyphen between
#: them, as courts number their cases: they are copied.
_WORD = re.compile(r"&#?\w+;|[0-9]+(?:-[0-9]+)+|[0-9]*[A-Za-z][A-Za-z0-9_./:@-]*|[0-9][0-9.,]*[0-9]|[0-9]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DECIMALS = re.compile(r"(?<=\d)\.(?=\d)")
COPIED = 7  # digits in a row


def with_arabic_indic_digits(page: str) -> str:
    """An Arabic page of HTML with the digits of its own words in Arabic-Indic form; attributes are untouched."""
    found, kept, depth = [], "", 0
    for part in _TAG.split(page):
        if not part.startswith("<"):
            found.append(part if kept else _text(part))
            continue
        found.append(part)
        named = _NAME.match(part)
        name = named.group(1).lower() if named else ""
        if kept and name == kept:
            depth += -1 if part.startswith("</") else 1
            kept = kept if depth else ""
        elif not kept and name and name not in _VOID and not part.startswith("</") and _stays(name, part):
            kept, depth = name, 1
    return "".join(found)


def _stays(name: str, tag: str) -> bool:
    return name in _KEPT_ELEMENTS or (name != "html" and _KEPT_ATTRIBUTES.search(tag) is not None)


def _text(text: str) -> str:
    if text.strip() == "0":
        return text.replace("0", "صفر")  # alone it reads as a full stop
    return _WORD.sub(_number, text).replace("%", "٪") if re.search("[0-9]", text) else text


def _number(match: re.Match[str]) -> str:
    word = match.group()
    if not word[0].isdigit() or re.search("[A-Za-z-]", word) or (word.isdigit() and len(word) >= COPIED):
        return word
    separated = _THOUSANDS.sub("٬", word)
    if separated.count(".") == 1:
        separated = _DECIMALS.sub("٫", separated)
    return arabic_indic_digits(separated)

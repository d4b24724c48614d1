"""Puts what was kept back into the form of a page that is drawn already: any form, without knowing it.

The page's own mark-up is the list of fields. Fields that are filled: text, numbers, dates, choices, ticks, and the hidden
fields that say what the writer saw, so that another person's change in between is still noticed. Tokens, passwords and files are left alone.
"""

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from takatuf.desks.drafts import NEVER, Typed, bare, is_words

Attributes = list[tuple[str, str | None]]
_LEFT_ALONE = {"password", "file", "submit", "button", "image", "reset"}
_SEEN = re.compile(r"version$|was_")  # what the writer saw before typing
_TICKED = {"radio", "checkbox"}


@dataclass(frozen=True, slots=True)
class PutBack:
    """The page with the words in it, and the words that found no field, in the order in which they were typed."""

    page: str
    left_over: list[str]


def put_back(page: str, typed: Typed, *, here: str) -> PutBack:
    """Fill the first form of the page `here` that is sent to where the draft would have gone."""
    filler = _Filler(page, typed, bare(here))
    filler.feed(page)
    filler.close()
    for start, end, text in sorted(filler.edits, reverse=True):
        page = page[:start] + text + page[end:]
    return PutBack(page, filler.left_over())


class _Filler(HTMLParser):
    """Notes which pieces of the page to replace, by their place."""

    def __init__(self, page: str, typed: Typed, here: str) -> None:
        super().__init__(convert_charrefs=True)
        self.edits: list[tuple[int, int, str]] = []
        self._typed, self._here = typed, here
        self._values = {name: list(said) for name, said in typed.values.items() if not NEVER.search(name)}
        self._seen: set[str] = set()
        self._folds: list[int | None] = []
        self._inside = self._filled = False
        self._text: tuple[str, int] | None = None
        self._select = ""
        self._lines = [0]
        for line in page.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    def left_over(self) -> list[str]:
        """What was typed into fields that the page does not have any more."""
        lost = [said for name, said in self._values.items() if name not in self._seen]
        return [value for said in lost for value in said if is_words(value)]

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """A field of our form, or what leads to it."""
        given = dict(attrs)
        if tag == "details":
            self._folds.append(None if "open" in given else self._place())
        elif tag == "form":
            self._enter(given)
        elif self._inside:
            self._field(tag, attrs, given)

    def handle_endtag(self, tag: str) -> None:
        """Out of the form, of a fold, or of a text whose end is now known."""
        if tag == "details" and self._folds:
            self._folds.pop()
        elif tag == "form" and self._inside:
            self._inside, self._filled = False, True
        elif tag == "textarea" and self._text:
            name, start = self._text
            self.edits.append((start, self._place(), "\n" + escape(self._next(name), quote=False)))
            self._text = None
        elif tag == "select":
            self._select = ""

    def _enter(self, given: dict[str, str | None]) -> None:
        method, target = (given.get("method") or "get").lower(), bare(given.get("action") or self._here)
        if self._filled or method != "post" or target != self._typed.form:
            return
        self._inside = True
        for fold in self._folds:
            if fold is not None:  # what is put back must be seen
                self.edits.append((fold + len("<details"), fold + len("<details"), " open"))

    def _field(self, tag: str, attrs: Attributes, given: dict[str, str | None]) -> None:
        name = given.get("name") or ""
        if tag == "option" and self._select:
            self._mark(tag, attrs, "selected", (given.get("value") or "") in self._values[self._select])
        if name not in self._values:
            return
        if tag == "textarea":
            self._seen.add(name)
            self._text = (name, self._place() + len(self.get_starttag_text() or ""))
        elif tag == "select":
            self._seen.add(name)
            self._select = name
        elif tag == "input":
            self._input(name, (given.get("type") or "text").lower(), attrs, given)

    def _input(self, name: str, kind: str, attrs: Attributes, given: dict[str, str | None]) -> None:
        self._seen.add(name)
        if kind in _LEFT_ALONE or (kind == "hidden" and not _SEEN.match(name)):
            return
        if kind in _TICKED:
            self._mark("input", attrs, "checked", (given.get("value") or "on") in self._values[name])
        else:
            others = [(key, value) for key, value in attrs if key != "value"]
            self._write("input", [*others, ("value", self._next(name))])

    def _mark(self, tag: str, attrs: Attributes, mark: str, on: bool) -> None:  # noqa: FBT001 - private
        others = [(key, value) for key, value in attrs if key != mark]
        self._write(tag, [*others, (mark, None)] if on else others)

    def _write(self, tag: str, attrs: Attributes) -> None:
        written = "".join(f" {key}" if value is None else f' {key}="{escape(value)}"' for key, value in attrs)
        start = self._place()
        self.edits.append((start, start + len(self.get_starttag_text() or ""), f"<{tag}{written}>"))

    def _next(self, name: str) -> str:
        """The values of fields that share a name go to them in order."""
        said = self._values[name]
        return said.pop(0) if len(said) > 1 else said[0]

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

"""The glossary: one file for each version, replaceable, read into frozen values; the term to use apart from the statute's."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from takatuf.kernel.languages import Words, in_language

#: The version in force. A new version is a new file, so that what was advised before can still be read.
IN_FORCE = "terms-1"


@dataclass(frozen=True, slots=True)
class Word:
    """One entry: the words to use, what the law calls it where that differs (quoted only), and what to leave aside.

    `standing` is `ok`, `care` or `avoid`: the three classes of the Terminology Guidelines, of the words in `avoid`.
    `is_seen`: the Arabic was seen in an official Arabic source; otherwise it is this project's proposal.
    """

    code: str
    term: Words
    statute: Words
    statute_of: Words
    avoid: Words
    standing: str
    note: Words
    is_seen: bool

    def said(self, words: Words, language: str) -> str:
        return in_language(words, language) if words else ""


@dataclass(frozen=True, slots=True)
class Glossary:
    """One version, with where it comes from and whether a native specialist has checked it."""

    version: str
    is_checked: bool
    origin: Words
    words: tuple[Word, ...]


@cache
def glossary(name: str = IN_FORCE) -> Glossary:
    """A version of the glossary."""
    text = files("takatuf.awareness.glossary").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    return Glossary(
        version=raw["version"], is_checked=raw["checked"], origin=raw["origin"],
        words=tuple(
            Word(
                code=each["code"], term=each["term"], statute=each.get("statute", {}), statute_of=each.get("statute_of", {}),
                avoid=each.get("avoid", {}), standing=each["standing"], note=each.get("note", {}), is_seen=each["seen"],
            )
            for each in raw["words"]
        ),
    )  # fmt: skip

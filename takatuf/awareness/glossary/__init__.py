"""The glossary: one file for each version, which a country replaces by its own (TAKATUF_GLOSSARY), read into frozen values; the term to use apart from the statute's."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from takatuf.kernel.errors import Refused
from takatuf.kernel.languages import Words, in_language

#: The version in force. A new version is a new file, so that what was advised before can still be read.
IN_FORCE = "terms-1"
STANDINGS = ("ok", "care", "avoid")


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


class GlossaryFault(Refused):
    """A glossary says something that cannot be, or cannot be read; the message names the file and what is wrong."""


def glossary() -> Glossary:
    """The glossary in force: the country's own file, or the version that came with the house. Raises GlossaryFault."""
    return read_glossary(settings.TAKATUF_GLOSSARY)


@cache
def read_glossary(path: Path | None) -> Glossary:
    """A glossary from its file; None is the house's own. Raises GlossaryFault."""
    try:
        source = path or files("takatuf.awareness.glossary").joinpath(f"{IN_FORCE}.yaml")
        return _glossary(yaml.safe_load(source.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as fault:
        raise GlossaryFault(f"The glossary {path or IN_FORCE} cannot be used: {fault!r}") from fault


def _glossary(raw: dict[str, Any]) -> Glossary:
    for each in raw["words"]:
        if each["standing"] not in STANDINGS or not {"ar", "en"} <= each["term"].keys():
            raise KeyError(
                f"{each['code']} needs a standing of {', '.join(STANDINGS)} and a term in Arabic and English"
            )
    return Glossary(
        version=str(raw["version"]), is_checked=raw["checked"] is True, origin=raw["origin"],
        words=tuple(
            Word(
                code=each["code"], term=each["term"], statute=each.get("statute", {}), statute_of=each.get("statute_of", {}),
                avoid=each.get("avoid", {}), standing=each["standing"], note=each.get("note", {}), is_seen=each["seen"],
            )
            for each in raw["words"]
        ),
    )  # fmt: skip

"""One text in several languages, as the files of the house write it, and as a language pack adds to them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

Words = Mapping[str, str]
"""One text in each language, by its code (ar, en), with a wording of its own for a girl or a boy where it differs (ar-girl)."""

VOICES = ("girl", "boy")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a language pack says. `find`: English text and voice, or no voice -> its text, or nothing where it has none."""

    find: Callable[[str, str], str]
    otherwise: str  # the language in which what it does not say is shown


_CATALOGUES: dict[str, Catalogue] = {}


def add_language(code: str, catalogue: Catalogue) -> None:
    """From here on texts are shown in this language as well, where its pack has them. Called once, at the start."""
    _CATALOGUES[code] = catalogue


def forget_language(code: str) -> None:
    """Take a language out again, for tests that try one."""
    _CATALOGUES.pop(code, None)


def stands_in_for(language: str) -> str:
    """The language of the house in which what a pack cannot say is shown: Arabic, or English."""
    pack = _CATALOGUES.get(language)
    return pack.otherwise if pack else "ar"


def in_language(words: Words, language: str) -> str:
    """The text in this language; its plain wording where it has none of its own, else Arabic; empty where nothing is said.

    A language of a pack is asked by the English text, and shows the language that it names where it has no own one.
    """
    plain, _, voice = language.partition("-")
    own = words.get(language) or words.get(plain)
    if own or plain not in _CATALOGUES:
        return own or words.get("ar", "")
    pack, english = _CATALOGUES[plain], words.get("en", "")
    said = (pack.find(english, voice) if voice else "") or pack.find(english, "")
    return said or words.get(pack.otherwise) or words.get("ar", "")


def voices_of(words: Words, language: str) -> Iterator[str]:
    """For whom this text has a wording of its own in this language: girl, boy, both or nobody."""
    pack = _CATALOGUES.get(language)
    for voice in VOICES:
        if f"{language}-{voice}" in words or (pack is not None and pack.find(words.get("en", ""), voice)):
            yield voice

"""One text in several languages, as the files of the house write it."""

from collections.abc import Mapping

Words = Mapping[str, str]
"""One text in each language, by its code (ar, en), with a wording of its own for a girl or a boy where it differs (ar-girl)."""


def in_language(words: Words, language: str) -> str:
    """The text in this language; its plain wording where it has none of its own, else Arabic; empty where nothing is said."""
    return words.get(language) or words.get(language.partition("-")[0]) or words.get("ar", "")

"""Advice on the words of a fact: a versioned word list, and what it finds in a text. It advises; a person decides."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from takatuf.court.wording.rules import Entry, ListFault, WordList, read_list

_FOLDER = Path(__file__).parent
#: The list in force, by use. A new version is a new file: what was advised then can still be looked up.
WORDS, FORBIDDEN = "words-1.yaml", "forbidden-1.yaml"


@lru_cache
def word_list(name: str = WORDS) -> WordList:
    """A list of this folder by the name of its file. Raises ListFault."""
    path = _FOLDER / name
    if path.parent != _FOLDER or not path.exists():
        raise ListFault(f"There is no list {name}.")
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read_list(name, data)


__all__ = ["FORBIDDEN", "WORDS", "Entry", "ListFault", "WordList", "word_list"]

"""The files of law: one a country, each text with its source, read as a whole and checked."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from takatuf.kernel.errors import NotFound, Refused

_FOLDER = Path(__file__).parent / "texts"
_PARTS = ("code", "title_ar", "title_en", "instrument", "article", "says", "source", "dated")


class LawFault(Refused):
    """A file of law says something that cannot be; the message names the file and the text."""


@dataclass(frozen=True, slots=True)
class LawText:
    """One text: its titles, the instrument and article, a note of what it says, where it stands, and when it is from.

    `says` is a note and never a quotation. Empty parts are not known.
    """

    country: str
    version: int
    code: str
    title_ar: str
    title_en: str
    instrument: str
    article: str
    says: str
    source: str
    dated: str

    @property
    def sha256(self) -> str:
        """What a check binds: every word of the text, and nothing of how the file lays it out."""
        parts = {name: value for name, value in asdict(self).items() if name != "version"}
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    @property
    def names(self) -> tuple[str, ...]:
        """By which names a sentence would print it."""
        return tuple(name for name in (self.title_ar, self.title_en) if name)


@lru_cache
def law_texts() -> tuple[LawText, ...]:
    """Every text of every country, in the order of the files. Raises LawFault."""
    texts = [
        text
        for path in sorted(_FOLDER.glob("*.yaml"))
        for text in read_law(path.name, yaml.safe_load(path.read_text("utf-8")))
    ]
    codes = [text.code for text in texts]
    if len(set(codes)) != len(codes):
        raise LawFault("Two texts of law have one code.")
    return tuple(texts)


def read_law(name: str, data: Mapping[str, Any]) -> list[LawText]:
    """The texts of one file's values. Raises LawFault: a text without a title, or with a part that is unknown or no text."""
    texts = []
    for row in data["texts"]:
        if set(row) != set(_PARTS) or not all(isinstance(value, str) for value in row.values()):
            raise LawFault(
                f"{name}: the text {row.get('code')} does not have exactly the parts {', '.join(_PARTS)}."
            )
        if not row["code"] or not row["title_en"]:
            raise LawFault(f"{name}: a text needs a code and a title.")
        texts.append(LawText(country=str(data["country"]), version=int(data["version"]), **row))
    return texts


def law_text(code: str) -> LawText:
    """One text. Raises NotFound."""
    found = next((text for text in law_texts() if text.code == code), None)
    if found is None:
        raise NotFound("No such text of law.")
    return found

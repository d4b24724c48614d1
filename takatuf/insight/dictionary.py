"""The data dictionary: what is published, by which definition, and what is not counted yet; read once from its file."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import rfc8785
import yaml
from django.utils.translation import get_language, override

from takatuf.intake.figures import codes_of_reports
from takatuf.intake.models import ChannelChoices, KindChoices
from takatuf.intake.regions import REGIONS

FILE = Path(__file__).parent / "dictionary.yaml"
LANGUAGES = ("ar", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    ar: str
    en: str

    def __str__(self) -> str:
        """The text in the active language; a language without it reads the English."""
        return self.ar if (get_language() or "ar").startswith("ar") else self.en


@dataclass(frozen=True, slots=True)
class Sentence:
    """How one sentence is made of a table: `most`, `share` (of some columns among some) or `band`.

    `none` is what is said of a share that is a true zero. Of bands up to `within`, `slow` is said where a tenth lies beyond,
    `late` where half does.
    """

    kind: str
    words: Words
    of: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    within: str = ""
    none: Words | None = None
    slow: Words | None = None
    late: Words | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One published table. `rows`: quarters, whole (the period of the release) or now (the day of counting)."""

    code: str
    indicator: int
    family: str
    rows: str
    title: Words
    definition: Words
    dates: str
    columns: Mapping[str, Words]
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of a release: which tables stand on it, and of which the first page says something."""

    code: str
    title: Words
    key: tuple[str, ...]
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Defined:
    """What is published outside the tables: its title and what it counts."""

    title: Words
    definition: Words


@dataclass(frozen=True, slots=True)
class NotComputed:
    """An indicator for which there are no numbers, and why."""

    indicator: int
    title: Words
    why: Words


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """From this quarter on a table counts another way; earlier numbers are not comparable."""

    table: str
    quarter: str
    note: Words


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The whole file. `sha256` is of its canonical JSON, which is what people download."""

    version: str
    source: str
    minimum: int
    base: int
    chapters: tuple[Chapter, ...]
    headlines: Mapping[str, Words]
    families: Mapping[str, Words]
    monthly: Defined
    tables: Mapping[str, Table]
    not_computed: tuple[NotComputed, ...]
    breaks: tuple[SeriesBreak, ...]
    published: Mapping[str, Any]
    sha256: str


def _words(given: Mapping[str, str]) -> Words:
    return Words(str(given["ar"]), str(given["en"]))


def _choices(name: str) -> dict[str, Words]:
    """The words of a room's own codes, in both languages."""
    labels: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        with override(language):
            named = {
                "channel": dict(ChannelChoices.choices), "kind": dict(KindChoices.choices), "region": {**REGIONS},
            }[name]  # fmt: skip
            for code in codes_of_reports()[name]:
                labels.setdefault(code, {})[language] = str(named.get(code, code))
    if name == "region":
        labels["not_said"] = {"ar": "لم تُذكر", "en": "Not said"}
    return {code: Words(words["ar"], words["en"]) for code, words in labels.items()}


def _columns(given: Mapping[str, Any]) -> list[dict[str, str]]:
    """The columns of a table as they are published, in their order; the words of a room's own codes are the room's."""
    if "words" in given:
        return [{"code": code, **_plain(words)} for code, words in _choices(given["words"]).items()]
    return [{"code": str(column["code"]), **_plain(_words(column))} for column in given["columns"]]


def _plain(words: Words) -> dict[str, str]:
    return {"ar": words.ar, "en": words.en}


@cache
def dictionary() -> Dictionary:
    """The dictionary of this version of the house."""
    given = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    tables = [
        {
            **{name: table[name] for name in ("code", "indicator", "family", "title", "definition", "dates", "sentence")},
            "rows": table.get("rows", "quarters"), "columns": _columns(table),
        }
        for table in given["tables"]
    ]  # fmt: skip
    return dictionary_of({**given, "tables": tables})


def dictionary_of(published: Mapping[str, Any]) -> Dictionary:
    """A dictionary as it was published, so that a release is always read by its own definitions.

    One from before chapters and sentences were published is read by the present one, as it was then.
    """
    if "chapters" not in published:
        return dictionary()
    return Dictionary(
        version=published["version"], source=published["source"], minimum=published["minimum"], base=published["base"],
        chapters=tuple(
            Chapter(one["code"], _words(one), tuple(one["key"]), tuple(one["tables"])) for one in published["chapters"]
        ),
        headlines={one["family"]: _words(one) for one in published["headlines"]},
        families={name: _words(words) for name, words in published["families"].items()},
        monthly=Defined(_words(published["monthly"]["title"]), _words(published["monthly"]["definition"])),
        tables={table["code"]: _table(table) for table in published["tables"]},
        not_computed=tuple(
            NotComputed(one["indicator"], _words(one["title"]), _words(one["why"])) for one in published["not_computed"]
        ),
        breaks=tuple(SeriesBreak(one["table"], one["quarter"], _words(one["note"])) for one in published["breaks"]),
        published=published, sha256=hashlib.sha256(rfc8785.dumps(published)).hexdigest(),
    )  # fmt: skip


def _table(given: Mapping[str, Any]) -> Table:
    return Table(
        code=given["code"], indicator=given["indicator"], family=given["family"], rows=given["rows"],
        title=_words(given["title"]), definition=_words(given["definition"]), dates=given["dates"],
        columns={column["code"]: _words(column) for column in given["columns"]}, sentence=_sentence(given["sentence"]),
    )  # fmt: skip


def _sentence(said: Mapping[str, Any]) -> Sentence:
    def variant(name: str) -> Words | None:
        return Words(said[f"{name}_ar"], said[f"{name}_en"]) if f"{name}_ar" in said else None

    return Sentence(
        kind=said["kind"], words=_words(said), of=tuple(map(str, said.get("of", ()))),
        among=tuple(map(str, said.get("among", ()))), within=said.get("within", ""), none=variant("none"),
        slow=variant("slow"), late=variant("late"),
    )  # fmt: skip

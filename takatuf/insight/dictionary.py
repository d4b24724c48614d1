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
from takatuf.intake.models import ChannelChoices, KindChoices, ReporterKindChoices
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
    """How one sentence is made of a table: `most`, `share` (of some columns among some) or `band`."""

    kind: str
    words: Words
    of: tuple[str, ...] = ()
    among: tuple[str, ...] = ()


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
    families: Mapping[str, Words]
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
                "channel": dict(ChannelChoices.choices), "reporter": dict(ReporterKindChoices.choices),
                "kind": dict(KindChoices.choices), "region": {**REGIONS},
            }[name]  # fmt: skip
            for code in codes_of_reports()[name]:
                labels.setdefault(code, {})[language] = str(named.get(code, code))
    if name == "region":
        labels["not_said"] = {"ar": "لم تُذكر", "en": "Not said"}
    return {code: Words(words["ar"], words["en"]) for code, words in labels.items()}


def _table(given: Mapping[str, Any]) -> Table:
    said = given["sentence"]
    columns = (
        _choices(given["words"]) if "words" in given
        else {str(column["code"]): _words(column) for column in given["columns"]}
    )  # fmt: skip
    return Table(
        code=given["code"], indicator=given["indicator"], family=given["family"], rows=given.get("rows", "quarters"),
        title=_words(given["title"]), definition=_words(given["definition"]), dates=given["dates"], columns=columns,
        sentence=Sentence(said["kind"], _words(said), tuple(said.get("of", ())), tuple(said.get("among", ()))),
    )  # fmt: skip


@cache
def dictionary() -> Dictionary:
    """The dictionary of this version of the house."""
    given = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    tables = {table["code"]: _table(table) for table in given["tables"]}
    published = {
        **{name: given[name] for name in ("version", "source", "minimum", "base", "families", "not_computed", "breaks")},
        "tables": [
            {
                "code": table.code, "indicator": table.indicator, "family": table.family, "rows": table.rows, "dates": table.dates,
                "title": _plain(table.title), "definition": _plain(table.definition),
                "columns": [{"code": code, **_plain(words)} for code, words in table.columns.items()],
            }
            for table in tables.values()
        ],
    }  # fmt: skip
    return Dictionary(
        version=given["version"], source=given["source"], minimum=given["minimum"], base=given["base"],
        families={name: _words(words) for name, words in given["families"].items()}, tables=tables,
        not_computed=tuple(
            NotComputed(one["indicator"], _words(one["title"]), _words(one["why"])) for one in given["not_computed"]
        ),
        breaks=tuple(SeriesBreak(one["table"], one["quarter"], _words(one["note"])) for one in given["breaks"]),
        published=published, sha256=hashlib.sha256(rfc8785.dumps(published)).hexdigest(),
    )  # fmt: skip


def _plain(words: Words) -> dict[str, str]:
    return {"ar": words.ar, "en": words.en}

"""One row of a hotline's list: checked against the table of columns, and made into a report."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from takatuf.exchange.cybertipline.table import table as wire_table
from takatuf.exchange.cybertipline.values import problem_with, read_bool, read_time
from takatuf.intake.content import (
    Answer,
    AnswerState,
    Channel,
    IdentifierClaim,
    Kind,
    ProviderReference,
    ReportContent,
    ReporterKind,
    Signals,
)
from takatuf.kernel.arabic import without_bidi_controls
from takatuf.kernel.errors import InvalidInput

_LONGEST_NAME = 60
_IDENTIFIERS = {"url": "url", "referer": "url", "account": "account", "email": "email", "phone": "phone"}
_FOUND = ("classification", "gender", "age_group", "action", "site_type")


@cache
def columns() -> Mapping[str, Any]:
    """The table of columns as it stands in its file."""
    values: dict[str, Any] = yaml.safe_load(
        files("takatuf.exchange.hotline").joinpath("table.yaml").read_text("utf-8")
    )
    return values


def read_row(row: Mapping[str, object], *, received_at: datetime) -> ReportContent:
    """The report of one row: names of columns to values; empty values were not given.

    Raises InvalidInput with the column as `path`. What the hotline's analyst found is kept under its own names and
    never decides how urgent a report is; `immediate` does, as with every sender who may escalate.
    """
    given = _given(row)
    for name, text in given.items():
        if problem := _problem(name, text, received_at):
            raise problem
    for name, column in columns()["columns"].items():
        if column.get("required") and name not in given:
            raise InvalidInput(f"/{name}", "missing", name=name)
    if not any(name in given for name in columns()["one_of"]):
        raise InvalidInput("/", "nothing_to_go_on", names=", ".join(columns()["one_of"]))
    return _content({name: _word(name, text) for name, text in given.items()})


def _given(row: Mapping[str, object]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in row.items():
        if value is None or value == "":
            continue
        if not isinstance(value, str | int | float | bool):
            raise InvalidInput(f"/{name[:_LONGEST_NAME]}", "wrong_shape")
        text = str(value).lower() if isinstance(value, bool) else str(value).strip()
        if text:
            given[name.strip()] = text
    return given


def _problem(name: str, text: str, received_at: datetime) -> InvalidInput | None:
    path, column = f"/{name[:_LONGEST_NAME]}", columns()["columns"].get(name)
    if len(name) > _LONGEST_NAME:
        return InvalidInput(path, "too_long", longest=_LONGEST_NAME)
    longest = columns()["longest_other"] if column is None else column.get("longest", 0)
    if longest and len(text) > longest:
        return InvalidInput(path, "too_long", longest=longest)
    if _surrogates(name + text):
        return InvalidInput(path, "wrong_encoding")
    kind = "text" if column is None else column["type"]
    if kind == "words":
        if _word(name, text) in column["words"]:
            return None
        return InvalidInput(path, "not_one_of", names=", ".join(column["words"]))
    wire = {"time": "pastDateTime", "flag": "boolean", "country": "country"}.get(kind, "string")
    code = problem_with(text, wire, table=wire_table(), received_at=received_at)
    return InvalidInput(path, code) if code else None


def _surrogates(text: str) -> bool:
    """Whether some bytes were no UTF-8 (the readers let them through as lone surrogates), or a zero byte is there."""
    return "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


def _word(name: str, text: str) -> str:
    column = columns()["columns"].get(name)
    if column is None or column["type"] != "words":
        return text
    words: list[str] = column["words"]
    numbers = [str(number) for number in column.get("numbers", ())]
    if text in numbers:
        return words[numbers.index(text)]
    return text.casefold().replace("-", "_").replace(" ", "_")


def _content(given: dict[str, str]) -> ReportContent:
    narrative = given.get("note", "")
    occurred = given.get("received_at", "")
    return ReportContent(
        channel=Channel.HOTLINE,
        reporter_kind=ReporterKind.CALL_TAKER,
        kinds=(Kind(given.get("kind", Kind.ONLINE_EXPLOITATION)),),
        narrative=narrative,
        answers={f"/{name}": Answer(AnswerState.GIVEN, text) for name, text in given.items()},
        identifiers=tuple(_claims(given)),
        signals=Signals(partner_flagged_immediate=True if read_bool(given.get("immediate", "")) else None),
        occurred_at=read_time(occurred) if occurred else None,
        provider=ProviderReference(
            name=without_bidi_controls(given.get("hotline", "")), reference=without_bidi_controls(given["reference"])
        ),
        annotations={f"hotline:{name}": given[name] for name in _FOUND if name in given},
        flow=f"hotline/{columns()['version']}",
    )  # fmt: skip


def _claims(given: dict[str, str]) -> list[IdentifierClaim]:
    platform = without_bidi_controls(given.get("platform", ""))
    return [
        IdentifierClaim(
            kind=kind, value=value, platform=platform if kind == "account" else "", note="referer" if name == "referer" else "",
        )
        for name, kind in _IDENTIFIERS.items()
        if (value := without_bidi_controls(given.get(name, "")).strip())
    ]  # fmt: skip

"""From the JSON door's body to the canonical content, with every problem by its path."""

import hashlib
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from pydantic import TypeAdapter, ValidationError

from takatuf.exchange.api_shapes import (
    LARGEST_BODY,
    MOST_REPORTS,
    IdentifierIn,
    PersonIn,
    PlaceIn,
    ReportIn,
)
from takatuf.exchange.bodies import json_parts_of, limited_body
from takatuf.intake.content import (
    Channel,
    IdentifierClaim,
    Kind,
    PersonClaim,
    Place,
    ProviderReference,
    ReportContent,
    ReporterKind,
    Signals,
    to_json,
)
from takatuf.kernel.arabic import without_bidi_controls
from takatuf.kernel.errors import InvalidInput

_REPORT: TypeAdapter[ReportIn] = TypeAdapter(ReportIn)
_NO_SIGNALS, _NO_PLACE = Signals(), Place()


def read_body(request: HttpRequest) -> list[Any] | dict[str, Any]:
    """The JSON of a request, an object or a list of up to 1,000; see `json_parts_of` for names that stand twice in a list.

    Raises InvalidInput: wrong_media_type, too_large, too_many, not_json, duplicate_name, wrong_kind.
    """
    if request.content_type != "application/json":
        raise InvalidInput("$", "wrong_media_type")
    values = json_parts_of(limited_body(request, limit=LARGEST_BODY))
    if not isinstance(values, dict | list):
        raise InvalidInput("$", "wrong_kind")
    if isinstance(values, list) and len(values) > MOST_REPORTS:
        raise InvalidInput("$", "too_many", limit=MOST_REPORTS)
    return values


def read_report(values: Any, provider_name: str) -> tuple[ReportContent, str]:
    """One report and its key (empty when it has none). Raises pydantic's ValidationError, or InvalidInput."""
    if isinstance(values, InvalidInput):
        raise values
    given = _REPORT.validate_python(values)
    content = _content(given, provider_name)
    if not (content.identifiers or content.narrative.strip() or content.people or content.place.known):
        raise InvalidInput("$", "nothing_given")
    return content, given.get("key") or ""


def report_schema(reference: str) -> dict[str, Any]:
    """The JSON schema of one report; `reference` says where the schemas of its parts stand."""
    return _REPORT.json_schema(ref_template=reference)


def key_of_content(content: ReportContent) -> str:
    """The key of a report that came without one: the same report sent twice is one report."""
    return "content:" + hashlib.sha256(to_json(content).encode()).hexdigest()


def _content(given: ReportIn, provider_name: str) -> ReportContent:
    return ReportContent(
        channel=Channel.PROVIDER, reporter_kind=ReporterKind.PROVIDER, language=given.get("language", "en"),
        kinds=_kinds(tuple(given.get("kinds", ()))), narrative=given.get("narrative", ""),
        identifiers=tuple([_identifier(each) for each in given.get("identifiers", ())]),
        signals=_signals(tuple(given["signals"].items())) if "signals" in given else _NO_SIGNALS,
        place=_place(given.get("place")), occurred_at=given.get("occurred_at"), occurred_words=given.get("occurred_words", ""),
        people=tuple([_person(each) for each in given.get("people", ())]),
        provider=ProviderReference(
            name=provider_name, reference=given.get("reference", ""), service=given.get("service", ""), email=given.get("email", "")
        ),
        annotations={name: _flag(value) for name, value in given.get("annotations", {}).items()},
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _kinds(given: tuple[str, ...]) -> tuple[Kind, ...]:
    return tuple([Kind(each) for each in given]) or (Kind.UNKNOWN,)


@lru_cache(maxsize=4096)
def _signals(given: tuple[tuple[str, Any], ...]) -> Signals:
    """Most reports of machines say one of a few things."""
    return Signals(**dict(given))


def _place(given: PlaceIn | None) -> Place:
    if not given:
        return _NO_PLACE
    return Place(region=given.get("region", ""), city=given.get("city", ""), detail=given.get("detail", ""))


def _identifier(given: IdentifierIn) -> IdentifierClaim:
    return IdentifierClaim(
        kind=given["kind"], value=without_bidi_controls(given["value"]) or given["value"],
        platform=without_bidi_controls(given.get("platform", "")), note=given.get("note", ""),
        whose=given.get("whose", ""),
    )  # fmt: skip


def _person(given: PersonIn) -> PersonClaim:
    # Direction marks in a name would let it read as another one on a page or in a document.
    names = tuple([without_bidi_controls(name) for name in given.get("names", ())])
    return PersonClaim(
        role=given["role"], names=names, born_on=given.get("born_on", ""), age=given.get("age"),
        place=_place(given.get("place")), school=given.get("school", ""), note=given.get("note", ""),
    )  # fmt: skip


def _flag(value: str | bool | int | None) -> str:  # noqa: FBT001 - a JSON value, not a switch
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


__all__ = ["ValidationError", "key_of_content", "read_body", "read_report", "report_schema"]

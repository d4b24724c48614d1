"""From the JSON door's body to the canonical content, with every problem by its path."""

import hashlib
from typing import Any

from django.http import HttpRequest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from takatuf.exchange.api_shapes import LARGEST_BODY, MOST_REPORTS, IdentifierIn, PersonIn, PlaceIn, ReportIn
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
_NO_SIGNALS = Signals()


def read_body(request: HttpRequest) -> list[Any] | dict[str, Any]:
    """The JSON of a request, an object or a list of up to 1,000.

    Raises InvalidInput: wrong_media_type, too_large, too_many, not_json, wrong_kind.
    """
    if request.content_type != "application/json":
        raise InvalidInput("$", "wrong_media_type")
    declared = request.headers.get("Content-Length", "")
    if declared.isdigit() and int(declared) > LARGEST_BODY:
        raise InvalidInput("$", "too_large", limit=LARGEST_BODY)
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise InvalidInput("$", "too_large", limit=LARGEST_BODY)
    try:
        values = from_json(body, allow_inf_nan=False)
    except (ValueError, RecursionError):
        raise InvalidInput("$", "not_json") from None
    if not isinstance(values, dict | list):
        raise InvalidInput("$", "wrong_kind")
    if isinstance(values, list) and len(values) > MOST_REPORTS:
        raise InvalidInput("$", "too_many", limit=MOST_REPORTS)
    return values


def read_report(values: Any, provider_name: str) -> tuple[ReportContent, str]:
    """One report and its key (empty when it has none). Raises pydantic's ValidationError, or InvalidInput."""
    given = _REPORT.validate_python(values)
    content = _content(given, provider_name)
    if not (content.narrative.strip() or content.identifiers or content.people or content.place.known):
        raise InvalidInput("$", "nothing_given")
    return content, given.key or ""


def key_of_content(content: ReportContent) -> str:
    """The key of a report that came without one: the same report sent twice is one report."""
    return "content:" + hashlib.sha256(to_json(content).encode()).hexdigest()


def _content(given: ReportIn, provider_name: str) -> ReportContent:
    return ReportContent(
        channel=Channel.PROVIDER, reporter_kind=ReporterKind.PROVIDER, language=given.language,
        kinds=tuple(given.kinds) or (Kind.UNKNOWN,), narrative=given.narrative,
        identifiers=tuple([_identifier(each) for each in given.identifiers]),
        signals=Signals(**given.signals.__dict__) if given.signals.model_fields_set else _NO_SIGNALS,
        place=_place(given.place), occurred_at=given.occurred_at, occurred_words=given.occurred_words,
        people=tuple([_person(each) for each in given.people]),
        provider=ProviderReference(
            name=provider_name, reference=given.reference, service=given.service, email=given.email
        ),
        annotations={name: _flag(value) for name, value in given.annotations.items()},
    )  # fmt: skip


def _identifier(given: IdentifierIn) -> IdentifierClaim:
    return IdentifierClaim(
        kind=given.kind.value, value=given.value, platform=given.platform, note=given.note, whose=given.whose
    )


def _place(given: PlaceIn) -> Place:
    return Place(region=given.region, city=given.city, detail=given.detail)


def _person(given: PersonIn) -> PersonClaim:
    # Direction marks in a name would let it read as another one on a page or in a document.
    names = tuple(without_bidi_controls(name) for name in given.names)
    return PersonClaim(
        role=given.role, names=names, born_on=given.born_on, age=given.age, place=_place(given.place), school=given.school,
        note=given.note,
    )  # fmt: skip


def _flag(value: str | bool | int | None) -> str:  # noqa: FBT001 - a JSON value, not a switch
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


__all__ = ["ValidationError", "key_of_content", "read_body", "read_report"]

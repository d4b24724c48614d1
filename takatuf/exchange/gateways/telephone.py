"""The address at which a telephone system says that a call rings, signed: so that the desk shows who is calling."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, override
from ninja import Router, Schema
from pydantic import ConfigDict, Field, StringConstraints, ValidationError

from takatuf.agencies.scope import system_scope
from takatuf.exchange.api_shapes import Problem
from takatuf.exchange.api_words import language_of, problems_of, sentence
from takatuf.exchange.bodies import json_of
from takatuf.exchange.gateways.door import HEADERS, STATUS, checked_call, json_answer, refused
from takatuf.exchange.gateways.models import Door
from takatuf.intake.calls.actions import note_ringing, note_rung_off
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

router = Router(tags=["calls"])


class RingingIn(Schema):
    """A call as the telephone system tells of it."""

    model_config = ConfigDict(extra="ignore")

    call: str = Field(min_length=1, max_length=128, description="The telephone system's own id of the call.")
    state: Literal["ringing", "over"] = Field(
        description="over: taken, or the caller rang off; the desk stops showing it."
    )
    number: str = Field("", max_length=40, description="The caller's number as it was sent; empty: withheld.")
    line: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 ._:+-]{0,20}$")] = Field(
        "", description="Which telephone rings; empty: all."
    )


class RingingOut(Schema):
    """Noted."""

    sentence: str


_BODY = {
    "parameters": HEADERS,
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": RingingIn.model_json_schema()}},
    },
}
_REFUSALS = {400: Problem, 401: Problem, 413: Problem, 415: Problem, 422: Problem, 503: Problem}


def _read(body: bytes) -> RingingIn:
    """Raises InvalidInput for what is no JSON object, and pydantic's ValidationError for one that is not a call."""
    values = json_of(body)
    if not isinstance(values, dict):
        raise InvalidInput("$", "wrong_kind")
    return RingingIn.model_validate(values)


def _note(agency_id: UUID, told: RingingIn) -> None:
    with system_scope("intake"):
        if told.state == "ringing":
            note_ringing(agency_id=agency_id, call=told.call, number=told.number, line=told.line, at=now())
        else:
            note_rung_off(agency_id=agency_id, call=told.call, at=now())


@router.post(
    "/calls/ringing",
    response={200: RingingOut, **_REFUSALS},
    openapi_extra=_BODY,
    summary="A call rings, or rings no more",
)
def call_rings(request: HttpRequest) -> HttpResponse:
    """A signed call from the telephone system. The number is sealed, shown to the agency's call-takers, and erased within the hour."""
    try:
        gateway, _stamp, body = checked_call(request, Door.TELEPHONE)
        _note(gateway.agency_id, _read(body))
    except ValidationError as error:
        with override(language_of(request)):
            errors = problems_of(error.errors(include_url=False, include_input=False), "$")
        return refused(request, 422, "message_not_valid", errors)
    except InvalidInput as error:
        with override(language_of(request)):
            said = [{"path": error.path, "code": error.code, "sentence": sentence(error.code, error.params)}]
        return refused(request, STATUS.get(error.code, 422), error.code, said, **error.params)
    with override(language_of(request)):
        return json_answer({"sentence": gettext("Noted.")}, 200)

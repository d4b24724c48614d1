"""The JSON door for providers: reports in, one or up to 1,000, and how each of them stands."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import override
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as BadRequest
from ninja.security import HttpBearer
from pydantic_core import to_json

from takatuf.exchange.actions import Delivered, Sent, receive_deliveries
from takatuf.exchange.api_reading import (
    ValidationError,
    key_of_content,
    read_body,
    read_report,
    report_schema,
)
from takatuf.exchange.api_shapes import BatchOut, Problem, ReportOut, StatusOut
from takatuf.exchange.api_words import language_of, problems_of, sentence
from takatuf.exchange.completeness import completeness
from takatuf.exchange.gateways.door import router as gateways
from takatuf.exchange.gateways.telephone import router as telephone
from takatuf.exchange.keys import REPORTS_READ, REPORTS_WRITE, KeyRefused, ProviderIdentity, provider_by_key
from takatuf.exchange.queries import delivery_status
from takatuf.intake.actions import KeyReused
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotFound

_STATUS = {"too_large": 413, "wrong_media_type": 415, "too_many": 413, "not_json": 400, "duplicate_name": 400}
_REFUSALS = {400: Problem, 401: Problem, 403: Problem, 413: Problem, 415: Problem, 422: Problem, 503: Problem}
_AGAIN_AFTER = 30  # seconds


class ProviderKeyAuth(HttpBearer):
    """A provider's key; an unknown one, one that ended and one of another house are refused alike."""

    def authenticate(self, request: HttpRequest, token: str) -> ProviderIdentity | None:
        del request
        try:
            return provider_by_key(token)
        except KeyRefused:
            return None


api = NinjaAPI(
    title="Takatuf", version="1", docs_url="/docs", openapi_url="/openapi.json", urls_namespace="api",
    description="Reports of providers to the national reporting centre. Words alone are a whole report; no file is taken.",
)  # fmt: skip
router = Router(auth=ProviderKeyAuth(), tags=["reports"])


def _problem(
    request: HttpRequest,
    status: int,
    code: str,
    errors: list[dict[str, str]] | None = None,
    **parameters: Any,
) -> HttpResponse:
    with override(language_of(request)):
        body = {"code": code, "sentence": sentence(code, parameters), "errors": errors or []}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


@api.exception_handler(AuthenticationError)
def _not_known(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    del error
    response = _problem(request, 401, "who")
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(BadRequest)
def _bad_request(request: HttpRequest, error: BadRequest) -> HttpResponse:
    with override(language_of(request)):
        # Where it stood (path, query) is no part of the name.
        errors = problems_of([one | {"loc": one["loc"][1:]} for one in error.errors], "$")
    return _problem(request, 422, "not_valid", errors)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(request, error.status_code, "wrong_value")


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _not_now(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database is away: a machine is told so in its own form, and when to come back."""
    del error
    response = _problem(request, 503, "not_now")
    response["Retry-After"] = str(_AGAIN_AFTER)
    return response


def _provider(request: HttpRequest, scope: str) -> ProviderIdentity | None:
    provider: ProviderIdentity = request.auth  # type: ignore[attr-defined]
    return provider if scope in provider.scopes else None


_REPORT_REF = {"$ref": "#/components/schemas/ReportIn"}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"anyOf": [
            _REPORT_REF, {"type": "array", "items": _REPORT_REF, "maxItems": 1000},
        ]}}},
    },
    "parameters": [
        {
            "name": "Idempotency-Key", "in": "header", "required": False,
            "description": "Sent twice with the same key, a report is one report. A batch gets one key for each place in it.",
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{8,128}$"},
        },
    ],
}  # fmt: skip


@router.post(
    "/reports",
    response={200: ReportOut | BatchOut, 201: ReportOut, 409: Problem, **_REFUSALS},
    openapi_extra=_BODY,
    summary="Send one report, or up to 1,000",
)
def send_reports(request: HttpRequest, dry_run: bool = False) -> HttpResponse:  # noqa: FBT001, FBT002 - a query's switch
    """One report gives 201 (or 200 when it was received before, or checked only); a list gives the outcome of each."""
    provider = _provider(request, REPORTS_WRITE)
    if provider is None:
        return _problem(request, 403, "key_does_not_open")
    header = request.headers.get("Idempotency-Key", "")
    try:
        values = read_body(request)
        _check_key(header)
    except InvalidInput as error:
        with override(language_of(request)):
            errors = [_at(error.path, error.code, error.params)]
        return _problem(request, _STATUS.get(error.code, 422), error.code, errors, **error.params)
    with override(language_of(request)):
        if isinstance(values, list):
            return _answer_batch(_take(values, provider, header, dry_run=dry_run, single=False))
        return _answer_one(request, _take([values], provider, header, dry_run=dry_run, single=True)[0])


def _check_key(key: str) -> None:
    allowed = key.replace(".", "").replace("_", "").replace(":", "").replace("-", "")
    if key and not (8 <= len(key) <= 128 and key.isascii() and (allowed.isalnum() or not allowed)):
        raise InvalidInput("Idempotency-Key", "bad_key")


_Result = dict[str, Any]


def _take(
    values: list[Any], provider: ProviderIdentity, header: str, *, dry_run: bool, single: bool
) -> list[_Result]:
    """Check every report, receive those that are right, and say of each what became of it."""
    results: list[_Result] = []
    ready: list[tuple[int, Sent]] = []
    for place, value in enumerate(values):
        start = "$" if single else f"$[{place}]"
        try:
            content, key = read_report(value, provider.name)
        except ValidationError as error:
            results.append(_refused(problems_of(error.errors(include_url=False, include_input=False), start)))
            continue
        except InvalidInput as error:
            results.append(_refused([_at(start + error.path.removeprefix("$"), error.code)]))
            continue
        key = key or (header if single or not header else f"{header}/{place}") or key_of_content(content)
        score = completeness(content)
        ready.append((place, Sent(content, key, score)))
        results.append(
            {"outcome": "checked", "completeness": score.score, "missing": score.missing, "errors": ()}
        )
    if not dry_run and ready:
        sent = [report for _, report in ready]
        for (place, _), delivered in zip(
            ready, receive_deliveries(provider=provider, reports=sent, at=now()), strict=True
        ):
            results[place] |= _delivered(delivered, "$" if single else f"$[{place}]")
    return results


def _at(path: str, code: str, params: Mapping[str, object] | None = None) -> dict[str, str]:
    return {"path": path, "code": code, "sentence": sentence(code, params)}


def _refused(errors: list[dict[str, str]]) -> _Result:
    return {"outcome": "refused", "errors": errors}


def _delivered(delivered: Delivered, start: str) -> _Result:
    received = delivered.received
    if received is None:
        code = "key_reused" if isinstance(delivered.refusal, KeyReused) else "not_taken"
        if isinstance(delivered.refusal, InvalidInput):
            code = delivered.refusal.code
        return _refused([_at(start, code)])
    return {
        "outcome": "repeated" if received.repeated else "received", "id": str(received.report_id), "code": received.code,
        "receipt": str(received.receipt),
    }  # fmt: skip


_EMPTY: _Result = {"id": None, "code": "", "receipt": "", "completeness": 0, "missing": [], "errors": []}


def _answer_one(request: HttpRequest, result: _Result) -> HttpResponse:
    if result["outcome"] == "refused":
        code = result["errors"][0]["code"] if result["errors"] else "not_valid"
        status = {"key_reused": 409}.get(code, 422)
        return _problem(request, status, code if status == 409 else "not_valid", result["errors"])
    return JsonResponse(_EMPTY | result, status=201 if result["outcome"] == "received" else 200)


def _answer_batch(results: list[_Result]) -> HttpResponse:
    counts = {
        name: sum(result["outcome"] == name for result in results)
        for name in ("received", "repeated", "refused")
    }
    body = counts | {"results": [_EMPTY | result for result in results]}
    return HttpResponse(to_json(body), content_type="application/json")


@router.get(
    "/reports/{report_id}",
    response={200: StatusOut, 401: Problem, 403: Problem, 404: Problem, 422: Problem, 503: Problem},
    summary="How a report stands",
)
def report_status(request: HttpRequest, report_id: UUID) -> Any:
    """The status of a report that this provider sent; another provider's is not there."""
    provider = _provider(request, REPORTS_READ)
    if provider is None:
        return _problem(request, 403, "key_does_not_open")
    try:
        with override(language_of(request)):
            return delivery_status(report_id, provider=provider, at=now())
    except NotFound:
        return _problem(request, 404, "no_such_report")


api.add_router("/v1", router)
api.add_router("/v1", gateways)
api.add_router("/v1", telephone)


def _with_components(schema: dict[str, Any]) -> dict[str, Any]:
    """ReportIn stands in a body that is read by hand, so its shape is added to the documentation by hand."""
    shape = report_schema("#/components/schemas/{model}")
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    for name, part in shape.pop("$defs", {}).items():
        components.setdefault(name, part)
    components["ReportIn"] = shape
    return schema


_plain_schema = api.get_openapi_schema
api.get_openapi_schema = lambda **kwargs: _with_components(_plain_schema(**kwargs))  # type: ignore[method-assign,assignment]

"""Every operation of the JSON door, with generated requests: no 500, and only the answers that the documentation names."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from takatuf.config.wsgi import application
from takatuf.kernel.ids import uuid7
from tests.exchange.gateway_calls import make_gateway, signed
from tests.exchange.test_api import make_key
from tests.factories import make_agency

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.slow]


SETTINGS = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/v1/reports"), ("GET", "/api/v1/reports/{report_id}")]
)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_operation_breaks(method: str, path: str, mode: GenerationMode) -> None:
    operation = schemathesis.openapi.from_wsgi("/api/openapi.json", application)[path][method]
    key = make_key()

    @SETTINGS
    @given(operation.as_strategy(generation_mode=mode))
    def never_breaks(case: schemathesis.Case) -> None:
        response = case.call(headers={"Authorization": f"Bearer {key}", "Host": "127.0.0.1"})
        case.validate_response(response, checks=CHECKS)

    never_breaks()


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(
    ("path", "accepts_reports"),
    [("/api/v1/gateways/{channel}", False), ("/api/v1/gateways/{channel}", True), ("/api/v1/calls/ringing", False)],
)  # fmt: skip
def test_no_signed_call_of_a_gateway_breaks(mode: GenerationMode, path: str, accepts_reports: bool) -> None:
    operation = schemathesis.openapi.from_wsgi("/api/openapi.json", application)[path]["POST"]
    agency = make_agency("centre")
    secrets = {
        channel: make_gateway(channel, accepts_reports=accepts_reports, agency=agency).secret
        for channel in ("email", "sms", "whatsapp", "telephone")
    }
    asked: list[int] = []

    @SETTINGS
    @given(operation.as_strategy(generation_mode=mode))
    def never_breaks(case: schemathesis.Case) -> None:
        case.headers = {
            name: value for name, value in case.headers.items() if not name.startswith("webhook-")
        }
        body = case.as_transport_kwargs()
        data = body.get("data") if body.get("data") is not None else json.dumps(body.get("json")).encode()
        data = data.encode() if isinstance(data, str) else data if isinstance(data, bytes) else b""
        case.body, case.media_type = data, "application/json"
        door = (case.path_parameters or {}).get("channel", "telephone")
        secret = secrets.get(door, secrets["sms"])
        headers = signed(secret, data, id=f"msg_{uuid7().hex}") | {
            "Host": "127.0.0.1",
            "Content-Type": "application/json",
        }
        response = case.call(headers=headers)
        asked.append(response.status_code)
        case.validate_response(response, checks=CHECKS)

    never_breaks()
    assert mode is GenerationMode.NEGATIVE or 200 in asked


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", ["/api/v1/gateways/{channel}", "/api/v1/calls/ringing"])
def test_no_unsigned_call_of_a_gateway_breaks(mode: GenerationMode, path: str) -> None:
    operation = schemathesis.openapi.from_wsgi("/api/openapi.json", application)[path]["POST"]

    @SETTINGS
    @given(operation.as_strategy(generation_mode=mode))
    def never_breaks(case: schemathesis.Case) -> None:
        response = case.call(headers={"Host": "127.0.0.1"})
        case.validate_response(response, checks=CHECKS)

    never_breaks()


def test_every_operation_is_tried_above() -> None:
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", application)

    assert {(result.ok().method.upper(), result.ok().path) for result in document.get_all_operations()} == {
        ("POST", "/api/v1/reports"), ("GET", "/api/v1/reports/{report_id}"), ("POST", "/api/v1/gateways/{channel}"),
        ("POST", "/api/v1/calls/ringing"),
    }  # fmt: skip

"""Every operation of the JSON door, with generated requests: no 500, and only the answers that the documentation names."""

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
from tests.exchange.test_api import make_key

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


def test_every_operation_is_tried_above() -> None:
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", application)

    assert {(result.ok().method.upper(), result.ok().path) for result in document.get_all_operations()} == {
        ("POST", "/api/v1/reports"), ("GET", "/api/v1/reports/{report_id}"),
    }  # fmt: skip

"""Reports of many requests share one commit: each is one row, and each request gets its own receipt or its own refusal."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connections

from takatuf.intake.actions import KeyReused
from takatuf.intake.content import Channel, ReportContent, ReporterKind
from takatuf.intake.submitting import submit
from takatuf.kernel.errors import InvalidInput
from tests.factories import make_agency

pytestmark = pytest.mark.usefixtures("house")
CONTENT = ReportContent(
    channel=Channel.PUBLIC_WEB, reporter_kind=ReporterKind.PARENT, narrative="كلمات محايدة"
)


def key(number: int) -> str:
    return f"a-key-of-the-form-{number:06}"


def stored() -> int:
    with connections["keeper"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intake_report")
        return int(cursor.fetchone()[0])


@pytest.fixture(autouse=True)
def _centre(house: None, settings: object) -> None:
    settings.TAKATUF_INTAKE_AGENCY = make_agency("centre").code  # type: ignore[attr-defined]


def test_many_requests_at_once_are_as_many_reports() -> None:
    with ThreadPoolExecutor(16) as pool:
        received = list(pool.map(lambda number: submit(CONTENT, key(number)), range(80)))

    assert len({each.report_id for each in received}) == 80
    assert len({str(each.receipt) for each in received}) == 80
    assert stored() == 80


def test_a_double_click_is_one_report() -> None:
    with ThreadPoolExecutor(8) as pool:
        received = list(pool.map(lambda _: submit(CONTENT, key(1)), range(8)))

    assert len({each.report_id for each in received}) == 1
    assert len({str(each.receipt) for each in received}) == 1
    assert stored() == 1


def test_each_request_gets_its_own_refusal() -> None:
    submit(CONTENT, key(1))

    with pytest.raises(KeyReused):
        submit(replace(CONTENT, narrative="other words"), key(1))
    with pytest.raises(InvalidInput):
        submit(CONTENT, "short")


def test_a_report_that_the_database_refuses_does_not_take_the_others_along() -> None:
    def send(number: int) -> bool:
        content = replace(CONTENT, language="a\0") if number == 3 else CONTENT
        try:
            submit(content, key(number))
        except Exception:  # noqa: BLE001
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(send, range(8)))

    assert kept == [number != 3 for number in range(8)]
    assert stored() == 7

"""The published figures: for everybody, in words where a number is hidden, from one query."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from takatuf.agencies.scope import worker_scope
from takatuf.config.commands.country import make_country
from takatuf.insight.actions import make_release
from takatuf.insight.queries import latest_release
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, send_report, sign_in, worker_named

pytestmark = pytest.mark.usefixtures("house")


def _release(reports: int) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    for _ in range(reports):
        send_report(account="", at=now() - timedelta(days=100))
    with worker_scope(worker_named("director").id) as by:
        make_release(by=by, at=now())


def test_before_the_first_release_the_page_says_so() -> None:
    page = Client().get("/ar/figures/")

    assert page.status_code == 200
    assert "لم تُنشر أعداد بعد" in page.content.decode()


def test_a_small_number_is_hidden_in_words_and_a_zero_is_said() -> None:
    _release(4)

    arabic, english = (Client().get(f"/{language}/figures/").content.decode() for language in ("ar", "en"))

    release = latest_release()
    assert release is not None
    assert release.tables[0].something_hidden
    assert "مخفي" in arabic
    assert "hidden</span>" in english
    assert ">4<" not in arabic
    assert ">4<" not in english
    assert "<td>0</td>" not in english
    assert "none" in english
    assert "البلاغات ليست عدد الأطفال" in arabic
    assert "Reports are not children" in english
    assert "Counted on" in english
    assert release.code in english
    assert "under 10 are hidden" in english
    assert "nearest 5" in english
    assert "true zero" in english


def test_the_page_needs_no_sign_in_and_one_query() -> None:
    _release(3)

    with CaptureQueriesContext(connection) as queries:
        page = Client().get("/en/figures/")

    assert page.status_code == 200
    assert len([query for query in queries if "insight_release" in query["sql"]]) == 1
    assert len(queries) == 1
    assert not page.cookies


def test_the_desk_leads_to_the_public_page() -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)

    assert sign_in("director").get("/en/desk/figures/").url == "/en/figures/"

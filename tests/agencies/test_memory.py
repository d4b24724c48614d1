"""What a page remembers of the agencies: for one request, and not a moment longer."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from takatuf.agencies.memory import forget, remembered, remembering
from takatuf.agencies.models import Agency, Worker
from takatuf.agencies.queries import agencies, agency_by_code
from takatuf.agencies.rules import Role
from takatuf.clocks.holidays.actions import change_holiday
from takatuf.clocks.holidays.queries import calendar
from takatuf.config.commands.country import make_country
from tests.desks.people import PASSWORD, QUICK_HASHERS, SECRET, send_report, sign_in, worker_named
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")


def _rename(code: str, name: str) -> None:
    Agency.objects.using("keeper").filter(code=code).update(name_ar=name)


def _names() -> set[str]:
    return {agency.name_ar for agency in agencies()}


def _text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_name_and_a_role_changed_after_one_request_count_in_the_next(settings: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    make_country(password=PASSWORD, totp_secret=SECRET)
    client, received = sign_in("noura"), send_report()
    client.post(f"/ar/desk/triage/{received.report_id}/open-at-once/")
    before = agency_by_code("centre").name_ar

    first = _text(client, "/ar/desk/cases/")
    _rename("centre", "جهة باسم جديد")
    second = _text(client, "/ar/desk/cases/")
    Worker.objects.using("keeper").filter(pk=worker_named("noura").id).update(role=Role.ADMINISTRATOR)

    assert f"الجهة القائدة: {before}" in first
    assert "الجهة القائدة: جهة باسم جديد" in second
    assert f"الجهة القائدة: {before}" not in second
    assert client.get("/ar/desk/triage/").status_code == 404


def test_one_request_asks_once_and_leaves_nothing_behind() -> None:
    make_agency("one")
    with remembering():
        _names()
        _rename("one", "الاسم الثاني")
        assert "الاسم الثاني" not in _names(), "one page shows one name everywhere"

    assert "الاسم الثاني" in _names()
    with remembering():
        assert "الاسم الثاني" in _names()


def test_nothing_is_kept_outside_of_a_request() -> None:
    make_agency("one")
    _names()

    _rename("one", "الاسم الثاني")

    assert "الاسم الثاني" in _names()


def test_a_request_that_fails_leaves_nothing_behind() -> None:
    answers = iter(["first", "second"])

    @remembering()
    def fails() -> None:
        remembered("a question", lambda: next(answers))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()

    with remembering():
        assert remembered("a question", lambda: next(answers)) == "second"


def test_a_list_that_one_reader_changes_is_whole_for_the_next() -> None:
    make_agency("one")
    with remembering():
        agencies().clear()

        assert [agency.code for agency in agencies()] == ["one"]


def test_what_is_forgotten_is_asked_again() -> None:
    answers = iter(["first", "second"])
    forget("a question")
    with remembering():
        assert remembered("a question", lambda: next(answers)) == "first"
        assert remembered("a question", lambda: next(answers)) == "first"
        forget("a question")
        assert remembered("a question", lambda: next(answers)) == "second"


def test_a_holiday_counts_from_the_request_on_in_which_it_was_added() -> None:
    leader, day = make_worker(make_agency("centre"), Role.SHIFT_LEADER), date(2026, 11, 4)
    at = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Riyadh"))
    with remembering(), acting(leader) as by:
        before = calendar("SA")
        change_holiday(day=day, is_closed=True, reason="إعلان مخترع", by=by, at=at)
        after = calendar("SA")

    assert day not in before.holidays
    assert day in after.holidays

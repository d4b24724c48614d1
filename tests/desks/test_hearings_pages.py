"""Hearings and measures in the reading room, the calendar, and a report of compliance that the court reads."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from takatuf.config.commands.journey import story
from takatuf.jointwork.queries import open_steps
from takatuf.kernel.clock import now
from tests.desks.courting import FILED, RULED, walk_until
from tests.desks.people import sign_in, worker_named
from tests.desks.situations import acting_as

pytestmark = pytest.mark.usefixtures("house")


def _day(days: int) -> str:
    return timezone.localdate(now() + timedelta(days=days)).isoformat()


def _text(client: Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def test_the_calendar_shows_the_next_hearing_first_and_its_file_says_only_when(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, FILED)
    judge, reem = sign_in("judge"), sign_in("reem")
    room = f"/en/court/{walk.ids['submission']}/"
    for days, hour in ((9, "11:00"), (4, "10:30")):
        judge.post(f"{room}hearing/", {"day": _day(days), "hour": hour, "place": "القاعة السابعة"})

    coming = judge.get("/en/court/calendar/").context["coming"]
    file = reem.get("/en/court/calendar.ics")
    words = file.content.decode()

    assert [timezone.localtime(row.starts_at).strftime("%H:%M") for row in coming] == ["10:30", "11:00"]
    assert "AH" in _text(judge, "/en/court/calendar/") or "هـ" in _text(judge, "/ar/court/calendar/")
    assert file["Content-Type"].startswith("text/calendar")
    assert words.count("BEGIN:VEVENT") == 2
    for secret in (story.DOCKET, "القاعة", story.CHILD_CODE, "S-26-"):
        assert secret not in words
    assert "Hearing before the court" in _text(reem, "/en/desk/")


def test_the_court_writes_down_how_a_hearing_ended_and_decides_on_a_measure(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, FILED)
    judge, reem = sign_in("judge"), sign_in("reem")
    room = f"/en/court/{walk.ids['submission']}/"
    judge.post(f"{room}hearing/", {"day": _day(2), "hour": "10:00", "place": ""})
    hearing = judge.get(f"{room}hearings/").context["hearings"][0]

    early = judge.post(f"{room}hearings/{hearing.id}/end/", {"end": "held"})
    judge.post(
        f"{room}hearings/{hearing.id}/end/",
        {"end": "adjourned", "cause": "defence", "next_day": _day(8), "next_hour": "١٠:٠٠"},
    )
    empty = reem.post(f"{room}measures/ask/", {"measure-kind": "screen", "measure-why": ""})
    reem.post(
        f"{room}measures/ask/",
        {"measure-kind": "screen", "measure-why": "يخاف الطفل.", "measure-facts": ["1"]},
    )
    measure = judge.get(f"{room}hearings/").context["measures"][0][0]
    unsaid = judge.post(f"{room}measures/{measure.id}/decide/", {"decision": "refused"})
    judge.post(f"{room}measures/{measure.id}/decide/", {"decision": "granted"})
    again = judge.post(f"{room}measures/{measure.id}/decide/", {"decision": "granted"})
    judge.post(f"{room}hand-back/", {"return-reason": "clarification", "return-note": "متى كانت الزيارة؟"})
    page = _text(reem, f"{room}hearings/")

    assert "This hearing has not begun yet." in early.content.decode()
    assert "error-summary" in empty.content.decode()
    assert "error-summary" in unsaid.content.decode()
    assert again.status_code == 409
    assert "Adjourned" in page
    assert "reason: The defence" in page
    assert "A screen between the child and the accused" in page
    assert "Granted" in page
    assert "متى كانت الزيارة؟" in page
    assert "Decide on it" not in page
    assert reem.post(f"{room}hand-back/", {"return-reason": "incorrect", "return-note": "x"}).status_code == 404  # fmt: skip


def test_compliance_is_reported_at_the_step_and_read_by_the_court(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, RULED)
    judge, sara = sign_in("judge"), sign_in("sara")
    room = f"/en/court/{walk.ids['submission']}/"
    judge.post(
        f"{room}rulings/{walk.ids['ruling']}/order/",
        {
            "order-kind": "support", "order-text": story.ORDER, "order-agency": str(worker_named("sara").agency.id),
            "order-limit_amount": "30", "order-limit_unit": "calendar_days",
        },
    )  # fmt: skip
    with acting_as("sara") as by:
        step = next(row for row in open_steps(by=by) if row.from_order)
    order = judge.get(f"{room}hearings/").context["orders"][0].row

    judge.post(
        f"{room}orders/{order.id}/vary/",
        {"vary-text": "يستمر الدعم سنة.", "vary-limit_amount": "60", "vary-limit_unit": "calendar_days"},
    )
    varied = _text(sara, f"/en/desk/steps/{step.id}/")
    empty = sara.post(f"/en/desk/steps/{step.id}/reported/", {"text": ""})
    sara.post(f"/en/desk/steps/{step.id}/reported/", {"text": "بدأ الدعم الأسبوعي."})
    appealed = judge.post(
        f"{room}rulings/{walk.ids['ruling']}/appeal/",
        {
            "appeal-party": str(judge.get(f"{room}parties/").context["parties"][0].id),
            "appeal-lodged_on": _day(1),
        },
    )
    page = _text(judge, f"{room}hearings/")

    assert "يستمر الدعم سنة." in varied
    assert "Mark as done and report to the court" in varied
    assert "error-summary" in empty.content.decode()
    assert appealed.status_code == 302
    assert "بدأ الدعم الأسبوعي." in page
    assert "Varied on" in page
    assert "appealed on" in page
    assert "بدأ الدعم الأسبوعي." in _text(judge, room)

"""Parties, service, questions and answers, as people of four agencies do them in the reading room."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from takatuf.agencies.queries import agency_by_code
from takatuf.config.commands.journey import story
from takatuf.kernel.clock import now
from tests.desks.courting import FILED, walk_until
from tests.desks.people import sign_in

pytestmark = pytest.mark.usefixtures("house")


def _day(days: int) -> str:
    return timezone.localdate(now() + timedelta(days=days)).isoformat()


def _text(client: Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def _bring_in(judge: Client, room: str, **parts: str) -> str:
    answer = judge.post(f"{room}parties/add/", parts, follow=True)
    return answer.content.decode()


def test_from_the_first_party_to_an_answer_that_changes_what_is_agreed(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, FILED)
    judge, adel, majed, reem = (sign_in(name) for name in ("judge", "adel", "majed", "reem"))
    room = f"/en/court/{walk.ids['submission']}/"

    before = adel.get(room).status_code
    empty = _bring_in(judge, room, kind="defence", channel="account", agency="")
    _bring_in(judge, room, kind="defence", channel="account", agency=str(agency_by_code("counsel").id))
    _bring_in(judge, room, kind="prosecution", channel="account", agency=str(agency_by_code("prosecution").id))  # fmt: skip
    served = adel.get(f"{room}parties/")
    awaits = _text(adel, "/en/desk/")
    own = served.context["services"][0]["row"]
    adel.post(f"{room}served/{own.id}/acknowledged/")
    again = adel.post(f"{room}served/{own.id}/acknowledged/")

    assert (before, adel.get(room).status_code) == (404, 200)
    assert "Write something here" in empty
    assert "Acknowledge what was served: Submission, version 1" in awaits
    assert again.status_code == 409
    assert "acknowledged, " in _text(judge, f"{room}parties/")

    nothing = judge.post(f"{room}questions/ask/", {"text": "", "due_on": _day(4)})
    over = judge.post(f"{room}questions/ask/", {"text": "متى؟", "due_on": _day(-2)})
    judge.post(f"{room}questions/ask/", {"text": "هل للحساب صاحب آخر؟", "facts": ["1"], "due_on": _day(4)})
    question = adel.get(f"{room}questions/").context["questions"][0]["row"]
    assert "error-summary" in nothing.content.decode()
    assert "This time is over" in over.content.decode()
    assert "Answer the court: Question 1 of the court" in _text(adel, "/en/desk/")
    assert "only the court sees this" in _text(judge, f"{room}questions/")
    assert "only the court sees this" not in _text(majed, f"{room}questions/")

    page = f"{room}questions/{question.id}/answer/"
    blank = adel.post(page, {"text": ""})
    sent = adel.post(
        page, {"text": "لا علم لنا به.", "exculpatory": "on", "stance_1": "denies", "reason_1": "كان مريضاً"}
    )
    assert "error-summary" in blank.content.decode()
    assert sent.status_code == 302
    assert adel.get(page).status_code == 404
    for reader in (judge, majed, reem):
        words = _text(reader, f"{room}questions/")
        assert "لا علم لنا به." in words
        assert "speaks for the accused" in words
    read = judge.get(room)
    first = read.context["doc"].facts[0]
    assert (first.code, first.signed_as) == ("contested", "Agreed")
    assert "since an answer to the court" in read.content.decode()
    assert "Contested" in _text(reem, f"/en/desk/cases/{walk.ids['case']}/facts/").split("fact-text")[0]


def test_a_letter_is_printed_answered_on_paper_and_proven(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, FILED)
    judge, reem = sign_in("judge"), sign_in("reem")
    room = f"/en/court/{walk.ids['submission']}/"
    _bring_in(judge, room, kind="guardian", channel="paper", addressee="ولي أمر", address="ص ب 7")
    judge.post(f"{room}questions/ask/", {"text": "هل توافقون؟", "due_on": _day(3)})

    services = [line["row"] for line in judge.get(f"{room}parties/").context["services"]]
    letter = next(row for row in services if row.what == "question" and row.party.agency is None)
    printed = _text(judge, f"{room}served/{letter.id}/letter/")
    hidden = reem.get(f"{room}served/{letter.id}/letter/").status_code
    early = judge.post(
        f"{room}served/{letter.id}/delivered/",
        {"proof_kind": "registered_post", "received_on": _day(-3), "proof": "RR 7"},
    )
    judge.post(
        f"{room}served/{letter.id}/delivered/",
        {"proof_kind": "registered_post", "received_on": _day(0), "proof": "RR 7"},
    )
    question = judge.get(f"{room}questions/").context["questions"][0]
    (guardian,) = question["on_paper"]
    answer = f"{room}questions/{question['row'].id}/answer/?party={guardian.id}"
    judge.post(answer, {"text": "نوافق.", "party": str(guardian.id)})

    assert "هل توافقون؟" in printed
    assert "ولي أمر" in printed
    assert "The court asks you to answer until" in printed
    assert hidden == 404
    assert "This is before it was sent." in early.content.decode()
    assert "RR 7" in _text(judge, f"{room}parties/")
    assert "ولي أمر" not in _text(reem, f"{room}parties/")
    assert "نوافق." in _text(reem, f"{room}questions/")


def test_a_silent_party_stands_on_the_courts_desk_and_on_no_other(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, FILED)
    judge, adel, reem, majed = (sign_in(name) for name in ("judge", "adel", "reem", "majed"))
    room = f"/en/court/{walk.ids['submission']}/"
    for kind, code in (("defence", "counsel"), ("prosecution", "prosecution")):
        _bring_in(judge, room, kind=kind, channel="account", agency=str(agency_by_code(code).id))
    defence = str(judge.get(f"{room}parties/").context["parties"][1].id)
    judge.post(f"{room}questions/ask/", {"text": "متى؟", "due_on": _day(1), "parties": [defence]})
    question = judge.get(f"{room}questions/").context["questions"][0]["row"]

    from takatuf.court.models import Question

    Question.objects.using("keeper").filter(pk=question.id).update(
        asked_at=now() - timedelta(days=3), due_at=now() - timedelta(days=1)
    )

    told = "The time is over without an answer: Question 1 of the court, Defence"
    assert told in _text(judge, "/en/desk/")
    assert [told in _text(client, "/en/desk/") for client in (adel, reem, majed)] == [False] * 3
    assert "no answer came from" in _text(judge, f"{room}questions/")
    assert "no answer came from" not in _text(majed, f"{room}questions/")
    judge.post(f"{room}questions/{question.id}/time/", {"due_on": _day(2)})
    assert told not in _text(judge, "/en/desk/")


def test_who_takes_no_part_finds_no_page_of_it(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, FILED)
    room = f"/en/court/{walk.ids['submission']}/"

    for name in ("adel", "majed", "director", "faisal", "admin"):
        client = sign_in(name)
        assert {client.get(f"{room}{page}").status_code for page in ("", "questions/", "parties/", "looks/")} == {404}  # fmt: skip
    assert story.DOCKET in _text(sign_in("lamia"), "/en/court/")

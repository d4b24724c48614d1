"""The pages of cases, the inbox and referrals, as the people of the demonstration country see them."""

from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from takatuf.agencies.queries import agency_by_code
from takatuf.casework.queries import case_head, cases_of_report, open_case
from takatuf.config.commands.country import WORKERS, make_country
from takatuf.jointwork.queries import inbox, open_referral, referrals_of, steps_of
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, send_report, sign_in
from tests.desks.situations import (
    CHILD,
    acting_as,
    assessed,
    new_case,
    planned,
    referred_to_police,
    reviewed_case,
)


@pytest.fixture(autouse=True)
def _country(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)


def _words(page: HttpResponse) -> str:
    return page.content.decode()


def _case(client: Client, case_id: UUID, path: str = "", language: str = "en") -> HttpResponse:
    return client.get(f"/{language}/desk/cases/{case_id}/{path}")


def _send(client: Client, path: str, language: str = "en", **values: object) -> HttpResponse:
    return client.post(f"/{language}/desk/{path}", values, follow=True)


def test_a_case_opens_on_what_is_next_and_on_the_joint_chronology() -> None:
    case_id = new_case()
    referred_to_police(case_id)

    page = _words(_case(sign_in("sara"), case_id))

    assert "Next:" in page
    assert "on you" in page
    assert "Referred to Police: Investigation" in page
    assert "The case was opened from report" in page
    assert "Police" in page
    assert "(The child&#x27;s age, Accounts and addresses online, What is asked for)" in page


def test_the_list_holds_the_cases_of_the_own_agency_only() -> None:
    case_id = new_case()
    with acting_as("sara") as by:
        code = case_head(case_id, by=by).code

    assert code in _words(sign_in("sara").get("/ar/desk/cases/"))
    assert code not in _words(sign_in("faisal").get("/ar/desk/cases/"))


def test_a_case_is_opened_handed_over_and_referred_on_one_page() -> None:
    report = send_report()
    noura = sign_in("noura")
    form = {
        "level": "2", "name": CHILD, "age": "١٢", "sex": "male", "notes": "", "lead-lead": agency_by_code("social").id,
        "first-to_agency": agency_by_code("police").id, "first-purpose": "investigation", "first-legal_basis": "law_duty",
        "first-packet": ["child_age", "accounts"], "first-request": "تحديد صاحب الحساب.",
    }  # fmt: skip

    page = noura.post(f"/ar/desk/cases/start/{report.report_id}/", form, follow=True)

    assert page.status_code == 200
    with acting_as("sara") as by:
        (case,) = cases_of_report(report.report_id, by=by)
        view = open_case(case.id, by=by, at=now())
        (referral,) = referrals_of(case.id, by=by)
    assert (case.level, case.lead.code) == (2, "social")
    assert view.people[0].person is not None
    assert view.people[0].person.age == 12
    assert (referral.to_agency.code, referral.state) == ("police", "sent")


def test_an_incomplete_start_says_what_is_missing_and_keeps_what_was_typed() -> None:
    report = send_report()
    form = {
        "level": "2", "name": CHILD, "age": "many", "lead-lead": agency_by_code("social").id,
        "first-to_agency": agency_by_code("police").id, "first-request": "words that were typed",
    }  # fmt: skip

    page = sign_in("noura").post(f"/en/desk/cases/start/{report.report_id}/", form)

    assert page.status_code == 200
    words = _words(page)
    for expected in (
        CHILD, 'value="many"', "words that were typed", "Write a number, in any digits.", "Choose the legal basis."
    ):  # fmt: skip
        assert expected in words
    with acting_as("noura") as by:
        assert cases_of_report(report.report_id, by=by) == []


def test_a_report_that_has_a_case_leads_to_it() -> None:
    report = send_report()
    noura = sign_in("noura")
    form = {"level": "2", "lead-lead": agency_by_code("centre").id}
    noura.post(f"/en/desk/cases/start/{report.report_id}/", form)
    with acting_as("noura") as by:
        (case,) = cases_of_report(report.report_id, by=by)

    again = noura.post(f"/en/desk/cases/start/{report.report_id}/", form)

    assert again.headers["Location"] == f"/en/desk/cases/{case.id}/"


def test_an_assessment_without_its_facts_keeps_every_word() -> None:
    case_id = new_case()
    typed = {
        "kind": "initial",
        "facts": "",
        "opinion": "my opinion",
        "child_view": "the child said so",
        "caregiver_view": "",
    }

    page = _send(sign_in("sara"), f"cases/{case_id}/assess/", **typed)

    assert "Write the facts." in _words(page)
    assert "my opinion" in _words(page)
    assert "the child said so" in _words(page)
    with acting_as("sara") as by:
        assert open_case(case_id, by=by, at=now()).assessments == ()


def test_an_assessment_is_recorded_with_fact_and_opinion_apart() -> None:
    case_id = new_case()
    typed = {
        "kind": "initial",
        "facts": "seen at home",
        "opinion": "my opinion",
        "child_view": "my school",
        "caregiver_view": "",
    }

    page = _send(sign_in("sara"), f"cases/{case_id}/assess/", **typed)

    assert "The assessment is recorded." in _words(page)
    assert "seen at home" in _words(page)
    assert "my school" in _words(page)


def test_a_plan_before_an_assessment_is_refused_with_what_comes_first() -> None:
    case_id = new_case()
    social = agency_by_code("social").id
    row = {"rows": "1", "goal": "a goal", "action_0": "a talk", "agency_0": social, "due_0": "2099-01-31"}

    page = _send(sign_in("sara"), f"cases/{case_id}/plan/", **row)

    assert page.status_code == 409
    assert "First an assessment is recorded." in _words(page)


def test_a_plan_grows_by_a_line_and_waits_for_another_person() -> None:
    case_id = new_case()
    assessed(case_id)
    social = agency_by_code("social").id
    sara = sign_in("sara")
    rows = {
        "rows": "2", "goal": "a goal", "action_0": "a talk", "agency_0": social, "due_0": "٢٠٩٩-٠١-٣١", "action_1": "",
        "agency_1": social, "due_1": "",
    }  # fmt: skip

    longer = _words(_send(sara, f"cases/{case_id}/plan/", more="1", **rows))
    page = _words(_send(sara, f"cases/{case_id}/plan/", **rows))

    assert 'name="action_2"' in longer
    assert 'value="a talk"' in longer
    assert "error-summary" not in longer
    assert "The plan waits for a supervisor." in page
    with acting_as("sara") as by:
        (plan,) = open_case(case_id, by=by, at=now()).plans
    assert sara.post(f"/en/desk/cases/{case_id}/plan/{plan.id}/approve/").status_code == 404
    approved = _send(sign_in("huda"), f"cases/{case_id}/plan/{plan.id}/approve/")
    assert "The plan is approved." in _words(approved)


def test_nobody_approves_their_own_plan() -> None:
    case_id = new_case()
    assessed(case_id)
    social = agency_by_code("social").id
    huda = sign_in("huda")
    row = {"rows": "1", "goal": "a goal", "action_0": "a talk", "agency_0": social, "due_0": "2099-01-31"}
    page = _words(_send(huda, f"cases/{case_id}/plan/", **row))
    with acting_as("huda") as by:
        (plan,) = open_case(case_id, by=by, at=now()).plans

    refused = _send(huda, f"cases/{case_id}/plan/{plan.id}/approve/")

    assert "You wrote this plan; another person approves it." in page
    assert refused.status_code == 409
    assert "Another person must approve it." in _words(refused)


def test_a_visit_and_a_done_action_move_the_case_on() -> None:
    case_id = new_case()
    assessed(case_id)
    planned(case_id)
    sara = sign_in("sara")
    with acting_as("sara") as by:
        action = open_case(case_id, by=by, at=now()).plans[0].actions[0]

    visit = _send(
        sara, f"cases/{case_id}/visit/", child_seen="alone", safe_now="yes", child_view="I am well", note=""
    )
    done = _send(sara, f"cases/{case_id}/actions/{action.id}/done/")

    assert "I am well" in _words(visit)
    assert "Marked as done." in _words(done)
    with acting_as("sara") as by:
        view = open_case(case_id, by=by, at=now())
    assert view.head.stage == "in_action"
    assert all(item.done for item in view.social_side)


def test_a_step_of_the_own_agency_is_done_on_the_page_of_the_tracks() -> None:
    case_id = new_case()
    sara = sign_in("sara")
    page = _words(_case(sara, case_id, "steps/"))
    address = page.split(f'action="/en/desk/cases/{case_id}/steps/', 1)[1].split('"', 1)[0]

    done = _send(sara, f"cases/{case_id}/steps/{address}")
    again = _send(sara, f"cases/{case_id}/steps/{address}")

    assert "Marked as done." in _words(done)
    assert again.status_code == 409
    assert "This step was done already" in _words(again)


def test_closing_is_refused_in_words_and_keeps_what_was_typed() -> None:
    case_id = new_case()
    referred_to_police(case_id)

    page = _send(
        sign_in("sara"), f"cases/{case_id}/close/", reason="goals_reached", outcome="what was reached"
    )

    assert page.status_code == 409
    words = _words(page)
    for sentence in (
        "No assessment of the child is recorded.",
        "The child&#x27;s view is not recorded.",
        "is still open.",
        "what was reached",
        "Steps that are still open",
    ):
        assert sentence in words


def _words_for_steps(case_id: UUID, choice: str = "goes_on") -> dict[str, str]:
    """What the closing page is told of every step that is still open."""
    with acting_as("huda") as by:
        return {f"step_{row.id}": choice for row in steps_of(case_id, by=by) if row.done_at is None}


def test_closing_asks_of_every_open_step_what_becomes_of_it_and_the_second_person_reads_it() -> None:
    case_id, sara, huda = reviewed_case(), sign_in("sara"), sign_in("huda")
    form = {"reason": "goals_reached", "outcome": "the child is safe"}

    silent = _send(sara, f"cases/{case_id}/close/", **form)
    bare = _send(sara, f"cases/{case_id}/close/", **form, **_words_for_steps(case_id, "not_needed"))
    words = _words_for_steps(case_id)
    first = next(iter(words)).removeprefix("step_")
    words |= {f"step_{first}": "not_needed", f"why_{first}": "the family moved away"}
    proposed = _send(sara, f"cases/{case_id}/close/", **form, **words)
    read = _words(_case(huda, case_id, "close/"))
    _send(huda, f"cases/{case_id}/close/answer/", answer="close")

    assert silent.status_code == 409
    assert _words(silent).count("Nobody has said what becomes of a step that is open") == len(words) - 1
    assert "Write why this step is not needed any more." in _words(bare)
    assert "Proposed. Another person must approve it" in _words(proposed)
    assert "the family moved away" in read
    assert read.count("It goes on after closing") == len(words) - 2
    steps = _words(_case(huda, case_id, "steps/"))
    assert "not needed when the case was closed" in steps
    assert "It goes on after closing" in steps


def test_a_case_is_closed_by_a_second_person_only() -> None:
    case_id = reviewed_case()
    huda = sign_in("huda")
    outcome = {"reason": "goals_reached", "outcome": "the child is safe", **_words_for_steps(case_id)}
    proposed = _send(huda, f"cases/{case_id}/close/", **outcome)
    own = _send(huda, f"cases/{case_id}/close/answer/", answer="close")
    _send(huda, f"cases/{case_id}/close/answer/", answer="decline")
    gone = _send(huda, f"cases/{case_id}/close/answer/", answer="decline")
    _send(sign_in("sara"), f"cases/{case_id}/close/", **outcome)

    closed = _send(huda, f"cases/{case_id}/close/answer/", answer="close")
    after = _send(huda, f"cases/{case_id}/close/answer/", answer="close")

    assert "Another person must approve it before the case is closed." in _words(proposed)
    assert (own.status_code, gone.status_code) == (409, 409)
    assert "Nobody proposes to close this case now." in _words(gone)
    assert "The case is closed." in _words(closed)
    assert "Closed" in _words(closed)
    assert after.status_code == 409
    assert _case(sign_in("sara"), case_id, "assess/").status_code == 404


def test_the_social_side_is_waived_by_name_with_a_reason() -> None:
    case_id = new_case()
    huda = sign_in("huda")

    empty = _send(huda, f"cases/{case_id}/waive/", reason="")
    done = _send(huda, f"cases/{case_id}/waive/", reason="moved to another country")

    assert "Write the reason." in _words(empty)
    assert "The social side was waived by Huda:" in _words(done)
    assert _case(sign_in("sara"), case_id, "waive/").status_code == 404


def test_a_referral_shows_what_it_would_share_and_is_sent_once() -> None:
    case_id = new_case()
    sara = sign_in("sara")
    preview = _words(_case(sara, case_id, "refer/"))
    form = {
        "first-to_agency": agency_by_code("health").id, "first-purpose": "health", "first-legal_basis": "vital_interest",
        "first-packet": ["child_age"], "first-request": "",
    }  # fmt: skip

    sent = _send(sara, f"cases/{case_id}/refer/", **form)
    twice = _send(sara, f"cases/{case_id}/refer/", **form)

    assert "The child&#x27;s age: 12" in preview
    assert "salem_2031" in preview
    assert CHILD not in preview
    assert "Sent. The clock for the answer runs." in _words(sent)
    assert twice.status_code == 409
    with acting_as("layla") as by:
        (row,) = inbox(by=by, at=now())
        view = open_referral(row.id, by=by, at=now())
    assert [line.text for line in view.packet] == ["12"]


def test_a_name_is_opened_only_when_asked_for_and_looks_are_on_record() -> None:
    case_id = new_case()
    sara = sign_in("sara")
    shut = _words(_case(sara, case_id, "people/"))
    address = shut.split('href="?open=', 1)[1].split('"', 1)[0]

    opened = _words(_case(sara, case_id, f"people/?open={address}"))
    looks = _words(_case(sign_in("huda"), case_id, "looks/"))

    assert CHILD not in shut
    assert CHILD in opened
    assert "Sara" in looks
    assert "Opened the case" in looks


@pytest.mark.parametrize(
    "username", [worker.username for worker in WORKERS if worker.agency not in {"centre", "social"}]
)
def test_an_agency_that_is_not_on_the_case_finds_nothing(username: str) -> None:
    case_id = new_case()
    client = sign_in(username)

    for path in (
        "",
        "people/",
        "work/",
        "steps/",
        "referrals/",
        "looks/",
        "refer/",
        "assess/",
        "plan/",
        "visit/",
        "review/",
    ):
        assert _case(client, case_id, path).status_code == 404, path
        assert client.post(f"/en/desk/cases/{case_id}/{path}").status_code == 404, path

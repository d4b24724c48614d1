"""Pages around a referral: questions, one-time links, paper, letters to authorities, other inboxes."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from takatuf.agencies.models import Agency
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import check_deadlines
from takatuf.config.commands.country import make_country
from takatuf.jointwork.actions import LegalBasis, Purpose, refer_case
from takatuf.jointwork.models import AuthorityLetter
from takatuf.jointwork.queries import referrals_of
from takatuf.jointwork.referring.actions.routes import set_route
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.situations import acting_as, new_case, referred_to_police

NAME, POST = "اسم مخترع", "مديرة الوحدة"


@pytest.fixture(autouse=True)
def _country(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)


def _words(page: HttpResponse) -> str:
    return page.content.decode()


def _send(client: Client, path: str, **values: object) -> HttpResponse:
    return client.post(f"/en/desk/{path}", values, follow=True)


def _outside(case_id: UUID) -> UUID:
    """A referral to an agency that has no desk here."""
    Agency.objects.using("keeper").filter(code="health").update(uses_system=False)
    with acting_as("sara") as by:
        return refer_case(
            case_id=case_id, to_agency_id=agency_by_code("health").id, purpose=Purpose.HEALTH,
            legal_basis=LegalBasis.VITAL_INTEREST, packet=["child_age", "request"], request="فحص طبي.", by=by, at=now(),
        ).pk  # fmt: skip


def test_a_question_goes_back_and_its_answer_forth() -> None:
    referral = referred_to_police(new_case())
    faisal, sara = sign_in("faisal"), sign_in("sara")

    asked = _send(faisal, f"referrals/{referral}/ask/", question="في أي حي؟")
    seen = _words(sara.get(f"/en/desk/referrals/{referral}/"))
    desk = _words(sara.get("/en/desk/"))
    answered = _send(sara, f"referrals/{referral}/question/", answer="حي النخيل")
    back = _words(faisal.get(f"/en/desk/referrals/{referral}/"))

    assert "Your clock stands still until the sender answers." in _words(asked)
    assert "owes the answer to a question" in seen
    assert "في أي حي؟" in seen
    assert "Answer the question about your referral" in desk
    assert "The receiver&#x27;s clock runs again." in _words(answered)
    assert "حي النخيل" in back


def test_the_outcome_is_given_in_parts() -> None:
    referral = referred_to_police(new_case())
    faisal = sign_in("faisal")
    _send(faisal, f"referrals/{referral}/accept/")

    part = _send(
        faisal, f"referrals/{referral}/answer/", **{"answer-outcome": "جزء", "answer-more_follows": "on"}
    )
    whole = _send(faisal, f"referrals/{referral}/answer/", **{"answer-outcome": "الخلاصة"})

    assert "The clock runs until the last part." in _words(part)
    assert "Give the outcome to the sender" in _words(part)
    assert "Answered. The sender has been told." in _words(whole)
    assert "the last part" in _words(whole)


def test_the_whole_way_by_a_one_time_link() -> None:
    referral = _outside(new_case())
    sara, outside = sign_in("sara"), Client()
    made = _words(_send(sara, f"referrals/{referral}/link/", phone=""))
    (address,) = re.findall(r"http://testserver(/ar/answer/[\w-]+/)", made)
    (code,) = re.findall(r"<p class=\"digits-once\">[^0-9]*(\d{6})", made)
    address = address.replace("/ar/", "/en/")

    first = outside.get(address)
    wrong = outside.post(address, {"name": NAME, "post": POST, "code": "12"})
    opened = _words(outside.post(address, {"name": NAME, "post": POST, "code": code}))
    (visit,) = re.findall(r'name="visit" value="([\w-]+)"', opened)
    empty = outside.post(address, {"visit": visit, "did": "declined", "text": ""})
    accepted = _words(outside.post(address, {"visit": visit, "did": "accepted", "text": ""}))
    done = _words(outside.post(address, {"visit": visit, "did": "outcome", "text": "تم الفحص."}))
    again = outside.get(address)
    unknown = outside.get("/en/answer/AAAAAAAAAAAAAAAAAAAAAA/")

    assert "فحص طبي." not in _words(first)
    assert (wrong.status_code, empty.status_code) == (422, 422)
    assert "These are not the six digits of this link." in _words(wrong)
    assert "فحص طبي." in opened
    assert "Accepted. The sender has been told" in accepted
    assert "Thank you. The sender has your answer." in done
    assert (again.status_code, unknown.status_code) == (404, 404)
    assert re.sub(r"answer/[\w-]+", "", _words(again)) == re.sub(r"answer/[\w-]+", "", _words(unknown))
    assert "This link opens nothing now" in _words(again)
    assert "0110000002" in opened  # whom to ask
    page = _words(sara.get(f"/en/desk/referrals/{referral}/"))
    assert page.count("تم الفحص.") == 1
    assert NAME in page
    assert POST in page


def test_the_link_and_its_digits_are_never_shown_to_the_other_side_or_twice() -> None:
    case_id = new_case()
    referral = _outside(case_id)
    sara = sign_in("sara")
    _send(sara, f"referrals/{referral}/link/", phone="")

    again = _words(sara.get(f"/en/desk/referrals/{referral}/link/"))

    assert "/ar/answer/" not in again
    assert re.search(r"digits-once\">[^0-9]*\d{6}", again)
    assert sign_in("faisal").get(f"/en/desk/referrals/{referral}/link/").status_code == 404
    assert sign_in("noura").get(f"/en/desk/referrals/{referral}/link/").status_code == 404


def test_the_letter_is_printed_and_comes_back_on_paper() -> None:
    referral = _outside(new_case())
    sara = sign_in("sara")

    sheet = _words(sara.get(f"/en/desk/referrals/{referral}/paper/"))
    missing = _send(sara, f"referrals/{referral}/came-back/", did="declined", text="", name="", post="")
    done = _send(sara, f"referrals/{referral}/came-back/", did="accepted", text="", name=NAME, post=POST)

    assert "رمز الرد:" in sheet
    assert "فحص طبي." in sheet
    assert "0110000002" in sheet
    for words in ("Write the name that stands on the paper.", "Write it here: it is needed for this answer."):
        assert words in _words(missing)
    assert "Entered, under both names." in _words(done)
    assert "entered by Sara" in _words(done)


def test_an_agency_with_a_desk_gets_no_link() -> None:
    referral = referred_to_police(new_case())

    page = _send(sign_in("sara"), f"referrals/{referral}/link/", phone="")

    assert page.status_code == 409
    assert "This agency has a desk here and answers there." in _words(page)


def test_a_letter_to_an_authority_waits_for_a_named_official() -> None:
    referral = referred_to_police(new_case())
    with system_scope("clockwork"):
        check_deadlines(at=now() + timedelta(days=3))
    with acting_as("sara"):
        letter = AuthorityLetter.objects.get().pk
    sara, huda, faisal = sign_in("sara"), sign_in("huda"), sign_in("faisal")
    today = {"sent-sent_on": f"{timezone.localtime(now()):%Y-%m-%d}"}

    read = _words(sara.get(f"/en/desk/letters/{letter}/"))
    refused = sara.post(f"/en/desk/letters/{letter}/sign/", {"sign-authority": "جهة"})
    early = _send(huda, f"letters/{letter}/sent/", **today)
    empty = _send(huda, f"letters/{letter}/sign/", **{"sign-authority": ""})
    signed = _send(huda, f"letters/{letter}/sign/", **{"sign-authority": "وزارة مخترعة"})
    sent = _send(huda, f"letters/{letter}/sent/", **today)

    assert "Nothing goes out until an official signs it by name." in read
    assert (refused.status_code, early.status_code) == (404, 409)
    assert "Write the authority." in _words(empty)
    assert "وزارة مخترعة" in _words(signed)
    assert "هدى" in _words(signed)
    assert "Sent on" in _words(sent)
    assert faisal.get(f"/en/desk/letters/{letter}/").status_code == 404
    assert "letter to an authority" not in _words(faisal.get(f"/en/desk/referrals/{referral}/")).lower()
    for page in (read, _words(signed)):
        assert "طفل باسم مخترع" not in page
        assert "salem_2031" not in page


def test_a_letter_can_be_left_with_a_reason() -> None:
    referred_to_police(new_case())
    with system_scope("clockwork"):
        check_deadlines(at=now() + timedelta(days=3))
    with acting_as("sara"):
        letter = AuthorityLetter.objects.get().pk
    huda = sign_in("huda")

    empty = _send(huda, f"letters/{letter}/leave/", **{"leave-reason": " "})
    left = _send(huda, f"letters/{letter}/leave/", **{"leave-reason": "وصل الرد هاتفياً."})
    twice = _send(huda, f"letters/{letter}/sign/", **{"sign-authority": "جهة"})

    assert "Write the reason." in _words(empty)
    assert "Huda decided that no letter goes out." in _words(left)
    assert twice.status_code == 409


def test_a_suspect_who_works_there_means_another_inbox_or_a_sentence_that_helps() -> None:
    case_id = new_case()
    sara, police = sign_in("sara"), agency_by_code("police").id
    values = {
        "first-to_agency": str(police), "first-purpose": "investigation", "first-legal_basis": "law_duty",
        "first-packet": ["child_age"], "first-suspect_works_there": "on", "first-request": "", "second-to_agency": "",
    }  # fmt: skip

    refused = _send(sara, f"cases/{case_id}/refer/", **values)
    set_route(agency_code="police", alternative_code="prosecution", national_contact_point=None)
    sent = _send(sara, f"cases/{case_id}/refer/", **values)
    later = _send(
        sara,
        f"cases/{case_id}/refer/",
        **{**values, "first-suspect_works_there": "", "first-purpose": "other"},
    )

    assert "No other inbox is set up for this agency." in _words(refused)
    assert "Sent. The clock for the answer runs." in _words(sent)
    with acting_as("sara") as by:
        (row,) = referrals_of(case_id, by=by)
    assert row.to_agency.code == "prosecution"
    assert "An earlier referral of this case says" in _words(later)
    assert row.code not in _words(sign_in("faisal").get("/en/desk/inbox/"))
    assert sign_in("faisal").get(f"/en/desk/referrals/{row.id}/").status_code == 404
    shown = _words(sign_in("majed").get(f"/en/desk/referrals/{row.id}/"))
    assert "Where the suspect works" in shown
    assert "Police" in shown


def test_a_foreign_counterpart_is_reached_through_the_national_contact_point_only() -> None:
    case_id = new_case()
    sara = sign_in("sara")
    values = {
        "first-to_agency": str(agency_by_code("police").id), "first-purpose": "foreign_counterpart",
        "first-legal_basis": "law_duty", "first-packet": ["concerns"], "first-country": "fr", "first-request": "",
        "second-to_agency": "",
    }  # fmt: skip

    straight = _send(sara, f"cases/{case_id}/refer/", **values)
    set_route(agency_code="police", alternative_code=None, national_contact_point=True)
    nowhere = _send(sara, f"cases/{case_id}/refer/", **{**values, "first-country": ""})
    sent = _send(sara, f"cases/{case_id}/refer/", **values)

    assert "goes to the national contact point" in _words(straight)
    assert "Write the country with its two letters" in _words(nowhere)
    assert "Sent. The clock for the answer runs." in _words(sent)

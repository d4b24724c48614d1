"""The pages of meetings and agreements, the chronology on paper and the handover, by the test client."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import translation

from takatuf.agencies.queries import agency_by_code
from takatuf.casework.actions import SafeNow, record_visit
from takatuf.casework.queries import case_head
from takatuf.config.commands.country import make_country
from takatuf.desks.handing_over import open_items
from takatuf.jointwork.agreements.actions import TermGiven, draft_agreement, sign_agreement
from takatuf.jointwork.models import Referral
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, sign_in, worker_named
from tests.desks.situations import CHILD, acting_as, assessed, new_case, planned, referred_to_police

pytestmark = pytest.mark.usefixtures("house")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def country(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)


@pytest.fixture(autouse=True)
def _arabic() -> object:
    with translation.override("ar"):
        yield


def chronology(username: str, case_id: UUID, query: str = "") -> str:
    answer = sign_in(username).get(reverse("desks:case_chronology", args=[case_id]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_chronology_on_paper_names_agencies_and_sources_and_no_child(country: None) -> None:
    case_id = new_case()
    assessed(case_id)
    planned(case_id)
    referred_to_police(case_id)
    with acting_as("sara") as by:
        code = case_head(case_id, by=by).code
        referral = Referral.objects.get().code

    everything = chronology("sara", case_id)
    referrals = chronology("sara", case_id, "?kind=referrals")
    by_centre = chronology("sara", case_id, "?agency=centre")

    assert code in everything
    assert CHILD not in everything
    assert referral in everything
    assert "هـ" in everything  # the Hijri day stands beside the Gregorian one
    assert referral in referrals
    assert "تمت الموافقة" not in referrals
    assert referral not in by_centre


def test_an_agency_outside_the_case_gets_no_chronology(country: None) -> None:
    case_id = new_case()
    referred_to_police(case_id)

    answer = sign_in("faisal").get(reverse("desks:case_chronology", args=[case_id]))

    assert answer.status_code == 404


def in_force() -> None:
    social, other = agency_by_code("social").id, agency_by_code("prosecution").id
    line = TermGiven(social, "investigation", ("child_age",), 4, "clock_hours")
    with acting_as("huda") as by:
        row = draft_agreement(
            second_id=other, title="تبادل", valid_from=now().date() - DAY, valid_to=now().date() + 90 * DAY, terms=[line],
            dispute_path="المديران", dispute_days=3, by=by, at=now(),
        )  # fmt: skip
        sign_agreement(agreement_id=row.pk, by=by, at=now())
    with acting_as("majed") as by:
        sign_agreement(agreement_id=row.pk, by=by, at=now())


@pytest.mark.parametrize(
    ("packet", "said"),
    [
        (["child_age", "child_name"], "لا تتيح الاتفاقية بين الجهتين مشاركة ما يلي: اسم الطفل"),
        (["child_age"], ""),
    ],
)
def test_the_referral_form_says_what_the_agreement_does_not_allow(
    country: None, packet: list[str], said: str
) -> None:
    case_id = new_case()
    in_force()
    client, address = sign_in("sara"), reverse("desks:refer", args=[case_id])
    prefix = _prefix(client.get(address).content.decode())

    shown = client.get(address).content.decode()
    answer = client.post(address, {
        f"{prefix}-to_agency": str(agency_by_code("prosecution").id), f"{prefix}-purpose": "investigation",
        f"{prefix}-legal_basis": "agreement", f"{prefix}-packet": packet, f"{prefix}-request": "سؤال",
    })  # fmt: skip

    assert "ما تتيح الاتفاقيات السارية لجهتكم أن تشاركه" in shown
    assert answer.status_code == (200 if said else 302)
    assert said in answer.content.decode()


def _prefix(page: str) -> str:
    """The prefix of the first referral on the page."""
    return page.split('-to_agency"', maxsplit=1)[0].rsplit('"', 1)[1].removeprefix("id_")


def test_without_an_agreement_the_form_says_so(country: None) -> None:
    case_id = new_case()
    client, address = sign_in("sara"), reverse("desks:refer", args=[case_id])
    prefix = _prefix(client.get(address).content.decode())

    answer = client.post(address, {
        f"{prefix}-to_agency": str(agency_by_code("police").id), f"{prefix}-purpose": "investigation",
        f"{prefix}-legal_basis": "agreement", f"{prefix}-packet": ["child_age"], f"{prefix}-request": "سؤال",
    })  # fmt: skip

    assert "لا اتفاقية سارية تتيح لجهتكم المشاركة مع تلك الجهة لهذا الغرض" in answer.content.decode()
    with acting_as("sara"):
        assert Referral.objects.count() == 0


def test_an_agreement_is_drafted_by_a_form_and_says_what_is_missing(country: None) -> None:
    client, address = sign_in("huda"), reverse("desks:agreement_draft")
    whole = {
        "second": str(agency_by_code("police").id), "title": "تبادل", "valid_from": "2026-12-01", "valid_to": "2027-12-01",
        "dispute_path": "المديران", "dispute_days": "٣", "term0-side": "other", "term0-purpose": "health",
        "term0-fields_shared": ["child_age", "child_sex"], "term0-answer_amount": "24", "term0-answer_unit": "clock_hours",
        **{f"term{place}-side": "own" for place in range(1, 6)}, **{f"term{place}-answer_amount": "24" for place in range(1, 6)},
        **{f"term{place}-answer_unit": "clock_hours" for place in range(1, 6)},
    }  # fmt: skip

    empty = client.post(address, {**whole, "term0-purpose": "", "term0-fields_shared": []})
    late = client.post(address, {**whole, "valid_to": "2026-11-01"})
    kept = client.post(address, whole)

    assert "اذكر مرة واحدة على الأقل ما تجوز مشاركته ولأي غرض." in empty.content.decode()
    assert late.status_code == 200
    assert kept.status_code == 302
    shown = client.get(kept.headers["Location"]).content.decode()
    assert "24 ساعة متصلة" in shown


def test_the_handover_shows_cases_whose_child_is_not_known_to_be_safe(country: None) -> None:
    grave, mild = new_case(level=1), new_case(level=3)
    huda = worker_named("huda")

    def cases() -> dict[UUID, int]:
        with acting_as("huda") as by:
            found = open_items(huda, by=by, at=now())
        return {UUID(item.key.split(":")[1]): item.level for item in found if item.kind == "case"}

    before = cases()
    with acting_as("sara") as by:
        record_visit(
            case_id=mild, child_seen=True, child_seen_alone=False, not_alone_reason="لم يرغب", safe_now=SafeNow.NO, by=by,
            at=now(),
        )  # fmt: skip
        record_visit(
            case_id=grave, child_seen=True, child_seen_alone=True, safe_now=SafeNow.YES, by=by, at=now()
        )

    assert before == {grave: 1}
    assert cases() == {mild: 1}

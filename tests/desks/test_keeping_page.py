"""The page of keeping and erasing: a code and a reason hold a case, two names approve, one keeps."""

from pathlib import Path

import pytest
from django.urls import reverse

from takatuf.casework.models import Case
from takatuf.config.commands.journey.walk import Walk
from takatuf.keeping.actions import list_due
from takatuf.keeping.models import Erasure, Hold
from takatuf.kernel.clock import now
from tests.desks.people import sign_in

pytestmark = pytest.mark.usefixtures("house")

PAGE = "/en/desk/keeping/"


@pytest.fixture
def case(house: None, tmp_path: Path) -> Case:
    walk = Walk(tmp_path, None, quiet=True)
    walk.all_steps(until="leading agency appointed")
    return Case.objects.using("keeper").get(pk=walk.ids["case"])


def test_a_case_is_held_by_its_code_and_let_go_with_a_reason(case: Case) -> None:
    reem = sign_in("reem")
    assert "IICSA" in reem.get(PAGE).content.decode()
    assert "التقرير الختامي" in reem.get(PAGE.replace("/en/", "/ar/")).content.decode()
    spoken = case.code.lower().replace("-", " ")

    wrong = reem.post(
        reverse("desks:keeping_hold"), {"hold-code": "C-26-999999", "hold-reason": "The court asked"}
    )
    held = reem.post(
        reverse("desks:keeping_hold"), {"hold-code": spoken, "hold-reason": "The court asked"}, follow=True
    )
    row = Hold.objects.using("keeper").get()
    lifted = reem.post(
        reverse("desks:keeping_lift", args=[row.pk]), {f"lift-{row.pk}-reason": "It has ruled"}, follow=True
    )

    assert wrong.status_code == 200
    assert "لا تصل جهتكم" in wrong.content.decode()
    assert "The court asked" in held.content.decode()
    assert "The court asked" not in lifted.content.decode()
    row.refresh_from_db(using="keeper")
    assert row.lifted_at is not None


def test_what_was_asked_for_says_what_stands_against_it_and_is_kept_by_one(case: Case) -> None:
    huda, yousef = sign_in("huda"), sign_in("yousef")

    huda.post(reverse("desks:keeping_ask"), {"ask-code": case.code, "ask-reason": "Her mother asks"})
    list_due(at=now())
    row = Erasure.objects.using("keeper").get()
    page = yousef.get(PAGE).content.decode()
    refused = yousef.post(reverse("desks:keeping_approve", args=[row.pk]))
    yousef.post(reverse("desks:keeping_keep", args=[row.pk]))

    row.refresh_from_db(using="keeper")
    assert "It is open" in page
    assert "Her mother asks" not in page
    assert refused.status_code == 409
    assert (row.second_at, row.kept_by_id is not None) == (None, True)
    assert "Kept after all" in huda.get(PAGE).content.decode()


def test_the_page_calls_no_time_law(case: Case) -> None:
    page = sign_in("huda").get(PAGE).content.decode()

    assert "75 years after it ended" in page
    assert "Nobody has checked it for this country yet." in page
    assert "Law, checked" not in page

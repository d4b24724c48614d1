"""The page of texts of law: everybody who writes for the court reads it, two persons check, and the court's document is held to it."""

import pytest
from django.test import Client

from takatuf.clocks.law.files import law_text
from takatuf.clocks.law.queries import LawNotChecked, citation
from takatuf.config.commands.country import make_country
from takatuf.court.actions import build_and_sign
from tests.court.situations import AT, a_case, a_fact, a_signed, a_signer, an_approved, the_sealer_comes
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.factories import acting

pytestmark = pytest.mark.usefixtures("house")
CODE = "sa_child_protection"


def send(client: Client, **changes: str) -> str:
    values = {
        f"{CODE}-sha256": law_text(CODE).sha256,
        f"{CODE}-source": "Umm al-Qura, the issue as printed",
    } | {f"{CODE}-{name}": value for name, value in changes.items()}
    return client.post(f"/en/desk/law/{CODE}/check/", values, follow=True).content.decode()


def test_two_persons_check_a_text_on_the_page() -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    reem, director = sign_in("reem"), sign_in("director")

    page = reem.get("/en/desk/law/").content.decode()
    assert "Child Protection Law" in page
    assert "Checked by two persons" not in page
    assert "Say where you read it." in send(reem, source="")
    assert "The words of this text have changed" in send(reem, sha256="0" * 64)
    assert "Recorded under your name." in send(reem)
    assert "You have checked this text already." in send(reem)
    with pytest.raises(LawNotChecked):
        citation(CODE)
    assert "Checked by two persons" in send(director)
    assert citation(CODE).code == CODE
    assert sign_in("sara").post(f"/en/desk/law/{CODE}/check/").status_code == 404


def test_a_document_that_names_an_unchecked_law_is_not_signed() -> None:
    here = a_case()
    fact = a_fact(here, text="ذكر التقرير أن نظام حماية الطفل ينطبق على الواقعة.")
    submission = an_approved(here, (fact,))
    the_sealer_comes()

    with acting(here.writer) as by, pytest.raises(LawNotChecked) as refused:
        build_and_sign(submission_id=submission, signer=a_signer(), by=by, at=AT)

    assert refused.value.titles == ("نظام حماية الطفل",)


def test_a_document_without_the_name_of_a_law_is_signed() -> None:
    assert a_signed(a_case())

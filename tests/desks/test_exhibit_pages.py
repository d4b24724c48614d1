"""The pages of exhibits, as the people of the demonstration country use them."""

from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from takatuf.casework.queries import case_head
from takatuf.config.commands.country import make_country
from takatuf.config.commands.journey.demo_exhibits import hand_phone_to_police, register_phone
from takatuf.evidence.queries import exhibits_of
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.situations import acting_as, new_case


@pytest.fixture
def case_id(house: None) -> UUID:
    make_country(password=PASSWORD, totp_secret=SECRET)
    return new_case()


def _send(client: Client, case_id: UUID, path: str, values: dict[str, str]) -> HttpResponse:
    return client.post(f"/en/desk/cases/{case_id}/exhibits/{path}", values, follow=True)


def _record_id(case_id: UUID) -> UUID:
    with acting_as("sara") as by:
        return case_head(case_id, by=by).record_id


FORM = {
    "kind": "device", "description": "هاتف أزرق", "origin": "أحضرته الأم", "sha256": "ab" * 32, "size": "٢٠٤٨", "how": "received",
    "giver_agency": "outside", "giver_body": "الأسرة", "giver_person": "الأم", "taker_agency": "", "taker_body": "خزانة الوحدة",
    "happened_at": "2026-01-05T10:30", "reason": "ليُفحص", "material_embargo": "on",
}  # fmt: skip


def test_an_exhibit_is_registered_and_handed_over_on_the_pages(case_id: UUID) -> None:
    sara = sign_in("sara")

    added = _send(sara, case_id, "add/", FORM).content.decode()
    with acting_as("sara") as by:
        (row,) = exhibits_of(_record_id_in(case_id, by), by=by)
    step = {
        "kind": "handed_over", "giver_agency": "outside", "giver_body": "خزانة الوحدة", "taker_agency": "outside",
        "taker_body": "المختبر", "happened_at": "2026-01-05T12:00", "reason": "للفحص",
    }  # fmt: skip
    gap = _send(sara, case_id, f"{row.id}/", {**step, "giver_body": "جهة أخرى"})
    given = _send(sara, case_id, f"{row.id}/", step).content.decode()

    assert "The exhibit is registered." in added
    assert "2,048 bytes" in added or "2048 bytes" in added
    assert gap.status_code == 409
    assert "By the chain somebody else holds this exhibit." in gap.content.decode()
    assert "The step is recorded." in given
    assert "المختبر" in given


def _record_id_in(case_id: UUID, by: object) -> UUID:
    return case_head(case_id, by=by).record_id  # type: ignore[arg-type]


def test_what_is_missing_is_said_at_its_field(case_id: UUID) -> None:
    sara = sign_in("sara")

    page = _send(sara, case_id, "add/", {**FORM, "sha256": "12", "taker_body": ""}).content.decode()
    hashed = _send(sara, case_id, "add/", {**FORM, "sha256": "12"}).content.decode()

    assert "Say who takes it: an agency of the list, or another body by its name." in page
    assert "This is no hash of this kind: look at how many digits it has." in hashed


def test_no_form_takes_a_file(case_id: UUID) -> None:
    record_id = _record_id(case_id)
    with acting_as("sara") as by:
        row = register_phone(record_id=record_id, by=by, at=now())
    sara = sign_in("sara")

    for path in ("add/", f"{row.pk}/"):
        page = sara.get(f"/en/desk/cases/{case_id}/exhibits/{path}").content.decode()
        assert 'type="file"' not in page
        assert "multipart/form-data" not in page


def test_the_register_is_printed_with_every_step(case_id: UUID) -> None:
    record_id = _record_id(case_id)
    with acting_as("sara") as by:
        row = register_phone(record_id=record_id, by=by, at=now())
        hand_phone_to_police(exhibit=row, by=by, at=now())

    page = sign_in("sara").get(f"/en/desk/cases/{case_id}/exhibits/register/").content.decode()

    assert "Register of exhibits and chain of custody" in page
    assert "S-2207" in page
    assert page.index("Received") < page.index("Handed over")

"""The call-taker's pages without a browser: without a script, refusals in words, who took over, forms on paper."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from takatuf.agencies.queries import agency_by_code
from takatuf.config.commands.country import make_country
from takatuf.intake.calls.actions import print_forms
from takatuf.intake.calls.queries import open_call, open_calls
from takatuf.intake.calls.rows import CallView
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, QUICK_HASHERS, SECRET, sign_in
from tests.desks.situations import acting_as

NUMBER = "0500000041"


@pytest.fixture(autouse=True)
def _country(house: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    make_country(password=PASSWORD, totp_secret=SECRET)


def _started(client: Client, number: str = NUMBER) -> str:
    return str(client.post("/ar/desk/calls/start/", {"number": number}).url)


def _view(address: str) -> CallView:
    with acting_as("amal") as by:
        return open_call(UUID(address.rstrip("/").rpartition("/")[2]), by=by, at=now())


def _text(client: Client, address: str, **sent: Any) -> str:
    answer = client.post(address, sent, follow=True) if sent else client.get(address)
    return answer.content.decode()


def test_without_a_script_the_save_button_keeps_everything_and_the_report_goes_out() -> None:
    client = sign_in("amal")
    address = _started(client)

    client.post(address, {"number": NUMBER, "words": "كلمات المتصل", "now": ["threat", "secrecy"]})
    kept = _view(address).values
    back = client.post(address, {"number": NUMBER, "words": "كلمات المتصل", "onward": "read_back"})
    page = _text(client, back.url)
    sent = _text(client, f"{address}send/", x="")

    assert kept["now"] == ["threat", "secrecy"]
    assert "كلمات المتصل" in page
    assert "قل رمز المتابعة مرتين" in sent


def test_sending_twice_shows_the_same_code() -> None:
    client = sign_in("amal")
    address = _started(client)
    client.post(address, {"words": "كلمات"})

    first, second = _text(client, f"{address}send/", x=""), _text(client, f"{address}send/", x="")

    assert first.count("<b>") == 6
    assert [line for line in first.splitlines() if "<b>" in line] == [
        line for line in second.splitlines() if "<b>" in line
    ]


def test_an_age_that_cannot_be_read_leads_back_to_its_field_with_what_was_typed() -> None:
    client = sign_in("amal")
    address = _started(client)
    client.post(address, {"words": "كلمات", "about-age": "نحو العاشرة"})

    page = _text(client, f"{address}read-back/")

    assert 'href="#id_about-age"' in page
    assert "نحو العاشرة" in page


@pytest.mark.parametrize("said", [{"danger": "danger"}, {"now": "despair"}, {"now": "meeting"}])
def test_danger_without_a_place_is_asked_once_more(said: dict[str, str]) -> None:
    client = sign_in("amal")
    address = _started(client, number="")
    client.post(address, {"words": "كلمات", **said})
    asked = _text(client, f"{address}read-back/")
    client.post(address, {"words": "كلمات", **said, "about-city": "حي النخيل"})

    told = _text(client, f"{address}read-back/")

    assert "بلا مكان أو رقم" in asked
    assert "بلا مكان أو رقم" not in told


@pytest.mark.parametrize(("tongue", "asks"), [("ur", True), ("ar", False), ("", False)])
def test_who_calls_back_has_an_interpreter_for_a_language_of_the_caller(tongue: str, asks: bool) -> None:  # noqa: FBT001
    client = sign_in("amal")
    address = _started(client)
    client.post(address, {"number": NUMBER, "words": "كلمات", "tongue": tongue})
    client.post(f"{address}cut-off/")

    queue = _text(client, "/ar/desk/calls/back/")

    assert ("الأردية: ليكن المترجم معك على الخط" in queue) == asks
    assert ("المترجم" in queue) == asks


def test_observations_are_not_read_to_the_caller() -> None:
    client = sign_in("amal")
    address = _started(client)
    client.post(address, {"words": "كلمات", "observations": "صوت بعيد في الخلفية"})

    assert "صوت بعيد" not in _text(client, f"{address}read-back/")


def test_who_took_over_is_one_small_form() -> None:
    client = sign_in("amal")
    address, police = _started(client), str(agency_by_code("police").id)

    nameless = _text(client, f"{address}hand-over/", **{"transfer-agency": police, "taken": "yes"})
    before = _view(address).taken_over
    named = _text(
        client, f"{address}hand-over/", **{"transfer-agency": police, "transfer-name": "فهد", "taken": "yes"}
    )

    assert "اكتب من تسلّم المكالمة" in nameless
    assert not before
    assert "تسلّمها فهد" in named
    assert "خطر" in named


def test_a_colleague_reads_the_call_and_cannot_write_in_it_before_taking_it_over() -> None:
    address = _started(sign_in("amal"))
    colleague = sign_in("khalid")

    page = _text(colleague, address)
    refused = colleague.post(address, {"words": "كلمات"})
    colleague.post(f"{address}take-over/")
    taken = colleague.post(f"{address}save/", {"words": "كلمات"})

    assert "تسلّم المكالمة" in page
    assert 'id="saved"' not in page
    assert refused.status_code == 409
    assert "يكتب هذه المكالمة أحد الزملاء" in refused.content.decode()
    assert taken.status_code == 200


def test_saving_shows_the_panel_again_only_when_the_number_changed() -> None:
    client = sign_in("amal")
    address = _started(client, number="")

    same = _text(client, f"{address}save/", words="كلمات")
    changed = _text(client, f"{address}save/", words="كلمات", number=NUMBER)

    assert 'id="caller"' not in same
    assert 'hx-swap-oob="true"' in changed
    assert "أول مكالمة من هذا الرقم" in changed


def test_a_form_on_paper_is_entered_once_and_says_so_the_second_time() -> None:
    client = sign_in("amal")
    with acting_as("amal") as by:
        (serial,) = print_forms(count=1, by=by, at=now() - timedelta(hours=5))
    began = timezone.localtime(now() - timedelta(hours=2))
    form = {
        "enter-serial": serial,
        "enter-started_at": began.strftime("%Y-%m-%dT%H:%M"),
        "enter-number": NUMBER,
    }

    first = client.post("/ar/desk/calls/paper/enter/", form)
    second = _text(client, "/ar/desk/calls/paper/enter/", **form)

    with acting_as("amal") as by:
        (call,) = open_calls(by=by)
    assert first.status_code == 302
    assert call.started_at == began.replace(second=0, microsecond=0)
    assert call.serial == serial
    assert "لا تشترك مكالمتان في نموذج" in second


def test_what_awaits_a_call_taker_is_the_open_call() -> None:
    client = sign_in("amal")
    address = _started(client)

    assert f'href="{address}"' in _text(client, "/ar/desk/")

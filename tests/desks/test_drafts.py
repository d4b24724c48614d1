"""What is typed into a form of the desks is not lost: kept while it is typed, when a step is refused, after a time-out."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, connections
from django.test import Client

from takatuf.agencies.drafts.actions import JOB, MOST_CHARACTERS, erase_old_drafts, keep_draft
from takatuf.agencies.drafts.queries import drafts_of, open_draft
from takatuf.agencies.models import WorkDraft
from takatuf.agencies.scope import system_scope
from takatuf.config.commands.country import make_country
from takatuf.desks.drafts import Typed
from takatuf.desks.putting_back import put_back
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotAllowed
from tests.desks.people import PASSWORD, SECRET, sign_in, worker_named
from tests.desks.situations import acting_as, new_case

FACTS = "رأيت دفتر المدرسة المخترع على الطاولة."


@pytest.fixture
def case_id(house: None) -> UUID:
    make_country(password=PASSWORD, totp_secret=SECRET)
    return new_case()


def _assess(case_id: UUID, language: str = "ar") -> str:
    return f"/{language}/desk/cases/{case_id}/assess/"


def _type(client: Client, case_id: UUID, facts: str = FACTS) -> dict[str, object]:
    address = _assess(case_id)
    sent = {
        "draft-page": address,
        "draft-form": address,
        "kind": "risk",
        "facts": facts,
        "opinion": "",
        "csrfmiddlewaretoken": "x",
    }
    answer = client.post("/ar/desk/drafts/", sent)
    assert answer.status_code == 200
    return dict(answer.json())


def _kept(username: str) -> list[dict[str, list[str]]]:
    with acting_as(username) as by:
        opened = [open_draft(row.id, by=by) for row in drafts_of(by=by)]
    return [view.values for view in opened if view]


def test_what_is_typed_comes_back_in_either_language(case_id: UUID) -> None:
    client = sign_in("sara")

    told = _type(client, case_id)

    assert told["at"]
    assert told["signed_in"] is True
    page = client.get(_assess(case_id, "en"))
    assert "We kept what you typed here" in page.content.decode()
    assert FACTS not in page.content.decode()
    back = client.get(_assess(case_id, "en") + f"?kept={page.context['kept'][0].id}").content.decode()
    assert f">\n{FACTS}</textarea>" in back
    assert '<option value="risk" selected>' in back
    assert "is back in the form" in back


def test_nobody_else_is_offered_it_not_even_a_colleague(case_id: UUID) -> None:
    client = sign_in("sara")
    _type(client, case_id)
    draft = client.get(_assess(case_id)).context["kept"][0].id

    other = sign_in("huda").get(_assess(case_id) + f"?kept={draft}")

    assert other.context["kept"] == []
    assert FACTS not in other.content.decode()
    with acting_as("huda") as by:
        assert open_draft(draft, by=by) is None
        assert WorkDraft.objects.count() == 0


def test_the_table_holds_no_word_of_it(case_id: UUID) -> None:
    _type(sign_in("sara"), case_id)

    with connections["keeper"].cursor() as cursor:
        cursor.execute("SELECT words FROM agencies_workdraft")
        rows = [bytes(row[0]) for row in cursor.fetchall()]

    assert len(rows) == 1
    assert FACTS.encode() not in rows[0]


def test_a_draft_goes_when_its_form_is_sent(case_id: UUID) -> None:
    client = sign_in("sara")
    _type(client, case_id)
    whole = {"kind": "initial", "facts": FACTS, "opinion": "أرى أن الأمر هادئ."}

    assert client.post(_assess(case_id), whole).status_code == 302

    assert _kept("sara") == []


def test_a_draft_stays_while_the_form_is_not_whole(case_id: UUID) -> None:
    client = sign_in("sara")
    _type(client, case_id)

    answer = client.post(_assess(case_id), {"kind": "initial", "facts": "", "opinion": ""})

    assert answer.status_code == 200
    assert len(_kept("sara")) == 1
    assert answer.context["kept"] == []


def test_emptied_fields_are_forgotten(case_id: UUID) -> None:
    client = sign_in("sara")
    _type(client, case_id)
    address = _assess(case_id)

    client.post("/ar/desk/drafts/", {"draft-page": address, "draft-form": address, "facts": " "})

    assert _kept("sara") == []


def test_discarding_leads_back_to_the_page(case_id: UUID) -> None:
    client = sign_in("sara")
    _type(client, case_id)
    address = _assess(case_id)

    answer = client.post("/ar/desk/drafts/discard/", {"draft-page": address, "draft-form": address})

    assert (answer.status_code, answer["Location"]) == (302, address)
    assert _kept("sara") == []
    elsewhere = client.post(
        "/ar/desk/drafts/discard/", {"draft-page": "//evil.example/", "draft-form": address}
    )
    assert elsewhere.status_code == 404


def test_a_form_sent_after_the_time_out_waits_behind_the_sign_in(case_id: UUID) -> None:
    client = sign_in("sara")
    client.get(_assess(case_id))
    assert client.cookies["writer"]["httponly"]
    assert client.cookies["writer"]["samesite"] == "Strict"
    del client.cookies["desk"]  # as the browser does when the idle time is over
    whole = {"kind": "initial", "facts": FACTS, "opinion": "أرى أن الأمر هادئ."}

    answer = client.post(
        _assess(case_id), whole, headers={"sec-fetch-site": "same-origin", "referer": f"http://testserver{_assess(case_id)}"}
    )  # fmt: skip

    assert answer.status_code == 302
    assert answer["Location"] == f"/ar/accounts/login/?next={_assess(case_id)}"
    assert "ما كتبته محفوظ" in client.get(answer["Location"]).content.decode()
    page = sign_in("sara").get(_assess(case_id))
    assert len(page.context["kept"]) == 1
    assert _kept("sara")[0]["facts"] == [FACTS]
    assert sign_in("huda").get(_assess(case_id)).context["kept"] == []


def test_what_is_typed_after_the_time_out_is_kept_too(case_id: UUID) -> None:
    client = sign_in("sara")
    client.get(_assess(case_id))
    del client.cookies["desk"]
    address = _assess(case_id)

    answer = client.post(
        "/ar/desk/drafts/", {"draft-page": address, "draft-form": address, "facts": FACTS}, headers={"sec-fetch-site": "same-origin"}
    )  # fmt: skip

    assert answer.json()["signed_in"] is False
    assert _kept("sara") == [{"facts": [FACTS]}]


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://other.example"}, {}]
)
def test_nothing_is_kept_for_a_page_of_another_site(case_id: UUID, headers: dict[str, str]) -> None:
    client = sign_in("sara")
    client.get(_assess(case_id))
    del client.cookies["desk"]

    client.post(_assess(case_id), {"facts": FACTS}, headers=headers)

    assert _kept("sara") == []


def test_a_forged_note_of_who_writes_keeps_nothing(case_id: UUID) -> None:
    client = Client()
    client.cookies["writer"] = str(worker_named("sara").id)

    answer = client.post(_assess(case_id), {"facts": FACTS}, headers={"sec-fetch-site": "same-origin"})

    assert answer.status_code == 302
    assert _kept("sara") == []


def test_signing_out_forgets_who_wrote_in_this_browser(case_id: UUID) -> None:
    client = sign_in("sara")
    client.get(_assess(case_id))

    answer = client.post("/ar/accounts/logout/")

    assert answer.cookies["writer"]["max-age"] == 0
    client.post(_assess(case_id), {"facts": FACTS}, headers={"sec-fetch-site": "same-origin"})
    assert _kept("sara") == []


def test_an_old_token_loses_nothing(case_id: UUID) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in("sara").cookies
    same = {"sec-fetch-site": "same-origin", "referer": f"http://testserver{_assess(case_id)}"}

    answer = client.post(_assess(case_id), {"facts": FACTS, "csrfmiddlewaretoken": "y" * 64}, headers=same)
    other = client.post(
        _assess(case_id), {"facts": "كلام من موقع آخر"}, headers={"sec-fetch-site": "cross-site"}
    )

    assert (answer.status_code, other.status_code) == (403, 403)
    assert _kept("sara") == [{"facts": [FACTS]}]


def test_a_refused_step_keeps_its_words_though_nothing_else_of_it_stays(case_id: UUID) -> None:
    client = sign_in("sara")
    address = f"/ar/desk/cases/{case_id}/review/"

    answer = client.post(address, {"decision": "continue", "note": FACTS})

    assert answer.status_code == 409  # nothing was done in this case yet, so there is nothing to review
    assert _kept("sara")[0]["note"] == [FACTS]


def test_a_refused_step_leads_back_to_the_page_that_keeps_its_words(case_id: UUID) -> None:
    client = sign_in("sara")
    address = f"/ar/desk/cases/{case_id}/review/"

    answer = client.post(
        address, {"decision": "continue", "note": FACTS}, HTTP_REFERER=f"http://testserver{address}"
    )

    assert f'<a class="btn" href="{address}">' in answer.content.decode()
    assert "حفظنا ما كتبته هنا" in client.get(address).content.decode()


def test_a_choice_alone_is_not_worth_keeping(case_id: UUID) -> None:
    client = sign_in("sara")

    answer = client.post(f"/ar/desk/cases/{case_id}/review/", {"decision": "continue", "note": ""})

    assert answer.status_code == 409
    assert _kept("sara") == []


def test_what_nobody_came_back_to_for_thirty_days_is_erased(case_id: UUID) -> None:
    _type(sign_in("sara"), case_id)

    with system_scope(JOB):
        early = erase_old_drafts(at=now() + timedelta(days=29))
        late = erase_old_drafts(at=now() + timedelta(days=31))

    assert (early, late) == (0, 1)


def test_a_worker_keeps_the_own_words_only(case_id: UUID) -> None:
    huda = worker_named("huda")

    with acting_as("sara") as by, pytest.raises(NotAllowed):
        keep_draft(worker_id=huda.id, page="/desk/", form="/desk/", values={"a": ["b"]}, by=by, at=now())
    with acting_as("sara") as by, pytest.raises(InvalidInput):
        keep_draft(
            worker_id=by.id, page="/desk/", form="/desk/", values={"a": ["b" * (MOST_CHARACTERS + 1)]}, by=by, at=now()
        )  # fmt: skip


def test_the_database_keeps_a_workers_words_from_the_agency_next_door(case_id: UUID) -> None:
    _type(sign_in("sara"), case_id)

    with acting_as("layla"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM agencies_workdraft")
        seen = cursor.fetchone()
        cursor.execute("UPDATE agencies_workdraft SET page = '/desk/'")
        changed = cursor.rowcount
        cursor.execute("DELETE FROM agencies_workdraft")
        erased = cursor.rowcount

    assert (seen, changed, erased) == ((0,), 0, 0)


PAGE = """<form method="post" action="/ar/desk/other/"><textarea name="note">x</textarea></form>
<details class="fold"><summary>a</summary><form method="post" novalidate>
<input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="hidden" name="version" value="9"><input type="hidden" name="rows" value="3">
<textarea name="note" rows="4">
before &amp; after</textarea><input name="name" value="old"><input name="name" value="older">
<select name="kind"><option value="a" selected>A</option><option value="b">B</option></select>
<input type="radio" name="seen" value="yes" checked><input type="radio" name="seen" value="no">
<input type="checkbox" name="days" value="1" checked><input type="checkbox" name="days" value="2">
<input type="password" name="password" value=""></form></details>"""


def test_words_are_put_back_into_every_kind_of_field_and_nothing_else() -> None:
    typed = Typed(
        "/desk/here/", "/desk/here/",
        {
            "note": ["\n<b>\"a\" & b</b>"], "name": ["first", "second"], "kind": ["b"], "seen": ["no"], "days": ["2"],
            "version": ["4"], "rows": ["5"], "password": ["pw"], "row_4": ["the fourth line"], "csrfmiddlewaretoken": ["u"],
        },
    )  # fmt: skip

    done = put_back(PAGE, typed, here="/ar/desk/here/")

    assert '<textarea name="note">x</textarea>' in done.page  # another form's
    assert '<textarea name="note" rows="4">\n\n&lt;b&gt;"a" &amp; b&lt;/b&gt;</textarea>' in done.page
    assert '<input name="name" value="first"><input name="name" value="second">' in done.page
    assert '<option value="a">A</option><option value="b" selected>B</option>' in done.page
    assert 'value="yes"><input type="radio" name="seen" value="no" checked>' in done.page
    assert 'value="1"><input type="checkbox" name="days" value="2" checked>' in done.page
    assert 'name="version" value="4"' in done.page
    assert 'name="rows" value="3"' in done.page
    assert 'name="csrfmiddlewaretoken" value="t"' in done.page
    assert 'name="password" value=""' in done.page
    assert "<details open" in done.page
    assert done.left_over == ["the fourth line"]

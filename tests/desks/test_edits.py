"""The pages on which two people edit one thing: told field by field, decided by a person, nothing lost."""

import re
import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.http import HttpResponse
from django.test import Client

from takatuf.agencies.queries import agency_by_code
from takatuf.casework.editing.actions import change_plan_action
from takatuf.casework.editing.queries import plan_action_fields
from takatuf.casework.queries import open_case
from takatuf.config.commands.country import make_country
from takatuf.kernel.clock import now
from takatuf.kernel.edits import EditConflict
from takatuf.people.queries import open_person
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.situations import CHILD, acting_as, assessed, new_case, planned


@pytest.fixture
def case_id(house: None) -> UUID:
    make_country(password=PASSWORD, totp_secret=SECRET)
    return new_case()


def _child(case_id: UUID) -> UUID:
    with acting_as("sara") as by:
        return next(row.person_id for row in open_case(case_id, by=by, at=now()).people if row.person)


def fields_on(page: HttpResponse) -> dict[str, str]:
    """What a browser would send of the page's own form, texts and hidden fields."""
    found = re.findall(
        r'<input type="(?:hidden|text)" name="([^"]+)"(?: value="([^"]*)")?', page.content.decode()
    )
    return {
        name: value
        for name, value in found
        if name not in {"csrfmiddlewaretoken", "draft-page", "draft-form"}
    }


def _person_form(client: Client, address: str, **changed: str) -> dict[str, str]:
    page = client.get(address)
    form = page.context["form"]
    seen = {name: str(form.initial.get(name, "")) for name in form.named}
    return {
        **seen,
        **{f"was_{name}": value for name, value in seen.items()},
        "version": str(form.initial["version"]),
        **changed,
    }


def test_two_edit_one_person_and_the_slower_decides_field_by_field(case_id: UUID) -> None:
    address = f"/en/desk/cases/{case_id}/people/{_child(case_id)}/edit/"
    sara, huda = sign_in("sara"), sign_in("huda")
    mine = _person_form(sara, address, name="اسم من سارة", birth_year="2013", notes="ملاحظة سارة")
    theirs = _person_form(huda, address, name="اسم من هدى", sex="male", notes="ملاحظة هدى")
    assert huda.post(address, theirs).status_code == 302

    told = sara.post(address, mine)

    assert told.status_code == 409
    words = told.content.decode()
    assert "Another person changed this while you were writing" in words
    for text in ("اسم من سارة", "اسم من هدى", CHILD, "ملاحظة سارة", "ملاحظة هدى"):
        assert text in words
    choices = {row.name: (row.needs_choice, row.is_theirs) for row in told.context["conflict"].choices}
    assert choices["name"] == choices["notes"] == (True, False)
    assert choices["sex"] == (False, True)
    assert choices["birth_year"] == (False, False)
    decided = {**fields_on(told), "choose_name": "theirs", "choose_notes": "both"}
    assert sara.post(address, decided).status_code == 302
    child = _child(case_id)
    with acting_as("sara") as by:
        view = open_person(child, by=by, at=now())
    assert (view.name, view.row.sex, view.birth_year) == ("اسم من هدى", "male", 2013)
    assert view.notes == "ملاحظة هدى\nملاحظة سارة"
    assert view.version == 3


def test_a_third_change_in_between_is_told_once_more(case_id: UUID) -> None:
    address = f"/en/desk/cases/{case_id}/people/{_child(case_id)}/edit/"
    sara, huda = sign_in("sara"), sign_in("huda")
    mine = _person_form(sara, address, name="اسم من سارة")
    assert huda.post(address, _person_form(huda, address, name="أول")).status_code == 302
    told = sara.post(address, mine)
    assert huda.post(address, _person_form(huda, address, name="ثانٍ")).status_code == 302

    again = sara.post(address, {**fields_on(told), "choose_name": "mine"})

    assert again.status_code == 409
    assert "ثانٍ" in again.content.decode()
    assert sara.post(address, {**fields_on(again), "choose_name": "mine"}).status_code == 302
    child = _child(case_id)
    with acting_as("sara") as by:
        assert open_person(child, by=by, at=now()).name == "اسم من سارة"


def test_what_the_conflict_page_holds_is_kept_as_a_draft_until_it_is_decided(case_id: UUID) -> None:
    address = f"/en/desk/cases/{case_id}/people/{_child(case_id)}/edit/"
    sara, huda = sign_in("sara"), sign_in("huda")
    mine = _person_form(sara, address, name="اسم من سارة")
    huda.post(address, _person_form(huda, address, name="أول"))
    told = sara.post(address, mine)

    assert len(sara.get(address).context["kept"]) == 1
    sara.post(address, {**fields_on(told), "choose_name": "mine"})
    assert sara.get(address).context["kept"] == []


def test_a_line_of_a_plan_is_changed_and_the_chronology_says_so(case_id: UUID) -> None:
    action = _line(case_id)
    address = f"/en/desk/cases/{case_id}/plan/lines/{action}/edit/"
    client = sign_in("sara")

    answer = client.post(address, _person_form(client, address, action="جلستا دعم"), follow=True)

    assert "جلستا دعم" in answer.content.decode()
    assert "A line of the plan was changed." in client.get(f"/en/desk/cases/{case_id}/").content.decode()


def test_a_line_of_an_approved_plan_is_changed_by_who_may_approve_it(case_id: UUID) -> None:
    action = _line(case_id, approved=True)
    address = f"/en/desk/cases/{case_id}/plan/lines/{action}/edit/"

    assert sign_in("sara").get(address).status_code == 404
    assert sign_in("huda").get(address).status_code == 200


def _line(case_id: UUID, *, approved: bool = False) -> UUID:
    assessed(case_id)
    planned(case_id, approved=approved)
    with acting_as("sara") as by:
        return open_case(case_id, by=by, at=now()).plans[0].actions[0].id


def test_two_change_one_line_of_a_plan_at_once_and_one_is_told(case_id: UUID) -> None:
    action, social = _line(case_id), agency_by_code("social").id
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def change(username: str) -> None:
        try:
            with acting_as(username) as by:
                barrier.wait(10)
                change_plan_action(
                    case_id=case_id, action_id=action, version=1, action=f"من {username}", agency_id=social,
                    due_at=now() + timedelta(days=3), by=by, at=now(),
                )  # fmt: skip
            outcomes.append("written")
        except EditConflict as conflict:
            outcomes.append(f"told of {conflict.version}")
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=(name,)) for name in ("sara", "huda")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(outcomes) == ["told of 2", "written"]
    with acting_as("sara") as by:
        assert plan_action_fields(case_id, action, by=by).version == 2


def test_a_changed_line_without_a_name_is_refused_by_the_database(case_id: UUID) -> None:
    _line(case_id)

    with transaction.atomic(using="admin"), connections["admin"].cursor() as cursor:
        cursor.execute("ALTER TABLE casework_planaction NO FORCE ROW LEVEL SECURITY")
        with pytest.raises(IntegrityError, match="casework_planaction_changed_by_and_at"):
            cursor.execute("UPDATE casework_planaction SET version = 2, changed_at = now()")
        transaction.set_rollback(True, using="admin")

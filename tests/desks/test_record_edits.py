"""Two people write one assessment, one visit, one judgement: told field by field, and the earlier text is kept."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections
from django.test import Client

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.rules import Role
from takatuf.casework.actions import (
    ConcernStatus,
    SafeNow,
    approve_assessment,
    judge_concern,
    record_assessment,
    record_visit,
)
from takatuf.casework.editing.actions import AssessmentIsApproved, change_assessment, change_visit
from takatuf.casework.editing.queries import assessment_fields, visit_fields
from takatuf.casework.models import AssessmentKind, EarlierText
from takatuf.casework.queries import open_case
from takatuf.config.commands.country import make_country
from takatuf.jointwork.meetings.actions import call_meeting, minute_item, propose_item
from takatuf.jointwork.meetings.queries import open_item
from takatuf.kernel.clock import now
from takatuf.kernel.edits import EditConflict
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.situations import acting_as, assessed, new_case, planned
from tests.factories import acting, make_agency, make_worker

TEXTS = {"facts": "ما لوحظ", "opinion": "ما يُرى", "child_view": "أريد مدرستي", "caregiver_view": ""}


@pytest.fixture
def case_id(house: None) -> UUID:
    make_country(password=PASSWORD, totp_secret=SECRET)
    return new_case()


def an_assessment(case_id: UUID) -> UUID:
    with acting_as("sara") as by:
        return record_assessment(case_id=case_id, kind=AssessmentKind.INITIAL, **TEXTS, by=by, at=now()).pk


def a_visit(case_id: UUID) -> UUID:
    assessed(case_id)
    planned(case_id)
    with acting_as("sara") as by:
        return record_visit(
            case_id=case_id, child_seen=True, child_seen_alone=True, safe_now=SafeNow.YES, child_view="بخير", by=by, at=now()
        ).pk  # fmt: skip


def form_of(client: Client, address: str, **changed: str) -> dict[str, str]:
    form = client.get(address).context["form"]
    seen = {name: str(form.initial.get(name, "")) for name in form.named}
    was = {f"was_{name}": value for name, value in seen.items()}
    return {**seen, **was, "version": str(form.initial["version"]), **changed}


def test_two_write_one_assessment_and_the_slower_decides_field_by_field(case_id: UUID) -> None:
    assessment = an_assessment(case_id)
    address = f"/en/desk/cases/{case_id}/assessments/{assessment}/edit/"
    sara, huda = sign_in("sara"), sign_in("huda")
    mine = form_of(sara, address, facts="من سارة", opinion="رأي سارة")
    theirs = form_of(huda, address, facts="من هدى", child_view="كلام الطفل")
    assert huda.post(address, theirs).status_code == 302

    told = sara.post(address, mine)
    choices = {row.name: (row.needs_choice, row.is_theirs) for row in told.context["conflict"].choices}
    decided = {
        "version": "2", "choose_facts": "both", "facts": "من سارة", "was_facts": "من هدى", "opinion": "رأي سارة",
        "was_opinion": TEXTS["opinion"], "child_view": "كلام الطفل", "was_child_view": "كلام الطفل", "caregiver_view": "",
        "was_caregiver_view": "",
    }  # fmt: skip
    assert sara.post(address, decided).status_code == 302

    with acting_as("sara") as by:
        row = assessment_fields(case_id, assessment, by=by)
    page = sara.get(address).content.decode()
    assert told.status_code == 409
    assert choices == {"facts": (True, False), "opinion": (False, False), "child_view": (False, True)}
    assert row.texts == {
        **TEXTS,
        "facts": "من هدى\nمن سارة",
        "opinion": "رأي سارة",
        "child_view": "كلام الطفل",
    }
    assert [(one.version, str(one.by.name_en), one.texts["facts"]) for one in row.earlier if one.by] == [
        (2, "Huda", "من هدى"), (1, "Sara", "ما لوحظ"),
    ]  # fmt: skip
    assert "What stood here before" in page
    assert "ما لوحظ" in page


def test_an_approved_assessment_stands(case_id: UUID) -> None:
    with acting_as("sara") as by:
        row = record_assessment(case_id=case_id, kind=AssessmentKind.RISK, **TEXTS, by=by, at=now())
    with acting_as("huda") as by:
        approve_assessment(case_id=case_id, assessment_id=row.pk, by=by, at=now())
        with pytest.raises(AssessmentIsApproved):
            change_assessment(case_id=case_id, assessment_id=row.pk, version=1, **TEXTS, by=by, at=now())

    assert sign_in("sara").get(f"/en/desk/cases/{case_id}/assessments/{row.pk}/edit/").status_code == 404


def test_two_write_one_visit_at_once_and_one_is_told(case_id: UUID) -> None:
    visit, barrier, outcomes = a_visit(case_id), threading.Barrier(2), []

    def write(username: str) -> None:
        try:
            with acting_as(username) as by:
                barrier.wait(10)
                change_visit(
                    case_id=case_id, visit_id=visit, version=1, child_seen="alone", safe_now=SafeNow.NO, not_alone_reason="",
                    child_view="بخير", note=username, by=by, at=now(),
                )  # fmt: skip
            outcomes.append("written")
        except EditConflict as conflict:
            outcomes.append(f"told of {conflict.version}")
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("sara", "huda")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    with acting_as("sara") as by:
        row = visit_fields(case_id, visit, by=by)
    assert sorted(outcomes) == ["told of 2", "written"]
    assert (row.version, row.texts["safe_now"], [one.texts["safe_now"] for one in row.earlier]) == (
        2,
        "no",
        ["yes"],
    )
    assert LedgerEntry.objects.filter(kind="visit.changed").count() == 1


def test_a_visit_without_the_child_alone_says_why(case_id: UUID) -> None:
    visit = a_visit(case_id)

    with acting_as("sara") as by, pytest.raises(InvalidInput):
        change_visit(
            case_id=case_id, visit_id=visit, version=1, child_seen="no", safe_now=SafeNow.NO, not_alone_reason="", child_view="",
            note="", by=by, at=now(),
        )  # fmt: skip


def test_two_judge_one_concern_and_the_slower_is_told(case_id: UUID) -> None:
    with acting_as("sara") as by:
        concern = open_case(case_id, by=by, at=now()).concerns[0].id
    address = f"/en/desk/cases/{case_id}/concerns/{concern}/"
    sara = sign_in("sara")
    mine = form_of(sara, address, status="not_substantiated", reason="رأي سارة")
    with acting_as("huda") as by:
        judge_concern(
            case_id=case_id, concern_id=concern, status=ConcernStatus.SUBSTANTIATED, reason="رأي هدى", by=by, at=now()
        )  # fmt: skip

    told = sara.post(address, mine)

    assert told.status_code == 409
    for text in ("Huda", "رأي هدى", "رأي سارة"):
        assert text in told.content.decode()


def test_a_hostile_agency_changes_and_reads_no_earlier_text(case_id: UUID) -> None:
    assessment = an_assessment(case_id)
    with acting_as("sara") as by:
        change_assessment(case_id=case_id, assessment_id=assessment, version=1, **TEXTS, by=by, at=now())

    with acting(make_worker(make_agency())) as by:
        assert EarlierText.objects.count() == 0
        with pytest.raises(NotFound):
            assessment_fields(case_id, assessment, by=by)
        with pytest.raises(NotFound):
            change_assessment(case_id=case_id, assessment_id=assessment, version=2, **TEXTS, by=by, at=now())


@pytest.mark.parametrize("table", ["assessment", "visit"])
def test_a_change_without_a_name_is_refused_by_the_database(case_id: UUID, table: str) -> None:
    a_visit(case_id)

    statement = f"UPDATE casework_{table} SET version = 2, changed_at = now()"
    with (
        connections["keeper"].cursor() as cursor,
        pytest.raises(DatabaseError, match=f"casework_{table}_changed_by_and_at"),
    ):
        cursor.execute(statement)


def test_two_write_the_minutes_of_one_item_and_the_slower_decides(case_id: UUID) -> None:
    at = now()
    second = make_worker(agency_by_code("social"), Role.SUPERVISOR, "ثانية")
    with acting_as("huda") as by:
        meeting = call_meeting(
            kind="planning", form="call", starts_at=at - timedelta(hours=1), minutes=30, place="", chair_id=by.id, agency_ids=[agency_by_code("police").id],
            by=by, at=at,
        )  # fmt: skip
        item = propose_item(meeting_id=meeting.pk, case_id=case_id, question="سؤال", by=by, at=at).pk
    address, huda = f"/en/desk/meetings/items/{item}/", sign_in("huda")
    page = huda.get(address)
    form = page.context["minute_form"]
    mine = {
        "version": str(form.initial["version"]), "was_state": "", "was_notes": "", "state": "discussed", "notes": "من هدى",
    }  # fmt: skip
    with acting(second) as by:
        minute_item(item_id=item, notes="من زميلة", state="discussed", version=1, by=by, at=at)
    minutes = page.content.decode().split('action="')
    target = next(part.split('"')[0] for part in minutes if "minute" in part.split('"')[0])

    told = huda.post(target, mine)
    decided = {
        **mine,
        "version": "2",
        "was_notes": "من زميلة",
        "was_state": "discussed",
        "choose_notes": "both",
    }
    assert huda.post(target, decided).status_code == 302

    with acting_as("huda") as by:
        _view, row = open_item(item, by=by, at=at)
    assert told.status_code == 409
    assert "من زميلة" in told.content.decode()
    assert row.notes == "من زميلة\nمن هدى"

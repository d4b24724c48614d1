"""Unsent reports: only their secret, or a code that its writer asked for, opens them, and a day erases them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope, system_token
from takatuf.intake.actions import erase_draft, erase_expired_drafts, give_draft_code, save_draft
from takatuf.intake.drafts import (
    JOB,
    DraftUnknown,
    new_draft_code,
    new_draft_secret,
    open_draft,
    secret_of_code,
    secrets_of,
    secrets_of_code,
)
from takatuf.intake.models import Draft
from takatuf.kernel.arabic import arabic_indic_digits
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.ids import uuid7
from takatuf.vault.keys import keyring
from takatuf.vault.small import CannotOpenSmall, open_with
from tests.factories import acting, make_agency, make_worker
from tests.house.database import superuser

pytestmark = pytest.mark.usefixtures("house")
AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ANSWERS = {"what": "كلام محايد", "place": {"city": "جدة"}}


def a_draft() -> str:
    secret = new_draft_secret()
    save_draft(secret=secret, answers=ANSWERS, at=AT)
    return secret


def test_a_code_leads_to_the_secret_in_either_digits_and_with_spaces() -> None:
    secret = a_draft()
    code = give_draft_code(secret=secret, answers=ANSWERS, at=AT)

    typed = " ".join(arabic_indic_digits(code)[i : i + 4] for i in (0, 4, 8))

    assert len(code) == 12
    assert secret_of_code(code=typed, at=AT) == secret
    assert open_draft(secret=secret, at=AT) == {**ANSWERS, "code": code}


def test_a_code_exists_only_once_it_was_asked_for_and_stays_when_answers_are_added() -> None:
    secret = a_draft()
    before = Draft.objects.using("keeper").get()
    code = give_draft_code(secret=secret, answers=ANSWERS, at=AT)

    save_draft(secret=secret, answers={"what": "more"}, at=AT)

    assert before.resume_id is None
    assert secret_of_code(code=code, at=AT) == secret


def test_a_draft_is_unreadable_without_its_secret() -> None:
    secret = a_draft()
    code = give_draft_code(secret=secret, answers=ANSWERS, at=AT)

    row = Draft.objects.using("keeper").get()

    stored = bytes(row.answers) + bytes(row.resume_key)
    assert "كلام".encode() not in stored
    assert secret.encode() not in stored
    assert code not in f"{row.pk} {row.resume_id}"
    for purpose in ("draft", "draft-code", "wrap", "receipt"):
        for sealed, sealed_for in ((row.answers, "draft"), (row.resume_key, "draft-code")):
            with pytest.raises(CannotOpenSmall):
                open_with(keyring().purpose_key(purpose), bytes(sealed), purpose=sealed_for)


def test_staff_and_the_intake_job_see_no_draft() -> None:
    secret = a_draft()
    officer = make_worker(make_agency(), Role.SHIFT_LEADER)

    with acting(officer):
        assert Draft.objects.count() == 0
    for job in ("intake", JOB):
        with system_scope(job):
            assert Draft.objects.count() == 0
    token = system_token("intake").value
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="This job is not open"):
        cursor.execute("SELECT house.open_draft(%s, %s, %s)", [token, secrets_of(secret).id, AT])


def test_only_the_job_that_takes_reports_in_erases_what_was_sent() -> None:
    secret = a_draft()

    with system_scope("clockwork"), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="Only the job"), transaction.atomic():
            cursor.execute("SELECT house.erase_sent_drafts(%s)", [[secrets_of(secret).id]])

    assert open_draft(secret=secret, at=AT) == ANSWERS


def test_a_code_leads_somewhere_and_opens_it_or_there_is_none() -> None:
    with pytest.raises(IntegrityError, match="intake_draft_code_opens"):
        Draft(id=uuid7(), answers=b"x", expires_at=AT, resume_id=uuid7()).save(
            using="keeper", force_insert=True
        )


def test_a_token_that_the_database_forgot_is_replaced() -> None:
    secret = a_draft()
    with superuser() as server:
        server.execute("DELETE FROM agencies_scopetoken WHERE purpose = %s", [JOB])

    assert open_draft(secret=secret, at=AT) == ANSWERS


def test_a_connection_that_broke_is_replaced() -> None:
    secret = a_draft()
    with (
        connection.cursor() as cursor
    ):  # this one alone: a browser's tests keep others, which nothing would replace
        cursor.execute("SELECT pg_backend_pid()")
        (own,) = cursor.fetchone()
    with superuser() as server:
        server.execute("SELECT pg_terminate_backend(%s)", [own])

    assert open_draft(secret=secret, at=AT) == ANSWERS


def test_saving_again_replaces_the_answers_and_the_day_begins_anew() -> None:
    secret = a_draft()

    until = save_draft(secret=secret, answers={"what": "second"}, at=AT + timedelta(hours=3))

    assert until == AT + timedelta(hours=27)
    assert open_draft(secret=secret, at=AT) == {"what": "second"}


def test_unknown_expired_and_erased_drafts_answer_alike() -> None:
    secret, erased = a_draft(), a_draft()
    codes = [give_draft_code(secret=each, answers=ANSWERS, at=AT) for each in (secret, erased)]
    erase_draft(secret=erased)

    for unknown, at in ((secret, AT + timedelta(hours=24)), (erased, AT), (new_draft_secret(), AT), ("", AT)):
        with pytest.raises(DraftUnknown, match="No draft has this"):
            open_draft(secret=unknown, at=at)
    for code, at in ((codes[0], AT + timedelta(hours=24)), (codes[1], AT), (new_draft_code(), AT), ("", AT)):
        with pytest.raises(DraftUnknown, match="No draft has this"):
            secret_of_code(code=code, at=at)
    with pytest.raises(DraftUnknown):
        erase_draft(secret=erased)


def test_the_place_of_a_code_does_not_follow_from_its_digits_without_stretching() -> None:
    code = new_draft_code()

    assert secrets_of_code(code) == secrets_of_code(f"{code[:6]} {code[6:]}")
    assert secrets_of_code(code).id != secrets_of(code).id


def test_a_day_erases_drafts() -> None:
    a_draft()
    young = new_draft_secret()
    save_draft(secret=young, answers=ANSWERS, at=AT + timedelta(hours=1))

    with system_scope("clockwork"):
        assert erase_expired_drafts(at=AT + timedelta(hours=24)) == 1

    assert open_draft(secret=young, at=AT) == ANSWERS
    with connections["keeper"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intake_draft")
        assert cursor.fetchone() == (1,)


def test_answers_larger_than_any_form_are_refused() -> None:
    with pytest.raises(InvalidInput, match="too_long"):
        save_draft(secret=new_draft_secret(), answers={"what": "x" * 300_000}, at=AT)

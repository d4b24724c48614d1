"""Unsent reports: only the code opens them, and a day erases them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.intake.actions import erase_draft, erase_expired_drafts, save_draft
from takatuf.intake.drafts import DraftUnknown, new_draft_code, open_draft
from takatuf.intake.models import Draft
from takatuf.kernel.arabic import arabic_indic_digits
from takatuf.kernel.errors import InvalidInput
from takatuf.vault.keys import keyring
from takatuf.vault.small import CannotOpenSmall, open_with
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ANSWERS = {"what": "كلام محايد", "place": {"city": "جدة"}}


def test_a_draft_comes_back_by_its_code_in_either_digits_and_with_spaces() -> None:
    code = new_draft_code()
    save_draft(code=code, answers=ANSWERS, at=AT)

    typed = " ".join(arabic_indic_digits(code)[i : i + 4] for i in (0, 4, 8))

    assert len(code) == 12
    assert open_draft(code=typed, at=AT) == ANSWERS


def test_a_draft_is_unreadable_without_its_code() -> None:
    code = new_draft_code()
    save_draft(code=code, answers=ANSWERS, at=AT)

    row = Draft.objects.using("keeper").get()

    assert "كلام".encode() not in bytes(row.answers)
    assert code not in str(row.pk)
    for purpose in ("draft", "draft-text", "wrap", "receipt"):
        with pytest.raises(CannotOpenSmall):
            open_with(keyring().purpose_key(purpose), bytes(row.answers), purpose="draft")


def test_staff_and_the_intake_job_see_no_draft() -> None:
    save_draft(code=new_draft_code(), answers=ANSWERS, at=AT)
    officer = make_worker(make_agency(), Role.SHIFT_LEADER)

    with acting(officer):
        assert Draft.objects.count() == 0
    with system_scope("intake"):
        assert Draft.objects.count() == 0


def test_saving_again_replaces_the_answers_and_the_day_begins_anew() -> None:
    code = new_draft_code()
    save_draft(code=code, answers={"what": "first"}, at=AT)

    until = save_draft(code=code, answers={"what": "second"}, at=AT + timedelta(hours=3))

    assert until == AT + timedelta(hours=27)
    assert open_draft(code=code, at=AT) == {"what": "second"}


def test_unknown_expired_and_erased_drafts_answer_alike() -> None:
    code, erased = new_draft_code(), new_draft_code()
    save_draft(code=code, answers=ANSWERS, at=AT)
    save_draft(code=erased, answers=ANSWERS, at=AT)
    erase_draft(code=erased)

    for unknown, at in ((code, AT + timedelta(hours=24)), (erased, AT), ("000000000000", AT), ("", AT)):
        with pytest.raises(DraftUnknown, match="No draft has this code"):
            open_draft(code=unknown, at=at)


def test_a_day_erases_drafts() -> None:
    old, young = new_draft_code(), new_draft_code()
    save_draft(code=old, answers=ANSWERS, at=AT)
    save_draft(code=young, answers=ANSWERS, at=AT + timedelta(hours=1))

    with system_scope("clockwork"):
        assert erase_expired_drafts(at=AT + timedelta(hours=24)) == 1

    assert open_draft(code=young, at=AT) == ANSWERS
    with connections["keeper"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intake_draft")
        assert cursor.fetchone() == (1,)


def test_answers_larger_than_any_form_are_refused() -> None:
    with pytest.raises(InvalidInput, match="too_long"):
        save_draft(code=new_draft_code(), answers={"what": "x" * 300_000}, at=AT)

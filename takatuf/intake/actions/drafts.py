"""Keeping and erasing unsent reports."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from takatuf.intake.drafts import (
    DraftUnknown,
    ask_house,
    new_draft_code,
    secrets_of,
    secrets_of_code,
)
from takatuf.intake.models import Draft
from takatuf.kernel.errors import InvalidInput
from takatuf.vault.small import seal_with

LONGEST_DRAFT = 200_000  # characters of JSON; a form holds far less
DRAFT_KEPT_FOR = timedelta(hours=24)


def save_draft(*, secret: str, answers: Mapping[str, Any], at: datetime, code: str = "") -> datetime:
    """Keep the answers under the secret, in place of what it held before; returns when they will be erased.

    With a `code` the draft can be continued by it from now on; a code that it had before leads nowhere then.
    Durable when it returns. Raises InvalidInput when the answers are larger than any form.
    """
    text = json.dumps(answers, ensure_ascii=False, sort_keys=True)
    if len(text) > LONGEST_DRAFT:
        raise InvalidInput("answers", "too_long", limit=LONGEST_DRAFT)
    known, expires_at = secrets_of(secret), at + DRAFT_KEPT_FOR
    sealed = seal_with(known.key, text.encode(), purpose="draft")
    resume_id = resume_key = None
    if code:
        resume = secrets_of_code(code)
        resume_id, resume_key = resume.id, seal_with(resume.key, secret.encode(), purpose="draft-code")
    ask_house(
        "SELECT house.keep_draft(%s, %s, %s, %s, %s, %s)",
        [known.id, sealed, expires_at, resume_id, resume_key],
    )
    return expires_at


def give_draft_code(*, secret: str, answers: Mapping[str, Any], at: datetime) -> str:
    """A new code by which the draft can be continued elsewhere; kept with the answers, so that it can be shown again."""
    code = new_draft_code()
    save_draft(secret=secret, answers={**answers, "code": code}, at=at, code=code)
    return code


def erase_draft(*, secret: str) -> None:
    """Erase the draft, as its writer wishes, and with it the way of its code. Raises DraftUnknown."""
    row = ask_house("SELECT house.erase_draft(%s, %s)", [secrets_of(secret).id])
    if row is None or not row[0]:
        raise DraftUnknown("No draft has this secret.")


def erase_sent_drafts(*, ids: Sequence[UUID]) -> None:
    """Erase the drafts of reports that the open transaction stores; inside system_scope("intake")."""
    if ids:
        with connection.cursor() as cursor:
            cursor.execute("SELECT house.erase_sent_drafts(%s)", [list(ids)])


def erase_expired_drafts(*, at: datetime) -> int:
    """Erase the drafts whose day is over, inside a `clockwork` scope; returns how many there were."""
    erased, _ = Draft.objects.filter(expires_at__lte=at).delete()
    return erased

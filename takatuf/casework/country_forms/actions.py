"""Answering a country's questions about a case."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.actions.lines import told
from takatuf.casework.country_forms.files import country_form
from takatuf.casework.models.form_answers import FormAnswer
from takatuf.casework.rules import CaseIsClosed, Stage
from takatuf.casework.shared import locked_case
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor


@transaction.atomic
def answer_country_form(
    *, case_id: UUID, version: int, answers: Mapping[str, str], by: Actor, at: datetime
) -> FormAnswer:
    """Record the answers to the version of the form that was shown; earlier answers stay as they are.

    Raises NotAllowed, NotFound, CaseIsClosed, and InvalidInput that names the question.
    """
    require(by, "case.assess")
    case = locked_case(case_id)
    if case.stage == Stage.CLOSED:
        raise CaseIsClosed("The case is closed.")
    form = country_form(settings.TAKATUF_COUNTRY, version)
    held = form.checked(answers)
    row = FormAnswer(
        record_id=case.record_id, country=form.country, version=form.version, agency_id=agency_of(by), answered_by_id=by.id, at=at
    )  # fmt: skip
    row.seal(answers=json.dumps(held, ensure_ascii=False, separators=(",", ":")))
    row.save(force_insert=True)
    told(case=case, entry="country_form.answered", line="country_form_answered", by=by, at=at, params={"version": form.version},
        content={"answer": row.pk, "country": form.country, "version": form.version, **{f"answer_{code}": said for code, said in held.items()}},
    )  # fmt: skip
    return row

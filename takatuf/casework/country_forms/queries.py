"""A country's questions, and how they were answered."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings

from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.casework.country_forms.files import CountryForm, country_form, newest_form
from takatuf.casework.models.form_answers import FormAnswer
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One time that the form was answered, in the words of its own version."""

    version: int
    lines: tuple[tuple[str, str], ...] = field(repr=False)
    by: WorkerName | None
    at: datetime


def form_in_force() -> CountryForm | None:
    """The newest form of the country that this house serves; None where it asks nothing of its own."""
    return newest_form(settings.TAKATUF_COUNTRY)


def answers_of(case_record_id: UUID, *, by: Actor) -> list[AnswerRow]:
    """How the form was answered for a case, the newest first; the page that shows it has opened the case."""
    del by  # the scope of the actor is in the database
    rows = list(FormAnswer.objects.filter(record_id=case_record_id).order_by("-at", "-pk"))
    staff = workers_by_id({row.answered_by_id for row in rows})
    return [AnswerRow(row.version, _lines(row), staff.get(row.answered_by_id), row.at) for row in rows]


def _lines(row: FormAnswer) -> tuple[tuple[str, str], ...]:
    form, said = country_form(row.country, row.version), json.loads(row.unseal("answers"))
    return tuple(
        (str(question.ask), question.words_for(said[question.code]))
        for question in form.questions
        if question.code in said
    )

"""What the call-taker's pages say: read-back lines, numbers of the agencies on duty, rows for the first page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from takatuf.agencies.queries import AgencyName
from takatuf.agencies.rules import Role, may
from takatuf.desks.words import joined, listed
from takatuf.intake.calls.contents import (
    OBSERVATIONS,
    TONGUE,
    Values,
    answers_of,
    call_flow,
    field_names,
    text_of,
)
from takatuf.intake.calls.queries import callbacks_due, debriefs_waiting, open_calls, who_may_take_over
from takatuf.intake.content import Answer, AnswerState
from takatuf.intake.flows import Question, danger_without_place, in_language, shared_words
from takatuf.intake.regions import REGIONS
from takatuf.kernel.actors import Actor
from takatuf.web.parts import Row

DANGER = frozenset({"danger", "missing"})


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One thing to read back to the caller, and where to correct it."""

    title: str
    text: str
    field: str


@dataclass(frozen=True, slots=True)
class DutyLine:
    """An agency that can take a call over, and whom to ring."""

    agency: AgencyName
    number: str
    label: str


def read_lines(values: Values, number: str, language: str) -> Iterator[ReadLine]:
    """What was written, in the order of the page; the call-taker's own observations are not read to the caller.

    Raises InvalidInput at the field that cannot be read.
    """
    given = answers_of(values)
    for question in call_flow().questions:
        if question.code in given and question.code != OBSERVATIONS:
            text = _text(question, given[question.code], language)
            field = next(iter(field_names(question).values()))
            yield ReadLine(in_language(question.title, language), text, f"id_{field}")
    if due := text_of(values, "back_due"):
        called = text_of(values, "contact-phone") or number
        yield ReadLine(_("We call back"), joined(due.replace("T", " "), called), "id_back_due")


def _text(question: Question, answer: Answer, language: str) -> str:
    if answer.state is AnswerState.UNKNOWN:
        return in_language(shared_words()["unknown"], language)
    value = answer.value
    if isinstance(value, Mapping):
        return listed(
            str(REGIONS.get(part, part)) if name == "region" else part for name, part in value.items()
        )
    codes = [value] if isinstance(value, str) else list(value)
    options = {code: question.option(code) for code in codes}
    if question.options:
        return listed(in_language(option.label, language) for option in options.values() if option)
    return "\n".join(codes)


def lacks_place(values: Values, number: str) -> bool:
    """Danger, and neither a place nor a number: asked once more, gently (practice.md 7).

    Raises InvalidInput at the field that cannot be read.
    """
    return not number and danger_without_place(call_flow(), answers_of(values))


def tongue_words(code: str) -> str:
    """The name of the caller's language in the language of the page; empty where none was said."""
    option = call_flow().question(TONGUE).option(code)
    return in_language(option.label, get_language() or "ar") if option else ""


def duty_lines(*, by: Actor) -> list[DutyLine]:
    """Whom to ring when a call is in danger: police first, with the number at which the one on duty is rung."""
    return [
        DutyLine(agency, number, joined(str(agency), number)) for agency, number in who_may_take_over(by=by)
    ]


def call_rows(role: Role, *, by: Actor, at: datetime) -> list[Row]:
    """What awaits a call-taker: own calls that are not finished, call-backs; for a shift leader, who asks for a talk."""
    rows = [
        Row(
            urgency="immediate" if call.in_danger else "urgent", what=_("Finish the call that you are writing"),
            detail=_("Send it, or close it"), url=reverse("desks:call", args=[call.id]),
        )
        for call in open_calls(by=by)
        if call.taken_by is not None and call.taken_by.id == by.id
    ]  # fmt: skip
    rows += [
        Row(
            urgency="prompt", what=_("Call back, as promised"), code=back.report_code, due_at=back.due_at,
            url=reverse("desks:call_backs"), detail=joined(back.last_result),
        )
        for back in callbacks_due(by=by, at=at)
    ]  # fmt: skip
    if may(role, "call.lead"):
        said = _("%(person)s asks for a talk after a heavy call")
        rows += [
            Row(
                urgency="prompt", what=said % {"person": row.worker}, detail="", url=reverse("desks:debriefs")
            )
            for row in debriefs_waiting(by=by)
        ]
    return rows

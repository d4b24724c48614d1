"""From what stands in the fields of a call to the content of its report."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from takatuf.intake.calls.models import Call
from takatuf.intake.calls.rules import read_time_of_day
from takatuf.intake.content import Answer, AnswerState, Channel, ReportContent, ReporterKind
from takatuf.intake.flows import Flow, Question, check_answer, load_flow, to_content
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import InvalidInput

CALL_FLOW = "call"
OBSERVATIONS = "observations"
MAY_CALL, CALL_BACK = "may_call", "call_back"
UNKNOWN = "unknown"
TONGUE = "tongue"

Values = Mapping[str, str | list[str]]
"""What stands in the fields: field name -> text or codes; exactly as it was typed, also where it cannot be read yet."""


@dataclass(frozen=True, slots=True)
class BackWish:
    """What was agreed about calling back."""

    number: str
    due_at: datetime
    who_answers: str
    leave_message: bool
    safe_from: time | None
    safe_until: time | None


def call_flow() -> Flow:
    """The questions of the call-taker's page."""
    return load_flow(CALL_FLOW)


def field_names(question: Question) -> dict[str, str]:
    """The fields of a question: part (empty for a question of one field) -> name of the field."""
    if question.parts:
        return {part: f"{question.code}-{part}" for part in question.parts}
    return {"": question.code}


def notes_of(call: Call) -> Values:
    """What stands in the fields of a call."""
    text = call.unseal("notes")
    return json.loads(text) if text else {}


def text_of(values: Values, name: str) -> str:
    """The text of a field; empty where nothing stands."""
    value = values.get(name, "")
    return value.strip() if isinstance(value, str) else " ".join(value)


def answers_of(values: Values) -> dict[str, Answer]:
    """The answers that were given, in the order of the page. Raises InvalidInput at the field's name."""
    given = {}
    for question in call_flow().questions:
        answer = _answer(question, values)
        if answer.state is not AnswerState.SKIPPED:
            given[question.code] = answer
    return given


def _answer(question: Question, values: Values) -> Answer:
    names = field_names(question)
    raw: object
    if question.parts:
        raw = {part: text_of(values, name) for part, name in names.items()}
    else:
        raw = values.get(question.code, "")
    if raw in (UNKNOWN, [UNKNOWN]):
        raw = {"unknown": True}
    try:
        return check_answer(question, raw)
    except InvalidInput as problem:
        name = names.get(problem.path.rpartition(".")[2], next(iter(names.values())))
        raise InvalidInput(name, problem.code, **problem.params) from problem


def content_of(values: Values, *, number: str, language: str, in_danger: bool = False) -> ReportContent:
    """The report that a call makes; `in_danger`: it was handed over, so it is read at once, whatever was ticked.

    The caller's number goes into the contact, which is sealed apart, where the caller allowed to be called.
    Raises InvalidInput: at "words" when nothing was written at all.
    """
    given = answers_of(values)
    if not given:
        raise InvalidInput("words", "required")
    content = to_content(call_flow(), given, language, channel=Channel.HOTLINE)
    contact = content.contact
    if _may_call(given):
        contact = replace(contact, phone=contact.phone or number, wanted="contact")
    signals = replace(content.signals, danger_now=True) if in_danger else content.signals
    emergency = replace(content.emergency, given=content.emergency.given or bool(number))
    return replace(
        content, reporter_kind=_reporter(given), contact=contact, signals=signals, emergency=emergency, answers=given
    )  # fmt: skip


def _may_call(given: Mapping[str, Answer]) -> bool:
    return MAY_CALL in given and given[MAY_CALL].value == CALL_BACK


def _reporter(given: Mapping[str, Answer]) -> ReporterKind:
    who = given.get("who")
    return ReporterKind(str(who.value)) if who and who.given else ReporterKind.CALL_TAKER


def back_wish(values: Values, *, number: str) -> BackWish | None:
    """The call-back that was agreed; None where no time was agreed or the caller said no.

    Raises InvalidInput at the field: a time that cannot be read, hours with one end, no number to call.
    """
    due = text_of(values, "back_due")
    if not due or text_of(values, MAY_CALL) == "never":
        return None
    called = text_of(values, "contact-phone") or number
    if not called:
        raise InvalidInput("contact-phone", "number_needed")
    safe_from, safe_until = _time("back_from", values), _time("back_until", values)
    if (safe_from is None) != (safe_until is None):
        raise InvalidInput("back_until" if safe_until is None else "back_from", "both_ends")
    return BackWish(
        called, read_moment(due, "back_due"), text_of(values, "contact-careful"),
        text_of(values, "back_message") == "yes", safe_from, safe_until,
    )  # fmt: skip


def _time(name: str, values: Values) -> time | None:
    try:
        return read_time_of_day(european_digits(text_of(values, name)))
    except ValueError as problem:
        raise InvalidInput(name, "not_a_time") from problem


def tongue_to_interpret(values: Values) -> str:
    """The code of the caller's language where the desk needs an interpreter for it; empty for Arabic, English and unsaid."""
    code = text_of(values, TONGUE)
    return "" if code in {"ar", "en", UNKNOWN} else code


def read_moment(text: str, path: str) -> datetime:
    """A day and time of day as a browser sends it (2026-11-24T17:30), in the country's time. Raises InvalidInput."""
    try:
        moment = datetime.fromisoformat(european_digits(text.strip()))
    except ValueError as problem:
        raise InvalidInput(path, "not_a_time") from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))

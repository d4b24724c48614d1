"""The public form's JSON, "takatuf-report/1": what the browser's forms build, read into the canonical content."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from takatuf.awareness.rules.codes import read_code
from takatuf.intake.content import Answer, AnswerState, ReportContent
from takatuf.intake.flows import Flow, check_answer, load_flow, to_content
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.strict_json import read_json

FORMAT = "takatuf-report/1"
LARGEST = 256 * 1024  # bytes
LANGUAGES = ("ar", "en")
_FIELDS = ("format", "flow", "language", "answers", "key", "campaign")
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was sent: the report, and the key that makes sending it twice one report."""

    content: ReportContent
    key: str = field(repr=False)


def read_form(data: bytes | str) -> Form:
    """Read a form document.

    Raises InvalidInput naming a JSON path ("$.answers.safe"), a code and params; `flows.explain` makes a sentence of
    it. Nothing is stored here. Every question may be missing, as long as one is answered.
    """
    values = _object(data)
    for name in values:
        if name not in _FIELDS:
            raise InvalidInput(f"$.{name[:40]}", "unknown_field")
    if values.get("format") != FORMAT:
        raise InvalidInput("$.format", "wrong_format", expected=FORMAT)
    if values.get("language", "ar") not in LANGUAGES:
        raise InvalidInput("$.language", "wrong_language")
    key = values.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise InvalidInput("$.key", "wrong_key")
    flow = _flow(values.get("flow"))
    answers = _answers(flow, values.get("answers"))
    try:
        content = to_content(flow, answers, values.get("language", "ar"))
        return Form(replace(content, campaign=_campaign(values)), key)
    except InvalidInput as error:
        raise InvalidInput(f"$.{error.path}", error.code, **error.params) from None


def _campaign(values: Mapping[str, Any]) -> str:
    """The code of a campaign; what is none is left out, and the report is taken all the same."""
    said = values.get("campaign", "")
    return read_code(said) if isinstance(said, str) else ""


def write_form(flow: Flow, language: str, answers: Mapping[str, Answer], *, key: str) -> str:
    """The form document of these answers; `read_form` gives the same report back."""
    marks = {AnswerState.UNKNOWN: {"unknown": True}, AnswerState.SKIPPED: {"skipped": True}}
    plain = {code: answer.value if answer.given else marks[answer.state] for code, answer in answers.items()}
    values = {"format": FORMAT, "flow": flow.code, "language": language, "answers": plain, "key": key}
    return json.dumps(values, ensure_ascii=False, indent=2)


def _object(data: bytes | str) -> dict[str, Any]:
    raw = data.encode() if isinstance(data, str) else data
    if len(raw) > LARGEST:
        raise InvalidInput("$", "too_large", limit=LARGEST)
    try:
        values = read_json(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InvalidInput("$", "not_json") from None
    if not isinstance(values, dict):
        raise InvalidInput("$", "wrong_kind")
    return values


def _flow(code: object) -> Flow:
    try:
        return load_flow(code if isinstance(code, str) else "")
    except InvalidInput as error:
        raise InvalidInput("$.flow", error.code) from None


def _answers(flow: Flow, raw: object) -> dict[str, Answer]:
    if raw is None:
        raise InvalidInput("$.answers", "missing")
    if not isinstance(raw, dict):
        raise InvalidInput("$.answers", "wrong_kind")
    answers = {}
    for code, value in raw.items():
        try:
            answers[code] = check_answer(flow.question(code), value)
        except InvalidInput as error:
            raise InvalidInput(f"$.answers.{error.path[:80]}", error.code, **error.params) from None
    return answers

"""Takes a raw answer, as a form or a JSON document gives it, and makes it an answer or says what is wrong."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from takatuf.intake.content import Answer, AnswerState, AnswerValue
from takatuf.intake.flows.model import Question, QuestionKind, shared_words
from takatuf.kernel.arabic import european_digits, without_bidi_controls
from takatuf.kernel.errors import InvalidInput

LONGEST_TEXT = 20_000  # characters
LONGEST_LINE = 2_083
MOST_LINES = 100
OLDEST = 120  # years
NAMES = frozenset({"name", "phone", "email"})

# Unicode's categories Cc and Cs without tab and line feed; a test holds them against its tables.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

SKIPPED = Answer(AnswerState.SKIPPED)
UNKNOWN = Answer(AnswerState.UNKNOWN)


def check_answer(question: Question, raw: object) -> Answer:
    """Make an answer of what was given to a question.

    `raw` is a text, a list of codes or lines, or named parts; `{"unknown": true}` and `{"skipped": true}` say so, and
    nothing at all (None, blank, an empty list) is a skipped question. Raises InvalidInput at the question's code.
    """
    if raw == {"unknown": True}:
        return UNKNOWN
    if raw is None or raw == {"skipped": True}:
        return SKIPPED
    value = _READERS[question.kind](question, raw)
    return Answer(AnswerState.GIVEN, value) if value else SKIPPED


def _text(question: Question, raw: object) -> str:
    if not isinstance(raw, str):
        raise InvalidInput(question.code, "wrong_kind")
    return _clean(raw, question.code, LONGEST_TEXT)


def _choice(question: Question, raw: object) -> str:
    if not isinstance(raw, str):
        raise InvalidInput(question.code, "wrong_kind")
    if raw and question.option(raw) is None:
        raise InvalidInput(question.code, "not_one_of")
    return raw


def _choices(question: Question, raw: object) -> tuple[str, ...]:
    codes = dict.fromkeys(_choice(question, code) for code in _listed(question, raw))
    chosen = [option for option in question.options if option.code in codes]
    if len(chosen) > 1 and any(option.exclusive for option in chosen):
        raise InvalidInput(question.code, "one_alone")
    return tuple(option.code for option in chosen)


def _lines(question: Question, raw: object) -> tuple[str, ...]:
    given = raw.splitlines() if isinstance(raw, str) else _listed(question, raw)
    if any(not isinstance(line, str) for line in given):
        raise InvalidInput(question.code, "wrong_kind")
    lines = [_clean(str(line), question.code, LONGEST_LINE) for line in given]
    kept = tuple(dict.fromkeys(line for line in lines if line))
    if len(kept) > MOST_LINES:
        raise InvalidInput(question.code, "too_many", most=MOST_LINES)
    return kept


def _parts(question: Question, raw: object) -> Mapping[str, str]:
    if not isinstance(raw, Mapping) or any(not isinstance(part, str) for part in raw.values()):
        raise InvalidInput(question.code, "wrong_kind")
    unknown = [name for name in raw if name not in question.parts]
    if unknown:
        raise InvalidInput(f"{question.code}.{str(unknown[0])[:40]}", "unknown_part")
    parts = {name: _clean(str(part), f"{question.code}.{name}", LONGEST_LINE) for name, part in raw.items()}
    # Direction marks in a name would let it read as another one on a page.
    parts |= {name: without_bidi_controls(part) for name, part in parts.items() if name in NAMES}
    if parts.get("wanted") and parts["wanted"] not in shared_words()["wanted"]:
        raise InvalidInput(f"{question.code}.wanted", "not_one_of")
    if parts.get("language") and parts["language"] not in shared_words()["tongues"]:
        raise InvalidInput(f"{question.code}.language", "not_one_of")
    if parts.get("age"):
        parts["age"] = _age(parts["age"], f"{question.code}.age")
    return {name: part for name, part in parts.items() if part}


def _age(text: str, path: str) -> str:
    years = european_digits(text)
    if not (years.isascii() and years.isdigit() and len(years) <= 3 and int(years) <= OLDEST):
        raise InvalidInput(path, "not_an_age")
    return str(int(years))


def _listed(question: Question, raw: object) -> Sequence[object]:
    if isinstance(raw, str):
        return [raw] if raw else []
    if not isinstance(raw, (list, tuple)):
        raise InvalidInput(question.code, "wrong_kind")
    return raw


def _clean(text: str, path: str, longest: int) -> str:
    """The words as they came, in NFC, without control characters; direction marks stay in free text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    clean = unicodedata.normalize("NFC", _CONTROLS.sub("", lines)).strip()
    if len(clean) > longest:
        raise InvalidInput(path, "too_long", longest=longest)
    return clean


_READERS: Mapping[QuestionKind, Callable[[Question, object], AnswerValue]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.IDENTIFIERS: _lines,
    QuestionKind.PLACE: _parts,
    QuestionKind.CONTACT: _parts,
}

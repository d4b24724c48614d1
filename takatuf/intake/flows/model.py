"""The shape of a flow: its questions, options and words, read from its file into frozen values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from takatuf.intake.content import Kind, ReporterKind, Signals
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.languages import Words, voices_of

FLOWS = ("child", "parent", "professional", "bystander", "provider")
DESK_FLOWS = ("call",)  # asked by staff, never offered to the public


class QuestionKind(StrEnum):
    """What a question takes as its answer, and so which control shows it."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    IDENTIFIERS = "identifiers"
    PLACE = "place"
    CONTACT = "contact"


PARTS: Mapping[QuestionKind, tuple[str, ...]] = {
    QuestionKind.PLACE: ("age", "region", "city", "detail"),
    QuestionKind.CONTACT: ("wanted", "name", "phone", "email", "language", "when", "careful"),
}
"""The parts that an answer of several can have; an age stands only where its question names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer that can be chosen, with what it says to triage. `pause`: the numbers and the way back come next."""

    code: str
    label: Words
    exclusive: bool
    pause: bool
    signals: Mapping[str, bool | int]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `ask` names the condition under which it is asked; empty: always. `maps` says where words go.

    Conditions: `danger_without_place`, and `otherwise`, so that one of the two stands as the last page.

    `parts` names the parts of an answer that has several; a part without words of its own has the shared ones.
    """

    code: str
    kind: QuestionKind
    title: Words
    why: Words
    help: Words
    options: tuple[Option, ...]
    ask: str
    maps: str
    parts: Mapping[str, Words]

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What several answers say together; `unless` answers take it back."""

    when: Mapping[str, tuple[str, ...]]
    unless: Mapping[str, tuple[str, ...]]
    signals: Mapping[str, bool | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The questions for one kind of reporter, in order; `language` is that of the page that asks, empty elsewhere."""

    code: str
    version: str
    reporter_kind: ReporterKind
    title: Words
    opening: Words
    questions: tuple[Question, ...]
    together: tuple[Together, ...]
    language: str = ""

    @property
    def asks_voice(self) -> bool:
        """Whether how to be spoken to changes a word: a language that speaks to girls and boys alike asks nobody."""
        return not self.language or _has_voices(self.code, self.language)

    @property
    def name(self) -> str:
        """Code and version, as a report keeps it: "parent/1"."""
        return f"{self.code}/{self.version}"

    def question(self, code: str) -> Question:
        """One question by its code. Raises InvalidInput for a code that the flow does not have."""
        for question in self.questions:
            if question.code == code:
                return question
        raise InvalidInput(code, "unknown_question")


@cache
def load_flow(code: str) -> Flow:
    """The flow of this code. Raises InvalidInput when there is none."""
    if code not in FLOWS + DESK_FLOWS:
        raise InvalidInput("flow", "unknown_flow")
    values = _file(code)
    return Flow(
        code=values["code"],
        version=values["version"],
        reporter_kind=ReporterKind(values["reporter_kind"]),
        title=values["title"],
        opening=values.get("opening", _file("words")["opening"]),
        questions=tuple(_question(entry) for entry in values["questions"]),
        together=tuple(_together(entry) for entry in values.get("together", ())),
    )


@cache
def flow_in(code: str, language: str) -> Flow:
    """The flow as the pages of this language ask it. Raises InvalidInput when there is none."""
    return replace(load_flow(code), language=language)


@cache
def _has_voices(code: str, language: str) -> bool:
    """Whether any text of the flow has a wording of its own for a girl and one for a boy."""
    return {"girl", "boy"} <= {
        voice for words in _texts_of(load_flow(code)) for voice in voices_of(words, language)
    }


def _texts_of(flow: Flow) -> Iterator[Words]:
    for question in flow.questions:
        yield from (question.title, question.why, question.help, *question.parts.values())
        yield from (option.label for option in question.options)


@cache
def shared_words() -> Mapping[str, Any]:
    """The words of all flows: opening, unknown, skip, skipped, parts, wanted, errors."""
    return _file("words")


@cache
def _file(name: str) -> dict[str, Any]:
    text = files("takatuf.intake.flows").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    values: dict[str, Any] = yaml.safe_load(text)
    return values


def _question(entry: Mapping[str, Any]) -> Question:
    kind = QuestionKind(entry["kind"])
    return Question(
        code=entry["code"],
        kind=kind,
        title=entry["title"],
        why=entry.get("why", {}),
        help=entry.get("help", {}),
        options=tuple(_option(option) for option in entry.get("options", ())),
        ask=entry.get("ask", ""),
        maps=entry.get("maps", ""),
        parts=entry.get("parts") or {name: {} for name in PARTS.get(kind, ()) if name != "age"},
    )


def _option(entry: Mapping[str, Any]) -> Option:
    return Option(
        code=entry["code"],
        label=entry["label"],
        exclusive=entry.get("exclusive", False),
        pause=entry.get("pause", False),
        signals=_signals(entry),
        kinds=tuple(Kind(kind) for kind in entry.get("kinds", ())),
    )


def _together(entry: Mapping[str, Any]) -> Together:
    return Together(when=_choices(entry, "when"), unless=_choices(entry, "unless"), signals=_signals(entry))


def _choices(entry: Mapping[str, Any], name: str) -> dict[str, tuple[str, ...]]:
    return {code: tuple(options) for code, options in entry.get(name, {}).items()}


def _signals(entry: Mapping[str, Any]) -> Mapping[str, bool | int]:
    signals: dict[str, bool | int] = entry.get("signals", {})
    unknown = set(signals) - {each.name for each in fields(Signals)}
    if unknown:
        raise ValueError(f"A flow sets signals that triage does not read: {', '.join(sorted(unknown))}.")
    return signals

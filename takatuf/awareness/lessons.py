"""Lessons of several short sessions with their questions, and the training of staff: files, read into frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from takatuf.kernel.errors import NotFound
from takatuf.kernel.languages import Words, in_language

LESSONS = ("safe-circle", "trust-takes-time", "calm-at-home", "school-listens")
TRAINING = ("listening", "words", "hard-words", "submission", "urgency")

KNOWLEDGE, INTENTION, EVALUATION, BEHAVIOUR = "knowledge", "intention", "evaluation", "behaviour"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer. `counts`: it is the right one, or the intention, that the figures count."""

    code: str
    label: Words
    counts: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `moments` says when it is asked (before, after, later)."""

    code: str
    kind: str
    text: Words
    options: tuple[Option, ...]
    moments: tuple[str, ...]

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Session:
    """One short session: what it is about, and its steps."""

    title: Words
    minutes: int
    steps: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. `roles` are those of the staff for whom it is meant; empty: it is taught to the public."""

    code: str
    version: str
    audience: str
    title: Words
    aim: Words
    sessions: tuple[Session, ...]
    questions: tuple[Question, ...]
    roles: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """How long it takes in all."""
        return sum(session.minutes for session in self.sessions)

    def asked(self, moment: str) -> tuple[Question, ...]:
        """The questions of a moment."""
        return tuple(question for question in self.questions if moment in question.moments)

    def said(self, words: Words, language: str) -> str:
        return in_language(words, language)


def lesson(code: str) -> Lesson:
    """A lesson by its code. Raises NotFound."""
    if code not in (*LESSONS, *TRAINING):
        raise NotFound(f"There is no lesson {code!r}.")
    return _lesson(code)


def public_lessons() -> tuple[Lesson, ...]:
    """The lessons that are taught to children, parents and schools."""
    return tuple(lesson(code) for code in LESSONS)


def training_of(role: str) -> tuple[Lesson, ...]:
    """The lessons for one role of the staff, those for everybody first."""
    return tuple(one for one in map(lesson, TRAINING) if role in one.roles or "everybody" in one.roles)


@cache
def _lesson(code: str) -> Lesson:
    raw, shared = _file(code), _file("shared")
    own = [_question(each) for each in raw.get("questions", ())]
    common = [] if raw.get("roles") else [_question(each) for each in shared[_voice(raw["audience"])]]
    return Lesson(
        code=raw["code"], version=raw["version"], audience=raw["audience"], title=raw["title"], aim=raw["aim"],
        sessions=tuple(Session(each["title"], each["minutes"], tuple(each["steps"])) for each in raw["sessions"]),
        questions=(*own, *common), roles=tuple(raw.get("roles", ())),
    )  # fmt: skip


def _voice(audience: str) -> str:
    return "children" if audience == "child" else "adults"


_MOMENTS = {
    KNOWLEDGE: ("before", "after"), INTENTION: ("before", "after"), EVALUATION: ("after",), BEHAVIOUR: ("later",)
}  # fmt: skip


def _question(raw: Mapping[str, Any]) -> Question:
    return Question(
        code=raw["code"], kind=raw["kind"], text=raw["text"], moments=tuple(raw.get("moments", _MOMENTS[raw["kind"]])),
        options=tuple(Option(each["code"], each["label"], each.get("counts", False)) for each in raw["options"]),
    )  # fmt: skip


@cache
def _file(name: str) -> Mapping[str, Any]:
    text = files("takatuf.awareness").joinpath("lesson_files", f"{name}.yaml").read_text(encoding="utf-8")
    values: dict[str, Any] = yaml.safe_load(text)
    return values

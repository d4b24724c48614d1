"""The form files, read once for each process, and what makes an answer good."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import InvalidInput, NotFound

FOLDER = Path(__file__).parent
LONGEST = 4000
KINDS = frozenset({"choice", "text", "number"})
_HIGHEST = 1000


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages; str() follows the reader."""

    ar: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "ar").startswith("en") else self.ar


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `only_when` names the question and the answers that lead to it."""

    code: str
    ask: Words
    kind: str
    choices: tuple[tuple[str, Words], ...]
    is_needed: bool
    only_when: tuple[str, frozenset[str]] | None

    def is_asked(self, answers: Mapping[str, str]) -> bool:
        """Whether the other answers lead to it."""
        return self.only_when is None or answers.get(self.only_when[0], "") in self.only_when[1]

    def words_for(self, answer: str) -> str:
        """An answer as people read it."""
        return str(dict(self.choices).get(answer, answer))


@dataclass(frozen=True, slots=True)
class CountryForm:
    """One version of a country's questions."""

    country: str
    version: int
    title: Words
    questions: tuple[Question, ...]

    def checked(self, given: Mapping[str, str]) -> dict[str, str]:
        """The answers that hold, without empty ones. Raises InvalidInput that names the question."""
        answers: dict[str, str] = {}
        for question in self.questions:
            text = given.get(question.code, "").strip()
            if not question.is_asked(answers):
                if text:
                    raise InvalidInput(question.code, "not_asked")
            elif text:
                answers[question.code] = _checked(question, text)
            elif question.is_needed:
                raise InvalidInput(question.code, "required")
        return answers


def _checked(question: Question, text: str) -> str:
    if question.kind == "choice" and text not in dict(question.choices):
        raise InvalidInput(question.code, "unknown_code")
    if question.kind == "number":
        text = european_digits(text)
        if not (text.isascii() and text.isdigit() and int(text) <= _HIGHEST):
            raise InvalidInput(question.code, "out_of_range", lowest=0, highest=_HIGHEST)
    if len(text) > LONGEST:
        raise InvalidInput(question.code, "too_long")
    return text


@lru_cache
def country_form(country: str, version: int, folder: Path = FOLDER) -> CountryForm:
    """One version of a country's form. Raises NotFound."""
    path = folder / f"{country.lower()}-{version}.yaml"
    if not country.replace("-", "").isalnum() or not path.exists():
        raise NotFound(f"There is no form {country} {version}.")
    return read_form(yaml.safe_load(path.read_text(encoding="utf-8")))


def newest_form(country: str, folder: Path = FOLDER) -> CountryForm | None:
    """The newest version of a country's form; None where it asks nothing of its own."""
    versions = [int(path.stem.rpartition("-")[2]) for path in folder.glob(f"{country.lower()}-*.yaml")]
    return country_form(country, max(versions), folder) if versions else None


def read_form(data: Mapping[str, Any]) -> CountryForm:
    """A form from its file. Raises InvalidInput with the path of what cannot be."""
    questions: list[Question] = []
    for place, row in enumerate(data["questions"]):
        where = f"questions[{place}]"
        if row["kind"] not in KINDS:
            raise InvalidInput(f"{where}.kind", "unknown_code")
        choices = tuple((one["code"], Words(one["ar"], one["en"])) for one in row.get("choices", []))
        if (row["kind"] == "choice") != bool(choices):
            raise InvalidInput(f"{where}.choices", "required")
        when = row.get("when")
        if when and when["question"] not in {question.code for question in questions}:
            raise InvalidInput(f"{where}.when.question", "unknown_code")
        only_when = (when["question"], frozenset(when["is"])) if when else None
        questions.append(
            Question(
                row["code"],
                Words(**row["ask"]),
                row["kind"],
                choices,
                bool(row.get("needed", True)),
                only_when,
            )
        )
    if len({question.code for question in questions}) != len(questions):
        raise InvalidInput("questions", "twice")
    return CountryForm(data["country"], data["version"], Words(**data["title"]), tuple(questions))

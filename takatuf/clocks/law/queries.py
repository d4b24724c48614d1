"""Which texts of law are checked, by whom; and whether a sentence prints one that is not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.clocks.law.files import LawText, law_text, law_texts
from takatuf.clocks.law.models import LawCheck
from takatuf.kernel.arabic import fold
from takatuf.kernel.errors import Refused

PERSONS = 2


class LawNotChecked(Refused):
    """Something would print a text of law that two persons have not checked; `titles` says which."""

    def __init__(self, titles: Iterable[str]) -> None:
        self.titles = tuple(titles)
        super().__init__(f"Not checked by two persons: {', '.join(self.titles)}.")


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One person's check."""

    by: WorkerName
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class LawRow:
    """A text with the checks of its present words."""

    text: LawText
    checks: tuple[CheckRow, ...]

    @property
    def is_checked(self) -> bool:
        """Whether two persons have read it."""
        return len(self.checks) >= PERSONS


def law_rows() -> list[LawRow]:
    """Every text with its checks; a check of other words does not count. Everybody may read them."""
    found = list(LawCheck.objects.order_by("checked_at"))
    people = workers_by_id({row.checked_by_id for row in found})
    return [
        LawRow(
            text,
            tuple(
                CheckRow(people[row.checked_by_id], row.checked_at, row.read_at_source)
                for row in found
                if (row.code, row.sha256) == (text.code, text.sha256)
            ),
        )
        for text in law_texts()
    ]


def citation(code: str) -> LawText:
    """A text that may be printed as law. Raises LawNotChecked until two persons have checked its present words, NotFound."""
    text = law_text(code)
    count = LawCheck.objects.filter(code=code, sha256=text.sha256).count()
    if count < PERSONS:
        raise LawNotChecked(text.names)
    return text


def unchecked_law_in(sentences: Iterable[str]) -> list[str]:
    """The titles of known texts of law that these sentences name and that are not checked; in the order of the files.

    Arabic is compared without marks and with one spelling of alif and ya.
    """
    printed = "\n".join(plain(sentence) for sentence in sentences)
    named = [
        name for row in law_rows() if not row.is_checked for name in row.text.names if plain(name) in printed
    ]
    return list(dict.fromkeys(named))


def plain(text: str) -> str:
    """The form in which names of laws are compared."""
    return " ".join(fold(text).casefold().split())

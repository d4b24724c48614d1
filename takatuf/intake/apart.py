"""Taking the reporter's contact out of a report before it is sealed, wherever a form or a machine repeated it."""

from collections.abc import Mapping
from dataclasses import replace

from takatuf.intake.content import Answer, AnswerState, ContactWish, ReportContent


def without_contact(content: ReportContent) -> ReportContent:
    """The report without the way to its reporter: answers and identifiers that repeat it are left out.

    What the reporter wrote in free text stays as it was written, and so does the wish whether to be contacted.
    """
    wish = content.contact
    told = {part for part in (wish.name, wish.phone, wish.email, wish.when, wish.careful) if part}
    if not told and all(claim.value for claim in content.identifiers):
        return content  # nothing to take out: most reports of machines
    answers = {
        code: Answer(AnswerState.GIVEN, "") if told & _parts(answer) else answer
        for code, answer in content.answers.items()
    }  # fmt: skip
    identifiers = tuple(claim for claim in content.identifiers if claim.value not in {wish.phone, wish.email})
    return replace(content, contact=ContactWish(wanted=wish.wanted), answers=answers, identifiers=identifiers)


def safe_hours_of(wish: ContactWish) -> dict[str, str]:
    """What is sealed beside a contact: when and how calling is safe, and the language where an interpreter is needed."""
    return {"when": wish.when, "careful": wish.careful} | (
        {"language": wish.language} if wish.language else {}
    )


def _parts(answer: Answer) -> set[str]:
    value = answer.value
    if isinstance(value, Mapping):
        return set(value.values())
    return {value} if isinstance(value, str) else set(value)

"""What must not stand in a document for the court: who the persons of the case are, and how one reaches them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.casework.models import PersonRole
from takatuf.casework.queries import people_of, report_records_of
from takatuf.court.document.view import FactView, SubmissionView
from takatuf.kernel.actors import Actor
from takatuf.kernel.arabic import letters
from takatuf.people.identifiers import IdentifierKind
from takatuf.people.queries import IdentifierView, identifiers_of, names_to_hold_back

_CHILDREN = (PersonRole.CHILD, PersonRole.SIBLING)
# Whose an identifier of a report is said to be, where it leads to the child or to whom the child wrote.
_THEIRS = ("child", "recipient")
# Kinds that lead to a person, where nobody said to whom.
_REACHES_SOMEBODY = (IdentifierKind.PHONE, IdentifierKind.EMAIL)
_SHORTEST = 3  # letters; two are a part of too many words


@dataclass(frozen=True, slots=True)
class Withheld:
    """`anywhere`: whole values that stand nowhere in the file. `in_words`: names by which a child is called, which stand in
    nothing that a person wrote; an officer or an agency may bear the same."""

    anywhere: tuple[str, ...]
    in_words: tuple[str, ...]


def withheld(case_id: UUID, *, by: Actor, at: datetime) -> Withheld:
    """Names and contacts of the persons on the case, contacts of the child in its reports, and names that children are called."""
    people = [(row.role, row.person) for row in people_of(case_id, by=by, at=at) if row.person is not None]
    anywhere = names_to_hold_back([person.id for _role, person in people], by=by)
    for _role, person in people:
        anywhere += [found.value for found in identifiers_of(person.record_id, by=by)]
    for record_id in report_records_of(case_id, by=by):
        anywhere += [found.value for found in identifiers_of(record_id, by=by) if _leads_to_a_child(found)]
    children = names_to_hold_back([person.id for role, person in people if role in _CHILDREN], by=by)
    return Withheld(tuple(dict.fromkeys(anywhere)), tuple(dict.fromkeys(_called(children))))


def _leads_to_a_child(found: IdentifierView) -> bool:
    return found.whose in _THEIRS or (not found.whose and found.kind in _REACHES_SOMEBODY)


def _called(names: list[str]) -> Iterator[str]:
    """The first and the last part of each name: what a child is called, and the family."""
    for name in names:
        parts = name.split()
        for part in (parts[0], parts[-1]) if len(parts) > 1 else ():
            if len(letters(part)) >= _SHORTEST:
                yield part


def written_words(view: SubmissionView) -> Iterator[tuple[str, str]]:
    """Everything that a person wrote for this document, each with the place in which it stands: `fact 3`, or `words`."""
    for fact in view.facts:
        for text in _of_fact(fact):
            yield f"fact {fact.number}", text
    whole = (
        view.summary.request, view.summary.risk_now, *view.summary.urgent_measures, view.impact, view.child_view.text,
        view.child_view.how_taken, view.limits, view.what_changed, view.correction_why, view.why_nothing_speaks_against,
        view.summary_en, *view.speaks_against, *(row.text for row in view.requests), *(row.text for row in view.measures),
        *(text for part in view.social_study for text in (part.heading, part.text, part.reply, *part.sources)),
        *(row.description for row in view.exhibits),
        *((view.call.said, view.call.to) if view.call else ()),
    )  # fmt: skip
    for text in whole:
        yield "words", text


def _of_fact(fact: FactView) -> Iterator[str]:
    yield fact.text_ar
    yield fact.stood
    for source in fact.sources:
        yield from (source.label, source.locator, source.quoted)
    for position in fact.positions:
        yield position.reason

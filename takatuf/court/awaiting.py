"""What awaits an agency around a court: to acknowledge, to answer, to deliver, and whose silence the court must know of."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.clocks.queries import agency_of
from takatuf.court.models import Proceedings, QuestionAsked, Service, Submission
from takatuf.court.models.proceeding_choices import Served
from takatuf.court.parties import PartyRow, numbers_of, party_rows
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class CourtAwaits:
    """One thing that is owed: acknowledge, answer, deliver, silent. `party` is named to the court alone."""

    step: str
    submission_id: UUID
    docket: str
    number: int
    what: Served
    due_at: datetime
    party: PartyRow | None = None


def court_awaiting(*, by: Actor, at: datetime, most: int = 50) -> list[CourtAwaits]:
    """What the actor's agency owes around a court, the first due first; it opens nothing.

    `silent` is the court's: a party whose time to answer is over. No other agency is told.
    """
    found = [*_services(by, most), *_questions(by, at, most)]
    return sorted(found, key=lambda row: row.due_at)[:most]


Matter = tuple[UUID, UUID, str]
"""Court, case and docket: what makes submissions and proceedings one matter."""


def _matter(row: Proceedings | Submission) -> Matter:
    return row.court_id, row.case_id, row.docket


def _pages(matters: Collection[Proceedings]) -> dict[Matter, UUID]:
    """The newest filed submission of each matter that the actor reaches: the page to go to."""
    rows = Submission.objects.filter(
        case_id__in={row.case_id for row in matters}, filed_at__isnull=False
    ).order_by("version", "pk")
    return {_matter(row): row.pk for row in rows}


def _services(by: Actor, most: int) -> Iterator[CourtAwaits]:
    rows = Service.objects.select_related("party", "proceedings").order_by("due_at", "pk")
    mine = list(rows.filter(party__agency_id=agency_of(by), acknowledged_at__isnull=True)[:most])
    # A letter is the court's to deliver, unless who filed serves it with an address of its own.
    letters = [
        row
        for row in rows.filter(party__agency__isnull=True, received_at__isnull=True)[:most]
        if row.addressee is not None or row.proceedings.court_id == by.agency
    ]
    if not (mine or letters):
        return
    pages = _pages([row.proceedings for row in (*mine, *letters)])
    numbers = numbers_of([*mine, *letters])
    for step, found in (("acknowledge", mine), ("deliver", letters)):
        for row in found:
            if page := pages.get(_matter(row.proceedings)):
                number = numbers.get(row.subject_id, 0)
                yield CourtAwaits(step, page, row.proceedings.docket, number, Served(row.what), row.due_at)


def _questions(by: Actor, at: datetime, most: int) -> Iterator[CourtAwaits]:
    rows = QuestionAsked.objects.filter(answered_at__isnull=True).select_related(
        "question__proceedings", "party"
    )
    own = rows.filter(party__agency_id=agency_of(by)).order_by("question__due_at", "pk")[:most]
    over = rows.filter(question__proceedings__court_id=agency_of(by), question__due_at__lt=at)
    for row in own:
        question = row.question
        yield CourtAwaits(
            "answer", question.submission_id, question.proceedings.docket, question.number, Served.QUESTION, question.due_at,
        )  # fmt: skip
    parties: dict[UUID, dict[UUID, PartyRow]] = {}
    for row in over.order_by("question__due_at", "pk")[:most]:
        question = row.question
        if question.proceedings_id not in parties:
            parties[question.proceedings_id] = party_rows(question.proceedings_id)
        party = parties[question.proceedings_id][row.party_id]
        yield CourtAwaits(
            "silent", question.submission_id, question.proceedings.docket, question.number, Served.QUESTION,
            question.due_at, party,
        )  # fmt: skip

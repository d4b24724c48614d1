"""The pages around a submission at court: the document, questions and answers, parties and service."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import may
from takatuf.court.parties import ProceedingsView


@dataclass(frozen=True, slots=True)
class RoomTab:
    """One page; `note` says how much waits there."""

    label: str
    url: str
    here: bool
    note: str = ""


def room_tabs(
    worker: WorkerName, submission_id: UUID, *, here: str, seen: ProceedingsView | None
) -> tuple[RoomTab, ...]:
    """The tabs for this reader; who wrote the submission has the document on the own desk instead."""
    first = "reading:submission" if may(worker.role, "court.read") else "desks:submission"
    tabs = [RoomTab(_("The submission"), reverse(first, args=[submission_id]), here == first)]
    if seen is not None:
        answers = may(worker.role, "question.answer")
        owed = sum(answers and question.owes is not None for question in seen.questions)
        unread = sum(row.is_own and row.is_open for row in seen.services)
        tabs += [
            _tab("reading:questions", _("Questions and answers"), submission_id, here, owed),
            _tab("reading:hearings", _("Hearings and measures"), submission_id, here, 0),
            _tab("reading:parties", _("Parties and service"), submission_id, here, unread),
        ]
    return tuple(tabs)


def _tab(name: str, label: str, submission_id: UUID, here: str, waits: int) -> RoomTab:
    return RoomTab(label, reverse(name, args=[submission_id]), here == name, str(waits) if waits else "")

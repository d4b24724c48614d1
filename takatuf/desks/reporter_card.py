"""The reporter's side of a report as the desk shows it: safe hours, contact (sealed), wish to withdraw, outcome, documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.agencies.queries import WorkerName
from takatuf.desks.report_lines import Line
from takatuf.desks.words import joined, listed
from takatuf.intake.mailbox.forms import DAYS, TIMES
from takatuf.intake.mailbox.queries import HoursView, OpeningRow, ReporterSide, WithdrawalView, reporter_side
from takatuf.kernel.actors import Actor
from takatuf.web.words import words_for_moment

OPEN_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """One opening of the contact in words, and what this worker can do about it."""

    id: UUID
    text: str
    reason: str
    state: str
    may_look: bool
    may_answer: bool
    in_danger: bool


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document, unopened: its name, and where it is downloaded."""

    name: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class ReporterCard:
    """All that the block draws."""

    is_professional: bool
    contact: str
    has_contact: bool
    hours: tuple[Line, ...]
    withdrawal: WithdrawalView | None
    outcome: str
    outcome_label: str
    openings: tuple[OpeningLine, ...]
    documents: tuple[DocumentLine, ...]


def reporter_card(report_id: UUID, *, worker: WorkerName, by: Actor, at: datetime) -> ReporterCard:
    """The block of an opened report; the caller's query put the look on record."""
    side = reporter_side(report_id, by=by)
    return ReporterCard(
        is_professional=side.is_professional,
        contact=_contact(side, at),
        has_contact=side.contact_given_at is not None,
        hours=tuple(line for line in _hours(side.hours, at) if line.text) if side.hours else (),
        withdrawal=side.withdrawal,
        outcome=side.outcome,
        outcome_label=side.outcome_label,
        openings=tuple(_opening(row, worker, at) for row in reversed(side.openings)),
        documents=tuple(
            DocumentLine(
                row.name, joined(row.suffix.upper(), filesizeformat(row.size), words_for_moment(row.at, at)),
                reverse("desks:report_document", args=[report_id, row.id]),
            )
            for row in side.documents
        ),
    )  # fmt: skip


def _contact(side: ReporterSide, at: datetime) -> str:
    if side.contact_given_at is None:
        return _("The reporter took the contact back.") if side.contact_changed else _("None was given.")
    given = _("Given %(when)s, sealed.") % {"when": words_for_moment(side.contact_given_at, at)}
    if not side.contact_changed:
        return given
    return f"{given} {_('It was changed on the follow-up page: whoever holds the code can do that.')}"


def _hours(hours: HoursView, at: datetime) -> Iterator[Line]:
    days, times = dict(DAYS), dict(TIMES)
    message = {True: _("yes, a short one"), False: _("no"), None: ""}[hours.leave_message]
    yield Line(_("Safe times"), listed(str(times[time]) for time in hours.times))
    yield Line(_("Days"), listed(str(days[day]) for day in hours.days))
    yield Line(_("Who may answer"), hours.who_answers)
    yield Line(_("Leave a message"), message)
    yield Line(_("Language"), hours.language)
    yield Line(_("Careful about"), hours.careful)
    yield Line(_("Said"), words_for_moment(hours.given_at, at))


def _opening(row: OpeningRow, worker: WorkerName, at: datetime) -> OpeningLine:
    params = {"person": row.asked_by, "when": words_for_moment(row.asked_at, at)}
    said = (
        _("%(person)s opened it %(when)s: danger to life.")
        if row.in_danger
        else _("%(person)s asked for it %(when)s.")
    )
    mine = row.asked_by.id == worker.id
    opened_at = row.asked_at if row.in_danger else row.second_at if row.said == "agreed" else None
    return OpeningLine(
        id=row.id, text=said % params, reason=row.reason,
        state=joined(row.said_label, str(row.second_by)) if row.second_by else _("A second person has not answered yet."),
        may_look=mine and opened_at is not None and at < opened_at + OPEN_FOR,
        may_answer=not mine and row.said == "", in_danger=row.in_danger,
    )  # fmt: skip

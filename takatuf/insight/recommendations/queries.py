"""Recommendations for those who read them: the public what was approved, staff all of them with their history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext, ngettext, pgettext

from takatuf.agencies.actions import require
from takatuf.agencies.queries import AgencyName, WorkerName, agencies, workers_by_id
from takatuf.insight.recommendations.models import (
    Recommendation,
    RecommendationEvent,
    RecommendationSource,
    RecommendationState,
)
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed, NotFound
from takatuf.web.words import both_dates

State = RecommendationState
_PUBLISHED = [State.APPROVED, State.CLOSED]


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """A recommendation in the reader's language. `standing`: proposed, open, owed, overdue, closed, declined."""

    id: UUID
    code: str
    source: str
    source_label: str
    source_note: str
    draft_of_source: bool
    capability: int | None
    title: str
    text: str
    reason: str
    standing: str
    standing_label: str
    owner: AgencyName | None
    due_on: date | None
    decided_on: date | None
    closed_on: date | None
    evidence: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened: in words, by whom, when, and what was written."""

    text: str
    who: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """One recommendation for staff, with its history and what this agency may do."""

    row: RecommendationRow
    wording: "WordingView"
    history: tuple[HistoryLine, ...]
    decline_reason: str
    may_decide: bool
    may_assign: bool
    may_answer: bool


@dataclass(frozen=True, slots=True)
class WordingView:
    """The words in both languages, for the form that changes them."""

    title_ar: str
    title_en: str
    text_ar: str
    text_en: str
    reason_ar: str
    reason_en: str


def published_recommendations(*, on: date) -> list[RecommendationRow]:
    """What a person approved, what is under way first. Needs no scope: it is public, so no agency's lateness is in it."""
    rows = _public(Recommendation.objects.filter(state__in=_PUBLISHED), on)
    order = ("owed", "open", "closed")
    return sorted(rows, key=lambda row: (order.index(row.standing), row.code))


def published_recommendation(code: str, *, on: date) -> RecommendationRow:
    """One that was approved, by its code. Raises NotFound."""
    found = _public(Recommendation.objects.filter(code=code, state__in=_PUBLISHED), on)
    if not found:
        raise NotFound("No such published recommendation.")
    return found[0]


def public_standing(recommendation_id: UUID, *, on: date) -> tuple[str, str] | None:
    """The code of one that was approved, and how it stands in words: who owes it, or that it is closed. None: not published."""
    for row in _public(Recommendation.objects.filter(pk=recommendation_id, state__in=_PUBLISHED), on):
        owner = f" — {row.owner}" if row.owner and row.standing != "closed" else ""
        return row.code, f"{row.standing_label}{owner}"
    return None


def _public(found: Iterable[Recommendation], on: date) -> list[RecommendationRow]:
    """An agency's lateness is internal: neither the last day nor that it has passed is said to the public."""
    rows = _rows(list(found), on)
    words = gettext("Under way")
    return [
        replace(row, standing="owed", standing_label=words, due_on=None) if row.standing == "overdue"
        else replace(row, due_on=None)
        for row in rows
    ]  # fmt: skip


def recommendations(*, by: Actor, at: datetime) -> list[RecommendationRow]:
    """All of them for staff: what waits for a decision, what is owed, then the past. Raises NotAllowed."""
    require(by, "recommendation.read")
    order = ("proposed", "overdue", "owed", "open", "closed", "declined")
    rows = _rows(list(Recommendation.objects.all()), localdate(at))
    return sorted(rows, key=lambda row: (order.index(row.standing), row.due_on or date.max, row.code))


def proposals_count(*, by: Actor) -> int:
    """How many wait for a person's approval. Raises NotAllowed."""
    require(by, "recommendation.decide")
    return Recommendation.objects.filter(state=State.PROPOSED).count()


def recommendation_title(recommendation_id: UUID, *, by: Actor) -> tuple[str, str] | None:
    """The code and title of one, for a line of somebody's work; its agency owes it, whatever the role. None: no such one."""
    del by  # every member of staff may read it, and the database shows it to nobody else
    row = Recommendation.objects.filter(pk=recommendation_id).first()
    return None if row is None else (row.code, _said(row, "title"))


def recommendation(recommendation_id: UUID, *, by: Actor, at: datetime) -> RecommendationView:
    """One recommendation with its history. It is about no person, so no look is recorded. Raises NotAllowed, NotFound."""
    worker = require(by, "recommendation.read")
    row = Recommendation.objects.filter(pk=recommendation_id).first()
    if row is None:
        raise NotFound("No such recommendation.")
    decides, answers = (_allowed(by, name) for name in ("recommendation.decide", "recommendation.answer"))
    own = worker.agency_id if worker else None
    first = row.assigned_by_agency_id in {None, own}
    concerned = own in {row.owner_id, row.assigned_by_agency_id} if row.owner_id else decides
    return RecommendationView(
        row=_rows([row], localdate(at))[0],
        wording=WordingView(
            row.title_ar, row.title_en, row.text_ar, row.text_en, row.reason_ar, row.reason_en
        ),
        history=_history(row),
        decline_reason=row.decline_reason,
        may_decide=decides and row.state == State.PROPOSED,
        may_assign=decides and row.state == State.APPROVED and first,
        may_answer=answers and row.state == State.APPROVED and concerned,
    )


def _allowed(by: Actor, permission: str) -> bool:
    try:
        require(by, permission)
    except NotAllowed:
        return False
    return True


def _history(row: Recommendation) -> tuple[HistoryLine, ...]:
    events = list(RecommendationEvent.objects.filter(recommendation=row).order_by("at", "pk"))
    names = {agency.id: agency for agency in agencies()}
    people = workers_by_id({event.worker_id for event in events if event.worker_id})
    return tuple(
        HistoryLine(
            _event_words(event, names.get(event.agency_id) if event.agency_id else None),
            _who(event, people),
            "" if event.kind == "assigned" else event.note,
            event.at,
        )
        for event in events
    )


def _who(event: RecommendationEvent, people: dict[UUID, WorkerName]) -> str:
    worker = people.get(event.worker_id) if event.worker_id else None
    return str(worker) if worker else gettext("The clock")


def _event_words(event: RecommendationEvent, agency: AgencyName | None) -> str:
    if event.kind == "assigned":
        day = both_dates(date.fromisoformat(event.note))
        return gettext("Given to %(agency)s, until %(day)s") % {"agency": agency, "day": day}
    if event.kind == "overdue":
        return gettext("Overdue; escalated to level %(level)s") % {"level": event.level}
    return {
        "proposed": pgettext("recommendation", "Proposed"),
        "changed": pgettext("recommendation", "Wording changed"),
        "approved": pgettext("recommendation", "Approved and published"),
        "declined": pgettext("recommendation", "Declined"),
        "noted": pgettext("recommendation", "Progress noted"),
        "closed": pgettext("recommendation", "Closed with evidence"),
    }[event.kind]


def _said(row: Recommendation, name: str) -> str:
    """A text in the reader's language; a language without it reads the English, and the other way round."""
    first, second = ("ar", "en") if (get_language() or "ar").startswith("ar") else ("en", "ar")
    return str(getattr(row, f"{name}_{first}") or getattr(row, f"{name}_{second}"))


def _rows(found: Sequence[Recommendation], on: date) -> list[RecommendationRow]:
    names = {agency.id: agency for agency in agencies()} if found else {}
    return [
        RecommendationRow(
            id=row.pk, code=row.code, source=row.source, source_label=str(RecommendationSource(row.source).label),
            source_note=row.source_note, draft_of_source=row.draft_of_source, capability=row.capability,
            title=_said(row, "title"), text=_said(row, "text"), reason=_said(row, "reason"),
            standing=(standing := _standing(row, on)), standing_label=_standing_words(standing, row, on),
            owner=names.get(row.owner_id) if row.owner_id else None, due_on=row.due_on,
            decided_on=localdate(row.decided_at) if row.decided_at else None,
            closed_on=localdate(row.closed_at) if row.closed_at else None, evidence=row.evidence,
        )
        for row in found
    ]  # fmt: skip


def _standing(row: Recommendation, on: date) -> str:
    if row.state != State.APPROVED:
        return str(row.state)
    if row.due_on is None:
        return "open"
    return "overdue" if row.due_on < on else "owed"


def _standing_words(standing: str, row: Recommendation, on: date) -> str:
    if standing == "overdue" and row.due_on:
        days = (on - row.due_on).days
        return ngettext("Overdue by %(count)s day", "Overdue by %(count)s days", days) % {"count": days}
    return {
        "proposed": gettext("Waits for a person's approval"),
        "open": gettext("Approved; nobody owes it yet"),
        "owed": gettext("Under way"),
        "closed": pgettext("recommendation", "Closed with evidence"),
        "declined": pgettext("recommendation", "Declined"),
    }[standing]

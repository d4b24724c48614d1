"""Requests for research tables: for the agency that asked, and for who may approve."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext

from takatuf.agencies.actions import require
from takatuf.agencies.queries import AgencyName, agencies, workers_by_id
from takatuf.agencies.rules import may
from takatuf.insight.research.extracts import EXTRACTS, word_of
from takatuf.insight.research.models import ExtractKind, ResearchRequest
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request. `standing`: waits, approved_once, being_drawn, ready, ended, refused, not_drawn."""

    id: UUID
    code: str
    kind_label: str
    period_from: date
    period_to: date
    institution: str
    purpose: str
    readable_until: date
    asked_by: str
    agency: AgencyName
    asked_at: datetime
    approved_by: tuple[str, ...]
    standing: str
    standing_label: str
    refusal: str
    not_drawn: str
    may_approve: bool
    may_read: bool


@dataclass(frozen=True, slots=True)
class ExtractView:
    """The table of a request in the reader's language; None is a hidden number."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...], int | None], ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def research_requests(*, by: Actor, at: datetime) -> list[RequestRow]:
    """The requests of the own agency, or all of them for who may approve; the newest first. Raises NotAllowed."""
    worker = require(by, "research.approve") if _may(by, "research.approve") else require(by, "research.ask")
    found = ResearchRequest.objects.order_by("-asked_at")
    if worker is not None and not _may(by, "research.approve"):
        found = found.filter(asked_by_agency_id=worker.agency_id)
    return [_row(row, by, at) for row in found]


def research_request(request_id: UUID, *, by: Actor, at: datetime) -> RequestRow:
    """One request. Raises NotAllowed, NotFound for who may not know of it."""
    for row in research_requests(by=by, at=at):
        if row.id == request_id:
            return row
    raise NotFound("No such request.")


def table_of(row: ResearchRequest) -> ExtractView:
    """The words of a table that was read by `read_extract`."""
    extract, drawn = EXTRACTS[row.kind], row.extract or {}
    return ExtractView(
        columns=tuple(word_of(extract.columns, code) for code in drawn["columns"]),
        rows=tuple(
            (word_of(extract.rows, code), tuple(cells), total)
            for code, cells, total in zip(drawn["rows"], drawn["cells"], drawn["row_totals"], strict=True)
        ),
        column_totals=tuple(drawn["column_totals"]), total=drawn["total"],
    )  # fmt: skip


def _may(by: Actor, permission: str) -> bool:
    try:
        worker = require(by, permission)
    except NotAllowed:
        return False
    return worker is not None and may(worker.role, permission)  # type: ignore[arg-type]


def _row(row: ResearchRequest, by: Actor, at: datetime) -> RequestRow:
    names = {agency.id: agency for agency in agencies()}
    people = workers_by_id({id for id in (row.asked_by_id, row.first_by_id, row.second_by_id) if id})
    standing = _standing(row, at)
    approves = standing in {"waits", "approved_once"} and _may(by, "research.approve")
    return RequestRow(
        id=row.pk, code=row.code, kind_label=str(ExtractKind(row.kind).label), period_from=row.period_from,
        period_to=row.period_to, institution=row.institution, purpose=row.purpose, readable_until=row.readable_until,
        asked_by=str(people.get(row.asked_by_id, "")), agency=names[row.asked_by_agency_id], asked_at=row.asked_at,
        approved_by=tuple(str(people[id]) for id in (row.first_by_id, row.second_by_id) if id), standing=standing,
        standing_label=_words(standing), refusal=row.refusal, not_drawn=row.not_drawn,
        may_approve=approves and by.id not in {row.asked_by_id, row.first_by_id}, may_read=standing == "ready",
    )  # fmt: skip


def _standing(row: ResearchRequest, at: datetime) -> str:
    if row.refused_at is not None:
        return "refused"
    if row.not_drawn:
        return "not_drawn"
    if row.second_at is None:
        return "waits" if row.first_at is None else "approved_once"
    if row.drawn_at is None:
        return "being_drawn"
    return "ended" if localdate(at) > row.readable_until else "ready"


def _words(standing: str) -> str:
    return {
        "waits": gettext("Waits for two persons"),
        "approved_once": gettext("One person approved; waits for a second"),
        "being_drawn": gettext("Approved; being counted"),
        "ready": gettext("May be read"),
        "ended": gettext("Its last day has passed"),
        "refused": gettext("The request was refused"),
        "not_drawn": gettext("Too few, or cut before: no table came of it"),
    }[standing]

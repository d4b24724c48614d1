"""The outside of cases: what lists show, and what the rooms above need to act on one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.memory import remembered
from takatuf.agencies.models import Access
from takatuf.agencies.queries import AgencyName, agencies
from takatuf.casework.models import Case, CaseReport, StageChoices
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound

#: A number at this limit means "that many or more"; it stands beside every page, and nobody needs the thousandth.
COUNTED = 100
_SHOWN = ("record_id", "code", "level", "stage", "lead_id", "opened_at", "closed_at")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list: nothing about a person."""

    id: UUID
    record_id: UUID
    code: str
    level: int
    stage: str
    stage_label: str
    lead: AgencyName
    opened_at: datetime
    closed_at: datetime | None


def _rows(found: Sequence[Case]) -> list[CaseRow]:
    names = {agency.id: agency for agency in agencies()}
    stages = {stage: str(label) for stage, label in StageChoices.choices}
    return [
        CaseRow(
            id=case.pk,
            record_id=case.record_id,
            code=case.code,
            level=case.level,
            stage=case.stage,
            stage_label=stages[case.stage],
            lead=names[case.lead_id],
            opened_at=case.opened_at,
            closed_at=case.closed_at,
        )
        for case in found
    ]


def case_row(case: Case) -> CaseRow:
    """The outside of a case that the caller has read."""
    return _rows([case])[0]


def cases(*, by: Actor, at: datetime, most: int = 20, before: datetime | None = None) -> list[CaseRow]:
    """One page of the open cases that the actor reaches, the newest first; `before` turns the page. Puts the look on record.

    Raises NotAllowed.
    """
    require(by, "case.read")
    rows = _open_cases(by).order_by("-opened_at")
    if before is not None:
        rows = rows.filter(opened_at__lt=before)
    found = _rows(list(rows[:most]))
    disclose(record_ids=[row.record_id for row in found], what="cases", by=by, at=at)
    return found


def case_head(case_id: UUID, *, by: Actor) -> CaseRow:
    """The outside of one case. Raises NotFound, also for those who may not know."""
    heads = case_heads([case_id], by=by)
    if case_id not in heads:
        raise NotFound("No such case.")
    return heads[case_id]


def case_heads(case_ids: Sequence[UUID], *, by: Actor) -> dict[UUID, CaseRow]:
    """The outside of several cases by id; those that the actor does not reach are left out."""
    del by  # the scope of the actor is in the database
    return {row.id: row for row in _rows(list(Case.objects.filter(pk__in=list(case_ids))))}


def cases_by_record(record_ids: Sequence[UUID], *, by: Actor) -> dict[UUID, CaseRow]:
    """The outside of several cases by their record; those that the actor does not reach are left out."""
    del by
    found = Case.objects.filter(record_id__in=list(record_ids)).only(*_SHOWN)
    return {row.record_id: row for row in _rows(list(found))}


def case_codes_by_record(record_ids: Sequence[UUID], *, by: Actor) -> dict[UUID, tuple[UUID, str]]:
    """The id and the code of several cases by their record; those that the actor does not reach are left out."""
    del by
    rows = Case.objects.filter(record_id__in=list(record_ids)).values_list("record_id", "pk", "code")
    return {record_id: (id, code) for record_id, id, code in rows}


def cases_of_report(report_id: UUID, *, by: Actor) -> list[CaseRow]:
    """The outside of the cases that rest on a report, the newest first; those that the actor does not reach are left out."""
    del by
    records = CaseReport.objects.filter(report_id=report_id).values("record_id")
    return _rows(list(Case.objects.filter(record_id__in=records).order_by("-opened_at")))


def cases_count(*, by: Actor, most: int = COUNTED) -> int:
    """How many open cases the actor reaches, counted up to `most`, for the number beside a page; it opens nothing.

    Raises NotAllowed.
    """
    require(by, "case.read")
    # In an order, so that the planner walks back in time here too and does not gather all grants for the first hundred.
    newest = _open_cases(by).order_by("-opened_at")
    return remembered(("cases counted", by.id, most), newest[:most].count)


def _open_cases(by: Actor) -> QuerySet[Case]:
    """The open cases that the actor reaches.

    Row security says so by itself; naming the agency lets the planner choose: a large agency's newest cases are found by
    walking back in time, a small one's by its few grants.
    """
    found = Case.objects.filter(closed_at__isnull=True)
    if by.agency is None:
        return found
    return found.filter(record_id__in=Access.objects.filter(agency_id=by.agency).values("record_id"))

"""The joint chronology of a case as a document: all agencies, each line with agency and source, for printing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime

from takatuf.casework.chronology import LineRow
from takatuf.casework.queries import Part, open_case
from takatuf.desks.chronology_kinds import KINDS, kind_of
from takatuf.desks.views.page import StaffRequest, staff_page
from takatuf.kernel.clock import now


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of the filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day, the first first."""

    on: date
    lines: tuple[tuple[datetime, LineRow], ...]


@staff_page
def paper(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The lines that the reader reaches, by day; filtered by agency and kind. The look is on record."""
    at = now()
    view = open_case(case_id, by=request.actor, at=at, parts=(Part.CHRONOLOGY,))
    wanted, kind = request.GET.get("agency", ""), request.GET.get("kind", "")
    names = sorted({line.agency.code: str(line.agency) for line in view.chronology if line.agency}.items())
    lines = [
        line
        for line in reversed(view.chronology)
        if (not wanted or (line.agency and line.agency.code == wanted)) and (not kind or kind_of(line.kind) == kind)
    ]  # fmt: skip
    context = {
        "case": view.head,
        "days": _days(lines),
        "count": len(lines),
        "all": len(view.chronology),
        "agency_choices": [Choice(code, label, code == wanted) for code, label in names],
        "kind_choices": [Choice(code, str(label), code == kind) for code, label in KINDS.items()],
        "is_filtered": bool(wanted or kind),
        "reader": request.worker,
        "now": at,
    }
    return render(request, "desks/case_chronology.html", context)


def _days(lines: Iterable[LineRow]) -> list[Day]:
    found: dict[date, list[tuple[datetime, LineRow]]] = {}
    for line in lines:
        local = localtime(line.at)
        found.setdefault(local.date(), []).append((local, line))
    return [Day(day, tuple(rows)) for day, rows in found.items()]

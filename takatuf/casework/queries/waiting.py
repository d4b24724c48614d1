"""What waits for a person in cases without a clock of its own: plans to approve, closures to answer; and cases by code."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from takatuf.casework.models import Assessment, Case, CaseLink, Closure, Plan, SafeNow, SocialWaiver, Visit
from takatuf.casework.queries.lists import CaseRow, case_heads
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One thing that a second person has to answer. `kind`: plan, closure, assessment, waiver, link; `asked_by` is who may not answer it."""

    kind: str
    case: CaseRow
    asked_by: UUID
    asked_at: datetime


def approvals_awaiting(kind: str, *, by: Actor, most: int = 100) -> list[ApprovalRow]:
    """What a second person approves in open cases that the own agency leads, and that this actor did not write; the oldest first.

    It opens nothing. `kind` is plan, closure, assessment, waiver, or link: a link between children waits for whoever
    reaches both cases. A plan that a later one has overtaken waits no more.
    """
    led = Case.objects.filter(lead_id=agency_of(by), closed_at__isnull=True).values("record_id")
    found = _found(kind, led, by)[:most]
    ids = dict(Case.objects.filter(record_id__in=[row[0] for row in found]).values_list("record_id", "id"))
    heads = case_heads(list(ids.values()), by=by)
    return [
        ApprovalRow(kind, heads[ids[record_id]], who, at)
        for record_id, who, at in found
        if record_id in ids and ids[record_id] in heads
    ]


def _found(kind: str, led: QuerySet[Case, Any], by: Actor) -> QuerySet[Any, tuple[UUID, UUID, datetime]]:
    """The case's record, who wrote it, and when, of everything of this kind that waits for another person."""
    waits = Q(record_id__in=led, approved_at__isnull=True)
    if kind == "plan":
        return Plan.objects.filter(waits).exclude(made_by_id=by.id).order_by("made_at").values_list("record_id", "made_by_id", "made_at")  # fmt: skip
    if kind == "assessment":
        rows = Assessment.objects.filter(waits, approval_needed=True).exclude(assessed_by_id=by.id)
        return rows.order_by("at").values_list("record_id", "assessed_by_id", "at")
    if kind == "waiver":
        waivers = SocialWaiver.objects.filter(waits, approval_needed=True).exclude(waived_by_id=by.id)
        return waivers.order_by("at").values_list("record_id", "waived_by_id", "at")
    if kind == "link":
        links = CaseLink.objects.filter(confirmed_at__isnull=True, undone_at__isnull=True)
        return links.exclude(proposed_by_id=by.id).order_by("proposed_at").values_list("record_id", "proposed_by_id", "proposed_at")  # fmt: skip
    closures = Closure.objects.filter(waits, declined_at__isnull=True).exclude(proposed_by_id=by.id)
    return closures.order_by("proposed_at").values_list("record_id", "proposed_by_id", "proposed_at")


def case_id_by_code(code: str, *, by: Actor) -> UUID:
    """The case with this code, in any digits and with or without spaces. Raises NotFound, also for those who may not know."""
    del by  # the scope of the actor is in the database
    wanted = european_digits(code).strip().upper()
    found = Case.objects.filter(code=wanted).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("No such case.")
    return found


@dataclass(frozen=True, slots=True)
class DangerRow:
    """An open case whose child is not known to be safe. `seen`: whether anybody has visited."""

    case: CaseRow
    seen: bool
    said_unsafe: bool


def cases_in_danger(*, by: Actor, most: int = 100) -> list[DangerRow]:
    """Open cases that the own agency leads where the last visit found the child not safe, or, at Level 1, none found them safe.

    It opens nothing.
    """
    last = Visit.objects.filter(record_id=OuterRef("record_id")).order_by("-at").values("safe_now")[:1]
    led = Case.objects.filter(lead_id=agency_of(by), closed_at__isnull=True).annotate(safe=Subquery(last))
    unsafe = Q(safe=SafeNow.NO) | (Q(level=1) & (Q(safe__isnull=True) | ~Q(safe=SafeNow.YES)))
    found = list(led.filter(unsafe).order_by("level", "opened_at").values_list("id", "safe")[:most])
    heads = case_heads([id for id, _safe in found], by=by)
    return [DangerRow(heads[id], safe is not None, safe == SafeNow.NO) for id, safe in found if id in heads]

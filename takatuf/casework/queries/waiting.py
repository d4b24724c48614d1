"""What waits for a person in cases without a clock of its own: plans to approve, closures to answer; and cases by code."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from takatuf.casework.models import Assessment, Case, CaseLink, Closure, Plan, SafeNow, SocialWaiver, Visit
from takatuf.casework.queries.lists import CaseRow, case_heads, cases_by_record
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


def approvals_awaiting(kinds: Sequence[str], *, by: Actor, most: int = 100) -> list[ApprovalRow]:
    """What a second person approves in open cases that the own agency leads, and that this actor did not write.

    Kind by kind in the order given, the oldest first and `most` of each; it opens nothing. A kind is plan, closure,
    assessment, waiver, or link: a link between children waits for whoever reaches both cases. A plan that a later one has
    overtaken waits no more.
    """
    if not kinds:
        return []
    led = Case.objects.filter(lead_id=agency_of(by), closed_at__isnull=True, record_id=OuterRef("record_id"))
    first, *others = (_found(kind, Exists(led), by)[:most] for kind in kinds)
    found = list(first.union(*others, all=True)) if others else list(first)
    found.sort(key=lambda row: (kinds.index(row[0]), row[3]))
    heads = cases_by_record([record_id for _kind, record_id, _who, _at in found], by=by)
    return [
        ApprovalRow(kind, heads[record_id], who, at)
        for kind, record_id, who, at in found
        if record_id in heads
    ]


def _found(kind: str, led: Exists, by: Actor) -> QuerySet[Any, tuple[str, UUID, UUID, datetime]]:
    """The kind, the case's record, who wrote it, and when, of everything of this kind that waits for another person."""
    who, since, waits = _WAITING[kind]
    rows = waits(led).exclude(**{who: by.id}).order_by(since)
    return rows.values_list(Value(kind, output_field=CharField()), "record_id", who, since)


#: Kind -> who wrote it, when, and what of it waits.
_WAITING: Mapping[str, tuple[str, str, Callable[[Exists], QuerySet[Any]]]] = {
    "plan": ("made_by_id", "made_at", lambda led: Plan.objects.filter(led, approved_at__isnull=True)),
    "assessment": (
        "assessed_by_id", "at",
        lambda led: Assessment.objects.filter(led, approval_needed=True, approved_at__isnull=True),
    ),
    "waiver": (
        "waived_by_id", "at",
        lambda led: SocialWaiver.objects.filter(led, approval_needed=True, approved_at__isnull=True),
    ),
    "link": (
        "proposed_by_id", "proposed_at",
        lambda _led: CaseLink.objects.filter(confirmed_at__isnull=True, undone_at__isnull=True),
    ),
    "closure": (
        "proposed_by_id", "proposed_at",
        lambda led: Closure.objects.filter(led, approved_at__isnull=True, declined_at__isnull=True),
    ),
}  # fmt: skip


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
    found_last = Coalesce(
        Subquery(last), Value("")
    )  # asked once for each case, whatever the filters make of it
    led = Case.objects.filter(lead_id=agency_of(by), closed_at__isnull=True).annotate(safe=found_last)
    # Asked in two ways that an index each answers: few visits ever found a child not safe, and few cases are at Level 1.
    unsafe = Visit.objects.filter(record_id=OuterRef("record_id"), safe_now=SafeNow.NO)
    said = led.filter(Exists(unsafe), safe=SafeNow.NO).order_by("level", "opened_at")[:most]
    unknown = led.filter(safe__in=["", SafeNow.UNKNOWN], level=1).order_by("opened_at")[:most]
    rows = said.union(unknown, all=True).values_list("id", "safe", "level", "opened_at")
    found = sorted(rows, key=lambda row: row[2:])[:most]
    heads = case_heads([row[0] for row in found], by=by)
    return [
        DangerRow(heads[id], bool(safe), safe == SafeNow.NO)
        for id, safe, _level, _opened in found
        if id in heads
    ]

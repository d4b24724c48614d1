"""Submissions that wait for a person: to be written, approved, signed, filed or ruled on."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber

from takatuf.clocks.queries import agency_of
from takatuf.court.models import Submission
from takatuf.court.models.choices import SubmissionKind
from takatuf.court.rules import SubmissionState
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class SubmissionAwaits:
    """A submission and its next step: write, approve, sign, file, rule."""

    id: UUID
    code: str
    step: str
    since: datetime


def submission_codes(ids: Collection[UUID], *, by: Actor) -> dict[UUID, str]:
    """The codes of these submissions, as far as the actor reaches them; it opens nothing and asks nothing for none."""
    del by  # the scope of the actor is in the database
    return dict(Submission.objects.filter(pk__in=list(ids)).values_list("pk", "code")) if ids else {}


_STATES = {
    "write": SubmissionState.DRAFT, "approve": SubmissionState.REVIEWED, "sign": SubmissionState.APPROVED,
    "file": SubmissionState.SIGNED,
}  # fmt: skip


def submissions_awaiting(
    steps: Collection[str], *, by: Actor, most: int = 50
) -> Mapping[str, list[SubmissionAwaits]]:
    """Submissions by the next step, if it is one of these and the own agency's, the oldest first; it opens nothing.

    Nobody is asked to approve their own words or twice. `rule` is the court's: what was filed with it and has no ruling.
    `most` holds for each step.
    """
    states = {_STATES[step]: step for step in steps if step in _STATES}
    asked = [_own(list(states), by, most)] if states else []
    if "rule" in steps:
        asked.append(_filed(by, most))
    found: dict[str, list[SubmissionAwaits]] = defaultdict(list)
    if not asked:
        return found
    rows = asked[0].union(*asked[1:], all=True)
    for id, code, since, state, place in sorted(rows, key=lambda row: (row[2], row[0])):
        # What the own agency writes has a place among its like; what the court rules on has none.
        step = states[SubmissionState(state)] if place else "rule"
        found[step].append(SubmissionAwaits(id, code, step, since))
    return found


_Found = QuerySet[Any, tuple[UUID, str, datetime, str, int]]
_SHOWN = ("pk", "code", "started_at", "state", "place")


def _own(states: Collection[SubmissionState], by: Actor, most: int) -> _Found:
    """The first of the own agency's submissions in each of these states."""
    rows = Submission.objects.filter(agency_id=agency_of(by), state__in=states)
    # What a later main one was signed in the place of is filed no more.
    rows = rows.exclude(
        state=SubmissionState.SIGNED,
        superseded_by__kind=SubmissionKind.MAIN,
        superseded_by__signed_at__isnull=False,
    )
    if SubmissionState.REVIEWED in states:
        given = Q(approvals__worker_id=by.id, approvals__lapsed_at__isnull=True)
        approved = rows.filter(given, state=SubmissionState.REVIEWED).values("pk")
        rows = rows.exclude(Q(state=SubmissionState.REVIEWED, author_id=by.id) | Q(pk__in=approved))
    place = Window(RowNumber(), partition_by=F("state"), order_by=["started_at", "pk"])
    return (
        rows.annotate(place=place).filter(place__lte=most).order_by("started_at", "pk").values_list(*_SHOWN)
    )


def _filed(by: Actor, most: int) -> _Found:
    ruled = Q(rulings__isnull=False) | Q(superseded_by__signed_at__isnull=False)
    rows = Submission.objects.filter(court_id=agency_of(by), filed_at__isnull=False).exclude(ruled)
    return rows.annotate(place=Value(0)).order_by("started_at", "pk").values_list(*_SHOWN)[:most]

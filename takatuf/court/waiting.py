"""Submissions that wait for a person: to be written, approved, signed, filed or ruled on."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber

from takatuf.clocks.queries import agency_of
from takatuf.court.drafts import fallen_facts
from takatuf.court.models import Submission
from takatuf.court.models.choices import SubmissionKind
from takatuf.court.rules import SubmissionState
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class SubmissionAwaits:
    """A submission and its next step: write, rewrite, approve, sign, file, rule, clarify, correct."""

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


#: What comes after the filing, beside who writes it: what the court handed back, and a fact that fell since.
_AFTER = ("clarify", "correct")


def submissions_awaiting(
    steps: Collection[str], *, by: Actor, most: int = 50
) -> Mapping[str, list[SubmissionAwaits]]:
    """Submissions by the next step, if it is one of these and the own agency's, the oldest first; it opens nothing.

    Nobody is asked to approve their own words or twice. `rewrite`: an approver sent the draft back. `rule` is the court's:
    what was filed with it and has no ruling. `clarify` and `correct`: what the court handed back, and what was filed with a
    fact that no longer stands, until a later one is signed. `most` holds for each step. One question to the database.
    """
    states = {_STATES[step]: step for step in steps if step in _STATES}
    asked = [_own(list(states), by, most)] if states else []
    if "rule" in steps:
        asked.append(_filed(by, most))
    asked += [_after(step, by, most) for step in _AFTER if step in steps]
    found: dict[str, list[SubmissionAwaits]] = defaultdict(list)
    if not asked:
        return found
    rows = asked[0].union(*asked[1:], all=True)
    for id, code, since, state, sent_back, step in sorted(rows, key=lambda row: (row[2], row[0])):
        # What was sent back says so until it is signed, also when it waits for approval again.
        back = sent_back is not None and state == SubmissionState.DRAFT
        step = step or ("rewrite" if back else states[SubmissionState(state)])  # noqa: PLW2901 - of this row
        found[step].append(SubmissionAwaits(id, code, step, since))
    return found


_Found = QuerySet[Any, tuple[UUID, str, datetime, str, datetime | None, str]]
_SHOWN = ("pk", "code", "started_at", "state", "returned_at", "step")


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
    first = rows.annotate(place=place, step=Value("")).filter(place__lte=most).order_by("started_at", "pk")
    return first.values_list(*_SHOWN)


def _filed(by: Actor, most: int) -> _Found:
    ruled = Q(rulings__isnull=False) | Q(superseded_by__signed_at__isnull=False)
    rows = Submission.objects.filter(court_id=agency_of(by), filed_at__isnull=False).exclude(ruled)
    return rows.annotate(step=Value("rule")).order_by("started_at", "pk").values_list(*_SHOWN)[:most]


def _after(step: str, by: Actor, most: int) -> _Found:
    """The own agency's filed submissions after which something is owed, and nothing later was signed yet that does it."""
    rows = Submission.objects.filter(agency_id=agency_of(by), filed_at__isnull=False)
    if step == "clarify":
        owed = rows.filter(returned__isnull=False).exclude(superseded_by__signed_at__isnull=False)
    else:
        owed = rows.filter(Exists(fallen_facts(OuterRef("pk"))))
    return owed.annotate(step=Value(step)).order_by("started_at", "pk").values_list(*_SHOWN)[:most]

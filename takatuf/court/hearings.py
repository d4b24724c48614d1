"""Hearings in the order of a calendar, protective measures, what was handed back, and how orders stand, for pages."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import AgencyName, agencies
from takatuf.court.models import (
    Appeal,
    Compliance,
    CourtParty,
    Hearing,
    HearingAttendance,
    OrderVariation,
    ProtectiveMeasure,
    SubmissionReturn,
)
from takatuf.court.models.choices import LimitUnit
from takatuf.court.models.proceeding_choices import (
    HearingCause,
    HearingEnd,
    MeasureDecision,
    MeasureKind,
    PartyKind,
    ReturnReason,
)
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class CalendarHearing:
    """A hearing with what came of it; `came` names parties by their place in the proceedings."""

    id: UUID
    submission_id: UUID
    docket: str
    court: AgencyName
    starts_at: datetime
    place: str
    note: str
    end: HearingEnd | None
    cause: HearingCause | None
    outcome_note: str
    came: tuple[tuple[str, bool], ...]

    def is_to_come(self, at: datetime) -> bool:
        """Whether it is still awaited."""
        return self.end is None and self.starts_at >= at

    def lacks_outcome(self, at: datetime) -> bool:
        """Whether it should have begun, and nobody wrote down what came of it."""
        return self.end is None and self.starts_at < at


def hearings(*, by: Actor, at: datetime, submission_id: UUID | None = None) -> list[CalendarHearing]:
    """The hearings of every submission that the actor reaches, or of one: the next first, then those past, the latest first.

    The look is on record. Raises NotAllowed.
    """
    require(by, "submission.read")
    rows = Hearing.objects.filter(submission__filed_at__isnull=False).select_related("submission", "outcome")
    if submission_id is not None:
        rows = rows.filter(submission_id=submission_id)
    read = list(rows.order_by("starts_at", "pk")[:300])
    attended = _attendance([row.pk for row in read])
    found = [_hearing(row, attended[row.pk]) for row in read]
    disclose(record_ids=sorted({row.record_id for row in read}), what="hearings", by=by, at=at)
    coming = [row for row in found if row.is_to_come(at)]
    return coming + [row for row in reversed(found) if not row.is_to_come(at)]


def _attendance(hearing_ids: Collection[UUID]) -> dict[UUID, list[tuple[str, bool]]]:
    found: dict[UUID, list[tuple[str, bool]]] = defaultdict(list)
    rows = HearingAttendance.objects.filter(hearing_id__in=list(hearing_ids)).select_related("party")
    for row in rows.order_by("pk"):
        found[row.hearing_id].append((_party_label(row.party), row.came))
    return found


def _hearing(row: Hearing, came: Sequence[tuple[str, bool]]) -> CalendarHearing:
    names = {agency.id: agency for agency in agencies()}
    outcome = getattr(row, "outcome", None)
    return CalendarHearing(
        id=row.pk,
        submission_id=row.submission_id,
        docket=row.submission.docket,
        court=names[row.submission.court_id],
        starts_at=row.starts_at,
        place=row.unseal("place"),
        note=row.unseal("note"),
        end=HearingEnd(outcome.end) if outcome else None,
        cause=HearingCause(outcome.cause) if outcome and outcome.cause else None,
        outcome_note=outcome.unseal("note") if outcome else "",
        came=tuple(came),
    )


def _party_label(party: CourtParty) -> str:
    return str(PartyKind(party.kind).label)


@dataclass(frozen=True, slots=True)
class HearingSoon:
    """A hearing of the coming days, or (for its court) one whose outcome nobody wrote down; for the first page."""

    submission_id: UUID
    docket: str
    starts_at: datetime
    lacks_outcome: bool


def hearings_awaiting(*, by: Actor, at: datetime, days: int = 7) -> list[HearingSoon]:
    """What the first page reminds of, the earliest first; it opens nothing."""
    rows = Hearing.objects.filter(outcome__isnull=True, starts_at__lt=at + timedelta(days=days))
    return [
        HearingSoon(row.submission_id, row.submission.docket, row.starts_at, row.starts_at < at)
        for row in rows.select_related("submission").order_by("starts_at", "pk")[:50]
        if row.starts_at >= at or row.submission.court_id == by.agency
    ]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A protective measure asked of the court, opened, and what the court decided."""

    id: UUID
    kind: MeasureKind
    why: str
    facts: tuple[int, ...]
    agency: AgencyName
    asked_at: datetime
    decision: MeasureDecision | None
    words: str
    until_on: date | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """That the court handed the submission back, and why, opened."""

    reason: ReturnReason
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal against a ruling."""

    ruling_id: UUID
    party: str
    lodged_on: date


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Measures, what was handed back, appeals: for a submission that the caller has opened."""

    measures: tuple[MeasureRow, ...]
    returned: ReturnRow | None
    appeals: tuple[AppealRow, ...]


def follow_up_of(submission_id: UUID, *, by: Actor) -> FollowUp:
    """What followed a submission at court, as far as the actor reaches it. Raises NotAllowed."""
    require(by, "submission.read")
    names = {agency.id: agency for agency in agencies()}
    measures = ProtectiveMeasure.objects.filter(submission_id=submission_id).order_by("asked_at", "pk")
    returned = SubmissionReturn.objects.filter(submission_id=submission_id).first()
    appeals = Appeal.objects.filter(ruling__submission_id=submission_id).select_related("party")
    return FollowUp(
        measures=tuple(
            MeasureRow(
                row.pk, MeasureKind(row.kind), row.unseal("why"), tuple(row.facts), names[row.agency_id], row.asked_at,
                MeasureDecision(row.decision) if row.decision else None, row.unseal("words"), row.until_on, row.decided_at,
            )
            for row in measures
        ),
        returned=ReturnRow(ReturnReason(returned.reason), returned.unseal("note"), returned.returned_at)
        if returned
        else None,
        appeals=tuple(
            AppealRow(row.ruling_id, _party_label(row.party), row.lodged_on)
            for row in appeals.order_by("lodged_on", "pk")
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ComplianceRow:
    """What the agency under an order reported, opened."""

    text: str
    agency: AgencyName
    at: datetime


def compliance_by_step(step_ids: Collection[UUID], *, by: Actor) -> dict[UUID, ComplianceRow]:
    """The reports of compliance by the step of the order, as far as the actor reaches them."""
    del by  # the scope of the actor is in the database
    names = {agency.id: agency for agency in agencies()}
    rows = Compliance.objects.filter(step_id__in=list(step_ids))
    return {
        row.step_id: ComplianceRow(row.unseal("text"), names[row.agency_id], row.reported_at) for row in rows
    }


@dataclass(frozen=True, slots=True)
class VariationRow:
    """How an order was varied, opened."""

    text: str
    limit_amount: int
    limit_unit: LimitUnit
    at: datetime


def variations_by_order(order_ids: Collection[UUID], *, by: Actor) -> dict[UUID, list[VariationRow]]:
    """The variations of orders, the first first, as far as the actor reaches them."""
    del by
    found: dict[UUID, list[VariationRow]] = defaultdict(list)
    for row in OrderVariation.objects.filter(order_id__in=list(order_ids)).order_by("varied_at", "pk"):
        found[row.order_id].append(
            VariationRow(row.unseal("text"), row.limit_amount, LimitUnit(row.limit_unit), row.varied_at)
        )
    return found

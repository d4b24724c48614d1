"""A submission as its desk page shows it: what is there, what is missing, and the one thing that is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from takatuf.agencies.queries import AgencyName, WorkerName, access_of, staff_of
from takatuf.agencies.rules import may
from takatuf.court.actions import StageChoices, SubmissionKind, SubmissionState
from takatuf.court.hearings import ComplianceRow, VariationRow, compliance_by_step, variations_by_order
from takatuf.court.identities import court_key_of, has_identity_key
from takatuf.court.progress import BuildingRow, building_of
from takatuf.court.queries import OrderRow, SubmissionView
from takatuf.court.reading_links import LinkDoubt
from takatuf.court.rules import APPROVALS_NEEDED, Stage
from takatuf.court.words import hindrance_sentence
from takatuf.desks.court_words import limit_words, prosecutions, step_words
from takatuf.desks.fact_advice import AdviceLine, advice_on
from takatuf.desks.refusals.court import sentence_named
from takatuf.desks.words import listed
from takatuf.jointwork.queries import StepRow, steps_by_id
from takatuf.kernel.actors import Actor
from takatuf.web.parts import Check

ORDERED = tuple(SubmissionState)


@dataclass(frozen=True, slots=True)
class CourtRow:
    """A submission in a list, by its own state: no urgency of triage is shown beside a court's matter."""

    state: str
    is_settled: bool
    what: str
    detail: str
    code: str
    url: str


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order with the step that carries it out, as far as the reader reaches the step."""

    row: OrderRow
    ruling_id: UUID
    limit: str
    state: str
    due_at: datetime | None
    is_late: bool
    is_done: bool
    variations: tuple[VariationRow, ...]
    complied: ComplianceRow | None


@dataclass(frozen=True, slots=True)
class SubmissionDesk:
    """What the page of a submission needs beside the submission itself."""

    checks: tuple[Check, ...]
    missing: tuple[str, ...]
    fallen: str
    advice: tuple[AdviceLine, ...]
    may_preview: bool
    may_write: bool
    may_approve: bool
    own_words: bool
    approved_before: bool
    may_return: bool
    may_sign: bool
    may_file: bool
    held_back: bool  # an undone link waits to be looked at, and by whom it may be
    lookers: str
    serve_on: tuple[AgencyName, ...]
    is_urgent: bool
    may_approve_after: bool
    is_built: bool
    not_built: str
    may_seal: bool
    court_has_key: bool
    is_sealed: bool
    orders: tuple[OrderLine, ...]


def submission_desk(
    view: SubmissionView, *, doubts: Sequence[LinkDoubt], worker: WorkerName, by: Actor, at: datetime
) -> SubmissionDesk:
    """What this worker may do next with the submission, and what stands against it."""
    state, role = view.row.state, worker.role
    approvers = {approver.id for approver, _at in view.approvers}
    waits = state is SubmissionState.REVIEWED and may(role, "submission.approve")
    signs = may(role, "submission.sign") and view.row.agency.id == worker.agency.id
    building = building_of(view.row.id, by=by) if signs else None
    urgent = view.row.kind is SubmissionKind.URGENT
    inside = {row.agency.id for row in access_of(view.row.record_id)}
    held = view.row.filed_at is None and any(doubt.reviewed_at is None for doubt in doubts)
    return SubmissionDesk(
        checks=_checks(view),
        missing=tuple(hindrance_sentence(code, number) for code, number in view.hindrances),
        fallen=listed(str(number) for _code, number in view.fallen if number),
        advice=_advice(view) if state is SubmissionState.DRAFT else (),
        may_preview=not view.document_sha256
        and bool(view.facts)
        and any(may(role, f"submission.{right}") for right in ("write", "approve", "sign")),
        may_write=state is SubmissionState.DRAFT and may(role, "submission.write"),
        may_approve=waits and worker.id != view.author.id and worker.id not in approvers,
        own_words=waits and worker.id == view.author.id,
        approved_before=worker.id in approvers,
        may_return=state in {SubmissionState.REVIEWED, SubmissionState.APPROVED}
        and may(role, "submission.approve"),
        may_sign=signs
        and not held
        and (
            urgent and state is SubmissionState.DRAFT and not view.hindrances
            if urgent
            else state is SubmissionState.APPROVED
        ),
        is_urgent=urgent,
        may_seal=signs and bool(view.document_sha256) and not has_identity_key(view.row.id),
        court_has_key=bool(court_key_of(view.row.court.id)),
        is_sealed=bool(view.document_sha256) and has_identity_key(view.row.id),
        is_built=signs and building is not None and building.is_running,
        not_built="" if view.document_sha256 else refusal_of(building),
        may_approve_after=urgent
        and bool(view.document_sha256)
        and not approvers
        and may(role, "submission.approve")
        and worker.id != view.author.id,
        may_file=signs and not held and state is SubmissionState.SIGNED and not view.fallen,
        held_back=held,
        lookers=_lookers(view) if held else "",
        serve_on=tuple(row for row in prosecutions() if row.id not in inside)
        if signs and view.row.filed_at
        else (),
        orders=order_lines(view, by=by, at=at),
    )


def _lookers(view: SubmissionView) -> str:
    """Who of the submission's agency may say whether something rests on an undone link; empty where nobody may."""
    staff = staff_of([view.row.agency.id])
    return listed(str(one) for one in staff if may(one.role, "submission.write"))


def _advice(view: SubmissionView) -> tuple[AdviceLine, ...]:
    """What the lists of words say of the writer's own; the child's view is never looked at."""
    said = view.sections
    parts = [text for part in said.social_study for text in (part.heading, part.text)]
    requests = [request.text_ar for request in said.requests]
    return advice_on(
        said.summary, said.risk_now, *said.urgent_measures, *requests, *parts, said.impact,
        *said.speaks_against, said.limits,
    )  # fmt: skip


def _checks(view: SubmissionView) -> tuple[Check, ...]:
    """The way of a submission, as far as it has come."""
    reached = ORDERED.index(view.row.state)
    approvals = _("Approved by two people (%(given)s of %(needed)s so far)") % {
        "given": len(view.approvers), "needed": APPROVALS_NEEDED,
    }  # fmt: skip
    if view.row.kind is SubmissionKind.URGENT:
        return _urgent_checks(view, reached)
    labels = (
        (_("Sent to its approvers"), SubmissionState.REVIEWED),
        (
            approvals if 0 < len(view.approvers) < APPROVALS_NEEDED else _("Approved by two people"),
            SubmissionState.APPROVED,
        ),
        (_("Signed"), SubmissionState.SIGNED),
        (_("Filed with the court"), SubmissionState.FILED),
        (_("Receipt acknowledged"), SubmissionState.ACKNOWLEDGED),
    )
    written = Check(_("Written, with a source for every fact"), done=not view.hindrances)
    return (written, *(Check(label, done=reached >= ORDERED.index(state)) for label, state in labels))


def _urgent_checks(view: SubmissionView, reached: int) -> tuple[Check, ...]:
    """The way of an urgent application: one signature first, the second person within a working day."""
    return (
        Check(_("The court was called"), done=view.called_at is not None),
        Check(_("Written, with a source for every fact"), done=not view.hindrances),
        Check(_("Signed by one person"), done=reached >= ORDERED.index(SubmissionState.SIGNED)),
        Check(_("Filed with the court"), done=reached >= ORDERED.index(SubmissionState.FILED)),
        Check(_("Approved by a second person"), done=bool(view.approvers)),
    )


def stage_checks(building: BuildingRow) -> tuple[Check, ...]:
    """The stages of a document's building, as far as it has come."""
    stages = [stage for stage in Stage if stage is not Stage.WAITING]
    reached = list(Stage).index(building.stage)
    return tuple(
        Check(str(StageChoices(stage).label), done=list(Stage).index(stage) < reached) for stage in stages
    )


def refusal_of(building: BuildingRow | None) -> str:
    """Why the last building ended without a signature, in words; empty where it did not."""
    if building is None or not building.refusal:
        return ""
    return sentence_named(building.refusal, building.told)


def order_lines(view: SubmissionView, *, by: Actor, at: datetime) -> tuple[OrderLine, ...]:
    """Every order of every ruling, with its step and clock."""
    orders = [(ruling.id, order) for ruling in view.rulings for order in ruling.orders]
    steps = steps_by_id([order.step_id for _ruling_id, order in orders], by=by)
    varied = variations_by_order([order.id for _ruling_id, order in orders], by=by)
    complied = compliance_by_step([order.step_id for _ruling_id, order in orders], by=by)
    return tuple(
        _order(
            ruling_id,
            order,
            steps.get(order.step_id),
            at,
            said=(tuple(varied[order.id]), complied.get(order.step_id)),
        )
        for ruling_id, order in orders
    )


def _order(
    ruling_id: UUID,
    order: OrderRow,
    step: StepRow | None,
    at: datetime,
    *,
    said: tuple[tuple[VariationRow, ...], ComplianceRow | None],
) -> OrderLine:
    due_at, done_at = (step.due_at, step.done_at) if step else (None, None)
    return OrderLine(
        row=order,
        ruling_id=ruling_id,
        limit=limit_words(order.limit_amount, order.limit_unit),
        state=step_words(due_at, done_at, at) if step else "",
        due_at=due_at,
        is_late=step is not None and step.done_at is None and step.late_at(at),
        is_done=done_at is not None,
        variations=said[0],
        complied=said[1],
    )

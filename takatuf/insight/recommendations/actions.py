"""Proposing, approving, assigning, escalating and closing recommendations."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import localdate, localtime, make_aware

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import Level, RecordKind
from takatuf.agencies.queries import agency
from takatuf.agencies.scope import system_actor
from takatuf.clocks.actions import NoClock, meet_deadline, notify, start_deadline
from takatuf.clocks.events import DeadlineMissed
from takatuf.clocks.kinds import DeadlineKind
from takatuf.clocks.queries import agency_of
from takatuf.insight.recommendations.models import (
    CAPABILITIES,
    Recommendation,
    RecommendationEvent,
    RecommendationSource,
    RecommendationState,
)
from takatuf.jointwork.access import grant, withdraw
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

__all__ = [
    "AlreadyDecided", "AlreadyProposed", "NotPublished", "RecommendationSource", "Wording", "approve_recommendation",
    "assign_recommendation", "change_wording", "close_recommendation", "decline_recommendation", "escalate_recommendation",
    "note_progress", "propose_recommendation",
]  # fmt: skip
State = RecommendationState
TITLE_LENGTH, TEXT_LENGTH = 300, 4_000
ENDS_AT = time(16)  # our default: the end of an office day on the last day


class AlreadyProposed(Refused):
    """This recommendation was proposed before, under the same key."""


class AlreadyDecided(Refused):
    """Somebody has approved or declined this recommendation."""


class NotPublished(Refused):
    """Only an approved recommendation is assigned, noted about and closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a recommendation says, in both languages; the reason says why, from published numbers only."""

    title_ar: str
    title_en: str
    reason_ar: str
    reason_en: str
    text_ar: str = ""
    text_en: str = ""


@transaction.atomic
def propose_recommendation(
    *,
    source: RecommendationSource,
    wording: Wording,
    key: str,
    by: Actor,
    at: datetime,
    source_note: str = "",
    draft_of_source: bool = False,
    rule: str = "",
    capability: int | None = None,
) -> Recommendation:
    """Propose a recommendation; it is published only after a person approves it.

    `key` names the proposal ("forum:<id>", "rule:4:F-2026-Q3"): sent twice it is one, and the second raises
    AlreadyProposed. `source_note` names the forum, release, review or country. `draft_of_source` marks what the source
    itself called a draft. `capability` is 1 to 21 of the Model National Response. Permission recommendation.propose.
    Raises NotAllowed, AlreadyProposed, InvalidInput that names the field.
    """
    worker = require(by, "recommendation.propose")
    if worker is None:
        raise NotAllowed("A person proposes; a rule only writes the words.")
    _check(wording)
    if not key.strip():
        raise InvalidInput("key", "empty")
    if capability is not None and not 1 <= capability <= CAPABILITIES:
        raise InvalidInput("capability", "out_of_range")
    if Recommendation.objects.filter(key=key).exists():
        raise AlreadyProposed("This was proposed before.")
    row = Recommendation(
        code=_next_code(at), key=key, source=source, source_note=source_note.strip(), draft_of_source=draft_of_source,
        rule=rule, capability=capability, title_ar=wording.title_ar.strip(), title_en=wording.title_en.strip(),
        text_ar=wording.text_ar.strip(), text_en=wording.text_en.strip(), reason_ar=wording.reason_ar.strip(),
        reason_en=wording.reason_en.strip(), proposed_by_id=by.id, proposed_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    _note(row, "proposed", by, at)
    return row


def _check(wording: Wording) -> None:
    for name in ("title_ar", "title_en", "reason_ar", "reason_en"):
        if not getattr(wording, name).strip():
            raise InvalidInput(name, "empty")
    for name in ("title_ar", "title_en"):
        if len(getattr(wording, name)) > TITLE_LENGTH:
            raise InvalidInput(name, "too_long")
    for name in ("text_ar", "text_en", "reason_ar", "reason_en"):
        if len(getattr(wording, name)) > TEXT_LENGTH:
            raise InvalidInput(name, "too_long")


@transaction.atomic
def change_wording(*, recommendation_id: UUID, wording: Wording, by: Actor, at: datetime) -> Recommendation:
    """Say it better before it is decided; afterwards the words stand. Permission recommendation.decide.

    Raises NotAllowed, NotFound, AlreadyDecided, InvalidInput.
    """
    require(by, "recommendation.decide")
    row = _undecided(recommendation_id)
    _check(wording)
    names = ("title_ar", "title_en", "text_ar", "text_en", "reason_ar", "reason_en")
    for name in names:
        setattr(row, name, getattr(wording, name).strip())
    row.save(update_fields=names)
    _note(row, "changed", by, at)
    return row


@transaction.atomic
def approve_recommendation(*, recommendation_id: UUID, by: Actor, at: datetime) -> Recommendation:
    """Approve it by name: from now on everybody may read it. Permission recommendation.decide.

    Raises NotAllowed, NotFound, AlreadyDecided.
    """
    require(by, "recommendation.decide")
    row = _undecided(recommendation_id)
    row.state, row.decided_by_id, row.decided_at = State.APPROVED, by.id, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    _note(row, "approved", by, at)
    return row


@transaction.atomic
def decline_recommendation(
    *, recommendation_id: UUID, reason: str, by: Actor, at: datetime
) -> Recommendation:
    """Decline it with a reason; it is kept, unpublished. Permission recommendation.decide.

    Raises NotAllowed, NotFound, AlreadyDecided, InvalidInput without a reason.
    """
    require(by, "recommendation.decide")
    row = _undecided(recommendation_id)
    if not reason.strip():
        raise InvalidInput("reason", "empty")
    row.state, row.decided_by_id, row.decided_at, row.decline_reason = (
        State.DECLINED,
        by.id,
        at,
        reason.strip(),
    )
    row.save(update_fields=["state", "decided_by", "decided_at", "decline_reason"])
    _note(row, "declined", by, at, note=row.decline_reason)
    return row


@transaction.atomic
def assign_recommendation(
    *, recommendation_id: UUID, owner_id: UUID, due_on: date, by: Actor, at: datetime
) -> Recommendation:
    """Give an approved recommendation an owner and a last day; the owner's clock starts, or starts anew.

    Only the agency that assigned it first assigns it again. Permission recommendation.decide.
    Raises NotAllowed, NotFound, NotPublished, InvalidInput that names the field.
    """
    require(by, "recommendation.decide")
    row = _published(recommendation_id)
    if due_on <= localdate(at):
        raise InvalidInput("due_on", "in_the_past")
    try:
        owner = agency(owner_id)
    except NotFound as missing:
        raise InvalidInput("owner", "unknown_agency") from missing
    own = agency_of(by)
    if row.record_id is None:
        row.record_id = uuid7()
        open_record(id=row.record_id, kind=RecordKind.RECOMMENDATION, lead=own, at=at)
        row.assigned_by_agency_id = own
    elif row.assigned_by_agency_id != own:
        raise NotAllowed("The agency that assigned it assigns it again.")
    else:
        _stop_clock(row, by, at)
        if row.owner_id and row.owner_id not in {own, owner.id}:
            withdraw(row.record_id, row.owner_id, by=by, at=at)
    if owner.id != own:
        grant(row.record_id, owner.id, Level.WRITE, by=by, at=at)
    row.owner_id, row.due_on, row.escalation_level = owner.id, due_on, 0
    row.save(update_fields=["record", "assigned_by_agency", "owner", "due_on", "escalation_level"])
    start_deadline(
        record_id=row.record_id, subject_id=row.pk, kind=DeadlineKind.RECOMMENDATION, agency_id=owner.id,
        due_at=make_aware(datetime.combine(due_on, ENDS_AT)), by=by, at=at,
    )  # fmt: skip
    _note(row, "assigned", by, at, note=due_on.isoformat(), about_agency=owner.id)
    notify(
        agency_id=owner.id, record_id=row.record_id, kind="recommendation_assigned", params=_params(row), by=by, at=at
    )  # fmt: skip
    return row


@transaction.atomic
def note_progress(*, recommendation_id: UUID, note: str, by: Actor, at: datetime) -> Recommendation:
    """Write down how far it is; the owner's agency or the one that assigned it. Permission recommendation.answer.

    Raises NotAllowed, NotFound, NotPublished, InvalidInput without words.
    """
    require(by, "recommendation.answer")
    row = _concerned(recommendation_id, by)
    if not note.strip():
        raise InvalidInput("note", "empty")
    _note(row, "noted", by, at, note=note.strip())
    return row


@transaction.atomic
def close_recommendation(
    *, recommendation_id: UUID, evidence: str, by: Actor, at: datetime
) -> Recommendation:
    """Close it with what shows that it was done; the evidence is published beside it. Permission recommendation.answer.

    The owner's agency or the one that assigned it closes it. Raises NotAllowed, NotFound, NotPublished, InvalidInput
    without evidence.
    """
    require(by, "recommendation.answer")
    row = _concerned(recommendation_id, by)
    if not evidence.strip():
        raise InvalidInput("evidence", "empty")
    if len(evidence) > TEXT_LENGTH:
        raise InvalidInput("evidence", "too_long")
    row.state, row.evidence, row.closed_by_id, row.closed_at = State.CLOSED, evidence.strip(), by.id, at
    row.save(update_fields=["state", "evidence", "closed_by", "closed_at"])
    _stop_clock(row, by, at)
    _note(row, "closed", by, at, note=row.evidence)
    return row


def escalate_recommendation(event: DeadlineMissed) -> None:
    """The clock ran out: the owner is told, and from the second level the agency that assigned it as well."""
    if event.kind != DeadlineKind.RECOMMENDATION:
        return
    row = Recommendation.objects.filter(pk=event.subject_id).select_for_update().first()
    if row is None or row.record_id is None:
        raise NotFound("The recommendation of this deadline is gone.")
    by = system_actor("clockwork")
    row.escalation_level = event.level
    row.save(update_fields=["escalation_level"])
    _note(row, "overdue", by, event.at, level=event.level)
    concerned = [row.owner_id, row.assigned_by_agency_id] if event.level > 1 else [row.owner_id]
    for agency_id in sorted({id for id in concerned if id is not None}, key=str):
        notify(
            agency_id=agency_id, record_id=row.record_id, kind="recommendation_overdue", params=_params(row), by=by, at=event.at
        )  # fmt: skip


def _undecided(recommendation_id: UUID) -> Recommendation:
    row = _locked(recommendation_id)
    if row.state != State.PROPOSED:
        raise AlreadyDecided("This recommendation was decided before.")
    return row


def _published(recommendation_id: UUID) -> Recommendation:
    row = _locked(recommendation_id)
    if row.state != State.APPROVED:
        raise NotPublished("Only an approved recommendation that is not closed goes on.")
    return row


def _concerned(recommendation_id: UUID, by: Actor) -> Recommendation:
    """An approved recommendation of the own agency: it owes it, assigned it, or nobody owes it yet and it decides."""
    row = _published(recommendation_id)
    if row.owner_id is None:
        require(by, "recommendation.decide")
    elif by.agency not in {row.owner_id, row.assigned_by_agency_id}:
        raise NotAllowed("This recommendation is another agency's.")
    return row


def _locked(recommendation_id: UUID) -> Recommendation:
    row = Recommendation.objects.filter(pk=recommendation_id).select_for_update().first()
    if row is None:
        raise NotFound("No such recommendation.")
    return row


def _stop_clock(row: Recommendation, by: Actor, at: datetime) -> None:
    if row.record_id is None:
        return
    try:
        meet_deadline(subject_id=row.pk, kind=DeadlineKind.RECOMMENDATION, by=by, at=at)
    except NoClock as none:
        raise NotFound("The clock of this recommendation is not there.") from none


def _note(
    row: Recommendation, kind: str, by: Actor, at: datetime, *, note: str = "", level: int = 0,
    about_agency: UUID | None = None,
) -> None:  # fmt: skip
    worker = None if by.agency is None else by.id
    RecommendationEvent(
        recommendation=row, kind=kind, agency_id=about_agency or by.agency, worker_id=worker, note=note, level=level, at=at
    ).save(force_insert=True)  # fmt: skip
    write(
        f"recommendation.{kind}", about=None, by=by, at=at,
        extra={"recommendation": row.code, **({"level": str(level)} if level else {})},
    )  # fmt: skip


def _params(row: Recommendation) -> dict[str, str | int]:
    return {
        "code": row.code,
        "until": row.due_on.isoformat() if row.due_on else "",
        "recommendation": str(row.pk),
    }


def _next_code(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('insight_recommendation_number')")
        return f"T-{localtime(at):%y}-{cursor.fetchone()[0]:06d}"

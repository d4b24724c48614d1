"""Facts of a case, submissions, the reading room of the court, and what stands against closing a case."""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import AgencyName, WorkerName, agencies, workers_by_id
from takatuf.casework.queries import case_head
from takatuf.casework.rules import Objection
from takatuf.court import rules
from takatuf.court.drafts import hindrances_of, sections_of
from takatuf.court.models import (
    Approval,
    Fact,
    FactPosition,
    FactSource,
    Hearing,
    Order,
    Ruling,
    Submission,
    SubmissionDocument,
    SubmissionFact,
)
from takatuf.court.models.choices import (
    FactKind,
    OrderKind,
    Party,
    SourceKind,
    Stance,
    Standing,
    SubmissionKind,
    SubmissionState,
)
from takatuf.court.rules import Hindrance, Sections
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.vault.queries import data_keys


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source of a fact, opened."""

    id: UUID
    kind: SourceKind
    label: str
    locator: str
    source_id: UUID | None
    quoted: str
    withdrawn_at: datetime | None
    #: Of the exhibit when the fact was taken from it; empty for every other source.
    source_sha256: str = ""

    @property
    def quoted_sha256(self) -> str:
        """The hash by which a reader compares the words; never stored, since a hash of short words gives them away."""
        return hashlib.sha256(self.quoted.encode()).hexdigest() if self.quoted else ""


@dataclass(frozen=True, slots=True)
class PositionRow:
    """The last position of one party, opened."""

    party: Party
    stance: Stance
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact with its sources and positions. `standing` is computed, never stored."""

    id: UUID
    number: int
    text_ar: str
    text_en: str
    kind: FactKind
    standing: Standing
    occurred_on: date | None
    occurred_precision: str
    agency: AgencyName
    recorded_at: datetime
    sources: tuple[SourceRow, ...]
    positions: tuple[PositionRow, ...]
    supersedes: UUID | None
    replaced_by: UUID | None
    withdrawn_at: datetime | None

    @property
    def standing_sources(self) -> tuple[SourceRow, ...]:
        """The sources that were not withdrawn."""
        return tuple(source for source in self.sources if source.withdrawn_at is None)


def fact_rows(facts: Sequence[Fact]) -> list[FactRow]:
    """The facts opened, in the order given, with a few queries however many there are."""
    ids = [fact.pk for fact in facts]
    keys = data_keys({fact.record_id for fact in facts})
    sources: dict[UUID, list[SourceRow]] = defaultdict(list)
    for source in FactSource.objects.filter(fact_id__in=ids).order_by("added_at", "pk"):
        sources[source.fact_id].append(_source_row(source, keys.get(source.record_id)))
    positions: dict[UUID, dict[Party, PositionRow]] = defaultdict(dict)
    for row in FactPosition.objects.filter(fact_id__in=ids).order_by("at", "pk"):
        party = Party(row.party)
        positions[row.fact_id][party] = PositionRow(
            party, Stance(row.stance), row.unseal("reason", key=keys.get(row.record_id)), row.at
        )
    replaced = dict(Fact.objects.filter(supersedes_id__in=ids).values_list("supersedes_id", "pk"))
    names = {agency.id: agency for agency in agencies()}
    return [
        FactRow(
            id=fact.pk,
            number=fact.number,
            text_ar=fact.unseal("text_ar", key=keys.get(fact.record_id)),
            text_en=fact.unseal("text_en", key=keys.get(fact.record_id)),
            kind=FactKind(fact.kind),
            standing=_standing(fact, positions[fact.pk].values()),
            occurred_on=fact.occurred_on,
            occurred_precision=fact.occurred_precision,
            agency=names[fact.agency_id],
            recorded_at=fact.recorded_at,
            sources=tuple(sources[fact.pk]),
            positions=tuple(positions[fact.pk].values()),
            supersedes=fact.supersedes_id,
            replaced_by=replaced.get(fact.pk),
            withdrawn_at=fact.withdrawn_at,
        )
        for fact in facts
    ]


def _source_row(source: FactSource, key: bytes | None) -> SourceRow:
    return SourceRow(
        source.pk, SourceKind(source.source_kind), source.unseal("label", key=key), source.unseal("locator", key=key),
        source.source_id, source.unseal("quoted", key=key), source.withdrawn_at, source.unseal("source_sha256", key=key),
    )  # fmt: skip


def _standing(fact: Fact, positions: Iterable[PositionRow]) -> Standing:
    stances = {rules.Party(row.party): rules.Stance(row.stance) for row in positions}
    return Standing(rules.standing(rules.FactKind(fact.kind), stances))


def facts_of(case_id: UUID, *, by: Actor, at: datetime) -> list[FactRow]:
    """The facts of a case by number, replaced and withdrawn ones included; the look is on record.

    Raises NotAllowed, NotFound.
    """
    require(by, "submission.read")
    case_record_id = case_head(case_id, by=by).record_id
    rows = fact_rows(list(Fact.objects.filter(record_id=case_record_id).order_by("number")))
    if rows:
        disclose(record_ids=[case_record_id], what="facts_of", by=by, at=at)
    return rows


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A submission in a list."""

    id: UUID
    record_id: UUID
    case_id: UUID
    code: str
    kind: SubmissionKind
    version: int
    state: SubmissionState
    court: AgencyName
    agency: AgencyName
    docket: str
    child_code: str
    author_id: UUID
    approvals: int
    started_at: datetime
    signed_at: datetime | None
    filed_at: datetime | None
    acknowledged_at: datetime | None
    replaced_by: str


def _submission_rows(condition: Q) -> list[SubmissionRow]:
    found = list(
        Submission.objects.filter(condition)
        .annotate(given=Count("approvals", filter=Q(approvals__lapsed_at__isnull=True)))
        .order_by("-started_at", "-pk")[:200]
    )
    names = {agency.id: agency for agency in agencies()}
    later = dict(
        Submission.objects.filter(supersedes_id__in=[row.pk for row in found], signed_at__isnull=False)
        .values_list("supersedes_id", "code")
    )  # fmt: skip
    return [
        SubmissionRow(
            id=row.pk,
            record_id=row.record_id,
            case_id=row.case_id,
            code=row.code,
            kind=SubmissionKind(row.kind),
            version=row.version,
            state=SubmissionState(row.state),
            court=names[row.court_id],
            agency=names[row.agency_id],
            docket=row.docket,
            child_code=row.child_code,
            author_id=row.author_id,
            approvals=row.given,
            started_at=row.started_at,
            signed_at=row.signed_at,
            filed_at=row.filed_at,
            acknowledged_at=row.acknowledged_at,
            replaced_by=later.get(row.pk, ""),
        )
        for row in found
    ]


def submissions(*, by: Actor, at: datetime, case_id: UUID | None = None) -> list[SubmissionRow]:
    """The submissions that the actor reaches, the newest first, of one case or of all; the look is on record.

    Raises NotAllowed.
    """
    require(by, "submission.read")
    rows = _submission_rows(Q(case_id=case_id) if case_id else Q())
    disclose(record_ids=[row.record_id for row in rows], what="submissions", by=by, at=at)
    return rows


def reading_room(*, by: Actor, at: datetime) -> list[SubmissionRow]:
    """What was filed with the actor's court, the newest first. The record of this look is the court's own.

    Raises NotAllowed.
    """
    require(by, "court.read")
    rows = _submission_rows(Q(court_id=by.agency, filed_at__isnull=False))
    disclose(record_ids=[row.record_id for row in rows], what="reading_room", by=by, at=at)
    return rows


@dataclass(frozen=True, slots=True)
class HearingRow:
    """A hearing, opened."""

    id: UUID
    starts_at: datetime
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order, opened, with the step of joint work that carries it out."""

    id: UUID
    kind: OrderKind
    text: str
    agency: AgencyName
    limit_amount: int
    limit_unit: str
    ordered_at: datetime
    step_id: UUID


@dataclass(frozen=True, slots=True)
class RulingRow:
    """A ruling, opened, with its orders."""

    id: UUID
    ruled_on: date
    text: str
    facts_relied_on: tuple[int, ...]
    appeal_until_on: date | None
    appeal_checked: bool
    orders: tuple[OrderRow, ...]


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A fact under its number in the submission; `fact` is empty for the court, which reads the signed document."""

    number: int
    fact: FactRow | None


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """A submission, opened, for those who write it, approve it or read it at court.

    `document_view` is the JSON that the signed document was drawn from, empty before it is signed.
    """

    row: SubmissionRow
    sections: Sections
    facts: tuple[PlacedRow, ...]
    hindrances: tuple[tuple[Hindrance, int | None], ...]
    author: WorkerName
    approvers: tuple[tuple[WorkerName, datetime], ...]
    hearings: tuple[HearingRow, ...]
    rulings: tuple[RulingRow, ...]
    document_sha256: str
    document_view: str
    called_at: datetime | None = None


def _submission(submission_id: UUID) -> Submission:
    row = Submission.objects.filter(pk=submission_id).first()
    if row is None:
        raise NotFound("No such submission.")
    return row


def open_submission(submission_id: UUID, *, by: Actor, at: datetime) -> SubmissionView:
    """Open one submission; the look is put on record.

    The court reads what was signed (`document_view`); it reaches no fact of the case. Raises NotAllowed, and NotFound
    also for those who may not know.
    """
    require(by, "submission.read")
    submission = _submission(submission_id)
    disclose(record_ids=[submission.record_id], what="open_submission", by=by, at=at)
    sections = sections_of(submission)
    approvals = list(
        Approval.objects.filter(submission_id=submission_id, lapsed_at__isnull=True).order_by("at", "pk")
    )
    workers = workers_by_id({submission.author_id, *(row.worker_id for row in approvals)})
    document = SubmissionDocument.objects.filter(submission_id=submission_id).first()
    signed = document is not None
    return SubmissionView(
        row=_submission_rows(Q(pk=submission_id))[0],
        sections=sections,
        facts=tuple(_placed_rows(submission_id)),
        hindrances=() if signed else tuple(hindrances_of(submission)),
        author=workers[submission.author_id],
        approvers=tuple((workers[row.worker_id], row.at) for row in approvals),
        hearings=tuple(_hearing_rows(submission_id)),
        rulings=tuple(_ruling_rows(submission_id)),
        document_sha256=document.sha256 if document else "",
        document_view=document.unseal("view") if document else "",
        called_at=submission.called_at,
    )


def _placed_rows(submission_id: UUID) -> list[PlacedRow]:
    placed = list(SubmissionFact.objects.filter(submission_id=submission_id).order_by("number"))
    facts = list(Fact.objects.filter(pk__in=[row.fact_id for row in placed]))
    opened = {row.id: row for row in fact_rows(facts)}
    return [PlacedRow(row.number, opened.get(row.fact_id)) for row in placed]


def _hearing_rows(submission_id: UUID) -> list[HearingRow]:
    rows = Hearing.objects.filter(submission_id=submission_id).order_by("starts_at", "pk")
    return [HearingRow(row.pk, row.starts_at, row.unseal("place"), row.unseal("note")) for row in rows]


def _ruling_rows(submission_id: UUID) -> list[RulingRow]:
    names = {agency.id: agency for agency in agencies()}
    orders: dict[UUID, list[OrderRow]] = defaultdict(list)
    for order in Order.objects.filter(ruling__submission_id=submission_id).order_by("ordered_at", "pk"):
        orders[order.ruling_id].append(
            OrderRow(
                order.pk, OrderKind(order.kind), order.unseal("text"), names[order.agency_id], order.limit_amount,
                order.limit_unit, order.ordered_at, order.step_id,
            )
        )  # fmt: skip
    return [
        RulingRow(
            row.pk, row.ruled_on, row.unseal("text"), tuple(row.facts_relied_on), row.appeal_until_on,
            row.appeal_checked,
            tuple(orders[row.pk]),
        )
        for row in Ruling.objects.filter(submission_id=submission_id).order_by("ruled_on", "pk")
    ]  # fmt: skip


def open_document(submission_id: UUID, *, by: Actor, at: datetime) -> bytes:
    """The signed PDF; the look is put on record. Raises NotAllowed, and NotFound before it is signed."""
    require(by, "submission.read")
    document = SubmissionDocument.objects.filter(submission_id=submission_id).first()
    if document is None:
        raise NotFound("There is no signed document.")
    disclose(record_ids=[document.record_id], what="open_document", by=by, at=at)
    return base64.b64decode(document.unseal("pdf"))


def court_objections(case_id: UUID) -> list[Objection]:
    """What the court room has against closing a case: submissions that are under way and not filed yet.

    For `casework.events.closure_objections`, inside the closer's scope. An order is a step that blocks closing, so
    what is still owed under an order is jointwork's to say.
    """
    under_way = Submission.objects.filter(
        case_id=case_id,
        state__in=[SubmissionState.REVIEWED, SubmissionState.APPROVED, SubmissionState.SIGNED],
    )
    return [Objection("court_submission_unfiled", {"code": row.code}) for row in under_way.order_by("code")]

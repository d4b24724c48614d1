"""Recording facts, their sources, and what the parties say of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from takatuf.agencies.actions import require
from takatuf.casework.queries import case_head
from takatuf.court.bound import fact_content, source_content
from takatuf.court.models import Fact, FactPosition, FactSource
from takatuf.court.models.choices import DatePrecision, FactKind, Party, SourceKind, Stance
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.ledger import actions as ledger


class FactUnknown(NotFound):
    """No such fact, or not for this actor."""


class FactReplaced(Refused):
    """The fact has a newer version; work on that one."""


class FactWithdrawn(Refused):
    """The fact was withdrawn."""


class SourceWithdrawn(Refused):
    """The source was withdrawn already."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: kind, what the document calls it, the place in it, the row, the words as they stand.

    Words that are quoted stay as they were said: no advice is given on them, least of all on a child's.
    """

    kind: SourceKind
    label: str
    locator: str = ""
    source_id: UUID | None = None
    quoted: str = ""
    #: Of the exhibit, when the fact was taken from it.
    sha256: str = ""


def _worker_and_agency(by: Actor) -> tuple[UUID, UUID]:
    worker = require(by, "fact.write")
    if worker is None:
        raise NotAllowed("A fact is a person's word, never a job's.")
    return worker.pk, worker.agency_id


@transaction.atomic
def record_fact(
    *,
    case_id: UUID,
    text_ar: str,
    kind: FactKind,
    sources: Sequence[Source],
    by: Actor,
    at: datetime,
    text_en: str = "",
    occurred_on: date | None = None,
    occurred_precision: DatePrecision | None = None,
    supersedes: UUID | None = None,
) -> UUID:
    """Write one fact of a case with its sources; returns its id.

    A fact never changes: a correction is a new fact that `supersedes` the old one, and takes its positions anew. Without
    a source it may be recorded, but stands in no submission. Raises NotFound for an unknown case, InvalidInput for an
    empty text, FactUnknown, FactReplaced or FactWithdrawn when the fact to supersede cannot be.
    """
    worker_id, agency_id = _worker_and_agency(by)
    case_record_id = case_head(case_id, by=by).record_id
    if not text_ar.strip():
        raise InvalidInput("text_ar", "missing")
    if supersedes is not None and _standing_fact(supersedes).record_id != case_record_id:
        raise FactUnknown("No such fact in this case.")
    fact = Fact(
        record_id=case_record_id,
        number=_next_number(case_record_id),
        kind=kind,
        occurred_on=occurred_on,
        occurred_precision=occurred_precision
        or (DatePrecision.DAY if occurred_on else DatePrecision.UNKNOWN),
        agency_id=agency_id,
        recorded_by_id=worker_id,
        recorded_at=at,
        supersedes_id=supersedes,
    )
    fact.seal(text_ar=text_ar.strip())
    if text_en.strip():
        fact.seal(text_en=text_en.strip())
    fact.save(force_insert=True)
    rows = _add_sources(fact, sources, at)
    ledger.write("fact.recorded", about=case_record_id, by=by, at=at, content=fact_content(fact, rows))
    return fact.pk


def _next_number(case_record_id: UUID) -> int:
    """The next number within the case; two writers at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"court_fact {case_record_id}"]
        )
    last = Fact.objects.filter(record_id=case_record_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _add_sources(fact: Fact, sources: Sequence[Source], at: datetime) -> list[FactSource]:
    rows = []
    for source in sources:
        if not source.label.strip():
            raise InvalidInput("sources.label", "missing")
        row = FactSource(
            record_id=fact.record_id, fact_id=fact.pk, source_kind=source.kind, source_id=source.source_id,
            added_at=at,
        )  # fmt: skip
        row.seal(label=source.label.strip())
        if source.locator.strip():
            row.seal(locator=source.locator.strip())
        if source.quoted:
            row.seal(quoted=source.quoted)
        if source.sha256:
            row.seal(source_sha256=source.sha256)
        row.save(force_insert=True)
        rows.append(row)
    return rows


def _standing_fact(fact_id: UUID) -> Fact:
    """The fact, when it stands. Raises FactUnknown, FactWithdrawn, FactReplaced."""
    fact = Fact.objects.filter(pk=fact_id).first()
    if fact is None:
        raise FactUnknown("No such fact.")
    if fact.withdrawn_at is not None:
        raise FactWithdrawn("This fact was withdrawn.")
    if Fact.objects.filter(supersedes_id=fact_id).exists():
        raise FactReplaced("This fact has a newer version.")
    return fact


@transaction.atomic
def add_source(*, fact_id: UUID, source: Source, by: Actor, at: datetime) -> None:
    """Add a source to a fact. Raises FactUnknown, FactWithdrawn, FactReplaced, InvalidInput."""
    _worker_and_agency(by)
    fact = _standing_fact(fact_id)
    (row,) = _add_sources(fact, [source], at)
    ledger.write("fact.source_added", about=fact.record_id, by=by, at=at, content=source_content(row))


@transaction.atomic
def state_position(
    *, fact_id: UUID, party: Party, stance: Stance, by: Actor, at: datetime, reason: str = ""
) -> None:
    """Note what a party says of a fact; the last position of each party counts.

    Whether the fact is agreed or contested follows from the positions and is never typed (`rules.standing`).
    Raises FactUnknown, FactWithdrawn, FactReplaced.
    """
    worker_id, _ = _worker_and_agency(by)
    fact = _standing_fact(fact_id)
    row = FactPosition(
        record_id=fact.record_id, fact_id=fact_id, party=party, stance=stance, stated_by_id=worker_id, at=at
    )  # fmt: skip
    if reason.strip():
        row.seal(reason=reason.strip())
    row.save(force_insert=True)
    ledger.write(
        "fact.position_stated",
        about=fact.record_id,
        by=by,
        at=at,
        content={"fact": fact_id, "party": party.value, "stance": stance.value, "reason": reason.strip()},
    )


@transaction.atomic
def withdraw_source(*, source_id: UUID, why: str, by: Actor, at: datetime) -> None:
    """Withdraw a source, with why; a fact left without one cannot be signed into a document.

    Raises NotFound, SourceWithdrawn, InvalidInput without a reason.
    """
    _worker_and_agency(by)
    reason = _reason(why)
    row = FactSource.objects.filter(pk=source_id).first()
    if row is None:
        raise NotFound("No such source.")
    if row.withdrawn_at is not None:
        raise SourceWithdrawn("This source was withdrawn already.")
    row.withdrawn_at = at
    row.seal(withdrawn_why=reason)
    row.save(update_fields=["withdrawn_at", "withdrawn_why"])
    ledger.write(
        "fact.source_withdrawn",
        about=row.record_id,
        by=by,
        at=at,
        content={"source": source_id, "why": reason},
    )


def _reason(why: str) -> str:
    """Why something is withdrawn, given. Raises InvalidInput."""
    if not why.strip():
        raise InvalidInput("why", "missing")
    return why.strip()


@transaction.atomic
def withdraw_fact(*, fact_id: UUID, why: str, by: Actor, at: datetime) -> None:
    """Withdraw a fact, with why. Raises FactUnknown, FactWithdrawn, FactReplaced, InvalidInput without a reason."""
    _worker_and_agency(by)
    reason = _reason(why)
    fact = _standing_fact(fact_id)
    fact.withdrawn_at = at
    fact.seal(withdrawn_why=reason)
    fact.save(update_fields=["withdrawn_at", "withdrawn_why"])
    ledger.write(
        "fact.withdrawn", about=fact.record_id, by=by, at=at, content={"fact": fact_id, "why": reason}
    )

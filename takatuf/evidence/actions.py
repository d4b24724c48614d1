"""Registering exhibits, and recording what happens to each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from takatuf.agencies.actions import require
from takatuf.agencies.models import Worker
from takatuf.agencies.queries import agency
from takatuf.evidence import rules
from takatuf.evidence.bound import exhibit_content, step_content
from takatuf.evidence.events import CustodyRecorded, ExhibitAdded
from takatuf.evidence.models import CustodyEvent, Exhibit, ExhibitKind
from takatuf.evidence.rules import Custody
from takatuf.kernel.actors import Actor
from takatuf.kernel.arabic import fold
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.kernel.events import publish
from takatuf.ledger.actions import write
from takatuf.vault.envelopes import row_commitment
from takatuf.vault.queries import data_key

LONGEST_SIZE = 2**53  # bytes; what JSON still holds exactly
_MARK = 16


class NotAParty(Refused):
    """Only an agency that gives or takes an exhibit records the step, or the agency that registered it."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds an exhibit: an agency of the house, or another body by its name; and a person where one is named."""

    agency_id: UUID | None = None
    body: str = ""
    person: str = ""

    @property
    def is_named(self) -> bool:
        """Whether anybody is named."""
        return self.agency_id is not None or bool(self.body.strip())


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain as somebody records it. `giver` and `taker` as `kind` needs them; the rest is free text."""

    kind: Custody
    happened_at: datetime
    giver: Holder
    taker: Holder
    reason: str
    place: str = ""
    seal_number: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """An exhibit as somebody registers it: neutral words and hashes as received. Bytes of the material have no field."""

    kind: ExhibitKind
    description: str
    origin: str
    storage: str = ""
    sha256: str = ""
    sha1: str = ""
    md5: str = ""
    size: int | None = None
    material_embargo: bool = True
    made_from: UUID | None = None


@transaction.atomic
def add_exhibit(*, record_id: UUID, described: Described, step: Step, by: Actor, at: datetime) -> Exhibit:
    """Register an exhibit under the next number of its record, with the seizure or the receipt that began its chain.

    Raises NotAllowed, NotFound for a record or an exhibit that the actor does not reach, NotAParty, and InvalidInput for
    a hash that is none, an empty description or origin, nobody who takes it, or a time that has not passed.
    """
    worker = _writer(by)
    _lock(record_id)
    if step.kind not in rules.FIRST:
        raise InvalidInput("how", "unknown_code")
    hashes = {kind: rules.written_hash(kind, getattr(described, kind)) for kind in rules.HASHES}
    if described.size is not None and not 0 <= described.size <= LONGEST_SIZE:
        raise InvalidInput("size", "out_of_range")
    made_from = described.made_from
    if made_from and not Exhibit.objects.filter(pk=made_from, record_id=record_id).exists():
        raise InvalidInput("made_from", "unknown_code")
    last = Exhibit.objects.filter(record_id=record_id).aggregate(last=Max("number"))["last"]
    row = Exhibit(
        record_id=record_id, number=(last or 0) + 1, kind=ExhibitKind(described.kind), made_from_id=made_from,
        size=described.size, material_embargo=described.material_embargo, agency_id=worker.agency_id, added_by_id=worker.pk, added_at=at,
    )  # fmt: skip
    words = {
        "description": _needed("description", described.description), "origin": _needed("origin", described.origin),
        "storage": described.storage, **hashes,
    }  # fmt: skip
    row.seal(**{column: text for column, text in words.items() if text.strip()})
    row.save(force_insert=True)
    _record(row, step, number=1, holder=None, entry="exhibit.added", more=exhibit_content(row), by=by, at=at)
    publish(ExhibitAdded(record_id, row.pk, row.number, row.kind, by, at))
    return row


@transaction.atomic
def record_custody(*, exhibit_id: UUID, step: Step, by: Actor, at: datetime) -> CustodyEvent:
    """Record what happened to an exhibit: handed over, examined, returned or destroyed. `step.giver` is who held it.

    Raises NotAllowed, NotFound, NotAParty, and what `rules.check_next` raises: NotTheHolder where by the chain somebody
    else holds it, ChainHasEnded, BeforeTheLastStep, InvalidInput.
    """
    _writer(by)
    exhibit = Exhibit.objects.filter(pk=exhibit_id).first()
    if exhibit is None:
        raise NotFound("No such exhibit.")
    _lock(exhibit.record_id)
    last = CustodyEvent.objects.filter(exhibit_id=exhibit_id).order_by("-number")[0]
    standing = rules.Standing(
        last.number, Custody(last.kind), last.happened_at, bytes(last.holder) if last.holder else None
    )
    giver = _mark(exhibit.record_id, exhibit.pk, step.giver)
    taker = _mark(exhibit.record_id, exhibit.pk, step.taker) if step.taker.is_named else None
    rules.check_next(standing, kind=step.kind, giver=giver, taker=taker, happened_at=step.happened_at)
    row = _record(
        exhibit,
        step,
        number=last.number + 1,
        holder=giver,
        entry=f"custody.{step.kind}",
        more={},
        by=by,
        at=at,
    )
    publish(CustodyRecorded(exhibit.record_id, exhibit.pk, exhibit.number, row.kind, by, at))
    return row


def _writer(by: Actor) -> Worker:
    """Who writes is a person: no job of the system ever holds an exhibit."""
    worker = require(by, "exhibit.write")
    if worker is None:
        raise NotAllowed("Exhibits are registered by people.")
    return worker


def _lock(record_id: UUID) -> None:
    """One writer at a time for the exhibits of a record: numbers and chains are counted from what stands there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('evidence ' || %s, 0))", [str(record_id)]
        )


def _mark(record_id: UUID, exhibit_id: UUID, holder: Holder) -> bytes:
    """A keyed mark of who holds an exhibit, so that the database can compare without reading names."""
    who = str(holder.agency_id) if holder.agency_id else fold(holder.body)
    said = "\n".join((who, fold(holder.person)))
    return row_commitment(data_key(record_id), said.encode(), about=exhibit_id)[:_MARK]


def _record(
    exhibit: Exhibit, step: Step, *, number: int, holder: bytes | None, entry: str, more: Mapping[str, object], by: Actor, at: datetime
) -> CustodyEvent:  # fmt: skip
    """Write one step with its line in the ledger; `holder` is the mark of who held the exhibit until now."""
    taker = step.taker
    if step.kind in rules.TAKEN and not taker.is_named:
        raise InvalidInput("taken_body", "needed_holder")
    if step.kind not in rules.TAKEN:
        taker = step.giver if step.kind is Custody.EXAMINED else Holder()
    if step.happened_at > at:
        raise InvalidInput("happened_at", "in_the_future")
    if by.agency not in {step.giver.agency_id, taker.agency_id, exhibit.agency_id}:
        raise NotAParty("Only who gives or takes an exhibit records it, or who registered it.")
    for side in (step.giver, taker):
        if side.agency_id is not None:
            agency(side.agency_id)
    taken = _mark(exhibit.record_id, exhibit.pk, taker) if taker.is_named else None
    row = CustodyEvent(
        record_id=exhibit.record_id, exhibit=exhibit, number=number, kind=step.kind, giver_agency_id=step.giver.agency_id,
        taker_agency_id=taker.agency_id, giver=holder, holder=rules.holder_after(step.kind, giver=holder, taker=taken),
        happened_at=step.happened_at, recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    words = {
        "giver_body": "" if step.giver.agency_id else step.giver.body, "giver_person": step.giver.person,
        "taker_body": "" if taker.agency_id else taker.body, "taker_person": taker.person,
        "place": step.place, "seal_number": step.seal_number, "reason": _needed("reason", step.reason),
    }  # fmt: skip
    row.seal(**{column: text for column, text in words.items() if text.strip()})
    content = {**more, **step_content(row)}
    row.entry_id = write(entry, about=exhibit.record_id, by=by, at=at, content=content)
    row.save(force_insert=True)
    return row


def _needed(path: str, text: str) -> str:
    if not text.strip():
        raise InvalidInput(path, "empty")
    return text

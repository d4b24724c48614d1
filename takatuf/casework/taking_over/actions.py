"""Taking a case over from another system, whole or not at all."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import localtime

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import RecordKind
from takatuf.casework.actions.lines import told
from takatuf.casework.actions.people import put_in_role
from takatuf.casework.events import CaseTakenOver
from takatuf.casework.models import AgencyPart, Case, CaseAgency, Concern, PersonRole
from takatuf.casework.models.taken_over import TakenOverCase
from takatuf.casework.rules import Stage
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed
from takatuf.kernel.events import publish
from takatuf.kernel.ids import uuid7
from takatuf.people.actions import IdentifierClaim, record_identifiers, register_person
from takatuf.vault.keys import keyring


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingPerson:
    """Somebody of a case that comes; everything may be unknown."""

    role: PersonRole
    name: str = field(default="", repr=False)
    sex: str = "unknown"
    birth_year: int | None = None
    age_precision: str = ""
    notes: str = field(default="", repr=False)
    identifiers: tuple[IdentifierClaim, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingCase:
    """A case as another system had it. `left_over` holds what has no place here, as it came."""

    source: str
    source_id: str
    source_code: str
    mapping: str
    level: int
    opened_at: datetime
    closed_at: datetime | None
    kinds: tuple[str, ...]
    people: tuple[ComingPerson, ...]
    left_over: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The case that it became; `repeated` when it was taken over before."""

    case_id: UUID
    code: str
    repeated: bool


@transaction.atomic
def take_over_case(*, coming: ComingCase, by: Actor, at: datetime) -> TakenOver:
    """Make a case of one that comes from another system, led by the actor's agency; the same one again changes nothing.

    An open case starts the limits of its level now, not when it was opened elsewhere. Raises NotAllowed, and
    InvalidInput with the path of what cannot be.
    """
    worker = require(by, "case.take_over")
    if worker is None or by.agency is None:
        raise NotAllowed("Only the staff of an agency take a case over.")
    known = taken_over(coming=coming, by=by)
    if known is not None:
        return known
    _check(coming, at)
    case = Case(
        record_id=uuid7(), code=_next_code(coming.opened_at), level=coming.level, lead_id=by.agency, opened_at=coming.opened_at,
        opened_by_id=by.id, closed_at=coming.closed_at, stage=Stage.CLOSED if coming.closed_at else Stage.IDENTIFIED,
    )  # fmt: skip
    open_record(id=case.record_id, kind=RecordKind.CASE, lead=by.agency, at=at)
    case.save(force_insert=True)
    _row(case, coming, by, at)
    CaseAgency(record_id=case.record_id, agency_id=by.agency, part=AgencyPart.LEAD, joined_at=at).save(
        force_insert=True
    )
    Concern.objects.bulk_create(
        [Concern(record_id=case.record_id, kind=kind, at=at) for kind in dict.fromkeys(coming.kinds)]
    )
    for person in coming.people:
        _join(case, person, by, at)
    told(case=case, entry="case.taken_over", line="case_taken_over", by=by, at=at, source=coming.source,
        content={"case": case.pk, "code": case.code, "source": coming.source, "level": coming.level, "mapping": coming.mapping},
        params={"source": coming.source},
    )  # fmt: skip
    if case.closed_at is None:
        publish(CaseTakenOver(case.pk, case.record_id, by.agency, case.level, by.id, at))
    return TakenOver(case.pk, case.code, repeated=False)


def taken_over(*, coming: ComingCase, by: Actor) -> TakenOver | None:
    """What this case became when the actor's agency took it over before; None when it has not."""
    row = TakenOverCase.objects.filter(
        agency_id=agency_of(by), source=coming.source, token=_token(coming)
    ).first()
    case = row and Case.objects.filter(record_id=row.record_id).first()
    return TakenOver(case.pk, case.code, repeated=True) if case else None


def _check(coming: ComingCase, at: datetime) -> None:
    if coming.opened_at > at:
        raise InvalidInput("opened_at", "in_the_future")
    if coming.closed_at is not None and not coming.opened_at <= coming.closed_at <= at:
        raise InvalidInput("closed_at", "in_the_future" if coming.closed_at > at else "before_begin")
    if not any(person.role is PersonRole.CHILD for person in coming.people):
        raise InvalidInput("people", "empty")


def _token(coming: ComingCase) -> bytes:
    key = keyring().purpose_key("taken-over")
    return hmac.new(key, f"{coming.source}\0{coming.source_id}".encode(), hashlib.sha256).digest()[:16]


def _row(case: Case, coming: ComingCase, by: Actor, at: datetime) -> None:
    row = TakenOverCase(
        record_id=case.record_id, agency_id=case.lead_id, source=coming.source, token=_token(coming), mapping=coming.mapping,
        taken_at=at, taken_by_id=by.id,
    )  # fmt: skip
    left_over = json.dumps(coming.left_over, ensure_ascii=False, separators=(",", ":"))
    row.seal(source_code=coming.source_code, left_over=left_over)
    row.save(force_insert=True)


def _join(case: Case, person: ComingPerson, by: Actor, at: datetime) -> None:
    registered = register_person(
        name=person.name, sex=person.sex, birth_year=person.birth_year, age_precision=person.age_precision, notes=person.notes,
        lead=case.lead_id, by=by, at=at,
    )  # fmt: skip
    put_in_role(
        case=case, person_id=registered.id, person_record_id=registered.record_id, role=person.role, at=at
    )
    if person.identifiers:
        record_identifiers(record_id=registered.record_id, claims=person.identifiers, by=by, at=at)


def _next_code(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('casework_case_number')")
        return f"C-{localtime(at):%y}-{cursor.fetchone()[0]:06d}"

"""Recording identifiers and registering persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import RecordKind
from takatuf.kernel.actors import Actor
from takatuf.kernel.bulk import Bulk, Bytes, Ids, Smalls, Texts, Uuids
from takatuf.kernel.edits import EditConflict
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write
from takatuf.people.models import AgePrecision, Identifier, Person, Sex
from takatuf.people.queries import fields_of
from takatuf.people.tokens import TokenMaker, token_now
from takatuf.vault.batch import Cell, Nonces, RecordKey

_VALUE, _PLATFORM, _NOTE = (Cell("people_identifier", column) for column in ("value", "platform", "note"))


class IdentifierClaim(Protocol):
    """An identifier as somebody gave it; intake's value of the same name fits, and so does any other."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def platform(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def whose(self) -> str: ...


@transaction.atomic
def record_identifiers(
    *, record_id: UUID, claims: Sequence[IdentifierClaim], by: Actor, at: datetime
) -> list[UUID]:
    """Put the identifiers of a record down, each sealed and with the token that finds the same one elsewhere.

    The same identifier twice in one call is recorded once, with the first one's words. Returns the ids in order.
    A value that has no form of its own kind is kept as it was written: a report is never refused for it.
    """
    ids = add_identifiers(record_id=record_id, claims=claims, at=at)
    if ids:
        content = {"count": len(ids), "ids": ",".join(map(str, ids))}
        write("identifiers.recorded", about=record_id, by=by, at=at, content=content)
    return ids


@transaction.atomic
def add_identifiers(*, record_id: UUID, claims: Sequence[IdentifierClaim], at: datetime) -> list[UUID]:
    """As `record_identifiers`, for an action whose own line in the ledger names the ids: one action, one line."""
    rows: dict[tuple[str, bytes], Identifier] = {}
    for claim in claims:
        if not claim.value.strip():
            continue
        token, version = token_now(claim.kind, claim.value, claim.platform)
        row = Identifier(
            record_id=record_id, kind=claim.kind, whose=claim.whose, token=token, token_version=version, recorded_at=at,
        )  # fmt: skip
        said = {"value": claim.value, "platform": claim.platform, "note": claim.note}
        row.seal(**{column: text for column, text in said.items() if text})
        rows.setdefault((claim.kind, token), row)
    Identifier.objects.bulk_create(rows.values())
    return [row.pk for row in rows.values()]


@dataclass(frozen=True, slots=True)
class SealedIdentifier:
    """An identifier ready to be stored: what it says is sealed under its record's key."""

    id: bytes
    record: bytes
    kind: str
    whose: str
    token: bytes
    version: int
    value: bytes
    platform: bytes | None
    note: bytes | None


def seal_identifiers(
    *, record: RecordKey, claims: Sequence[IdentifierClaim], tokens: TokenMaker, nonces: Nonces, ids: Ids
) -> list[SealedIdentifier]:
    """The identifiers of one record as `add_identifiers` would store them, for `store_identifiers`. Writes nothing."""
    rows: dict[tuple[str, bytes], SealedIdentifier] = {}
    for claim in claims:
        if not claim.value.strip():
            continue
        token = tokens.token(claim.kind, claim.value, claim.platform)
        if (claim.kind, token) in rows:
            continue
        id = ids.next()
        rows[claim.kind, token] = SealedIdentifier(
            id, record.record, claim.kind, claim.whose, token, tokens.version,
            record.seal(claim.value, _VALUE, id, nonces.next()),
            record.seal(claim.platform, _PLATFORM, id, nonces.next()) if claim.platform else None,
            record.seal(claim.note, _NOTE, id, nonces.next()) if claim.note else None,
        )  # fmt: skip
    return list(rows.values())


def store_identifiers(*, bulk: Bulk, rows: Sequence[SealedIdentifier], at: datetime) -> None:
    """Store the sealed identifiers of many records; the ledger line of each record's own action names them."""
    if not rows:
        return
    bulk.insert("people_identifier", {
        "id": Uuids([row.id for row in rows]), "record_id": Uuids([row.record for row in rows]),
        "kind": Texts([row.kind for row in rows]), "whose": Texts([row.whose for row in rows]),
        "value": Bytes([row.value for row in rows]), "platform": Bytes([row.platform for row in rows]),
        "note": Bytes([row.note for row in rows]), "token": Bytes([row.token for row in rows]),
        "token_version": Smalls([row.version for row in rows]), "recorded_at": at,
    })  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """A person's ids, and the code that pages use instead of the name."""

    id: UUID
    record_id: UUID
    code: str


@transaction.atomic
def register_person(
    *,
    name: str,
    lead: UUID,
    by: Actor,
    at: datetime,
    sex: str = Sex.UNKNOWN,
    age: int | None = None,
    birth_year: int | None = None,
    age_precision: str = "",
    notes: str = "",
) -> PersonRegistered:
    """Register somebody whom a case concerns, under a record of their own that the agency `lead` leads.

    `age` is in whole years at the time `at`; only the year of birth is kept. The name may be empty: many children
    have none yet. Raises NotAllowed, and InvalidInput for an age that no person has.
    """
    require(by, "person.write")
    year = _birth_year(age, birth_year, at)
    precision = AgePrecision.UNKNOWN if year is None else AgePrecision(age_precision or AgePrecision.STATED)
    person = Person(
        record_id=uuid7(), code=_next_code(), sex=Sex(sex), birth_year=year, age_precision=precision, registered_at=at
    )  # fmt: skip
    open_record(id=person.record_id, kind=RecordKind.PERSON, lead=lead, at=at)
    person.seal(name=name, notes=notes)
    person.save(force_insert=True)
    content = {
        "person": person.pk,
        "code": person.code,
        "name": name,
        "sex": person.sex,
        "birth_year": year,
        "notes": notes,
    }
    write("person.registered", about=person.record_id, by=by, at=at, content=content)
    return PersonRegistered(person.pk, person.record_id, person.code)


@transaction.atomic
def change_person(
    *,
    person_id: UUID,
    version: int,
    name: str,
    sex: str,
    birth_year: int | None,
    age_precision: str,
    notes: str,
    by: Actor,
    at: datetime,
) -> int:
    """Write what is known of a person now; `version` is the one that the writer saw. Returns the new version.

    Raises EditConflict when another person changed it after that: nothing is written then. Raises NotAllowed, NotFound
    also for those who may only read, and InvalidInput for a year in which nobody was born.
    """
    require(by, "person.write")
    person = Person.objects.filter(pk=person_id).select_for_update().first()
    if person is None:
        raise NotFound("No such person.")
    if person.version != version:
        raise EditConflict(
            version=person.version,
            current=fields_of(person),
            changed_by=person.changed_by,
            changed_at=person.changed_at,
        )
    year = _birth_year(None, birth_year, at)
    given = AgePrecision(age_precision or AgePrecision.UNKNOWN)
    unclear = year is not None and given is AgePrecision.UNKNOWN
    person.sex, person.birth_year = Sex(sex), year
    person.age_precision = AgePrecision.UNKNOWN if year is None else AgePrecision.STATED if unclear else given
    person.version, person.changed_at, person.changed_by = version + 1, at, by.id
    person.seal(name=name, notes=notes)
    person.save()
    content = {"person": person.pk, "version": person.version, **fields_of(person)}
    write("person.changed", about=person.record_id, by=by, at=at, content=content)
    return person.version


def _birth_year(age: int | None, birth_year: int | None, at: datetime) -> int | None:
    if age is not None and not 0 <= age <= 150:
        raise InvalidInput("age", "out_of_range", lowest=0, highest=150)
    if birth_year is not None and not 1900 <= birth_year <= at.year:
        raise InvalidInput("birth_year", "out_of_range", lowest=1900, highest=at.year)
    return birth_year if birth_year is not None or age is None else at.year - age


def _next_code() -> str:
    """The next pseudonym. A letter that stands for nothing, so that it says neither the role nor the sex."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('people_person_code')")
        return f"ن-{cursor.fetchone()[0]}"

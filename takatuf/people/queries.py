"""Identifiers of a record, who else names them, and persons."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import AgencyName, agencies
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.people.identifiers import IdentifierKind, kinds_that_fit
from takatuf.people.models import AgePrecision, Identifier, Person, Sex
from takatuf.people.tokens import has_older_keys, tokens_ever
from takatuf.vault.queries import data_key, hold_data_keys


@dataclass(frozen=True, slots=True)
class IdentifierView:
    """One identifier of a record, opened."""

    id: UUID
    kind: str
    value: str
    platform: str
    whose: str
    note: str
    recorded_at: datetime


def identifiers_of(record_id: UUID, *, by: Actor) -> list[IdentifierView]:
    """The identifiers of a record that the actor reaches; empty for the others. The caller discloses the record."""
    return identifiers_of_all([record_id], by=by)


def identifiers_of_all(record_ids: Sequence[UUID], *, by: Actor) -> list[IdentifierView]:
    """The identifiers of several records, record by record in the order given, as `identifiers_of` has those of one."""
    del by  # the scope of the actor is in the database
    rows = list(Identifier.objects.filter(record_id__in=record_ids).order_by("recorded_at", "pk"))
    hold_data_keys(dict.fromkeys(row.record_id for row in rows))
    rows.sort(key=lambda row: record_ids.index(row.record_id))
    return [
        IdentifierView(
            row.pk, row.kind, row.unseal("value"), row.unseal("platform"), row.whose, row.unseal("note"), row.recorded_at
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class IdentifierMatch:
    """Something of the same kind and value stands elsewhere: in a record that the actor reaches, or at an agency.

    It says that an account, number or address is the same, never that a child is (practice.md 20). For another
    agency neither the record nor the value is told; who wants more asks that agency for leave.
    """

    kind: str
    record_id: UUID | None
    agency: AgencyName | None

    def __str__(self) -> str:
        if self.agency is None:
            return gettext("Another record of your agency names the same account, number or address.")
        return gettext("%(agency)s holds a record that names the same account, number or address.") % {
            "agency": self.agency
        }


def matches_of(record_id: UUID, *, by: Actor) -> list[IdentifierMatch]:
    """Where the identifiers of a record appear again: other records that the actor reaches, then other agencies.

    Empty for a record that the actor does not reach. Another agency appears only where none of its matching records
    is one that the actor's agency reaches already.
    """
    del by  # the scope of the actor is in the database
    own = list(Identifier.objects.filter(record_id=record_id))
    if not own:
        return []
    tokens = _tokens(own)
    found = (
        Identifier.objects.filter(token__in=tokens)
        .exclude(record_id=record_id)
        .values_list("kind", "record_id")
        .distinct()
        .order_by("kind", "record_id")
    )
    holders = _holders(tokens)
    names = {agency.id: agency for agency in agencies()} if holders else {}
    return [
        *(IdentifierMatch(kind, other, None) for kind, other in found),
        *(IdentifierMatch(kind, None, names[agency_id]) for agency_id, kind in holders),
    ]


def _tokens(rows: Sequence[Identifier]) -> list[bytes]:
    """Every token under which the same identifiers of one record may stand: an older key made the older rows.

    What they say is opened only where there is more than one key. Raises KeyDestroyed when the record was erased.
    """
    key = data_key(rows[0].record_id)
    tokens = {bytes(row.token) for row in rows}
    for row in rows if has_older_keys() else ():
        tokens |= tokens_ever(row.kind, row.unseal("value", key=key), row.unseal("platform", key=key))
    return sorted(tokens)


def _holders(tokens: list[bytes]) -> list[tuple[UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, kind FROM house.holders_of(%s::bytea[])", [tokens])
        return [(row[0], row[1]) for row in cursor.fetchall()]


def records_naming(kind: str, value: str, *, by: Actor, platform: str = "") -> list[UUID]:
    """The records that the actor reaches and that name this identifier, in no order of meaning."""
    del by  # the scope of the actor is in the database
    tokens = sorted(tokens_ever(kind, value, platform))
    rows = Identifier.objects.filter(kind=kind, token__in=tokens).values_list("record_id", flat=True)
    return sorted(set(rows))


def records_naming_text(
    text: str, *, platforms: Collection[str], by: Actor, at: datetime, most: int = 50
) -> list[tuple[UUID, str]]:
    """The records that the actor reaches and that name what was typed, each with the kind of it, the newest first.

    An account is looked for on each of the platforms, and on none. The look at each record is put on record.
    Raises NotAllowed.
    """
    require(by, "record.find")
    tokens = {
        token
        for kind in kinds_that_fit(text)
        for platform in (("", *platforms) if kind == IdentifierKind.ACCOUNT else ("",))
        for token in tokens_ever(kind, text, platform)
    }
    rows = Identifier.objects.filter(token__in=sorted(tokens)).order_by("-recorded_at", "-pk")
    found = dict(reversed(rows.values_list("record_id", "kind")[:most])) if tokens else {}
    disclose(record_ids=list(found), what="search", by=by, at=at)
    return list(reversed(found.items()))


def earlier_counts(record_ids: Sequence[UUID], *, by: Actor) -> dict[UUID, int]:
    """For each record, how many other records that the actor reaches name one of its identifiers; for lists.

    It compares tokens as they stand; records that nothing else names are left out.
    """
    del by  # the scope of the actor is in the database
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mine.record_id, count(DISTINCT other.record_id) FROM people_identifier AS mine"
            " JOIN people_identifier AS other ON other.token = mine.token AND other.record_id <> mine.record_id"
            " WHERE mine.record_id = ANY(%s) GROUP BY mine.record_id",
            [list(record_ids)],
        )
        return {row[0]: row[1] for row in cursor.fetchall()}


def kinds_shared(
    record_ids: Sequence[UUID], *, by: Actor, most: int = 100
) -> dict[UUID, dict[UUID, frozenset[str]]]:
    """For each record, the other records that name one of its identifiers, with the kinds that they share.

    It compares tokens as they stand, and takes the `most` newest for one identifier: what everybody names says little.
    """
    del by  # the scope of the actor is in the database
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mine.record_id, other.record_id, array_agg(DISTINCT mine.kind) FROM people_identifier AS mine"
            " CROSS JOIN LATERAL (SELECT same.record_id FROM people_identifier AS same WHERE same.token = mine.token"
            " AND same.record_id <> mine.record_id ORDER BY same.recorded_at DESC LIMIT %s) AS other"
            " WHERE mine.record_id = ANY(%s) GROUP BY mine.record_id, other.record_id",
            [most, list(record_ids)],
        )
        shared: dict[UUID, dict[UUID, frozenset[str]]] = {}
        for mine, other, kinds in cursor.fetchall():
            shared.setdefault(mine, {})[other] = frozenset(kinds)
        return shared


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person without the name: what lists and pages of a case show."""

    id: UUID
    record_id: UUID
    code: str
    sex: str
    sex_label: str
    age: int | None
    age_precision: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person, opened: with the name and the notes."""

    row: PersonRow
    name: str
    notes: str
    registered_at: datetime
    birth_year: int | None = None
    version: int = 1


def _person_row(person: Person, at: datetime) -> PersonRow:
    age = None if person.birth_year is None else at.year - person.birth_year
    return PersonRow(
        person.pk, person.record_id, person.code, person.sex, person.get_sex_display(), age, person.age_precision
    )  # fmt: skip


def people_by_record(record_ids: Sequence[UUID], *, by: Actor, at: datetime) -> dict[UUID, PersonRow]:
    """Persons by their record, without names; those that the actor does not reach are left out."""
    del by
    rows = Person.objects.filter(record_id__in=list(record_ids))
    return {row.record_id: _person_row(row, at) for row in rows}


def person_rows(person_ids: Sequence[UUID], *, by: Actor, at: datetime) -> dict[UUID, PersonRow]:
    """Persons by their id, without names; those that the actor does not reach are left out."""
    del by
    return {row.pk: _person_row(row, at) for row in Person.objects.filter(pk__in=list(person_ids))}


def open_person(person_id: UUID, *, by: Actor, at: datetime) -> PersonView:
    """Open one person, with the name; the look is put on record. Raises NotFound, also for those who may not know."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound("No such person.")
    disclose(record_ids=[person.record_id], what="open_person", by=by, at=at)
    return PersonView(
        _person_row(person, at),
        person.unseal("name"),
        person.unseal("notes"),
        person.registered_at,
        person.birth_year,
        person.version,
    )


def fields_of(person: Person) -> dict[str, str]:
    """The editable fields of a person as texts, for comparing two edits; part of an action."""
    return {
        "name": person.unseal("name"), "sex": person.sex,
        "birth_year": "" if person.birth_year is None else str(person.birth_year),
        "age_precision": person.age_precision, "notes": person.unseal("notes"),
    }  # fmt: skip


def names_to_hold_back(person_ids: Sequence[UUID], *, by: Actor) -> list[str]:
    """The names, as they are written, that must not stand in a document; for a machine's comparison, not to be shown.

    Nobody looks, so no look is put on record; persons that the actor does not reach are left out.
    """
    del by
    names = [row.unseal("name") for row in Person.objects.filter(pk__in=list(person_ids)).order_by("pk")]
    return [name for name in names if name.strip()]


def age_precision_choices() -> list[tuple[str, str]]:
    """How well an age can be known, with its words, for forms."""
    return [(value, str(label)) for value, label in AgePrecision.choices]


def sex_choices() -> list[tuple[str, str]]:
    """Every sex with its words, for forms."""
    return [(value, str(label)) for value, label in Sex.choices]

"""Identifiers and persons behind row security, and what leaves an agency."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import Disclosure, RecordKind
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.kernel.ids import uuid7
from takatuf.people.actions import record_identifiers, register_person
from takatuf.people.models import Identifier, Person
from takatuf.people.queries import (
    earlier_counts,
    identifiers_of,
    matches_of,
    open_person,
    people_by_record,
)
from takatuf.vault.keys import keyring
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Claim:
    kind: str
    value: str
    platform: str = ""
    note: str = ""
    whose: str = ""


def record_with(worker: WorkerName, *claims: Claim) -> UUID:
    record_id = uuid7()
    with acting(worker) as by:
        open_record(id=record_id, kind=RecordKind.CASE, lead=worker.agency.id, at=AT)
        record_identifiers(record_id=record_id, claims=claims, by=by, at=AT)
    return record_id


def test_an_identifier_is_sealed_and_comes_back_as_it_was_given() -> None:
    worker = make_worker(make_agency())

    record_id = record_with(
        worker, Claim("phone", "٠٥٠ ١٢٣ ٤٥٦٧", note="rings in the evening", whose="subject")
    )

    with acting(worker) as by:
        [identifier] = identifiers_of(record_id, by=by)
        raw = Identifier.objects.get()
    assert (identifier.value, identifier.note, identifier.whose) == (
        "٠٥٠ ١٢٣ ٤٥٦٧",
        "rings in the evening",
        "subject",
    )
    assert "١٢٣".encode() not in bytes(raw.value)
    assert len(bytes(raw.token)) == 16


def test_the_same_identifier_in_another_spelling_is_recorded_once() -> None:
    worker = make_worker(make_agency())

    record_id = record_with(
        worker, Claim("phone", "+966501234567"), Claim("phone", "050 123 4567"), Claim("phone", " ")
    )

    with acting(worker) as by:
        assert [row.value for row in identifiers_of(record_id, by=by)] == ["+966501234567"]


def test_values_of_which_no_form_is_left_never_look_the_same() -> None:
    worker = make_worker(make_agency())
    first = record_with(worker, Claim("hash", "?!"))
    record_with(worker, Claim("hash", "!?!"))

    with acting(worker) as by:
        assert matches_of(first, by=by) == []


def test_a_match_inside_the_agency_names_the_record_and_another_agency_only_itself() -> None:
    ours, theirs = make_worker(make_agency()), make_worker(make_agency())
    here = record_with(ours, Claim("account", "some_name", "instagram"))
    again = record_with(ours, Claim("account", "https://instagram.com/Some_Name"))
    record_with(theirs, Claim("account", "@some_name", "Instagram"))

    with acting(ours) as by:
        matches = matches_of(here, by=by)
        counts = earlier_counts([here, again], by=by)

    assert [(match.kind, match.record_id, match.agency) for match in matches] == [
        ("account", again, None),
        ("account", None, theirs.agency),
    ]
    assert counts == {here: 1, again: 1}


def test_a_match_says_that_an_account_is_the_same_never_that_a_child_is() -> None:
    ours = make_worker(make_agency())
    here = record_with(ours, Claim("phone", "0501234567"))
    record_with(ours, Claim("phone", "0501234567"))

    with acting(ours) as by:
        [match] = matches_of(here, by=by)

    assert "child" not in str(match).casefold()


def test_a_match_is_found_after_the_keys_of_tokens_were_rotated() -> None:
    ours = make_worker(make_agency())
    before = record_with(ours, Claim("email", "name@example.org"))
    keyring().rotate_tokens()
    after = record_with(ours, Claim("email", "NAME@example.org"))

    with acting(ours) as by:
        assert [match.record_id for match in matches_of(after, by=by)] == [before]


def test_the_finder_answers_nobody_outside_a_scope() -> None:
    ours = make_worker(make_agency())
    record_with(ours, Claim("phone", "0501234567"))
    with connections["keeper"].cursor() as cursor:
        cursor.execute("SELECT token FROM people_identifier")
        token = bytes(cursor.fetchone()[0])

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM house.holders_of(%s::bytea[])", [[token]])
        assert cursor.fetchall() == []


def test_the_finder_may_read_nothing_but_tokens_and_holders() -> None:
    with connections["admin"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.column_privileges WHERE grantee = 'finder'"
            " AND table_name IN ('people_identifier', 'people_person')"
        )
        seen = set(cursor.fetchall())

    assert seen == {("people_identifier", name) for name in ("record_id", "kind", "token")}


def test_a_hostile_agency_sees_no_row() -> None:
    ours, hostile = make_worker(make_agency()), make_worker(make_agency(), Role.SHIFT_LEADER)
    record_id = record_with(ours, Claim("phone", "0501234567"))
    with acting(ours) as by:
        person = register_person(name="اسم مخترع", age=9, lead=ours.agency.id, by=by, at=AT)

    with acting(hostile) as by:
        assert Identifier.objects.count() == 0
        assert Person.objects.count() == 0
        assert identifiers_of(record_id, by=by) == []
        assert matches_of(record_id, by=by) == []
        assert people_by_record([person.record_id], by=by, at=AT) == {}
        with connection.cursor() as cursor:
            for table in ("people_identifier", "people_person"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (0,)
        with pytest.raises(NotFound):
            open_person(person.id, by=by, at=AT)


def test_nobody_adds_an_identifier_to_a_record_of_another_agency() -> None:
    ours, hostile = make_worker(make_agency()), make_worker(make_agency())
    record_id = record_with(ours, Claim("phone", "0501234567"))

    with acting(hostile) as by, pytest.raises(DatabaseError), transaction.atomic():
        record_identifiers(record_id=record_id, claims=[Claim("email", "a@example.org")], by=by, at=AT)


def test_a_person_is_registered_under_a_code_and_opened_on_record() -> None:
    worker = make_worker(make_agency())

    with acting(worker) as by:
        person = register_person(
            name="اسم مخترع", age=9, sex="female", notes="neutral", lead=worker.agency.id, by=by, at=AT
        )
        view = open_person(person.id, by=by, at=AT)
        looks = list(Disclosure.objects.values_list("record_id", "what"))

    assert person.code.startswith("ن-")
    assert (view.name, view.notes, view.row.age, view.row.age_precision) == (
        "اسم مخترع",
        "neutral",
        9,
        "stated",
    )
    assert looks == [(person.record_id, "open_person")]


def test_an_age_that_no_person_has_is_refused() -> None:
    worker = make_worker(make_agency())

    with acting(worker) as by, pytest.raises(InvalidInput, match="age"):
        register_person(name="", age=-1, lead=worker.agency.id, by=by, at=AT)


def test_a_judge_registers_nobody() -> None:
    judge = make_worker(make_agency(), Role.JUDGE)

    with acting(judge) as by, pytest.raises(NotAllowed):
        register_person(name="", lead=judge.agency.id, by=by, at=AT)

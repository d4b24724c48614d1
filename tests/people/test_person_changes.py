"""Changing what is known of a person: by version, so that nobody overwrites unseen."""

import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction

from takatuf.agencies.queries import AgencyName, WorkerName
from takatuf.agencies.rules import Role
from takatuf.kernel.edits import EditConflict
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.people.actions import change_person, register_person
from takatuf.people.queries import open_person
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def agency(house: None) -> AgencyName:
    return make_agency("social-office")


@pytest.fixture
def one(agency: AgencyName) -> WorkerName:
    return make_worker(agency)


@pytest.fixture
def person(one: WorkerName, agency: AgencyName) -> UUID:
    with acting(one) as by:
        return register_person(name="سليم المخترع", age=12, lead=agency.id, by=by, at=AT).id


def _change(person: UUID, who: WorkerName, version: int, name: str, *, year: int | None = 2014) -> int:
    with acting(who) as by:
        return change_person(
            person_id=person, version=version, name=name, sex="male", birth_year=year, age_precision="", notes="ملاحظة",
            by=by, at=AT,
        )  # fmt: skip


def test_a_change_is_written_with_who_and_when(person: UUID, one: WorkerName) -> None:
    version = _change(person, one, 1, "سليم الجديد")

    with acting(one) as by:
        view = open_person(person, by=by, at=AT)
    assert (version, view.version, view.name, view.birth_year) == (2, 2, "سليم الجديد", 2014)
    assert view.row.age_precision == "stated"


def test_an_older_version_is_refused_with_how_things_stand(
    person: UUID, one: WorkerName, agency: AgencyName
) -> None:
    other = make_worker(agency)
    _change(person, other, 1, "سليم الأول")

    with pytest.raises(EditConflict) as refused:
        _change(person, one, 1, "سليم الثاني")

    assert (refused.value.version, refused.value.changed_by) == (2, other.id)
    assert refused.value.current["name"] == "سليم الأول"
    with acting(one) as by:
        assert open_person(person, by=by, at=AT).name == "سليم الأول"


def test_two_change_one_person_at_once_and_one_is_told(
    person: UUID, one: WorkerName, agency: AgencyName
) -> None:
    both = [one, make_worker(agency)]
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def change(number: int) -> None:
        try:
            with acting(both[number]) as by:
                barrier.wait(10)
                change_person(
                    person_id=person, version=1, name=f"سليم {number}", sex="male", birth_year=2014, age_precision="stated",
                    notes="", by=by, at=AT,
                )  # fmt: skip
            outcomes.append("written")
        except EditConflict as conflict:
            outcomes.append(f"told of {conflict.version}")
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=(number,)) for number in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(outcomes) == ["told of 2", "written"]


def test_a_stranger_and_a_role_without_leave_change_nothing(person: UUID, agency: AgencyName) -> None:
    with pytest.raises(NotFound):
        _change(person, make_worker(make_agency("elsewhere")), 1, "x")
    with pytest.raises(NotAllowed):
        _change(person, make_worker(agency, Role.COURT_WRITER), 1, "x")


def test_a_year_in_which_nobody_was_born_is_refused(person: UUID, one: WorkerName) -> None:
    with pytest.raises(InvalidInput) as refused:
        _change(person, one, 1, "x", year=2027)

    assert refused.value.path == "birth_year"


def test_a_change_without_a_name_or_a_time_is_refused_by_the_database(person: UUID) -> None:
    with transaction.atomic(using="admin"), connections["admin"].cursor() as cursor:
        cursor.execute("ALTER TABLE people_person NO FORCE ROW LEVEL SECURITY")
        with pytest.raises(IntegrityError, match="people_person_changed_by_and_at"):
            cursor.execute("UPDATE people_person SET version = 2, changed_at = now()")
        transaction.set_rollback(True, using="admin")

"""Data keys that a scope holds: asked for once, dropped when destroyed, gone with the scope."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound
from takatuf.kernel.ids import uuid7
from takatuf.vault.actions import create_data_keys, destroy_data_key
from takatuf.vault.held import MOST_HELD, held_key, hold
from takatuf.vault.keyring import KeyDestroyed
from takatuf.vault.queries import data_key, hold_data_keys
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def worker(house: None) -> WorkerName:
    return make_worker(make_agency("one"), Role.CASEWORKER)


def _record(worker: WorkerName) -> UUID:
    with acting(worker) as by:
        record = uuid7()
        open_record(id=record, kind=RecordKind.CASE, lead=by.agency, at=now())
    return record


def test_a_scope_asks_for_a_key_once(worker: WorkerName) -> None:
    record = _record(worker)

    with acting(worker), CaptureQueriesContext(connection) as captured:
        keys = {data_key(record) for _ in range(5)}

    assert len(keys) == 1
    assert len(captured) == 1


def test_the_keys_of_a_list_are_asked_for_together(
    worker: WorkerName, django_assert_num_queries: Any
) -> None:
    records = [_record(worker) for _ in range(4)]

    with acting(worker), django_assert_num_queries(1):
        hold_data_keys(records)
        hold_data_keys(records)
        assert len({data_key(record) for record in records}) == 4


def test_nothing_is_held_when_the_scope_is_over_nor_outside_of_one(worker: WorkerName) -> None:
    record = _record(worker)
    with acting(worker):
        data_key(record)
        inside = held_key(record)

    hold(record, b"not held")

    assert inside is not None
    assert held_key(record) is None
    with acting(worker):
        assert held_key(record) is None


def test_a_scope_that_fails_leaves_no_key_behind(worker: WorkerName) -> None:
    record = _record(worker)

    def fails() -> None:
        with acting(worker):
            data_key(record)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()

    assert held_key(record) is None


def test_who_destroys_a_key_does_not_hold_it_any_longer(worker: WorkerName) -> None:
    record = _record(worker)

    with acting(worker):
        data_key(record)
        destroy_data_key(record_id=record, at=now())

        with pytest.raises(KeyDestroyed):
            data_key(record)


def test_a_key_that_another_destroyed_is_gone_for_the_next_scope(worker: WorkerName) -> None:
    record = _record(worker)
    with acting(worker):
        data_key(record)

    destroy_data_key(record_id=record, at=now())

    with acting(worker), pytest.raises(KeyDestroyed):
        data_key(record)


def test_a_destroyed_key_is_refused_in_a_list_too(worker: WorkerName) -> None:
    record = _record(worker)
    destroy_data_key(record_id=record, at=now())

    with acting(worker):
        hold_data_keys([record, uuid7()])

        with pytest.raises(KeyDestroyed):
            data_key(record)
        with pytest.raises(NotFound):
            data_key(uuid7())


def test_a_record_made_anew_after_a_step_was_rolled_back_has_its_new_key(worker: WorkerName) -> None:
    record = uuid7()

    @transaction.atomic
    def fails() -> None:
        create_data_keys([record])
        data_key(record)
        raise ZeroDivisionError

    with acting(worker):
        with pytest.raises(ZeroDivisionError):
            fails()
        made = create_data_keys([record])[record]

        assert data_key(record) == made


def test_a_long_walk_does_not_pile_up_keys(worker: WorkerName) -> None:
    first = uuid7()
    with acting(worker):
        hold(first, b"the first")
        for _ in range(MOST_HELD):
            hold(uuid7(), b"another")

        assert held_key(first) is None

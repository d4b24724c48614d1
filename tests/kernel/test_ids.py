"""Ids are of version 7, and what is made later sorts later."""

from itertools import pairwise
from uuid import RFC_4122, UUID

from takatuf.kernel.bulk import uuid7_bytes
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7


def test_ids_made_one_after_the_other_sort_in_that_order() -> None:
    made = [uuid7() for _ in range(20_000)]

    assert all(earlier.int >> 64 <= later.int >> 64 for earlier, later in pairwise(made))
    # The clock of the machine may stand still for a step now and then; what lies two apart is in order all but always.
    assert sum(earlier > later for earlier, later in pairwise(made)) < 100
    assert len(set(made)) == len(made)


def test_an_id_says_its_version_and_its_millisecond() -> None:
    before = int(now().timestamp() * 1000)
    one = uuid7()

    assert (one.version, one.variant) == (7, RFC_4122)
    assert before - 1 <= one.int >> 80 <= before + 1000


def test_many_ids_at_once_are_ids_of_version_7_in_ascending_order() -> None:
    made = [UUID(bytes=one) for one in uuid7_bytes(1000)]

    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}
    assert made == sorted(made)
    assert len(set(made)) == 1000

"""The chain of custody as rules: whatever is recorded, the holders form one chain."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from takatuf.evidence.rules import (
    FIRST,
    LAST,
    BeforeTheLastStep,
    ChainHasEnded,
    Custody,
    NotTheHolder,
    Standing,
    check_next,
    holder_after,
    written_hash,
)
from takatuf.kernel.errors import InvalidInput, Refused

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ONE, OTHER = b"one holder......", b"another holder.."


def standing(kind: Custody = Custody.SEIZED, holder: bytes | None = ONE) -> Standing:
    return Standing(1, kind, AT, holder)


def test_who_does_not_hold_it_gives_nothing() -> None:
    with pytest.raises(NotTheHolder):
        check_next(standing(), kind=Custody.HANDED_OVER, giver=OTHER, taker=ONE, happened_at=AT)


def test_nobody_hands_over_to_oneself() -> None:
    with pytest.raises(InvalidInput) as refused:
        check_next(standing(), kind=Custody.HANDED_OVER, giver=ONE, taker=ONE, happened_at=AT)

    assert refused.value.code == "same_holder"


@pytest.mark.parametrize("kind", sorted(FIRST))
def test_a_chain_does_not_begin_twice(kind: Custody) -> None:
    with pytest.raises(InvalidInput):
        check_next(standing(), kind=kind, giver=ONE, taker=OTHER, happened_at=AT)


@pytest.mark.parametrize("kind", sorted(LAST))
def test_after_its_end_nothing_follows(kind: Custody) -> None:
    with pytest.raises(ChainHasEnded):
        check_next(standing(kind), kind=Custody.EXAMINED, giver=ONE, taker=None, happened_at=AT)


def test_a_step_lies_after_the_last_one() -> None:
    with pytest.raises(BeforeTheLastStep):
        check_next(
            standing(), kind=Custody.EXAMINED, giver=ONE, taker=None, happened_at=AT - timedelta(minutes=1)
        )


_STEPS = some.lists(
    some.tuples(some.sampled_from(sorted(Custody)), some.sampled_from([b"a", b"b", b"c"]), some.sampled_from([b"a", b"b", b"c"]),
                some.integers(-1, 3)), max_size=12,
)  # fmt: skip


@given(_STEPS)
def test_whatever_is_tried_each_giver_held_it(tried: list[tuple[Custody, bytes, bytes, int]]) -> None:
    now = Standing(1, Custody.RECEIVED, AT, b"a")
    chain = [(None, now)]

    for kind, giver, taker, hours in tried:
        at = now.at + timedelta(hours=hours)
        try:
            check_next(now, kind=kind, giver=giver, taker=taker, happened_at=at)
        except Refused:
            continue
        now = Standing(now.number + 1, kind, at, holder_after(kind, giver=giver, taker=taker))
        chain.append((giver, now))

    for (_, before), (giver, after) in zip(chain, chain[1:], strict=False):
        assert giver == before.holder
        assert after.number == before.number + 1
        assert after.at >= before.at
        assert before.kind not in LAST
        assert (after.holder is None) == (after.kind is Custody.DESTROYED)


def test_a_hash_is_written_in_one_way() -> None:
    assert written_hash("md5", " AB" * 16) == "ab" * 16
    assert written_hash("sha256", "") == ""


@pytest.mark.parametrize(("kind", "text"), [("sha256", "ab" * 31), ("sha1", "xy" * 20), ("md5", "٠١" * 16)])
def test_what_is_no_hash_is_refused(kind: str, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        written_hash(kind, text)

    assert (refused.value.path, refused.value.code) == (kind, "not_a_hash")

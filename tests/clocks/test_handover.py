"""The change of shift is signed by two persons, and an unsigned one rings until somebody signs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, connection

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.clocks.actions import check_deadlines
from takatuf.clocks.duty.actions import (
    AlreadySigned,
    NotSignedYet,
    SameSigner,
    open_due_handovers,
    ring,
    sign_incoming,
    sign_outgoing,
)
from takatuf.clocks.duty.models import Handover
from takatuf.clocks.duty.queries import (
    SignedItem,
    handover_due,
    open_handover,
    open_rings,
    past_handovers,
    unsigned_matters,
)
from takatuf.kernel.errors import NotAllowed
from takatuf.kernel.ids import uuid7
from takatuf.ledger.models import LedgerEntry
from tests.clocks.duty import Centre, make_centre, riyadh, the_clock_strikes
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")

FRIDAY_SEVEN = riyadh(27, 7)
LINE = SignedItem(
    "report:1", "report", 1, "بلاغ فوري", "المركز", "R-26-000001", "", "", "اتصلنا بالشرطة، ويتابع فيصل."
)


def _due(centre: Centre):
    with acting(centre.lead) as by:
        return handover_due(by=by)


def test_a_handover_opens_when_the_shift_changes_and_only_once() -> None:
    centre = make_centre()
    with system_scope("clockwork"):
        before = open_due_handovers(at=FRIDAY_SEVEN - timedelta(days=20))
    the_clock_strikes(FRIDAY_SEVEN)
    the_clock_strikes(FRIDAY_SEVEN + timedelta(minutes=1))

    assert before == 1  # that morning had its own change of shift
    assert _due(centre).change_at == riyadh(7, 7)
    with acting(centre.lead):
        assert Handover.objects.count() == 1


def test_both_shifts_sign_and_the_list_is_kept_with_its_notes() -> None:
    centre = make_centre()
    the_clock_strikes(FRIDAY_SEVEN)
    with acting(centre.night) as by:
        sign_outgoing(items=[LINE], by=by, at=FRIDAY_SEVEN)
    with acting(centre.day) as by:
        row = sign_incoming(items=[LINE], by=by, at=FRIDAY_SEVEN + timedelta(minutes=5))
        view = open_handover(row.pk, by=by, at=FRIDAY_SEVEN)
        past = past_handovers(by=by)
        stored = bytes(Handover.objects.get().outgoing_list)

    assert view.outgoing == (LINE,)
    assert (view.row.outgoing_by, view.row.incoming_by) == (centre.night, centre.day)
    assert [one.id for one in past] == [row.pk]
    assert "الشرطة".encode() not in stored
    assert _due(centre) is None
    kinds = (
        LedgerEntry.objects.filter(kind__startswith="handover.").order_by("id").values_list("kind", flat=True)
    )
    assert list(kinds) == ["handover.opened", "handover.outgoing_signed", "handover.incoming_signed"]


def test_a_handover_signed_a_little_early_counts_for_the_change() -> None:
    centre = make_centre()
    with acting(centre.night) as by:
        sign_outgoing(items=[], by=by, at=FRIDAY_SEVEN - timedelta(minutes=10))
    with acting(centre.day) as by:
        sign_incoming(items=[], by=by, at=FRIDAY_SEVEN - timedelta(minutes=5))

    the_clock_strikes(FRIDAY_SEVEN)

    assert _due(centre) is None


def test_one_person_does_not_sign_on_both_sides_and_the_incoming_shift_not_first() -> None:
    centre = make_centre()
    the_clock_strikes(FRIDAY_SEVEN)

    with acting(centre.day) as by, pytest.raises(NotSignedYet):
        sign_incoming(items=[], by=by, at=FRIDAY_SEVEN)
    with acting(centre.night) as by:
        sign_outgoing(items=[], by=by, at=FRIDAY_SEVEN)
    with acting(centre.night) as by, pytest.raises(SameSigner):
        sign_incoming(items=[], by=by, at=FRIDAY_SEVEN)
    with acting(centre.second) as by, pytest.raises(AlreadySigned):
        sign_outgoing(items=[], by=by, at=FRIDAY_SEVEN)


def test_a_role_without_a_shift_signs_nothing() -> None:
    centre = make_centre()
    writer = make_worker(centre.agency, Role.COURT_WRITER)

    with acting(writer) as by, pytest.raises(NotAllowed):
        sign_outgoing(items=[], by=by, at=FRIDAY_SEVEN)


def _at_once(centre: Centre, people, act) -> list[str]:  # type: ignore[no-untyped-def]
    together = Barrier(len(people))

    def sign(worker) -> str:  # type: ignore[no-untyped-def]
        try:
            with acting(worker) as by:
                together.wait(timeout=10)
                act(items=[], by=by, at=FRIDAY_SEVEN)
            return "signed"
        except AlreadySigned:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return sorted(pool.map(sign, people))


def test_two_who_sign_at_the_same_moment_are_one_signature_and_one_kind_refusal_on_each_side() -> None:
    centre = make_centre()

    outgoing = _at_once(centre, [centre.night, centre.second], sign_outgoing)
    incoming = _at_once(centre, [centre.day, centre.lead], sign_incoming)

    assert outgoing == ["refused", "signed"]
    assert incoming == ["refused", "signed"]


def test_an_unsigned_handover_tells_the_desk_and_then_rings_until_somebody_signs() -> None:
    centre = make_centre()
    the_clock_strikes(FRIDAY_SEVEN)

    with system_scope("clockwork"):
        check_deadlines(at=FRIDAY_SEVEN + timedelta(hours=2))

    with acting(centre.lead) as by:
        rings = open_rings(by=by)
    assert [one.why for one in rings] == ["handover"]


def test_a_level_1_matter_stays_until_the_incoming_shift_signs() -> None:
    centre = make_centre()
    record = uuid7()
    with system_scope("intake") as by:
        open_record(id=record, kind=RecordKind.REPORT, lead=centre.agency.id, at=FRIDAY_SEVEN)
        ring(
            agency_id=centre.agency.id,
            record_ids=[record],
            why="level_1",
            by=by,
            at=FRIDAY_SEVEN - timedelta(hours=7),
        )

    with acting(centre.night) as by:
        sign_outgoing(items=[LINE], by=by, at=FRIDAY_SEVEN)
        after_the_first = len(unsigned_matters(by=by, why="level_1"))
    with acting(centre.day) as by:
        sign_incoming(items=[LINE], by=by, at=FRIDAY_SEVEN)
        after_the_second = len(unsigned_matters(by=by, why="level_1"))

    assert (after_the_first, after_the_second) == (1, 0)


def test_the_database_itself_asks_for_two_persons_and_for_the_outgoing_first() -> None:
    centre = make_centre()
    the_clock_strikes(FRIDAY_SEVEN)
    with acting(centre.night) as by:
        row = sign_outgoing(items=[], by=by, at=FRIDAY_SEVEN)

    with acting(centre.night) as by, pytest.raises(DatabaseError):
        Handover.objects.filter(pk=row.pk).update(incoming_by=centre.night.id, incoming_at=FRIDAY_SEVEN)
    with acting(centre.night) as by, pytest.raises(DatabaseError):
        Handover.objects.filter(pk=row.pk).update(outgoing_by=None, outgoing_at=None, incoming_by=centre.day.id,
                                                  incoming_at=FRIDAY_SEVEN)  # fmt: skip


def test_a_handover_is_seen_by_its_own_agency_only() -> None:
    centre = make_centre()
    stranger = make_worker(make_agency(), Role.SHIFT_LEADER)
    the_clock_strikes(FRIDAY_SEVEN)

    with acting(stranger) as by:
        assert Handover.objects.count() == 0
        assert handover_due(by=by) is None
    assert _due(centre) is not None

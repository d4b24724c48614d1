"""A Level 1 report of Thursday night stands first, rings a person, and is on the handover page until somebody signs."""

from datetime import timedelta

import pytest

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.clocks.duty.actions import accept_by_phone, sign_incoming, sign_outgoing
from takatuf.clocks.duty.queries import handover_due, open_handover, open_ring, open_rings
from takatuf.config.commands.country import make_country, make_rota
from takatuf.desks.handing_over import OpenItem, open_items
from takatuf.intake.actions import Received
from takatuf.intake.bulk import Incoming, Prepared, prepare, store
from takatuf.intake.content import Channel, Kind, ReportContent, ReporterKind, Signals
from takatuf.kernel.ids import uuid7
from takatuf.triage.actions import decide
from takatuf.triage.queries import reports_awaiting_triage
from tests.clocks.duty import riyadh, the_clock_strikes
from tests.desks.people import PASSWORD, SECRET, worker_named
from tests.desks.situations import acting_as

pytestmark = pytest.mark.usefixtures("house")

THURSDAY_NIGHT, FRIDAY_MORNING = riyadh(26, 23, 40), riyadh(27, 7)
MINUTE = timedelta(minutes=1)


def _sent_by_the_public_form(at, signals: Signals) -> Received:  # type: ignore[no-untyped-def]
    """What the form's last step does: the writer prepares a report and stores it in the transaction that it shares."""
    content = ReportContent(
        channel=Channel.PUBLIC_WEB, reporter_kind=ReporterKind.PARENT, kinds=(Kind.GROOMING,),
        narrative="كتب شخص لا نعرفه للطفل وطلب لقاءً مساء اليوم.", signals=signals, flow="parent/1",
    )  # fmt: skip
    (ready,) = prepare([Incoming(content, f"thursday-night-{uuid7()}")], lead=agency_by_code("centre").id)
    assert isinstance(ready, Prepared)
    with system_scope("intake") as by:
        (stored,) = store([ready], by=by, at=at)
    assert isinstance(stored, Received)
    return stored


def _on_the_handover_page(username: str, at) -> list[OpenItem]:  # type: ignore[no-untyped-def]
    with acting_as(username) as by:
        return open_items(worker_named(username), by=by, at=at)


def test_thursday_night_until_friday_morning() -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    make_rota(at=riyadh(20, 9))
    _sent_by_the_public_form(
        THURSDAY_NIGHT - 90 * MINUTE, Signals(child_age=15, child_reachable=True, danger_now=False)
    )

    # The evening has handed over to the night.
    the_clock_strikes(THURSDAY_NIGHT - 40 * MINUTE)
    with acting_as("mona") as by:
        sign_outgoing(items=[], by=by, at=THURSDAY_NIGHT - 38 * MINUTE)
    with acting_as("khalid") as by:
        sign_incoming(items=[], by=by, at=THURSDAY_NIGHT - 35 * MINUTE)

    urgent = _sent_by_the_public_form(THURSDAY_NIGHT, Signals(danger_now=True, child_age=9))

    # It stands first, and rings the person on duty, then the second.
    with acting_as("noura") as by:
        first = reports_awaiting_triage(by=by, at=THURSDAY_NIGHT)[0]
        (ring,) = open_rings(by=by)
    assert (first.code, first.level) == (urgent.code, 1)
    for minute in range(9):
        the_clock_strikes(THURSDAY_NIGHT + minute * MINUTE)
    with acting_as("noura") as by:
        attempts = open_ring(ring.id, by=by, at=THURSDAY_NIGHT).attempts
    assert [(one.at - THURSDAY_NIGHT, one.worker) for one in attempts] == [
        (0 * MINUTE, worker_named("khalid")),
        (5 * MINUTE, worker_named("noura")),
    ]

    # Accepted by telephone, as a colleague notes; it rings no more.
    with acting_as("noura") as by:
        accept_by_phone(
            ring_id=ring.id, worker_id=worker_named("khalid").id, by=by, at=THURSDAY_NIGHT + 8 * MINUTE
        )
    assert the_clock_strikes(THURSDAY_NIGHT + timedelta(hours=2)) == 0

    # The first decision is made at night; in the morning it is still on the page, until both shifts sign.
    with acting_as("khalid") as by:
        decide(
            report_id=urgent.report_id, level=1, outcome="open_case", reason="الطفل في خطر الليلة.", by=by,
            at=THURSDAY_NIGHT + 20 * MINUTE,
        )  # fmt: skip
    the_clock_strikes(FRIDAY_MORNING)
    with acting_as("khalid") as by:
        due = handover_due(by=by)
    assert due is not None
    assert due.change_at == FRIDAY_MORNING
    outgoing = _on_the_handover_page("khalid", FRIDAY_MORNING)
    assert (outgoing[0].code, outgoing[0].level) == (urgent.code, 1)
    with acting_as("khalid") as by:
        sign_outgoing(
            items=[item.signed("فُتحت حالة وأُحيلت إلى الشرطة.") for item in outgoing],
            by=by,
            at=FRIDAY_MORNING + 2 * MINUTE,
        )
    incoming = _on_the_handover_page("noura", FRIDAY_MORNING + 5 * MINUTE)
    assert urgent.code in {item.code for item in incoming}
    with acting_as("noura") as by:
        row = sign_incoming(items=[item.signed() for item in incoming], by=by, at=FRIDAY_MORNING + 6 * MINUTE)
        kept = open_handover(row.pk, by=by, at=FRIDAY_MORNING)

    assert urgent.code not in {
        item.code for item in _on_the_handover_page("noura", FRIDAY_MORNING + 7 * MINUTE)
    }
    assert (kept.outgoing[0].code, kept.outgoing[0].note) == (urgent.code, "فُتحت حالة وأُحيلت إلى الشرطة.")


def test_a_level_1_that_nobody_has_read_is_on_the_page_as_unread_also_after_a_handover() -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    make_rota(at=riyadh(20, 9))
    urgent = _sent_by_the_public_form(THURSDAY_NIGHT, Signals(danger_now=True))
    with acting_as("khalid") as by:
        sign_outgoing(items=[], by=by, at=FRIDAY_MORNING)
    with acting_as("noura") as by:
        sign_incoming(items=[], by=by, at=FRIDAY_MORNING)

    items = _on_the_handover_page("noura", FRIDAY_MORNING + MINUTE)

    mine = [item for item in items if item.code == urgent.code]
    assert [(item.kind, item.level) for item in mine] == [("report", 1)]
    assert mine[0].due_at is not None
    assert mine[0].due_at < FRIDAY_MORNING

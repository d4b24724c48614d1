"""The handover of a busy agency: nothing urgent falls off its list, and what is merely late in hundreds is one line."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import translation

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.queries import agency_by_code
from takatuf.clocks.actions import start_deadline
from takatuf.clocks.models import DeadlineKind
from takatuf.config.commands.country import make_country
from takatuf.desks import handing_over
from takatuf.desks.handing_over import SINGLY, OpenItem, open_items
from takatuf.jointwork.actions import LegalBasis, Purpose, refer_case
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from tests.desks.people import PASSWORD, SECRET, worker_named
from tests.desks.situations import acting_as, new_case

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _country(house: None) -> object:
    make_country(password=PASSWORD, totp_secret=SECRET)
    with translation.override("en"):
        yield


def items_of(username: str) -> list[OpenItem]:
    with acting_as(username) as by:
        return open_items(worker_named(username), by=by, at=now())


def owing(kind: str, count: int, *, hours: int) -> None:
    """So many clocks of this kind that the social agency owes, due this many hours from now."""
    record = uuid7()
    with acting_as("huda") as by:
        open_record(id=record, kind=RecordKind.STEP, lead=agency_by_code("social").id, at=now() - 48 * HOUR)
        for number in range(count):
            start_deadline(
                record_id=record, subject_id=uuid7(), kind=kind, agency_id=agency_by_code("social").id, by=by,
                at=now() - 48 * HOUR, due_at=now() + hours * HOUR - timedelta(minutes=number),
            )  # fmt: skip


def urgent_referral(case_id: UUID) -> UUID:
    with acting_as("sara") as by:
        referral = refer_case(
            case_id=case_id, to_agency_id=agency_by_code("health").id, purpose=Purpose.HEALTH, legal_basis=LegalBasis.LAW_DUTY,
            packet=["child_age", "request"], request="فحص عاجل.", by=by, at=now(),
        )  # fmt: skip
    return referral.pk


def test_the_oldest_urgent_referral_stands_first_and_a_longer_list_says_that_it_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    oldest = urgent_referral(new_case(level=1))
    for _ in range(2):
        urgent_referral(new_case(level=1))
    monkeypatch.setattr(handing_over, "MOST_URGENT", 2)

    found = [item for item in items_of("huda") if item.kind == "referral"]

    keys = [item.key for item in found]
    assert f"referral:{oldest}" in keys
    assert "more:referral" in keys
    assert len(keys) == 3
    assert all(item.urgent for item in found)


def test_a_few_late_clocks_stand_singly_and_many_of_one_kind_are_one_line_with_their_number() -> None:
    owing(DeadlineKind.STEP, SINGLY, hours=-1)
    singly = [item for item in items_of("huda") if item.key.startswith("step:")]
    owing(DeadlineKind.STEP, 2, hours=-1)
    owing(DeadlineKind.REOPENING_ANSWER, SINGLY + 1, hours=-1)

    together = [item for item in items_of("huda") if item.kind == "clock"]

    assert len(singly) == SINGLY
    assert {(item.key, item.detail) for item in together} == {
        ("late:step", "12 of them are late"),
        ("late:reopening_answer", "11 of them are late"),
    }


def test_what_stands_here_from_its_first_minute_is_not_crowded_out_by_what_is_late() -> None:
    for kind in (DeadlineKind.REOPENING_ANSWER, DeadlineKind.SAFETY_DECISION):
        owing(kind, 110, hours=-1)
    owing(DeadlineKind.CONTACT_REVIEW, 1, hours=20)

    found = items_of("huda")

    assert [item.level for item in found if item.key.startswith("contact_review:")] == [1]
    assert {item.key for item in found} >= {"late:reopening_answer", "late:safety_decision"}

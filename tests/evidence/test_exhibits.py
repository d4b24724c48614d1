"""Exhibits: words and hashes come in, each chain holds together, also against two at once and a hostile agency."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections
from django.utils import translation

from takatuf.agencies.models import Disclosure
from takatuf.agencies.rules import Role
from takatuf.casework.models import Case
from takatuf.casework.queries import chronology
from takatuf.evidence.actions import Holder, NotAParty, Step, add_exhibit, record_custody
from takatuf.evidence.models import CustodyEvent, Exhibit
from takatuf.evidence.queries import exhibits_of, open_exhibits
from takatuf.evidence.rules import ChainHasEnded, Custody, NotTheHolder
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.casework.situations import AT, DAY, Country, make_country, started_case
from tests.evidence.situations import NOON, PHONE, case_with_police, hand_over, record, seized, seizure
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def case(country: Country) -> Case:
    return case_with_police(country)


def test_an_exhibit_stands_with_its_chain_for_everybody_who_reads_the_case(
    country: Country, case: Case
) -> None:
    phone = seized(country, case)
    image = seized(country, case, made_from=phone.pk, description="صورة القرص", sha256="12" * 32)
    record(country, phone.pk, hand_over(country, at=NOON + DAY))

    with acting(country.caseworker) as by:
        rows = open_exhibits(case.record_id, by=by, at=NOON + 2 * DAY)
        looks = Disclosure.objects.filter(what="open_exhibits", worker_id=by.id).count()
    with translation.override("en"):
        holders = [str(row.held_by) for row in rows]

    assert [(row.number, row.made_from_number) for row in rows] == [(1, None), (2, 1)]
    assert (rows[0].sha256, rows[0].sha1, rows[0].md5, rows[0].size) == (
        "ab" * 32,
        "cd" * 20,
        "ef" * 16,
        1_024,
    )
    assert holders == ["خبيرة المختبر, المختبر", f"المحقق سالم, Agency {country.police.code}"]
    assert [step.kind for step in rows[0].custody] == ["seized", "handed_over"]
    assert rows[0].custody[0].seal_number == "S-1041"
    assert looks == 1
    assert image.number == 2


def test_each_step_has_its_line_in_the_ledger_and_in_the_chronology(country: Country, case: Case) -> None:
    phone = seized(country, case)
    step = record(country, phone.pk, hand_over(country, at=NOON + DAY))

    entries = {row.pk: row.kind for row in LedgerEntry.objects.filter(record_id=case.record_id)}
    with acting(country.duty) as by, translation.override("en"):
        first = exhibits_of(case.record_id, by=by)[0].custody[0]
        lines = [line.text for line in chronology(case.record_id, by=by)][:2]

    assert (entries[first.entry_id], entries[step.entry_id]) == ("exhibit.added", "custody.handed_over")
    assert lines == [
        "Exhibit 1: Handed over.",
        "Exhibit 1 was registered: Telephone, computer or other device.",
    ]


def test_a_hand_over_by_who_does_not_hold_it_is_refused(country: Country, case: Case) -> None:
    phone = seized(country, case)

    with pytest.raises(NotTheHolder):
        record(country, phone.pk, hand_over(country, at=NOON + DAY, person="المحقق ناصر"))

    assert LedgerEntry.objects.filter(kind="custody.handed_over").count() == 0


def test_the_same_holder_is_known_by_another_spelling(country: Country, case: Case) -> None:
    phone = seized(country, case)

    step = record(country, phone.pk, hand_over(country, at=NOON + DAY, person=" المُحقق  سالم"))

    assert step.number == 2


def test_a_step_comes_back_and_the_chain_ends(country: Country, case: Case) -> None:
    phone = seized(country, case)
    police, lab = (
        Holder(country.police.id, person="المحقق سالم"),
        Holder(body="المختبر", person="خبيرة المختبر"),
    )
    later = [NOON + timedelta(hours=hours) for hours in range(5)]
    record(country, phone.pk, hand_over(country, at=later[0]))
    record(country, phone.pk, Step(Custody.EXAMINED, later[1], lab, Holder(), "استخراج نسخة"))
    record(country, phone.pk, Step(Custody.HANDED_OVER, later[2], lab, police, "انتهى الفحص"))
    record(
        country, phone.pk, Step(Custody.RETURNED, later[3], police, Holder(body="صاحب الهاتف"), "أمر المحكمة")
    )

    with pytest.raises(ChainHasEnded):
        record(country, phone.pk, hand_over(country, at=later[4]))

    with acting(country.duty) as by:
        (row,) = exhibits_of(case.record_id, by=by)
    assert [step.kind for step in row.custody] == [
        "seized",
        "handed_over",
        "examined",
        "handed_over",
        "returned",
    ]
    assert row.has_ended


def test_a_destroyed_exhibit_is_held_by_nobody(country: Country, case: Case) -> None:
    phone = seized(country, case)
    police = Holder(country.police.id, person="المحقق سالم")
    record(country, phone.pk, Step(Custody.DESTROYED, NOON + DAY, police, Holder(), "أمر المحكمة"))

    with acting(country.duty) as by:
        assert exhibits_of(case.record_id, by=by)[0].held_by is None


def test_only_who_gives_takes_or_registered_it_records_a_step(country: Country, case: Case) -> None:
    phone = seized(country, case)

    with acting(country.caseworker) as by, pytest.raises(NotAParty):
        record_custody(exhibit_id=phone.pk, step=hand_over(country, at=NOON + DAY), by=by, at=NOON + DAY)


@pytest.mark.parametrize(
    ("changes", "path"),
    [({"sha256": "12"}, "sha256"), ({"description": " "}, "description"), ({"origin": ""}, "origin"), ({"size": -1}, "size")],
)  # fmt: skip
def test_what_is_not_whole_is_refused_at_its_field(
    country: Country, case: Case, changes: dict[str, object], path: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        seized(country, case, **changes)

    assert refused.value.path == path


def test_a_step_that_has_not_happened_is_refused(country: Country, case: Case) -> None:
    with acting(country.duty) as by, pytest.raises(InvalidInput) as refused:
        add_exhibit(
            record_id=case.record_id, described=PHONE, step=seizure(country, at=NOON + DAY), by=by, at=NOON
        )

    assert refused.value.code == "in_the_future"


def test_a_copy_of_an_exhibit_of_another_case_is_refused(country: Country, case: Case) -> None:
    other = seized(country, case_with_police(country))

    with pytest.raises(InvalidInput) as refused:
        seized(country, case, made_from=other.pk)

    assert refused.value.path == "made_from"


def test_a_hostile_agency_finds_and_adds_nothing(country: Country, case: Case) -> None:
    phone = seized(country, case)
    hostile = make_worker(make_agency(sector="police"), Role.DUTY_OFFICER)

    with acting(hostile) as by:
        assert exhibits_of(case.record_id, by=by) == []
        assert (Exhibit.objects.count(), CustodyEvent.objects.count()) == (0, 0)
        with pytest.raises(NotFound):
            record_custody(exhibit_id=phone.pk, step=hand_over(country, at=NOON + DAY), by=by, at=NOON + DAY)
    step = replace(seizure(country), taker=Holder(hostile.agency.id, person="أحد"))
    with acting(hostile) as by, pytest.raises((NotAllowed, DatabaseError)):
        add_exhibit(record_id=case.record_id, described=PHONE, step=step, by=by, at=NOON)


def test_an_agency_that_only_reads_adds_nothing(country: Country) -> None:
    from takatuf.agencies.models import Level
    from takatuf.jointwork.actions import add_partner

    case = started_case(country)
    with acting(country.supervisor) as by:
        add_partner(case_id=case.pk, agency_id=country.police.id, level=Level.READ, by=by, at=AT)

    with pytest.raises(DatabaseError, match="row-level security"):
        seized(country, case)


def test_two_hand_overs_at_once_are_one(country: Country, case: Case) -> None:
    phone = seized(country, case)
    barrier, outcomes = threading.Barrier(2), []

    def give(to: str) -> None:
        try:
            with acting(country.duty) as by:
                barrier.wait(10)
                step = hand_over(country, at=NOON + DAY, to=to)
                record_custody(exhibit_id=phone.pk, step=step, by=by, at=NOON + DAY)
            outcomes.append("given")
        except NotTheHolder:
            outcomes.append("not the holder")
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=(f"خبير {number}",)) for number in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(outcomes) == ["given", "not the holder"]
    assert LedgerEntry.objects.filter(kind="custody.handed_over").count() == 1


_COPY = (
    "INSERT INTO evidence_custodyevent SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid()) || %s)).*"
    " FROM evidence_custodyevent AS c WHERE c.number = 2"
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ('{"number": 4}', "no gap"),
        ('{"number": 3, "kind": "handed_over"}', "somebody else holds"),
        ('{"number": 3, "kind": "seized"}', "somebody else holds|evidence_custodyevent_begins"),
        ('{"number": 2}', "evidence_custodyevent_number"),
    ],
)
def test_the_database_refuses_a_broken_chain(
    country: Country, case: Case, changes: str, constraint: str
) -> None:
    phone = seized(country, case)
    record(country, phone.pk, hand_over(country, at=NOON + DAY))

    with connections["keeper"].cursor() as cursor, pytest.raises(DatabaseError, match=constraint):
        cursor.execute(_COPY, [changes])


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE evidence_exhibit SET number = 0", "evidence_exhibit_counts_from_one"),
        ("UPDATE evidence_exhibit SET size = -1", "evidence_exhibit_size"),
        ("UPDATE evidence_exhibit SET made_from_id = id", "evidence_exhibit_not_of_itself"),
        ("UPDATE evidence_custodyevent SET kind = 'handed_over' WHERE number = 1", "evidence_custodyevent_begins"),
        ("UPDATE evidence_custodyevent SET giver = NULL WHERE number = 2", "evidence_custodyevent_begins"),
        ("UPDATE evidence_custodyevent SET holder = NULL WHERE number = 2", "evidence_custodyevent_holder"),
        ("UPDATE evidence_custodyevent SET holder = giver WHERE number = 2", "evidence_custodyevent_changes_hands"),
        ("UPDATE evidence_custodyevent SET recorded_at = happened_at - interval '1 hour'", "evidence_custodyevent_has_happened"),
        ("UPDATE evidence_custodyevent SET giver_agency_id = taker_agency_id WHERE number = 1", "evidence_custodyevent_one_giver"),
        ("UPDATE evidence_custodyevent SET taker_body = giver_body WHERE number = 1", "evidence_custodyevent_one_taker"),
    ],
)  # fmt: skip
def test_the_database_refuses_nonsense(country: Country, case: Case, statement: str, constraint: str) -> None:
    phone = seized(country, case)
    record(country, phone.pk, hand_over(country, at=NOON + DAY))

    with connections["keeper"].cursor() as cursor, pytest.raises(DatabaseError, match=constraint):
        cursor.execute(statement)


def test_what_was_registered_is_changed_by_nobody_of_the_pages(country: Country, case: Case) -> None:
    seized(country, case)

    for table in ("evidence_exhibit", "evidence_custodyevent"):
        with (
            acting(country.duty),
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="permission denied"),
        ):
            cursor.execute(f"UPDATE {table} SET number = 7")

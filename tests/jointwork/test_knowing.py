"""Restricted cases and persons who are kept away, in the policies of the database: as the role `app`, with real tokens."""

import pytest
from django.db import DatabaseError, connection, connections, transaction

from takatuf.agencies.knowing_models import DenialKind, Reach
from takatuf.agencies.models import Access, Level
from takatuf.agencies.queries import WorkerName, access_of
from takatuf.agencies.rules import Role
from takatuf.casework.models import Case
from takatuf.casework.queries import cases, cases_count, open_case
from takatuf.clocks.queries import open_deadlines
from takatuf.jointwork.actions import add_partner, appoint_lead, refer_case
from takatuf.jointwork.knowing.actions import (
    declare_conflict,
    keep_away,
    let_back,
    open_with_reason,
    set_reach,
)
from takatuf.jointwork.knowing.errors import (
    KeptAlready,
    NobodyCanUndo,
    NothingOpens,
    NotKept,
)
from takatuf.jointwork.models import LegalBasis, Purpose
from takatuf.jointwork.queries import inbox, notices, referrals_of
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.people.queries import open_person
from tests.casework.situations import AT, DAY, Country, make_country, started_case
from tests.factories import acting, make_agency, make_worker
from tests.jointwork.sharing import WHY, add_caregiver, shared_case, visible

pytestmark = pytest.mark.usefixtures("house", "wired")


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def case(country: Country) -> Case:
    return shared_case(country)


def restrict(country: Country, case: Case, *named: WorkerName) -> None:
    with acting(country.supervisor) as by:
        set_reach(
            case_id=case.pk, reach=Reach.TEAM, named=[one.id for one in (country.supervisor, *named)], reason=WHY, by=by, at=AT
        )  # fmt: skip


def test_a_restricted_case_does_not_exist_for_a_colleague(country: Country, case: Case) -> None:
    colleague = make_worker(country.social, Role.SUPERVISOR)
    assert visible(colleague)["casework_case"] == 1

    restrict(country, case, country.caseworker)

    assert visible(colleague) == {}
    with acting(colleague) as by:
        assert cases(by=by, at=AT) == notices(by=by) == []
        assert cases_count(by=by) == 0
        assert inbox(by=by, at=AT) == open_deadlines(by=by) == []
        with pytest.raises(NotFound):
            open_case(case.pk, by=by, at=AT)
    with acting(country.caseworker) as by:
        assert open_case(case.pk, by=by, at=AT).head.code == case.code
        assert {row.agency.id for row in access_of(case.record_id)} == {country.social.id}


def test_a_restricted_case_pauses_for_partners_who_keep_what_they_were_asked(
    country: Country, case: Case
) -> None:
    restrict(country, case)

    with acting(country.duty) as by:
        assert cases(by=by, at=AT) == []
        assert len(inbox(by=by, at=AT)) == 1  # the referral is theirs to answer
    with acting(country.triage) as by:
        assert (
            Case.objects.count() == 0
        )  # the reporting centre handed the lead over, and still leads its report
        assert Access.objects.filter(level=Level.LEAD).exists()


def test_what_is_added_to_a_restricted_case_is_restricted_with_it(country: Country, case: Case) -> None:
    restrict(country, case, country.caseworker)
    colleague = make_worker(country.social)
    with acting(country.caseworker) as by:
        refer_case(
            case_id=case.pk, to_agency_id=country.hotline.id, purpose=Purpose.HEALTH, legal_basis=LegalBasis.LAW_DUTY,
            packet=["request"], request="طلب آخر", by=by, at=AT,
        )  # fmt: skip
        person = add_caregiver(case, by)

    assert visible(colleague) == {}
    with acting(country.supervisor) as by:
        assert len(referrals_of(case.pk, by=by)) == 2
        assert open_person(person, by=by, at=AT).name == "اسم مخترع"


def test_opening_it_again_gives_everybody_back_what_they_had(country: Country, case: Case) -> None:
    colleague = make_worker(country.social)
    before, police = visible(colleague), visible(country.duty)
    restrict(country, case, country.caseworker)

    with acting(country.supervisor) as by:
        set_reach(case_id=case.pk, reach=Reach.PARTNERS, reason=WHY, by=by, at=AT)

    after = visible(colleague)
    assert after.pop("jointwork_knowingdecision") == 2
    after["agencies_disclosure"] = before["agencies_disclosure"]
    assert after == before
    assert visible(country.duty)["casework_case"] == police["casework_case"]
    with acting(country.caseworker):
        assert not Access.objects.filter(worker__isnull=False).exists()


def test_a_case_for_the_leading_agency_alone_pauses_the_partners(country: Country, case: Case) -> None:
    with acting(country.supervisor) as by:
        set_reach(case_id=case.pk, reach=Reach.AGENCY, reason=WHY, by=by, at=AT)

    assert "casework_case" not in visible(country.duty)
    assert visible(country.caseworker)["casework_case"] == 1


def test_a_partner_restricts_it_inside_itself_and_nowhere_else(country: Country, case: Case) -> None:
    chief, colleague = (
        make_worker(country.police, Role.SUPERVISOR),
        make_worker(country.police, Role.DUTY_OFFICER),
    )

    with acting(chief) as by:
        set_reach(
            case_id=case.pk, reach=Reach.TEAM, named=[chief.id, country.duty.id], reason=WHY, by=by, at=AT
        )
        with pytest.raises(NotAllowed):
            set_reach(case_id=case.pk, reach=Reach.AGENCY, reason=WHY, by=by, at=AT)

    assert visible(colleague) == {}
    assert visible(country.duty)["casework_case"] == visible(country.caseworker)["casework_case"] == 1


def test_the_agency_that_led_before_decides_nothing_for_the_others(country: Country, case: Case) -> None:
    leader = make_worker(country.hotline, Role.SHIFT_LEADER)
    with acting(leader) as by:
        with pytest.raises(NotAllowed):
            set_reach(case_id=case.pk, reach=Reach.AGENCY, reason=WHY, by=by, at=AT)
        set_reach(case_id=case.pk, reach=Reach.TEAM, named=[leader.id], reason=WHY, by=by, at=AT)

    assert "casework_case" not in visible(country.triage)
    assert visible(country.duty)["casework_case"] == visible(country.caseworker)["casework_case"] == 1


def test_what_an_agency_decided_for_others_ends_with_its_lead(country: Country) -> None:
    case = started_case(country, social_leads=False)
    with acting(make_worker(country.hotline, Role.SHIFT_LEADER)) as by:
        add_partner(case_id=case.pk, agency_id=country.police.id, level=Level.WRITE, by=by, at=AT)
        set_reach(case_id=case.pk, reach=Reach.AGENCY, reason=WHY, by=by, at=AT)
        appoint_lead(case_id=case.pk, agency_id=country.social.id, by=by, at=AT)
    assert "casework_case" not in visible(country.duty)

    with acting(country.supervisor) as by:
        set_reach(case_id=case.pk, reach=Reach.PARTNERS, reason=WHY, by=by, at=AT)

    for worker in (country.caseworker, country.duty, country.triage):
        assert visible(worker)["casework_case"] == 1


def test_somebody_must_be_able_to_open_it_again(country: Country, case: Case) -> None:
    with acting(country.supervisor) as by:
        with pytest.raises(NobodyCanUndo):
            set_reach(
                case_id=case.pk, reach=Reach.TEAM, named=[country.caseworker.id], reason=WHY, by=by, at=AT
            )
        with pytest.raises(InvalidInput):
            set_reach(
                case_id=case.pk, reach=Reach.TEAM, named=[country.supervisor.id], reason=" ", by=by, at=AT
            )
    with acting(country.caseworker) as by, pytest.raises(NotAllowed):
        set_reach(case_id=case.pk, reach=Reach.PARTNERS, reason=WHY, by=by, at=AT)


def test_a_conflict_of_interest_beats_the_access_of_the_agency(country: Country, case: Case) -> None:
    with acting(country.caseworker) as by:
        declare_conflict(case_id=case.pk, reason=WHY, by=by, at=AT)

    assert visible(country.caseworker) == {}
    assert visible(country.supervisor)["casework_case"] == 1
    with acting(country.caseworker) as by, pytest.raises(NothingOpens):
        open_with_reason(code=case.code, reason=WHY, in_danger=True, hours=1, by=by, at=AT)


def test_a_conflict_holds_in_a_restricted_case_and_for_what_is_added_later(
    country: Country, case: Case
) -> None:
    restrict(country, case, country.caseworker)
    with acting(country.supervisor) as by:
        keep_away(
            case_id=case.pk,
            worker_id=country.caseworker.id,
            kind=DenialKind.CONFLICT,
            reason=WHY,
            by=by,
            at=AT,
        )
        add_caregiver(case, by)
        with pytest.raises(KeptAlready):
            keep_away(
                case_id=case.pk,
                worker_id=country.caseworker.id,
                kind=DenialKind.CONFLICT,
                reason=WHY,
                by=by,
                at=AT,
            )

    assert visible(country.caseworker) == {}


def test_nobody_lifts_the_own_conflict_and_a_supervisor_does(country: Country, case: Case) -> None:
    other = make_worker(country.social, Role.SUPERVISOR)
    with acting(other) as by:
        declare_conflict(case_id=case.pk, reason=WHY, by=by, at=AT)
    with acting(other) as by, pytest.raises(NotFound):
        let_back(case_id=case.pk, worker_id=other.id, kind=DenialKind.CONFLICT, reason=WHY, by=by, at=AT)
    with acting(other), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT house.let_back(%s, %s, 'conflict', now())", [other.id, case.record_id])

    with acting(country.supervisor) as by:
        let_back(case_id=case.pk, worker_id=other.id, kind=DenialKind.CONFLICT, reason=WHY, by=by, at=AT)
        with pytest.raises(NotKept):
            let_back(case_id=case.pk, worker_id=other.id, kind=DenialKind.CONFLICT, reason=WHY, by=by, at=AT)

    assert visible(other)["casework_case"] == 1


def test_an_embargo_hides_named_material_until_its_time(country: Country, case: Case) -> None:
    with acting(country.supervisor) as by:
        with connection.cursor() as cursor:
            cursor.execute("SELECT report_record_id FROM casework_casereport")
            material = [row[0] for row in cursor.fetchall()]
        keep_away(
            case_id=case.pk, worker_id=country.caseworker.id, kind=DenialKind.EMBARGO, parts=material, until=now() + 365 * DAY,
            reason=WHY, by=by, at=AT,
        )  # fmt: skip

    seen = visible(country.caseworker)
    assert seen["casework_case"] == 1
    assert "intake_report" not in seen
    assert visible(country.supervisor)["intake_report"] == 1

    with connections["admin"].cursor() as cursor:
        cursor.execute(
            "SET ROLE owner; UPDATE agencies_denial SET until = now() - interval '1 second'; RESET ROLE"
        )
    assert visible(country.caseworker)["intake_report"] == 1


def test_a_hostile_agency_changes_nobodys_access(country: Country, case: Case) -> None:
    hostile = make_worker(make_agency(), Role.SUPERVISOR)
    asked = [
        ("SELECT house.guard_record(%s, 'team', false, ARRAY[%s]::uuid[], now())", [case.record_id, hostile.id]),
        ("SELECT house.keep_from(%s, %s, 'conflict', NULL, NULL, now())", [country.caseworker.id, case.record_id]),
        ("SELECT house.keep_from(%s, %s, 'conflict', NULL, NULL, now())", [hostile.id, case.record_id]),
        ("SELECT house.let_back(%s, %s, 'conflict', now())", [country.caseworker.id, case.record_id]),
        ("SELECT house.settle_access(ARRAY[%s]::uuid[])", [case.record_id]),
        ("SELECT house.follow(%s, %s)", [case.record_id, case.record_id]),
        ("SELECT * FROM house.records_of(%s)", [case.record_id]),
        ("SELECT * FROM house.case_of_code(%s)", [case.code]),
        ("UPDATE agencies_guard SET locked = false", []),
        ("DELETE FROM agencies_denial", []),
        ("INSERT INTO jointwork_lookreview SELECT * FROM jointwork_lookreview", []),
        ("SELECT house.break_glass(%s, 1000, true, gen_random_uuid(), now())", [case.code]),
    ]  # fmt: skip

    for sql, values in asked:
        with (
            acting(hostile),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, values)

    with acting(hostile), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM house.reach_of(%s)", [case.record_id])
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT house.contributes(%s)", [case.record_id])
        assert cursor.fetchone()[0] is False
    assert visible(hostile) == {}


def test_the_database_refuses_a_guard_that_names_nobody(country: Country, case: Case) -> None:
    with (
        acting(country.supervisor),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT house.guard_record(%s, 'team', false, '{}', now())", [case.record_id])

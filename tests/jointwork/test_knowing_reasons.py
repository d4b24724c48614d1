"""Opening with a reason, locks, persons who are not told, and adding without reading, in the policies of the database."""

import threading
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction

from takatuf.agencies.knowing_models import DenialKind, Reach
from takatuf.agencies.models import Level
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.casework.models import Case
from takatuf.casework.queries import open_case, people_of
from takatuf.clocks.duty.actions import ring_who_is_due
from takatuf.clocks.duty.queries import open_ring, open_rings
from takatuf.clocks.queries import open_deadlines
from takatuf.jointwork.knowing.actions import (
    block_guardian,
    contribute,
    keep_away,
    keep_block,
    let_contribute,
    lift_block,
    lock_case,
    open_with_reason,
    review_looks,
    review_opening,
    set_reach,
    unlock_case,
)
from takatuf.jointwork.knowing.errors import (
    AgencyUnnamed,
    BlockEnded,
    LockedAlready,
    NotAsked,
    NothingOpens,
    OwnOpening,
    ReviewedAlready,
)
from takatuf.jointwork.knowing.models import Finding, Opening
from takatuf.jointwork.knowing.queries import (
    asked_for_words,
    blocks_of,
    knowing_of,
    looks_waiting,
    openings_waiting,
)
from takatuf.jointwork.queries import notices
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.casework.situations import AT, DAY, Country, make_country
from tests.factories import acting, make_agency, make_worker
from tests.jointwork.sharing import HOUR, WHY, add_caregiver, shared_case, visible

pytestmark = pytest.mark.usefixtures("house", "wired")


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def case(country: Country) -> Case:
    return shared_case(country)


def stranger(country: Country) -> WorkerName:
    return make_worker(make_agency(), Role.SUPERVISOR)


def test_break_glass_opens_for_one_worker_to_read_and_tells_the_leading_agency(
    country: Country, case: Case
) -> None:
    outsider = stranger(country)
    neighbour = make_worker(outsider.agency, Role.SUPERVISOR)
    with acting(outsider) as by:
        opened = open_with_reason(code=case.code.lower(), reason=WHY, in_danger=True, hours=4, by=by, at=AT)
        assert opened.case_id == case.pk
        assert open_case(case.pk, by=by, at=AT).head.code == case.code

    assert visible(neighbour) == {}
    with acting(outsider), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_case SET level = 4")
        assert cursor.rowcount == 0
    with acting(country.supervisor) as by:
        assert [row.kind for row in notices(by=by) if row.kind == "case_opened_in_danger"]
        assert [row.kind for row in open_deadlines(by=by) if row.kind == "opening_review"] == [
            "opening_review"
        ]
        (row,) = openings_waiting(by=by)
        assert (row.reason, row.opened_by, row.in_danger) == (WHY, outsider, True)
        assert any(
            line.worker == outsider and line.level == Level.READ
            for line in knowing_of(case.pk, by=by).reaches
        )
    assert LedgerEntry.objects.filter(kind="access.opened").count() == 1


def test_break_glass_rings_whoever_is_on_duty_at_the_leading_agency(country: Country, case: Case) -> None:
    outsider = stranger(country)
    with acting(outsider) as by:
        open_with_reason(code=case.code, reason=WHY, in_danger=False, hours=4, by=by, at=AT)

    with system_scope("ringing"):
        assert ring_who_is_due(at=AT) > 0

    with acting(country.supervisor) as by:
        (row,) = open_rings(by=by)
        rung = {attempt.worker for attempt in open_ring(row.id, by=by, at=AT).attempts}
    with acting(outsider) as by:
        assert open_rings(by=by) == []
    assert row.why == "case_opened"
    assert country.supervisor in rung


def test_who_opens_a_case_of_the_own_agency_is_not_the_one_who_is_rung(country: Country, case: Case) -> None:
    other = make_worker(country.social, Role.SUPERVISOR)
    with acting(country.supervisor) as by:
        set_reach(case_id=case.pk, reach=Reach.TEAM, named=[country.supervisor.id], reason=WHY, by=by, at=AT)
    with acting(other) as by:
        open_with_reason(code=case.code, reason=WHY, in_danger=False, hours=1, by=by, at=AT)
    with system_scope("ringing"):
        ring_who_is_due(at=AT)

    with acting(country.supervisor) as by:
        (row,) = open_rings(by=by)
        rung = {attempt.worker for attempt in open_ring(row.id, by=by, at=AT).attempts}
    assert other not in rung
    assert country.supervisor in rung


def test_break_glass_ends_by_itself(country: Country, case: Case) -> None:
    outsider = stranger(country)
    with acting(outsider) as by:
        open_with_reason(code=case.code, reason=WHY, in_danger=False, hours=1, by=by, at=AT)
    assert visible(outsider)["casework_case"] == 1

    with connections["admin"].cursor() as cursor:
        cursor.execute(
            "SET ROLE owner; UPDATE agencies_access SET until = now() WHERE worker_id IS NOT NULL; RESET ROLE"
        )

    assert visible(outsider) == {}


def test_a_code_that_is_not_there_and_a_case_that_does_not_open_answer_alike(
    country: Country, case: Case
) -> None:
    outsider = stranger(country)
    with acting(country.supervisor) as by:
        keep_away(case_id=case.pk, worker_id=outsider.id, kind=DenialKind.CONFLICT, reason=WHY, by=by, at=AT)

    said = []
    for code in (case.code, "C-26-999999"):
        with acting(outsider) as by, pytest.raises(NothingOpens) as refused:
            open_with_reason(code=code, reason=WHY, in_danger=True, hours=1, by=by, at=AT)
        said.append(str(refused.value))

    assert said[0] == said[1]
    assert visible(outsider) == {}


def test_the_second_person_of_the_leading_agency_reviews_an_opening_once(
    country: Country, case: Case
) -> None:
    outsider = stranger(country)
    with acting(outsider) as by:
        open_with_reason(code=case.code, reason=WHY, in_danger=False, hours=1, by=by, at=AT)
        opening = Opening.objects.get()
        with pytest.raises(OwnOpening):
            review_opening(opening_id=opening.pk, finding=Finding.NEEDED, note=WHY, by=by, at=AT)
        with pytest.raises(IntegrityError), transaction.atomic():
            Opening.objects.update(reviewed_at=AT, reviewed_by_id=outsider.id, finding="needed")

    with acting(country.supervisor) as by:
        review_opening(opening_id=opening.pk, finding=Finding.NOT_NEEDED, note=WHY, by=by, at=AT + HOUR)
        assert openings_waiting(by=by) == []
        assert not [row for row in open_deadlines(by=by) if row.kind == "opening_review"]
        with pytest.raises(ReviewedAlready):
            review_opening(opening_id=opening.pk, finding=Finding.NEEDED, note=WHY, by=by, at=AT + HOUR)


def test_two_persons_review_one_opening_at_once_and_one_counts(country: Country, case: Case) -> None:
    second = make_worker(country.social, Role.SUPERVISOR)
    with acting(stranger(country)) as by:
        open_with_reason(code=case.code, reason=WHY, in_danger=False, hours=1, by=by, at=AT)
    with acting(second) as by:
        opening = openings_waiting(by=by)[0].id
    came: list[str] = []
    together = threading.Barrier(2)

    def review(worker: WorkerName) -> None:
        try:
            with acting(worker) as by:
                together.wait()
                review_opening(opening_id=opening, finding=Finding.NEEDED, note=WHY, by=by, at=AT)
            came.append("reviewed")
        except ReviewedAlready:
            came.append("late")
        finally:
            connection.close()

    both = [threading.Thread(target=review, args=(one,)) for one in (second, country.supervisor)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(came) == ["late", "reviewed"]


def lock(country: Country, case: Case, reviewer: UUID) -> UUID:
    named = [country.supervisor.id, country.triage.id]
    with acting(country.supervisor) as by:
        return lock_case(
            case_id=case.pk, named=named, reviewer_id=reviewer, spoken="نص واحد يقال خارجاً", reason=WHY, by=by, at=AT
        )  # fmt: skip


def test_a_lock_pauses_everybody_but_the_named(country: Country, case: Case) -> None:
    watch = make_worker(make_agency(), Role.SUPERVISOR)
    with acting(country.supervisor) as by, pytest.raises(AgencyUnnamed) as missing:
        lock_case(
            case_id=case.pk, named=[country.supervisor.id], reviewer_id=watch.agency.id, spoken="نص", reason=WHY, by=by, at=AT
        )  # fmt: skip
    assert [one.id for one in missing.value.agencies] == [country.hotline.id]

    lock(country, case, watch.agency.id)

    assert visible(country.caseworker) == {}
    assert "casework_case" not in visible(country.duty)
    assert visible(country.triage)["intake_report"] == 1
    assert "intake_report" not in visible(make_worker(country.hotline, Role.TRIAGE_OFFICER))
    assert visible(country.supervisor)["casework_case"] == 1
    assert set(visible(watch)) <= {
        "jointwork_lock", "clocks_deadline", "agencies_record", "agencies_access", "clocks_notice", "agencies_guard",
    }  # fmt: skip
    with acting(country.supervisor) as by, pytest.raises(LockedAlready):
        lock_case(
            case_id=case.pk, named=[country.supervisor.id, country.triage.id], reviewer_id=watch.agency.id, spoken="نص",
            reason=WHY, by=by, at=AT,
        )  # fmt: skip


def test_a_locked_case_opens_with_a_reason_to_danger_alone(country: Country, case: Case) -> None:
    lock(country, case, make_agency().id)

    with acting(country.caseworker) as by, pytest.raises(NothingOpens):
        open_with_reason(code=case.code, reason=WHY, in_danger=False, hours=1, by=by, at=AT)
    with acting(country.caseworker) as by:
        assert open_with_reason(code=case.code, reason=WHY, in_danger=True, hours=1, by=by, at=AT)
    assert visible(country.caseworker)["casework_case"] == 1
    assert "jointwork_opening" not in visible(make_worker(country.social, Role.SUPERVISOR))


def test_every_look_at_a_locked_case_is_reviewed_by_another_agency(country: Country, case: Case) -> None:
    watch = make_worker(make_agency(), Role.SUPERVISOR)
    lock_id = lock(country, case, watch.agency.id)
    with acting(country.supervisor) as by:
        open_case(case.pk, by=by, at=AT + HOUR)

    with acting(country.supervisor) as by, pytest.raises(NotFound):
        review_looks(lock_id=lock_id, look_ids=[], finding=Finding.NEEDED, by=by, at=AT)
    with acting(watch) as by:
        (row,) = looks_waiting(by=by)
        assert {(look.worker.id, look.what) for look in row.looks} == {(country.supervisor.id, "open_case")}
        assert Case.objects.count() == 0
        review_looks(
            lock_id=lock_id,
            look_ids=[look.id for look in row.looks],
            finding=Finding.NEEDED,
            by=by,
            at=AT + 2 * HOUR,
        )
        assert looks_waiting(by=by)[0].looks == ()
        (clock,) = [row for row in open_deadlines(by=by) if row.kind == "look_review"]
        assert clock.due_at == AT + 2 * HOUR + DAY


def test_unlocking_gives_back_what_was_shared_before(country: Country, case: Case) -> None:
    lock(country, case, make_agency().id)

    with acting(country.supervisor) as by:
        unlock_case(case_id=case.pk, reason=WHY, by=by, at=AT + DAY)

    for worker in (country.caseworker, country.duty, country.supervisor):
        assert visible(worker)["casework_case"] == 1


def test_a_guardian_stays_untold_until_a_named_person_lifts_it(country: Country, case: Case) -> None:
    with acting(country.caseworker) as by:
        guardian = add_caregiver(case, by)
        block = block_guardian(case_id=case.pk, person_id=guardian, reason=WHY, by=by, at=AT)
        assert [row.person_id for row in blocks_of(case.pk, by=by)] == [guardian]
        with pytest.raises(NotAllowed):
            lift_block(case_id=case.pk, block_id=block, reason=WHY, by=by, at=AT)
        child = next(row.person_id for row in people_of(case.pk, by=by, at=AT) if row.role == "child")
        with pytest.raises(InvalidInput):
            block_guardian(case_id=case.pk, person_id=child, reason=WHY, by=by, at=AT)

    with acting(country.supervisor) as by:
        assert keep_block(case_id=case.pk, block_id=block, by=by, at=AT + 29 * DAY) == AT + 59 * DAY
        (clock,) = [row for row in open_deadlines(by=by) if row.kind == "block_review"]
        assert clock.due_at == AT + 59 * DAY
        lift_block(case_id=case.pk, block_id=block, reason=WHY, by=by, at=AT + 40 * DAY)
        assert blocks_of(case.pk, by=by) == []
        with pytest.raises(BlockEnded):
            keep_block(case_id=case.pk, block_id=block, by=by, at=AT + 41 * DAY)


def test_who_may_only_contribute_adds_and_reads_nothing_but_the_own_words(
    country: Country, case: Case
) -> None:
    teacher = make_worker(make_agency(), Role.DUTY_OFFICER)
    other = make_worker(teacher.agency, Role.DUTY_OFFICER)
    with acting(teacher) as by, pytest.raises(NotAsked):
        contribute(record_id=case.record_id, words=WHY, by=by, at=AT)
    with acting(country.supervisor) as by:
        let_contribute(case_id=case.pk, agency_id=teacher.agency.id, until=None, reason=WHY, by=by, at=AT)

    with acting(teacher) as by:
        (row,) = asked_for_words(by=by)
        assert (row.code, row.own) == (case.code, ())
        contribute(record_id=row.record_id, words="كلام المدرسة", by=by, at=AT)
        assert [one.words for one in asked_for_words(by=by)[0].own] == ["كلام المدرسة"]
        with pytest.raises(NotFound):
            open_case(case.pk, by=by, at=AT)
    assert visible(teacher) == {}
    with acting(other) as by:
        assert asked_for_words(by=by)[0].own == ()
    with acting(country.caseworker) as by:
        assert [row.words for row in knowing_of(case.pk, by=by).contributions] == ["كلام المدرسة"]

"""Recommendations: proposed with a reason, approved by a person, owed with a clock, closed with evidence."""

import threading
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction

from takatuf.agencies.models import Sector
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import reporter_scope, system_scope
from takatuf.clocks.actions import check_deadlines
from takatuf.clocks.queries import open_deadlines
from takatuf.insight.models import Recommendation, RecommendationEvent
from takatuf.insight.recommendations.actions import (
    AlreadyDecided,
    AlreadyProposed,
    NotPublished,
    RecommendationSource,
    Wording,
    approve_recommendation,
    assign_recommendation,
    change_wording,
    close_recommendation,
    decline_recommendation,
    note_progress,
    propose_recommendation,
)
from takatuf.insight.recommendations.queries import (
    published_recommendation,
    published_recommendations,
    recommendation,
    recommendations,
)
from takatuf.jointwork.queries import notices
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.kernel.ids import uuid7
from takatuf.ledger.models import LedgerEntry
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DUE = date(2026, 12, 31)
WORDS = Wording(
    title_ar="اتفاق مكتوب بين الجهات", title_en="A written agreement", reason_ar="لأن الإحالات لا تُجاب.",
    reason_en="Because referrals are not answered.",
)  # fmt: skip


class People:
    """A ministry that decides, the police that owe, and a stranger."""

    def __init__(self) -> None:
        self.ministry, self.police = make_agency(sector=Sector.MINISTRY), make_agency(sector=Sector.POLICE)
        self.director = make_worker(self.ministry, Role.DIRECTOR)
        self.officer = make_worker(self.police, Role.DUTY_OFFICER)
        self.stranger = make_worker(make_agency(), Role.DUTY_OFFICER)
        self.caseworker = make_worker(self.police, Role.CASEWORKER)


@pytest.fixture
def people() -> People:
    return People()


def _proposed(who: WorkerName, key: str = "tests:1") -> UUID:
    with acting(who) as by:
        return propose_recommendation(
            source=RecommendationSource.REVIEW, wording=WORDS, key=key, by=by, at=AT
        ).pk


def _approved(people: People) -> UUID:
    id = _proposed(people.director)
    with acting(people.director) as by:
        approve_recommendation(recommendation_id=id, by=by, at=AT)
    return id


def _assigned(people: People) -> UUID:
    id = _approved(people)
    with acting(people.director) as by:
        assign_recommendation(recommendation_id=id, owner_id=people.police.id, due_on=DUE, by=by, at=AT)
    return id


def test_what_is_proposed_is_published_only_after_a_person_approves_it(people: People) -> None:
    id = _proposed(people.director)
    assert published_recommendations(on=DUE) == []

    with acting(people.director) as by:
        approve_recommendation(recommendation_id=id, by=by, at=AT)

    (row,) = published_recommendations(on=DUE)
    assert row.title == "اتفاق مكتوب بين الجهات"
    assert row.standing == "open"
    assert published_recommendation(row.code, on=DUE).reason == WORDS.reason_ar


def test_the_same_proposal_sent_twice_is_one(people: People) -> None:
    _proposed(people.director)

    with pytest.raises(AlreadyProposed):
        _proposed(people.director)


@pytest.mark.parametrize("name", ["title_ar", "title_en", "reason_ar", "reason_en"])
def test_a_proposal_without_words_in_both_languages_is_refused(people: People, name: str) -> None:
    words = {key: getattr(WORDS, key) for key in ("title_ar", "title_en", "reason_ar", "reason_en")}

    with acting(people.director) as by, pytest.raises(InvalidInput) as refusal:
        propose_recommendation(
            source=RecommendationSource.FORUM, wording=Wording(**{**words, name: " "}), key="k", by=by, at=AT
        )

    assert refusal.value.path == name


def test_a_proposal_without_a_key_or_with_a_capability_that_is_none_is_refused(people: People) -> None:
    with acting(people.director) as by:
        for key, capability, path in ((" ", 1, "key"), ("k", 22, "capability")):
            with pytest.raises(InvalidInput) as refusal:
                propose_recommendation(
                    source=RecommendationSource.FORUM, wording=WORDS, key=key, capability=capability, by=by, at=AT
                )  # fmt: skip
            assert refusal.value.path == path


def test_only_a_director_proposes_and_decides(people: People) -> None:
    id = _proposed(people.director)

    with acting(people.officer) as by:
        with pytest.raises(NotAllowed):
            propose_recommendation(source=RecommendationSource.FORUM, wording=WORDS, key="k", by=by, at=AT)
        with pytest.raises(NotAllowed):
            approve_recommendation(recommendation_id=id, by=by, at=AT)
    with system_scope("clockwork") as by, pytest.raises(NotAllowed):
        propose_recommendation(source=RecommendationSource.FORUM, wording=WORDS, key="k", by=by, at=AT)


def test_a_caseworker_reads_no_recommendation_that_is_not_published(people: People) -> None:
    _proposed(people.director)

    with acting(people.caseworker) as by, pytest.raises(NotAllowed):
        recommendations(by=by, at=AT)
    with reporter_scope(uuid7()):
        assert not Recommendation.objects.exists()
    assert not Recommendation.objects.exists()


def test_words_are_changed_before_the_decision_and_never_after(people: People) -> None:
    id = _proposed(people.director)
    better = Wording(title_ar="أوضح", title_en="Clearer", reason_ar="لأن", reason_en="Because")

    with acting(people.director) as by:
        change_wording(recommendation_id=id, wording=better, by=by, at=AT)
        approve_recommendation(recommendation_id=id, by=by, at=AT)
        with pytest.raises(AlreadyDecided):
            change_wording(recommendation_id=id, wording=WORDS, by=by, at=AT)
        with pytest.raises(AlreadyDecided):
            approve_recommendation(recommendation_id=id, by=by, at=AT)

    assert published_recommendations(on=DUE)[0].title == "أوضح"


def test_of_two_directors_who_decide_at_once_one_does(people: People) -> None:
    id = _proposed(people.director)
    two = [people.director, make_worker(make_agency(sector=Sector.MINISTRY), Role.DIRECTOR)]
    barrier, outcomes = threading.Barrier(2), []

    def approve(who: WorkerName) -> None:
        try:
            with acting(who) as by:
                barrier.wait(10)
                approve_recommendation(recommendation_id=id, by=by, at=AT)
            outcomes.append("approved")
        except AlreadyDecided:
            outcomes.append("decided")
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(who,)) for who in two]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(outcomes) == ["approved", "decided"]


def test_a_declined_recommendation_is_kept_with_its_reason_and_not_published(people: People) -> None:
    id = _proposed(people.director)

    with acting(people.director) as by:
        with pytest.raises(InvalidInput):
            decline_recommendation(recommendation_id=id, reason=" ", by=by, at=AT)
        decline_recommendation(recommendation_id=id, reason="سبق تنفيذها", by=by, at=AT)
        view = recommendation(id, by=by, at=AT)

    assert view.decline_reason == "سبق تنفيذها"
    assert view.row.standing == "declined"
    assert published_recommendations(on=DUE) == []


def test_an_assigned_recommendation_starts_the_owners_clock_and_tells_it(people: People) -> None:
    id = _assigned(people)

    with acting(people.officer) as by:
        (clock,) = open_deadlines(by=by, kinds=("recommendation",))
        told = notices(by=by)
    assert clock.subject_id == id
    assert clock.due_at.date() == DUE
    assert [line.kind for line in told] == ["recommendation_assigned"]
    assert DUE.isoformat() not in told[0].text  # a day is written for people, in both calendars
    assert str(DUE.year) in european_digits(told[0].text)
    with acting(people.stranger) as by:
        assert open_deadlines(by=by) == []


def test_a_recommendation_is_assigned_only_when_approved_and_for_a_day_to_come(people: People) -> None:
    id = _proposed(people.director)

    with acting(people.director) as by:
        with pytest.raises(NotPublished):
            assign_recommendation(recommendation_id=id, owner_id=people.police.id, due_on=DUE, by=by, at=AT)
        approve_recommendation(recommendation_id=id, by=by, at=AT)
        with pytest.raises(InvalidInput):
            assign_recommendation(
                recommendation_id=id, owner_id=people.police.id, due_on=AT.date(), by=by, at=AT
            )
        with pytest.raises(InvalidInput):
            assign_recommendation(recommendation_id=id, owner_id=uuid7(), due_on=DUE, by=by, at=AT)


def test_given_to_another_agency_the_first_owes_it_no_more(people: People) -> None:
    id = _assigned(people)
    health = make_agency(sector=Sector.HEALTH)

    with acting(people.director) as by:
        assign_recommendation(recommendation_id=id, owner_id=health.id, due_on=DUE + DAY, by=by, at=AT + DAY)

    with acting(people.officer) as by:
        assert open_deadlines(by=by) == []
        with pytest.raises(NotAllowed):
            note_progress(recommendation_id=id, note="x", by=by, at=AT)


def test_another_ministry_does_not_take_an_assigned_recommendation_over(people: People) -> None:
    id = _assigned(people)
    other = make_worker(make_agency(sector=Sector.MINISTRY), Role.DIRECTOR)

    with acting(other) as by, pytest.raises(NotAllowed):
        assign_recommendation(recommendation_id=id, owner_id=people.police.id, due_on=DUE + DAY, by=by, at=AT)


def test_overdue_it_escalates_to_the_owner_and_then_to_who_assigned_it(people: People) -> None:
    id = _assigned(people)

    with system_scope("clockwork"):
        check_deadlines(at=datetime(2026, 12, 31, 20, 0, tzinfo=UTC))
    with acting(people.officer) as by:
        assert [line.kind for line in notices(by=by)][0] == "recommendation_overdue"
    with acting(people.director) as by:
        assert notices(by=by) == []
        assert recommendation(id, by=by, at=datetime(2027, 1, 2, tzinfo=UTC)).row.standing == "overdue"
    with system_scope("clockwork"):
        check_deadlines(at=datetime(2027, 2, 20, tzinfo=UTC))
    with acting(people.director) as by:
        assert {line.kind for line in notices(by=by)} == {"recommendation_overdue"}


def test_the_public_is_not_told_that_an_agency_is_late(people: People) -> None:
    _assigned(people)

    (row,) = published_recommendations(on=date(2027, 2, 1))

    assert row.standing == "owed"
    assert row.due_on is None
    assert row.owner is not None


def test_it_is_closed_by_its_owner_with_evidence_and_the_clock_stops(people: People) -> None:
    id = _assigned(people)

    with acting(people.officer) as by:
        with pytest.raises(InvalidInput):
            close_recommendation(recommendation_id=id, evidence="  ", by=by, at=AT + DAY)
        note_progress(recommendation_id=id, note="وُقّعت المسودة", by=by, at=AT + DAY)
        close_recommendation(recommendation_id=id, evidence="الاتفاق رقم 12", by=by, at=AT + 2 * DAY)
        assert open_deadlines(by=by) == []
        with pytest.raises(NotPublished):
            note_progress(recommendation_id=id, note="x", by=by, at=AT)

    (row,) = published_recommendations(on=DUE)
    assert row.standing == "closed"
    assert row.evidence == "الاتفاق رقم 12"
    kinds = list(
        RecommendationEvent.objects.using("keeper").order_by("at", "pk").values_list("kind", flat=True)
    )
    assert kinds == ["proposed", "approved", "assigned", "noted", "closed"]
    entries = LedgerEntry.objects.filter(kind__startswith="recommendation.").count()
    assert entries == len(kinds)


def test_a_stranger_neither_notes_nor_closes(people: People) -> None:
    id = _assigned(people)

    with acting(people.stranger) as by:
        with pytest.raises(NotAllowed):
            note_progress(recommendation_id=id, note="x", by=by, at=AT)
        with pytest.raises(NotAllowed):
            close_recommendation(recommendation_id=id, evidence="x", by=by, at=AT)
        with pytest.raises(NotFound):
            close_recommendation(recommendation_id=uuid7(), evidence="x", by=by, at=AT)


def test_history_cannot_be_changed_by_the_application(people: People) -> None:
    _proposed(people.director)

    with (
        acting(people.director),
        pytest.raises(Exception, match="permission denied"),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE insight_recommendationevent SET note = 'x'")


BROKEN = {
    "insight_recommendation_capability": "capability = 22",
    "insight_recommendation_decided": "state = 'approved'",
    "insight_recommendation_declined_says_why": "decline_reason = 'x'",
    "insight_recommendation_owed": "due_on = '2027-01-01'",
    "insight_recommendation_closed_with_evidence": "closed_at = now()",
}


@pytest.mark.parametrize("constraint", BROKEN)
def test_the_database_refuses_nonsense(people: People, constraint: str) -> None:
    _proposed(people.director)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(using="keeper"):
        with connections["keeper"].cursor() as cursor:
            cursor.execute(f"UPDATE insight_recommendation SET {BROKEN[constraint]}")

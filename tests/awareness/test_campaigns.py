"""Campaigns and gatherings: who may, what is counted, and what is never kept."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.awareness import actions
from takatuf.awareness.errors import (
    CampaignOver,
    GatheringOver,
    NoSeatLeft,
    NotAnswered,
    QuestionsClosed,
    RegistrationUnknown,
)
from takatuf.awareness.figures import campaign_figures
from takatuf.awareness.models import (
    AdviceReview,
    AnswerCount,
    Attendance,
    Campaign,
    Gathering,
    Material,
    Registration,
)
from takatuf.awareness.queries import open_gathering, registration_of, standing
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.awareness.situations import make_campaign, make_gathering, make_officer
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")


def _registers(gathering: Gathering, kind: str = "person", people: int = 1, name: str = "") -> str:
    with system_scope("awareness") as by:
        return actions.register(
            gathering_code=gathering.code, kind=kind, people=people, name=name, by=by, at=now()
        ).code


def test_only_an_awareness_officer_starts_a_campaign() -> None:
    with pytest.raises(NotAllowed):
        make_campaign(make_worker(make_agency(), Role.CASEWORKER))


def test_a_campaign_of_another_agency_is_not_found() -> None:
    campaign = make_campaign(make_officer())

    with acting(make_officer()) as by, pytest.raises(NotFound):
        actions.note_reach(campaign_id=campaign.pk, people=10, source="count", by=by, at=now())


def test_a_campaign_that_has_ended_takes_nothing_more() -> None:
    officer = make_officer()
    campaign = make_campaign(officer)

    with acting(officer) as by:
        actions.end_campaign(campaign_id=campaign.pk, by=by, at=now())
    with acting(officer) as by, pytest.raises(CampaignOver):
        actions.note_reach(campaign_id=campaign.pk, people=10, source="count", by=by, at=now())


def test_a_number_of_people_reached_says_where_it_comes_from() -> None:
    officer = make_officer()
    campaign = make_campaign(officer)

    with acting(officer) as by, pytest.raises(InvalidInput):
        actions.note_reach(campaign_id=campaign.pk, people=10, source=" ", by=by, at=now())
    with acting(officer), pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(reached=5)


def test_the_database_refuses_nonsense_about_campaigns() -> None:
    officer = make_officer()
    campaign = make_campaign(officer)
    visit = make_gathering(officer, campaign)
    at, today = now(), now().date()
    wrong = [
        lambda: Campaign.objects.filter(pk=campaign.pk).update(ends_on=campaign.starts_on - timedelta(days=1)),
        lambda: Gathering.objects.filter(pk=visit.pk).update(sessions=21),
        lambda: Gathering.objects.filter(pk=visit.pk).update(is_listed=True),
        lambda: Material(
            campaign_id=campaign.pk, agency_id=officer.agency.id, form="card", language="ar", copies=0, handed_out_on=today,
            noted_by_id=officer.id, noted_at=at,
        ).save(force_insert=True),
        lambda: Registration(
            record_id=visit.record_id, gathering_id=visit.pk, kind="children", people=20, name=b"x", registered_at=at
        ).save(force_insert=True),
        lambda: Registration(
            record_id=visit.record_id, gathering_id=visit.pk, kind="person", people=2, registered_at=at
        ).save(force_insert=True),
        lambda: Registration(
            record_id=visit.record_id, gathering_id=visit.pk, kind="person", people=1, name=b"x", registered_at=at, withdrawn_at=at
        ).save(force_insert=True),
        lambda: AdviceReview(
            piece="parents", version="1", language="ar", reviewed_on=today, next_review_on=today, is_native=False,
            agency_id=officer.agency.id, reviewed_by_id=officer.id, reviewed_at=at,
        ).save(force_insert=True),
    ]  # fmt: skip

    for attempt in wrong:
        with acting(officer), pytest.raises(IntegrityError):
            attempt()


def test_children_are_registered_by_number_and_never_by_name() -> None:
    visit = make_gathering(officer := make_officer(), make_campaign(officer))

    with pytest.raises(InvalidInput):
        _registers(visit, "children", 25, "اسم مخترع")
    _registers(visit, "children", 25)

    with acting(officer) as by:
        assert open_gathering(visit.pk, by=by, at=now()).expected == 25


def test_a_name_is_sealed_read_by_the_own_agency_and_erased_on_withdrawal() -> None:
    visit = make_gathering(officer := make_officer(), make_campaign(officer))
    code = _registers(visit, name="منى المخترعة")

    with acting(officer) as by:
        shown = open_gathering(visit.pk, by=by, at=now()).registrations[0].name
        kept = bytes(Registration.objects.get().name or b"")
    with acting(make_officer()) as by:
        with pytest.raises(NotFound):
            open_gathering(visit.pk, by=by, at=now())
        others = Registration.objects.count()
    with system_scope("awareness") as by:
        actions.withdraw_registration(code=code, by=by, at=now())
    with acting(officer):
        left = Registration.objects.get().name

    assert shown == "منى المخترعة"
    assert "منى".encode() not in kept
    assert others == 0
    assert left is None
    with system_scope("awareness") as by, pytest.raises(RegistrationUnknown):
        registration_of(code)


def test_the_last_seat_is_given_once() -> None:
    visit = make_gathering(officer := make_officer(), make_campaign(officer), seats=1)
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def come() -> None:
        try:
            ready.wait()
            _registers(visit)
            outcomes.append("seat")
        except NoSeatLeft:
            outcomes.append("none")
        finally:
            connection.close()

    people = [threading.Thread(target=come) for _ in range(2)]
    for one in people:
        one.start()
    for one in people:
        one.join()

    assert sorted(outcomes) == ["none", "seat"]


def test_two_answers_at_once_are_two_and_nothing_else_is_kept() -> None:
    visit = make_gathering(officer := make_officer(), make_campaign(officer), asks="before")
    ready = threading.Barrier(2)

    def say() -> None:
        try:
            ready.wait()
            with system_scope("awareness") as by:
                actions.answer_questions(
                    gathering_code=visit.code,
                    moment="before",
                    chosen={"pay": "no", "would_tell": "maybe"},
                    by=by,
                    at=now(),
                )
        finally:
            connection.close()

    children = [threading.Thread(target=say) for _ in range(2)]
    for one in children:
        one.start()
    for one in children:
        one.join()

    with acting(officer):
        assert sorted(AnswerCount.objects.values_list("question", "option", "count")) == [
            ("pay", "no", 2), ("would_tell", "maybe", 2),
        ]  # fmt: skip


def test_questions_are_answered_only_while_they_are_open() -> None:
    visit = make_gathering(officer := make_officer(), make_campaign(officer), asks="before")
    with system_scope("awareness") as by:
        with pytest.raises(QuestionsClosed):
            actions.answer_questions(
                gathering_code=visit.code, moment="after", chosen={"pay": "no"}, by=by, at=now()
            )
        with pytest.raises(NotAnswered):
            actions.answer_questions(gathering_code=visit.code, moment="before", chosen={}, by=by, at=now())
        with pytest.raises(InvalidInput):
            actions.answer_questions(
                gathering_code=visit.code, moment="before", chosen={"pay": "x"}, by=by, at=now()
            )
    with acting(officer) as by:
        actions.end_gathering(gathering_id=visit.pk, by=by, at=now())
    with acting(officer) as by, pytest.raises(GatheringOver):
        actions.open_questions(gathering_id=visit.pk, moment="after", by=by, at=now())
    with acting(officer) as by:
        actions.open_questions(gathering_id=visit.pk, moment="later", by=by, at=now())
    with pytest.raises(GatheringOver):
        _registers(visit)


def test_the_figures_count_reach_dose_and_answers_apart() -> None:
    officer = make_officer()
    campaign = make_campaign(officer)
    visit = make_gathering(officer, campaign)
    _registers(visit, "children", 30)
    at = now()
    with acting(officer) as by:
        actions.note_reach(campaign_id=campaign.pk, people=500, source="عدد الملصقات", by=by, at=at)
        actions.note_material(
            campaign_id=campaign.pk,
            form="card",
            language="ar",
            copies=200,
            handed_out_on=at.date(),
            by=by,
            at=at,
        )
        for session, children in ((1, 28), (2, 30), (3, 26)):
            actions.count_attendance(
                gathering_id=visit.pk, session=session, adults=2, children=children, by=by, at=at
            )
        actions.add_paper_answers(
            gathering_id=visit.pk,
            moment="before",
            counts={("pay", "no"): 12, ("pay", "yes"): 18},
            by=by,
            at=at,
        )
        actions.add_paper_answers(
            gathering_id=visit.pk, moment="after", counts={("pay", "no"): 28}, by=by, at=at
        )

    (found,) = campaign_figures()

    assert (found.reach, found.copies, found.registered, found.came, found.places_taken) == (
        532,
        200,
        30,
        32,
        90,
    )
    assert [(one.question, one.moment, one.answers, one.counted) for one in found.questions] == [
        ("pay", "after", 28, 28), ("pay", "before", 30, 12),
    ]  # fmt: skip


def test_a_session_counted_again_has_the_new_count() -> None:
    visit = make_gathering(officer := make_officer(), make_campaign(officer))
    for adults in (3, 4):
        with acting(officer) as by:
            actions.count_attendance(
                gathering_id=visit.pk, session=1, adults=adults, children=0, by=by, at=now()
            )

    with acting(officer):
        assert list(Attendance.objects.values_list("adults", flat=True)) == [4]
    with acting(officer), pytest.raises(IntegrityError):
        Attendance(
            record_id=visit.record_id,
            gathering_id=visit.pk,
            session=1,
            counted_by_id=officer.id,
            counted_at=now(),
        ).save(force_insert=True)


def test_nobody_notes_that_a_stranger_came() -> None:
    visit = make_gathering(officer := make_officer(), make_campaign(officer))

    with acting(officer) as by, pytest.raises(NotFound):
        actions.note_came(gathering_id=visit.pk, came={uuid4(): True}, by=by, at=now())


def test_a_review_stands_until_its_day_and_says_whether_it_was_a_native_reader() -> None:
    officer, at = make_officer(), now()

    before = standing("parents", "ar")
    with acting(officer) as by:
        actions.review_advice(
            piece="parents",
            language="ar",
            next_review_on=at.date() + timedelta(days=365),
            is_native=True,
            note="",
            by=by,
            at=at,
        )
    after = standing("parents", "ar")

    assert (before.is_due(at.date()), before.is_native) == (True, False)
    assert (after.is_due(at.date()), after.is_native, after.reviewer) == (False, True, officer.agency)
    assert standing("parents", "en").reviewed_on is None


def test_another_agency_cannot_write_into_a_campaign_in_the_database_itself() -> None:
    campaign = make_campaign(make_officer())

    with acting(make_officer()):
        changed = Campaign.objects.filter(pk=campaign.pk).update(aim="x")
        with pytest.raises(DatabaseError), transaction.atomic():
            Campaign(
                code="222222", agency_id=campaign.agency_id, title_ar="x", title_en="x", aim="x", piece="parents",
                starts_on=campaign.starts_on, ends_on=campaign.ends_on, started_by_id=campaign.started_by_id, started_at=now(),
            ).save(force_insert=True)  # fmt: skip

    assert changed == 0


def test_names_are_forgotten_after_a_year_and_numbers_stay() -> None:
    visit = make_gathering(officer := make_officer(), make_campaign(officer))
    _registers(visit, name="اسم مخترع")

    with system_scope("awareness") as by:
        early = actions.forget_names(by=by, at=now() + timedelta(days=360))
        late = actions.forget_names(by=by, at=now() + timedelta(days=370))

    with acting(officer) as by:
        left = open_gathering(visit.pk, by=by, at=now())
    assert (early, late) == (0, 1)
    assert (left.expected, left.registrations[0].name) == (1, "")

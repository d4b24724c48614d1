"""What follows at court: hearings and their end, measures, handing back, variation, compliance, appeal, and the figures of it."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from takatuf.agencies.models import Sector
from takatuf.agencies.rules import Role
from takatuf.clocks.models import Deadline
from takatuf.court import actions as court
from takatuf.court import figures
from takatuf.court.actions import (
    HearingCause,
    HearingEnd,
    LimitUnit,
    MeasureDecision,
    MeasureKind,
    OrderKind,
    ReturnReason,
)
from takatuf.court.filed import proceedings_of
from takatuf.court.hearings import (
    compliance_by_step,
    follow_up_of,
    hearings,
    hearings_awaiting,
    variations_by_order,
)
from takatuf.court.models import HearingOutcome, ProtectiveMeasure, Submission, SubmissionReturn
from takatuf.court.parties import open_proceedings_of
from takatuf.court.queries import open_submission
from takatuf.jointwork.actions import StepDone
from takatuf.jointwork.packs.court_limits import court_limit
from takatuf.jointwork.queries import open_steps
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.court.situations import AT, Situation, a_case, a_filed
from tests.court.test_parties import a_room
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
LATER = AT + timedelta(days=3)


def a_hearing(here: Situation, submission: UUID) -> UUID:
    with acting(here.judge) as by:
        return court.record_hearing(
            submission_id=submission, starts_at=LATER, place="القاعة الثانية", by=by, at=AT
        )


def an_order(here: Situation, submission: UUID, agency_id: UUID) -> UUID:
    with acting(here.judge) as by:
        ruling = court.record_ruling(
            submission_id=submission, ruled_on=date(2026, 11, 26), text="قررت الدائرة.", facts_relied_on=[1], by=by, at=AT
        )  # fmt: skip
        return court.record_order(
            ruling_id=ruling, kind=OrderKind.SUPPORT, text="يستمر الدعم.", agency_id=agency_id, limit_amount=10,
            limit_unit=LimitUnit.CALENDAR_DAYS, by=by, at=AT,
        )  # fmt: skip


def test_an_adjourned_hearing_says_why_who_came_and_sets_the_next() -> None:
    room = a_room()
    hearing = a_hearing(room.here, room.submission)

    with acting(room.here.judge) as by:
        parties = open_proceedings_of(room.submission, by=by, at=AT).parties
        came = {party.id: party.kind != "defence" for party in parties}
        court.note_hearing(
            hearing_id=hearing, end=HearingEnd.ADJOURNED, cause=HearingCause.DEFENCE, came=came, note="طلب مهلة",
            next_starts_at=LATER + timedelta(days=7), by=by, at=LATER,
        )  # fmt: skip
    with acting(room.here.judge) as by, pytest.raises(court.HearingOver):
        court.note_hearing(hearing_id=hearing, end=HearingEnd.HELD, by=by, at=LATER)

    for who in (room.here.judge, room.here.writer, room.counsel):
        with acting(who) as by:
            following, past = hearings(by=by, at=LATER)
            assert (following.starts_at, following.place) == (LATER + timedelta(days=7), "القاعة الثانية")
            assert (past.end, past.cause, past.outcome_note) == ("adjourned", "defence", "طلب مهلة")
            assert sum(present for _party, present in past.came) == len(parties) - 1


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"end": HearingEnd.HELD}, "end"),
        ({"end": HearingEnd.CANCELLED}, "cause"),
        ({"end": HearingEnd.ADJOURNED, "cause": HearingCause.COURT}, "next_day"),
        ({"end": HearingEnd.ADJOURNED, "cause": HearingCause.COURT, "next_starts_at": AT}, "next_day"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(parts: dict[str, object], path: str) -> None:
    here = a_case()
    hearing = a_hearing(here, a_filed(here))

    with acting(here.judge) as by, pytest.raises(InvalidInput) as refused:
        court.note_hearing(hearing_id=hearing, by=by, at=AT, **parts)  # type: ignore[arg-type]

    assert refused.value.path == path


def test_a_hearing_reminds_all_who_take_part_and_its_court_when_nobody_wrote_how_it_ended() -> None:
    room = a_room()
    a_hearing(room.here, room.submission)

    def reminded(who: object, days: int) -> list[bool]:
        with acting(who) as by:  # type: ignore[arg-type]
            return [row.lacks_outcome for row in hearings_awaiting(by=by, at=AT + timedelta(days=days))]

    everybody = (room.here.judge, room.here.writer, room.counsel)
    assert [reminded(who, 1) for who in everybody] == [[False]] * 3
    assert [reminded(who, 4) for who in everybody] == [[True], [], []]
    assert reminded(room.here.officer, 1) == []


def test_the_clock_of_a_hearing_is_the_courts_own_and_stops_with_its_outcome() -> None:
    room = a_room()
    hearing = a_hearing(room.here, room.submission)

    def clocks(who: object) -> list[bool]:
        with acting(who):  # type: ignore[arg-type]
            return [
                row.met_at is None
                for row in Deadline.objects.filter(kind="hearing_outcome").order_by("due_at")
            ]

    assert (clocks(room.here.judge), clocks(room.here.writer), clocks(room.counsel)) == ([True], [], [])
    with acting(room.here.judge) as by:
        court.note_hearing(
            hearing_id=hearing, end=HearingEnd.ADJOURNED, cause=HearingCause.CHILD, by=by, at=AT,
            next_starts_at=LATER + timedelta(days=9),
        )  # fmt: skip
    assert clocks(room.here.judge) == [False, True]


def test_a_measure_is_asked_seen_by_all_and_decided_once_by_the_court() -> None:
    room = a_room()
    with acting(room.prosecutor) as by:
        measure = court.ask_measure(
            submission_id=room.submission, kind=MeasureKind.SCREEN, why="يخاف الطفل.", facts=[1], by=by, at=AT
        )
    with acting(room.here.writer) as by, pytest.raises(court.MeasureAsked):
        court.ask_measure(
            submission_id=room.submission, kind=MeasureKind.SCREEN, why="مرة أخرى", by=by, at=AT
        )
    with acting(room.counsel) as by, pytest.raises(NotAllowed):
        court.decide_measure(measure_id=measure, decision=MeasureDecision.REFUSED, words="لا", by=by, at=AT)
    with acting(room.here.judge) as by:
        with pytest.raises(InvalidInput):
            court.decide_measure(measure_id=measure, decision=MeasureDecision.PARTLY, by=by, at=AT)
        court.decide_measure(measure_id=measure, decision=MeasureDecision.GRANTED, by=by, at=AT)
        with pytest.raises(court.MeasureDecided):
            court.decide_measure(
                measure_id=measure, decision=MeasureDecision.REFUSED, words="لا", by=by, at=AT
            )

    for who in (room.here.writer, room.counsel):
        with acting(who) as by:
            (row,) = follow_up_of(room.submission, by=by).measures
        assert (row.kind, row.decision, row.facts, row.why) == ("screen", "granted", (1,), "يخاف الطفل.")


@pytest.mark.parametrize("parts", [{"why": " "}, {"facts": [9]}])
def test_a_measure_without_a_reason_or_on_an_unknown_fact_is_refused(parts: dict[str, object]) -> None:
    here = a_case()
    submission = a_filed(here)

    with acting(here.writer) as by, pytest.raises(InvalidInput):
        court.ask_measure(
            **(
                {"submission_id": submission, "kind": MeasureKind.SCREEN, "why": "سبب", "by": by, "at": AT}
                | parts
            )  # type: ignore[arg-type]
        )


def test_what_is_handed_back_says_what_must_be_made_clear_once() -> None:
    here = a_case()
    submission = a_filed(here)

    def hand_back(note: str = "متى كانت الزيارة؟") -> None:
        with acting(here.judge) as by:
            court.return_submission(
                submission_id=submission, reason=ReturnReason.CLARIFICATION, note=note, by=by, at=AT
            )

    with pytest.raises(InvalidInput):
        hand_back(" ")
    hand_back()
    with pytest.raises(court.ReturnedAlready):
        hand_back()

    with acting(here.writer) as by:
        returned = follow_up_of(submission, by=by).returned
    assert returned is not None
    assert (returned.reason, returned.note) == ("clarification", "متى كانت الزيارة؟")


def test_an_order_is_varied_and_its_clock_moves_then_the_court_reads_that_it_was_carried_out() -> None:
    here = a_case()
    submission = a_filed(here)
    health = make_agency(sector=Sector.HEALTH)
    nurse = make_worker(health, Role.DUTY_OFFICER)
    order = an_order(here, submission, health.id)

    def vary(**parts: object) -> None:
        values = {
            "order_id": order,
            "text": "جلستان.",
            "limit_amount": 40,
            "limit_unit": LimitUnit.CALENDAR_DAYS,
        }
        with acting(here.judge) as by:
            court.vary_order(**(values | parts), by=by, at=AT)  # type: ignore[arg-type]

    for wrong in ({"text": " "}, {"limit_amount": 0}):
        with pytest.raises(InvalidInput):
            vary(**wrong)
    vary()
    with acting(nurse) as by:
        (step,) = open_steps(by=by)
        assert step.detail == "جلستان."
        assert step.due_at is not None
        assert step.due_at - AT > timedelta(days=38)
        assert Deadline.objects.get(subject_id=step.id).due_at == step.due_at
        with pytest.raises(InvalidInput):
            court.report_compliance(step_id=step.id, text=" ", by=by, at=LATER)
        court.report_compliance(step_id=step.id, text="عُقدت الجلستان.", by=by, at=LATER)
    with acting(nurse) as by, pytest.raises(StepDone):
        court.report_compliance(step_id=step.id, text="مرة أخرى", by=by, at=LATER)
    with pytest.raises(StepDone):
        vary()

    with acting(here.judge) as by:
        assert compliance_by_step([step.id], by=by)[step.id].text == "عُقدت الجلستان."
        assert [row.text for row in variations_by_order([order], by=by)[order]] == ["جلستان."]
    with acting(here.officer) as by:
        assert compliance_by_step([step.id], by=by) == {}


def test_an_appeal_is_noted_once_for_a_party_and_not_before_the_ruling() -> None:
    room = a_room()
    an_order(room.here, room.submission, room.here.social.id)
    with acting(room.here.judge) as by:
        ruling = open_submission(room.submission, by=by, at=AT).rulings[0].id
        defence = open_proceedings_of(room.submission, by=by, at=AT).parties[2].id

    def appeal(on: date = date(2026, 12, 1), party: UUID | None = None) -> None:
        with acting(room.here.judge) as by:
            court.note_appeal(ruling_id=ruling, party_id=party or defence, lodged_on=on, by=by, at=AT)

    with pytest.raises(InvalidInput):
        appeal(date(2026, 11, 1))
    with pytest.raises(InvalidInput):
        appeal(party=UUID(int=3))
    appeal()
    with pytest.raises(court.AppealNoted):
        appeal()

    with acting(room.counsel) as by:
        assert [row.lodged_on for row in follow_up_of(room.submission, by=by).appeals] == [date(2026, 12, 1)]


def test_only_the_courts_own_people_do_what_is_the_courts() -> None:
    room = a_room()
    hearing = a_hearing(room.here, room.submission)
    other_judge = make_worker(make_agency(sector=Sector.COURT), Role.JUDGE)

    for who in (room.here.writer, room.counsel):
        with acting(who) as by, pytest.raises(NotAllowed):
            court.note_hearing(
                hearing_id=hearing, end=HearingEnd.CANCELLED, cause=HearingCause.COURT, by=by, at=AT
            )
    with acting(other_judge) as by, pytest.raises(NotFound):
        court.return_submission(
            submission_id=room.submission, reason=ReturnReason.INCORRECT, note="...", by=by, at=AT
        )

    with acting(room.here.writer), pytest.raises(DatabaseError), transaction.atomic():
        HearingOutcome(
            record_id=_record(room.submission), hearing_id=hearing, end=HearingEnd.HELD, noted_by_id=room.here.writer.id, noted_at=AT
        ).save(force_insert=True)  # fmt: skip
    with acting(room.here.judge), pytest.raises(DatabaseError), transaction.atomic():
        SubmissionReturn.objects.update(reason="x")
    with acting(room.counsel), pytest.raises(DatabaseError), transaction.atomic():
        ProtectiveMeasure(
            record_id=_shared(room.submission), submission_id=room.submission, kind=MeasureKind.SCREEN, agency_id=room.here.social.id,
            asked_by_id=room.counsel.id, asked_at=AT, why=b"x",
        ).save(force_insert=True)  # fmt: skip


def _record(submission: UUID) -> UUID:
    return Submission.objects.get(pk=submission).record_id


def _shared(submission: UUID) -> UUID:
    return proceedings_of(Submission.objects.get(pk=submission)).record_id


def test_the_figures_count_days_to_a_ruling_what_was_handed_back_and_what_rulings_rest_on() -> None:
    room = a_room()
    an_order(room.here, room.submission, room.here.social.id)
    hearing = a_hearing(room.here, room.submission)
    with acting(room.here.judge) as by:
        court.return_submission(
            submission_id=room.submission, reason=ReturnReason.CLARIFICATION, note="...", by=by, at=AT
        )
        court.note_hearing(
            hearing_id=hearing, end=HearingEnd.CANCELLED, cause=HearingCause.COURT, by=by, at=AT
        )

    assert figures.days_to_ruling() == {(2026, 4): (1, 3)}
    assert figures.returned_for_clarification() == {(2026, 4): (1, 1)}
    assert figures.facts_relied_on() == {(2026, 4, "record"): (1, 1)}
    assert figures.hearings_not_held() == {(2026, 4, "court"): 1}


@pytest.mark.parametrize("country", ["SA", "FR", "MY"])
def test_no_time_limit_around_a_court_is_law_before_a_person_checked_it(country: str) -> None:
    for code in ("service_acknowledged", "service_delivered", "hearing_outcome", "appeal"):
        row = court_limit(code, country)
        assert not row.checked
        assert row.origin != "law"
        assert str(row)

"""What the rooms count: one report on its whole way through the house, counted once by every definition."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from takatuf.agencies.actions import open_records
from takatuf.agencies.models import RecordKind
from takatuf.agencies.queries import WorkerName, agency_by_code
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.awareness import figures as awareness
from takatuf.awareness.actions import finish_lesson
from takatuf.awareness.lessons import lesson
from takatuf.casework import figures as casework
from takatuf.casework.models import Case, CaseLink, CaseReport, Closure
from takatuf.clocks import figures as clocks
from takatuf.clocks.models import Deadline, DeadlineKind
from takatuf.config.commands.journey.walk import Walk
from takatuf.court import figures as court
from takatuf.insight.counting import Span, published_tables
from takatuf.insight.dictionary import dictionary
from takatuf.insight.rules import Quarter
from takatuf.intake import figures as intake
from takatuf.intake.calls.actions import close_call, start_call
from takatuf.intake.calls.models import CallOutcome
from takatuf.intake.models import Report
from takatuf.jointwork import figures as jointwork
from takatuf.jointwork.models import Track, TrackKind
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from takatuf.triage import figures as triage
from takatuf.vault.authority import make_demo_authority
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
YEAR = timedelta(days=370)


def _codes(counts: dict[tuple[int, int, str], int]) -> dict[str, int]:
    """The counts without their quarters."""
    found: dict[str, int] = {}
    for (_year, _quarter, code), count in counts.items():
        found[code] = found.get(code, 0) + count
    return found


def test_one_case_on_its_whole_way_is_counted_once_by_every_definition(tmp_path: Path) -> None:
    Walk(tmp_path, None, starts_at=now() - timedelta(days=60), quiet=True).all_steps()
    span = {"since": now() - YEAR, "until": now() + YEAR}
    at = {**span, "at": now()}

    counted = {
        "first_review": triage.first_reviews(**span), "matched": triage.matched_reports(**span),
        "told": intake.told_by_quarter(**span), "overrides": triage.overridden_suggestions(**span),
        "care": triage.care_asked(**span), "first_share": jointwork.first_shares(**span), "seen": casework.child_seen(**span),
        "views": casework.child_views(**span), "outcomes": jointwork.referral_outcomes(**span),
        "answers": jointwork.referral_answers(**span), "follow_ups": casework.follow_ups(**span),
        "harm_again": casework.harm_again(**span), "listened": casework.children_listened_to(**span), "answer_time": jointwork.referral_times(**span),
        "care_came": triage.care_answered(**span), "court_times": court.times_kept(**at),
        "care_track": jointwork.care_for_children(**span), "calls": intake.calls_without_report(**span),
        "first_door": triage.first_doors(**span), "links": casework.linked_cases(**span),
    }  # fmt: skip

    assert {name: _codes(dict(counts)) for name, counts in counted.items()} == {
        "first_review": {"quarter_hour": 1}, "matched": {"not_matched": 1}, "told": {"answered": 1}, "overrides": {"confirmed": 1},
        "care": {}, "first_share": {"hour": 1}, "seen": {"week": 1}, "views": {"heard": 1}, "outcomes": {"accepted": 2},
        "answers": {"in_time": 1, "late": 1}, "follow_ups": {"30_not": 1, "90_not": 1, "180_not": 1},
        "harm_again": {"not_again": 1}, "listened": {}, "answer_time": {"two_hours": 1, "later": 1}, "care_came": {}, "court_times": {},
        "care_track": {"no_care": 1}, "calls": {}, "first_door": {"stayed": 1}, "links": {},
    }  # fmt: skip
    (row,) = intake.report_counts(**span)
    assert (row.count, row.channel) == (1, "public_web")
    assert _codes(dict(clocks.limits_kept(**at)))["in_time"] > 0
    assert jointwork.open_cases_with_a_step() == {}
    assert _codes(dict(court.report_to_ruling(**span))) == {"three_months": 1}
    assert list(court.returned_for_clarification().values()) == [(1, 0)]
    assert sum(intake.report_languages_by_hour(**span).values()) == 1
    assert sum(casework.cases_by_level_and_sector(**span).values()) == 1
    assert sum(jointwork.referrals_by_purpose_and_sector(**span).values()) == 2


def test_harm_that_comes_again_is_counted_when_a_year_since_the_closing_is_over(tmp_path: Path) -> None:
    walk = Walk(tmp_path, None, starts_at=now() - timedelta(days=420), quiet=True)
    # The house's own signer may have been made today, by a test before this one.
    walk.signer = make_demo_authority(tmp_path / "signer", at=walk.at)
    walk.all_steps(until="closing refused, then closed")
    closure = Closure.objects.using("keeper").get()
    over_at = closure.approved_at + timedelta(days=366)  # type: ignore[operator]
    around = {"since": over_at - timedelta(days=10), "until": over_at + timedelta(days=10)}
    link = CaseReport.objects.using("keeper").get()

    before = _codes(dict(casework.harm_again(**around)))
    record, report = uuid7(), uuid7()
    with system_scope("intake"):
        open_records(ids=[record], kind=RecordKind.REPORT, lead=agency_by_code("centre").id, at=now())
    Report.objects.using("keeper").bulk_create([
        Report(
            id=report, record_id=record, agency_id=agency_by_code("centre").id, code="R-again", channel="hotline",
            reporter_kind="parent", language="ar", kinds=[], content=b"x", received_at=over_at - timedelta(days=200),
        )
    ])  # fmt: skip
    CaseReport.objects.using("keeper").bulk_create([
        CaseReport(
            id=uuid7(), record_id=closure.record_id, report_id=report, report_record_id=record, report_code="R-again",
            linked_at=now(), linked_by_id=link.linked_by_id,
        )
    ])  # fmt: skip
    after = _codes(dict(casework.harm_again(**around)))
    too_early = casework.harm_again(since=closure.approved_at, until=closure.approved_at + timedelta(days=90))  # type: ignore[operator,arg-type]

    assert before == {"not_again": 1}
    assert after == {"again": 1}
    assert too_early == {}


def test_what_a_court_set_a_time_for_is_in_time_late_or_not_there_yet() -> None:
    agency, at = make_agency(), now()
    record = uuid7()
    with system_scope("intake"):
        open_records(ids=[record], kind=RecordKind.SUBMISSION, lead=agency.id, at=at)
    day = timedelta(days=1)
    Deadline.objects.using("keeper").bulk_create(
        Deadline(
            id=uuid7(), record_id=record, subject_id=uuid7(), kind=kind, agency_id=agency.id, started_at=at - 20 * day,
            due_at=due_at, met_at=met_at,
        )
        for kind, due_at, met_at in (
            (DeadlineKind.COURT_ANSWER, at - 5 * day, at - 6 * day), (DeadlineKind.COURT_ANSWER, at - 5 * day, at - 4 * day),
            (DeadlineKind.SECOND_APPROVAL, at - 3 * day, None), (DeadlineKind.COURT_ANSWER, at + day, None),
            (DeadlineKind.STEP, at - 5 * day, None),
        )
    )  # fmt: skip

    counted = court.times_kept(since=at - YEAR, until=at + YEAR, at=at)

    assert _codes(dict(counted)) == {"in_time": 1, "late": 1, "not_yet": 1}


def test_a_call_is_counted_by_how_it_ended_and_not_while_it_is_written() -> None:
    taker, at = make_worker(make_agency(), Role.CALL_TAKER), now()
    with acting(taker) as by:
        for outcome in ("silent", "test", "test"):
            call = start_call(by=by, at=at)
            close_call(call_id=call, outcome=outcome, by=by, at=at)
        start_call(by=by, at=at)

    counted = intake.calls_without_report(since=at - YEAR, until=at + YEAR)

    assert _codes(dict(counted)) == {"silent": 1, "test": 2}


def test_a_case_with_a_track_of_care_is_counted_as_one(tmp_path: Path) -> None:
    walk = Walk(tmp_path, None, starts_at=now() - timedelta(days=20), quiet=True)
    walk.all_steps(until="assessment")
    Track.objects.using("keeper").bulk_create([
        Track(
            id=uuid7(), record_id=walk.ids["case_record"], kind=TrackKind.CARE_FOR_CHILD, owner_id=agency_by_code("social").id,
            pack="sa/1", opened_at=now(),
        )
    ])  # fmt: skip

    counted = jointwork.care_for_children(since=now() - YEAR, until=now() + YEAR)

    assert _codes(dict(counted)) == {"care": 1}


def test_a_link_across_two_agencies_says_how_soon_it_was_found_and_one_that_is_undone_says_nothing() -> None:
    far, near = make_worker(make_agency(), Role.CASEWORKER), make_worker(make_agency(), Role.CASEWORKER)
    day, at = timedelta(days=1), now()
    cases = [
        _case_of(worker, at - days * day) for worker, days in ((far, 20), (far, 9), (near, 10), (near, 10))
    ]

    def link(one: int, other: int, found_at: datetime, **more: object) -> CaseLink:
        first, second = sorted((cases[one], cases[other]))
        return CaseLink(
            id=uuid7(), record_id=first, other_record_id=second, kind="same_matter", basis="account", why=b"x", proposed_by_id=far.id,
            proposed_at=found_at, **{"confirmed_by_id": far.id, "confirmed_at": found_at, **more},
        )  # fmt: skip

    CaseLink.objects.using("keeper").bulk_create([
        link(0, 1, at), link(0, 2, at - 9.5 * day), link(1, 2, at - 5 * day), link(1, 3, at, confirmed_by_id=None, confirmed_at=None),
        link(0, 3, at, undone_by_id=far.id, undone_at=at, undone_reason=b"x"),
    ])  # fmt: skip

    counted = casework.linked_cases(since=at - YEAR, until=at + YEAR)

    assert _codes(dict(counted)) == {"one_agency": 1, "within_day": 1, "later": 1}


def _case_of(worker: WorkerName, opened_at: datetime) -> UUID:
    record = uuid7()
    with system_scope("intake"):
        open_records(ids=[record], kind=RecordKind.CASE, lead=worker.agency.id, at=opened_at)
    Case.objects.using("keeper").bulk_create([
        Case(id=uuid7(), record_id=record, code=f"C-{str(record)[-12:]}", lead_id=worker.agency.id, level=3, opened_at=opened_at, opened_by_id=worker.id)
    ])  # fmt: skip
    return record


def test_staff_are_counted_by_how_many_lessons_of_their_role_they_finished() -> None:
    agency = make_agency()
    first, second, _third = (make_worker(agency, Role.DIRECTOR) for _ in range(3))
    for worker, codes in ((first, ("listening", "words")), (second, ("words",))):
        for code in codes:
            right = {
                question.code: next(option.code for option in question.options if option.counts)
                for question in lesson(code).questions
            }
            with acting(worker) as by:
                finish_lesson(lesson_code=code, chosen=right, by=by, at=now())

    assert dict(awareness.staff_by_training()) == {"all": 1, "some": 1, "none": 1}


def test_every_code_that_is_counted_has_a_column_and_words() -> None:
    columns = {table.code: set(table.columns) for table in dictionary().tables.values()}

    assert columns["first_review"] == set(triage.REVIEW_BANDS)
    assert columns["urgent_in_time"] == set(triage.URGENT)
    assert columns["matched_reports"] == set(triage.MATCHED)
    assert columns["triage_overrides"] == set(triage.OVERRIDES)
    assert columns["care_asked"] == set(triage.CARE)
    assert columns["feedback_given"] == set(intake.TOLD)
    assert columns["first_share"] == set(jointwork.SHARE_BANDS)
    assert columns["referrals_by_outcome"] == set(jointwork.OUTCOMES)
    assert columns["referral_answers"] == set(jointwork.ANSWERS)
    assert columns["removal_time"] == set(jointwork.REMOVAL_BANDS)
    assert columns["assessments_in_time"] == set(jointwork.ASSESSED)
    assert columns["next_step"] == set(jointwork.NEXT_STEP)
    assert columns["child_seen"] == set(casework.SEEN_BANDS)
    assert columns["child_views"] == set(casework.VIEWS)
    assert columns["follow_ups"] == set(casework.FOLLOW_UPS)
    assert columns["children_listened_to"] == set(casework.LISTENED)
    assert columns["harm_again"] == set(casework.HARM_AGAIN)
    assert columns["referral_time"] == set(jointwork.TIME_BANDS)
    assert columns["care_answered"] == set(triage.CARE_CAME)
    assert columns["court_times"] == set(court.COURT_TIMES)
    assert columns["limits_kept"] == set(clocks.KEPT)
    assert columns["calls_without_report"] == set(intake.CALLS) == set(CallOutcome.values) - {"report"}
    assert columns["care_for_children"] == set(jointwork.CARE)
    assert columns["first_door"] == set(triage.FIRST_DOOR)
    assert columns["linked_cases"] == set(casework.LINKED)
    assert columns["training_done"] == set(awareness.TRAINED)
    for name, codes in intake.codes_of_reports().items():
        if name != "told":
            assert columns[f"reports_by_{name}"] == set(codes)


def test_a_span_reaches_from_the_first_moment_of_its_quarters_to_the_last() -> None:
    span = Span((Quarter(2026, 1), Quarter(2026, 2)), now())

    assert span.since.isoformat().startswith("2026-01-01T00:00:00")
    assert span.until.isoformat().startswith("2026-07-01T00:00:00")


def test_a_house_without_anything_publishes_zeros_and_no_gap() -> None:
    quarters = [Quarter(2026, number) for number in (1, 2, 3, 4)]

    tables = published_tables(dictionary(), quarters, now(), year=quarters)

    assert [table["table"] for table in tables] == list(dictionary().tables)
    assert all(table["total"] == 0 and not table["withheld"] for table in tables)

"""What awaits me now, for every role: nothing waits anywhere without standing on somebody's page."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import translation

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.queries import AgencyName, WorkerName, agency_by_code
from takatuf.agencies.rules import PERMISSIONS, Role, may
from takatuf.casework.actions import ClosureReason
from takatuf.clocks.actions import start_deadline
from takatuf.clocks.models import DeadlineKind
from takatuf.config.commands.country import make_country
from takatuf.config.commands.journey.walk import Walk
from takatuf.desks.everybodys_work import DRAWN, PLAIN, everybodys_rows
from takatuf.desks.work import awaiting_count, awaiting_rows
from takatuf.jointwork.actions import AtClosure, LeftOpen, propose_to_close
from takatuf.jointwork.agreements.actions import TermGiven, draft_agreement
from takatuf.jointwork.meetings.actions import call_meeting
from takatuf.jointwork.queries import steps_of
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from takatuf.web.parts import Row
from tests.desks.people import PASSWORD, SECRET, sign_in, worker_named
from tests.desks.situations import acting_as, assessed, new_case, planned, reviewed_case
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def country(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def rows_of(username: str) -> list[Row]:
    who = worker_named(username)
    with acting_as(username) as by:
        rows, _queue = awaiting_rows(who, by=by, at=now())
        assert awaiting_count(by, who.role, now()) == len(rows)
    return rows


def codes(username: str) -> list[tuple[str, str]]:
    return [(row.what, row.code) for row in rows_of(username)]


def owing(agency: AgencyName, opener: WorkerName, kind: str, *, late: bool = True) -> UUID:
    """A clock of this kind that the agency owes, about a record that it reaches."""
    record = uuid7()
    with acting(opener) as by:
        open_record(id=record, kind=RecordKind.STEP, lead=agency.id, at=now() - DAY)
        start_deadline(
            record_id=record, subject_id=uuid7(), kind=kind, agency_id=agency.id, by=by, at=now() - DAY,
            due_at=now() + (-HOUR if late else HOUR),
        )  # fmt: skip
    return record


def test_every_kind_of_clock_is_drawn_for_a_right_that_a_role_has() -> None:
    held = frozenset().union(*PERMISSIONS.values())

    for kind in DeadlineKind:
        assert (kind in DRAWN) != (kind in PLAIN), f"{kind}: say who sees it"
    for permissions in DRAWN.values():
        assert held & set(permissions)
    for permission, _urgency in PLAIN.values():
        assert permission in held


@pytest.mark.parametrize("kind", list(PLAIN))
def test_a_clock_stands_on_the_page_of_each_role_that_may_end_it_and_of_no_other(kind: str) -> None:
    agency = make_agency()
    staff = {role: make_worker(agency, role) for role in Role}
    owing(agency, staff[Role.CASEWORKER], kind)

    seen = set()
    for role, who in staff.items():
        with acting(who) as by:
            if any(row.what == DeadlineKind(kind).label for row in everybodys_rows(role, by=by, at=now())):
                seen.add(role)

    assert seen == {role for role in Role if may(role, PLAIN[kind][0])}
    assert seen


@pytest.mark.parametrize(
    "kind", ["step", "agreement_signature", "opening_review", "referral_answer", "a kind of tomorrow"]
)
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COURT_WRITER])
def test_where_nobody_of_an_agency_may_do_it_everybody_sees_it(kind: str, role: Role) -> None:
    agency = make_agency()
    who = make_worker(agency, role)
    owing(agency, who, kind)

    with acting(who) as by:
        (row,) = everybodys_rows(role, by=by, at=now())

    label = DeadlineKind(kind).label if kind in DeadlineKind.values else kind
    assert row.what == label
    if kind in DeadlineKind.values:
        assert "tell your administrator" in row.detail


def test_rare_clocks_do_not_drown_among_many_common_ones() -> None:
    agency = make_agency()
    who = make_worker(agency, Role.SUPERVISOR)
    record = uuid7()
    with acting(who) as by:
        open_record(id=record, kind=RecordKind.STEP, lead=agency.id, at=now() - DAY)
        for _ in range(210):
            start_deadline(
                record_id=record, subject_id=uuid7(), kind=DeadlineKind.STEP, agency_id=agency.id, by=by, at=now() - DAY,
                due_at=now() - HOUR,
            )  # fmt: skip
    owing(agency, who, DeadlineKind.REOPENING_ANSWER, late=False)

    with acting(who) as by:
        found = everybodys_rows(Role.SUPERVISOR, by=by, at=now())

    assert [row.what for row in found] == ["Answer to the proposal to reopen"]


def test_a_plan_and_a_closure_wait_for_the_supervisor_and_not_for_who_wrote_them(country: None) -> None:
    first, second = new_case(), reviewed_case()
    assessed(first)
    planned(first, approved=False)
    with acting_as("sara") as by:
        left = [
            LeftOpen(step.id, AtClosure.GOES_ON) for step in steps_of(second, by=by) if step.done_at is None
        ]
        propose_to_close(
            case_id=second, reason=ClosureReason.GOALS_REACHED, outcome="نتيجة", left=left, by=by, at=now()
        )  # fmt: skip

    asked = [what for what, _code in codes("huda")]

    assert {"Read the plan and approve it", "Answer the proposal to close"} <= set(asked)
    assert "Read the plan and approve it" not in [what for what, _code in codes("sara")]


def test_who_is_asked_about_a_submission_changes_with_its_state(country: None, tmp_path: Path) -> None:
    walk = Walk(tmp_path, None, starts_at=now() - 10 * DAY, quiet=True)
    walk.all_steps(until="filed with the court")

    asked = {name: [what for what, _code in codes(name)] for name in ("reem", "yousef", "judge")}

    assert asked["judge"] == ["A submission awaits a hearing or a ruling"]
    assert [what for what in (*asked["reem"], *asked["yousef"]) if "submission" in what] == []


@pytest.mark.parametrize(
    ("until", "username", "what"),
    [
        ("submission written and approved twice", "reem", "Sign the submission"),
        ("submission drawn, checked and signed", "reem", "File the submission with the court"),
    ],
)
def test_what_is_approved_waits_for_a_signature_and_what_is_signed_for_the_court(
    country: None, tmp_path: Path, until: str, username: str, what: str
) -> None:
    Walk(tmp_path, None, starts_at=now() - 10 * DAY, quiet=True).all_steps(until=until)

    assert what in [asked for asked, _code in codes(username)]


def test_a_meeting_of_today_stands_on_the_page_of_everybody_who_is_invited(country: None) -> None:
    with acting_as("huda") as by:
        call_meeting(
            kind="planning", form="video", starts_at=now() + 2 * HOUR, minutes=30, place="", chair_id=worker_named("huda").id,
            agency_ids=[agency_by_code("police").id], by=by, at=now(),
        )  # fmt: skip

    for username, comes in (("faisal", True), ("sara", True), ("layla", False), ("director", False)):
        found = any(what.startswith("Meeting of the team") for what, _code in codes(username))
        assert found == comes, username


def test_an_agreement_to_sign_stands_before_who_may_sign_and_before_everybody_where_nobody_may(
    country: None,
) -> None:
    for other in ("prosecution", "health"):
        line = TermGiven(agency_by_code("social").id, "health", ("child_age",), 24, "clock_hours")
        with acting_as("huda") as by:
            draft_agreement(
                second_id=agency_by_code(other).id, title=f"With {other}", valid_from=now().date(), valid_to=(now() + 365 * DAY).date(),
                terms=[line], dispute_path="The two heads", dispute_days=3, by=by, at=now(),
            )  # fmt: skip

    titles = {
        name: [what for what, _code in codes(name) if what.startswith("Read the agreement")]
        for name in ("huda", "sara", "majed", "layla")
    }

    assert len(titles["huda"]) == 2
    assert titles["sara"] == []
    assert titles["majed"] == ["Read the agreement and sign it: With prosecution"]
    assert titles["layla"] == ["Read the agreement and sign it: With health"]


@pytest.mark.parametrize("username", ["noura", "amal", "khalid", "sara", "huda", "reem", "yousef", "faisal", "majed", "judge", "director", "admin"])  # fmt: skip
def test_the_first_page_opens_for_every_role_and_counts_what_it_shows(country: None, username: str) -> None:
    new_case()

    answer = sign_in(username).get(reverse("desks:awaiting"))

    assert answer.status_code == 200
    rows_of(username)

"""Who may open which address: one row for every address of the house, and every row tried.

A row names somebody who may, what that person gets, and somebody of the house whose role may not. The same role in an
agency that has nothing to do with the case always finds nothing (404, as if the address did not exist), except on
pages that list the own agency's work. Signed out, every staff page leads to the sign-in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from takatuf.agencies.models import Agency
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.awareness.actions import call_gathering, start_campaign
from takatuf.casework.actions import name_exposed_child
from takatuf.casework.queries import open_case
from takatuf.clocks.duty.actions import ring, ring_who_is_due, sign_incoming, sign_outgoing
from takatuf.clocks.duty.queries import notices_by_hand
from takatuf.config.commands.country import AGENCIES, WORKERS
from takatuf.config.commands.journey.demo_exhibits import register_phone
from takatuf.config.commands.journey.walk import Walk
from takatuf.config.commands.user import make_user
from takatuf.court.queries import facts_of
from takatuf.insight.recommendations.actions import RecommendationSource, Wording, propose_recommendation
from takatuf.intake.calls.actions import save_notes, start_call
from takatuf.intake.queries import report_head
from takatuf.jointwork.agreements.actions import TermGiven, draft_agreement
from takatuf.jointwork.meetings.actions import call_meeting, propose_item
from takatuf.jointwork.queries import steps_of
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.situations import acting_as

OK, ELSEWHERE, REFUSED, MISSING = 200, 302, 409, 404


@dataclass(frozen=True)
class Page:
    """A page about one case, report or submission."""

    own: str
    shut: str
    status: int = OK


@dataclass(frozen=True)
class Own:
    """A page that lists the own agency's work: everybody with the role has one."""

    own: str
    shut: str
    status: int = OK


@dataclass(frozen=True)
class Step:
    """Something that is done by sending a form; `own` is in the row for the reader, nothing is done here."""

    own: str
    shut: str


@dataclass(frozen=True)
class OwnStep(Step):
    """A form about the own agency's things: everybody with the role has one, and an empty one is answered so."""

    status: int = OK


@dataclass(frozen=True)
class Open:
    """For everybody: the public, a browser that is not signed in, a machine that asks whether we are well."""


PUBLIC = Open()
SIGNED_OUT = {
    "desks:drafts": 403
}  # a script sends what is typed: it is told no, and shows the sign-in itself
TABLE: dict[str, Page | Own | Step | Open] = {
    **dict.fromkeys(("/healthz", "/readyz", "/metrics", "web:leave"), PUBLIC),
    "desks:awaiting": Own("sara", ""),
    "desks:notice_away": Step("sara", "director"),
    # Everybody keeps what they type; an empty page leads nowhere.
    "desks:drafts": OwnStep("sara", ""),
    "desks:draft_discard": Step("sara", ""),
    "desks:told": Own("sara", ""),
    "desks:own_dates": OwnStep("sara", "", ELSEWHERE),
    "desks:own_digits": OwnStep("sara", "", ELSEWHERE),
    "desks:calendar": Own(
        "khalid", ""
    ),  # everybody reads it; changing it is tried in tests/desks/test_calendar_page.py
    "desks:triage": Own("noura", "sara"),
    "desks:triage_rules": Own("director", "sara"),
    "desks:triage_rules_change": Own("khalid", "sara"),
    "desks:triage_rules_answer": Step("khalid", "sara"),
    "desks:triage_reviews": Own("noura", "sara"),
    "desks:triage_review_answer": Step("noura", "sara"),
    "desks:triage_audit": Own("khalid", "director"),
    "desks:triage_talk": OwnStep("noura", "sara", ELSEWHERE),
    "desks:triage_care_answer": Step("khalid", "sara"),
    "desks:report_words": Step("noura", "sara"),
    "desks:report_hand_over": Step("noura", "sara"),
    "desks:report_take_back": Step("noura", "sara"),
    "desks:report_facts": Step("noura", "sara"),
    "desks:report_apart": Step("noura", "sara"),
    "desks:report": Page("noura", "sara"),
    "desks:report_decide": Step("noura", "sara"),
    "desks:report_open_at_once": Step("noura", "sara"),
    "desks:report_second_look": Step("khalid", "sara"),
    "desks:report_rate_again": Step("noura", "sara"),
    "desks:report_write": Step("noura", "sara"),
    "desks:report_messages_read": Step("noura", "sara"),
    "desks:report_reporter": Page("noura", "sara"),
    "desks:report_contact_ask": Step("noura", "sara"),
    # No contact is open and no document has come here; tests/desks/test_reporter_desk.py has both.
    "desks:report_contact": Page("noura", "sara", MISSING),
    "desks:report_contact_second": Step("khalid", "sara"),
    "desks:report_withdrawal": Step("noura", "sara"),
    "desks:report_outcome": Step("noura", "sara"),
    "desks:report_document": Page("noura", "sara", MISSING),
    "desks:calls": Own("amal", "sara"),
    "desks:call_start": OwnStep("amal", "sara", ELSEWHERE),
    "desks:calls_ringing": Own("amal", "sara"),
    "desks:call_take": Step("amal", "sara"),  # nothing rings; tests/desks/test_ringing_calls.py
    "desks:call_backs": Own("amal", "sara"),
    "desks:call_back_tried": Step("amal", "sara"),
    "desks:call_back_stop": Step("amal", "sara"),
    "desks:call_patterns": Own("amal", "sara"),
    "desks:debriefs": Own("khalid", "amal"),
    "desks:debrief_held": Step("khalid", "amal"),
    "desks:paper": Own("amal", "sara"),
    "desks:paper_make": OwnStep("amal", "sara"),
    "desks:paper_print": Own("amal", "sara"),
    "desks:paper_enter": OwnStep("amal", "sara"),
    "desks:paper_void": Step("amal", "sara"),
    "desks:call": Page("amal", "sara"),
    "desks:call_save": Step("amal", "sara"),
    "desks:call_take_over": Step("amal", "sara"),
    "desks:call_close": Step("amal", "sara"),
    "desks:call_cut_off": Step("amal", "sara"),
    "desks:call_hand_over": Step("amal", "sara"),
    "desks:call_read_back": Page("amal", "sara"),
    "desks:call_send": Step("amal", "sara"),
    "desks:call_sent": Page("amal", "sara", ELSEWHERE),
    "desks:call_finish": Step("amal", "sara"),
    "desks:call_debrief": Step("amal", "sara"),
    "desks:cases": Own("sara", "director"),
    "desks:case_start": Page("noura", "sara", ELSEWHERE),
    "desks:case": Page("sara", "director"),
    "desks:case_people": Page("sara", "director"),
    "desks:case_work": Page("sara", "director"),
    "desks:case_steps": Page("sara", "director"),
    "desks:case_referrals": Page("sara", "director"),
    "desks:case_looks": Page("sara", "director"),
    "desks:refer": Page("sara", "reem"),
    "desks:case_assess": Page("sara", "reem"),
    "desks:case_plan": Page("sara", "reem"),
    "desks:plan_approve": Step("huda", "sara"),
    "desks:action_done": Step("sara", "reem"),
    "desks:case_country": Page("sara", "director"),
    "desks:person_edit": Page("sara", "reem"),
    "desks:plan_action_edit": Page("huda", "reem"),
    "desks:assessment_edit": Page("sara", "reem"),
    "desks:visit_edit": Page("sara", "reem"),
    "desks:step_done": Step("sara", "reem"),
    "desks:case_happened": Page("sara", "reem"),
    # The demonstration country leaves no time out; tests/desks/test_case_tracks.py has one that does.
    "desks:step_left_out": Page("sara", "reem", MISSING),
    "desks:case_visit": Page("sara", "reem"),
    "desks:case_review": Page("sara", "reem"),
    "desks:case_others": Page("sara", "director"),
    "desks:case_other_name": Page("sara", "reem"),
    "desks:case_other_decide": Page("sara", "reem"),
    "desks:case_link_add": Page("sara", "reem"),
    "desks:case_link_confirm": Step("noura", "reem"),
    # No case is linked and none is closed in the demonstration; tests/desks/test_case_depth_pages.py has both.
    "desks:case_link_undo": Page("sara", "reem", MISSING),
    "desks:concern_add": Page("sara", "reem"),
    "desks:concern_judge": Page("sara", "reem"),
    "desks:case_follow_up": Page("sara", "reem", MISSING),
    "desks:case_reopen": Page("sara", "reem", MISSING),
    "desks:case_reopen_answer": Page("huda", "sara", MISSING),
    "desks:assessment_approve": Step("huda", "sara"),
    "desks:waiver_approve": Step("huda", "sara"),
    "desks:case_close": Page("sara", "reem"),
    "desks:case_close_answer": Step("huda", "sara"),
    "desks:case_waive": Page("huda", "sara"),
    "desks:case_access": Page("sara", "director"),
    "desks:case_reach": Page("huda", "sara"),
    "desks:case_conflict": Page("sara", "director"),
    "desks:case_keep_away": Page("huda", "sara"),
    "desks:case_let_back": Page("huda", "sara"),
    "desks:case_lock": Page("huda", "sara"),
    "desks:case_unlock": Page("huda", "sara"),
    "desks:case_block": Page("sara", "director"),
    "desks:case_block_keep": Step("huda", "sara"),
    "desks:case_block_lift": Page("huda", "sara"),
    "desks:case_ask_words": Page("huda", "sara"),
    "desks:case_let_in": Page("huda", "sara"),
    "desks:case_end_part": Page("huda", "sara"),
    "desks:open_with_reason": Own("sara", "director"),
    "desks:looks_to_review": Own("huda", "sara"),
    "desks:opening_review": Page(
        "huda", "sara", MISSING
    ),  # nobody opened a case; tests/desks/test_case_access.py has one
    "desks:looks_review": Step("huda", "sara"),
    "desks:words_asked": Own("faisal", "director"),
    "desks:inbox": Own("faisal", "director"),
    "desks:referral": Page("faisal", "director"),
    "desks:referral_accept": Step("faisal", "sara"),
    "desks:referral_decline": Step("faisal", "sara"),
    "desks:referral_answer": Step("faisal", "sara"),
    "desks:referral_phone": Step("sara", "faisal"),
    "desks:referral_remind": Step("sara", "faisal"),
    "desks:referral_withdraw": Step("sara", "faisal"),
    "desks:referral_settle": Step("sara", "faisal"),
    "desks:referral_ask": Page("faisal", "sara"),
    "desks:referral_question": Page("sara", "faisal", ELSEWHERE),  # no question waits
    "desks:referral_link": Page("sara", "faisal"),
    "desks:referral_paper": Page("sara", "faisal"),
    "desks:referral_came_back": Page("sara", "faisal"),
    # The journey has no letter to an authority; tests/desks/test_referral_more.py has one.
    "desks:letter": Page("sara", "faisal", MISSING),
    "desks:letter_sign": Step("huda", "sara"),
    "desks:letter_sent": Step("huda", "sara"),
    "desks:letter_leave": Step("huda", "sara"),
    "desks:court": Own("reem", "noura"),
    "desks:campaigns": Own("maha", "sara"),
    # Everybody learns, and everybody may look at their words.
    "desks:training": Own("sara", ""),
    "desks:training_lesson": Own("sara", ""),
    "desks:training_country": Own("maha", "sara"),
    "desks:wording": Own("sara", ""),
    "desks:campaign_start": Own("maha", "director"),
    "desks:advice_reviews": Own("maha", "director"),
    # Every campaign is read by whoever works at awareness; its own agency alone adds to it.
    "desks:campaign": Own("maha", "sara"),
    "desks:campaign_reach": Step("maha", "director"),
    "desks:campaign_material": Step("maha", "director"),
    "desks:campaign_end": Step("maha", "director"),
    "desks:gathering_call": Page("maha", "director"),
    "desks:gathering": Page("maha", "director"),
    # The visit to a school is no forum; tests/desks/test_forum_pages.py has one.
    "desks:forum": Page("maha", "director", MISSING),
    "desks:forum_session": Step("maha", "director"),
    "desks:forum_paper": Step("maha", "director"),
    "desks:forum_motion": Step("maha", "director"),
    "desks:forum_proposal": Step("maha", "director"),
    "desks:forum_vote": Step("maha", "director"),
    "desks:forum_hand_on": Step("maha", "director"),
    "desks:gathering_asks": Step("maha", "director"),
    "desks:gathering_count": Step("maha", "director"),
    "desks:gathering_came": Step("maha", "director"),
    "desks:gathering_code": Step("maha", "director"),
    "desks:gathering_paper": Step("maha", "director"),
    "desks:gathering_end": Step("maha", "director"),
    "desks:gathering_certificate": Page(
        "maha", "director", MISSING
    ),  # nobody came; tests/desks/test_awareness_pages.py
    "desks:search": Own("noura", "director"),
    "desks:law": Own("reem", ""),
    "desks:law_check": OwnStep("reem", "sara"),
    "desks:keeping": Own("huda", "sara"),
    "desks:keeping_hold": OwnStep("reem", "sara"),
    "desks:keeping_ask": OwnStep("huda", "reem"),
    # Nothing is held and nothing is due; tests/desks/test_keeping_page.py has the whole way.
    "desks:keeping_lift": Step("huda", "sara"),
    "desks:keeping_approve": Step("huda", "reem"),
    "desks:keeping_keep": Step("huda", "reem"),
    "desks:witnesses": Own("director", "sara"),
    "desks:figures": Own("director", ""),
    "desks:figures_release": OwnStep("director", "sara", ELSEWHERE),
    "desks:figures_annual": OwnStep("director", "sara", ELSEWHERE),
    "desks:board": Own("faisal", "sara"),
    "desks:research": Own("director", "sara"),
    "desks:research_ask": Own("director", "sara"),
    # No table was asked for; tests/desks/test_insight_pages.py has the whole way.
    "desks:research_request": Page("director", "sara", MISSING),
    "desks:research_approve": Step("director", "sara"),
    "desks:research_refuse": OwnStep("director", "sara", MISSING),
    "desks:research_table": Page("director", "sara", MISSING),
    "desks:research_download": Page("director", "sara", MISSING),
    "desks:countries": Own("director", "sara"),
    "desks:countries_load": OwnStep("director", "sara", ELSEWHERE),
    "desks:country_add": Own("director", "faisal"),
    "desks:country_judge": Page("director", "faisal", MISSING),
    "desks:capabilities": Own("faisal", "sara"),
    "desks:capabilities_past": Page(
        "faisal", "sara", MISSING
    ),  # nobody has assessed; tests/desks/test_insight_pages.py
    "desks:capabilities_assess": Own("director", "faisal"),
    "desks:capabilities_rename": Own("director", "faisal"),
    # Recommendations are about no case: every agency's staff with the role reads and decides.
    "desks:recommendations": Own("director", "sara"),
    "desks:recommendations_from_figures": OwnStep("director", "sara", ELSEWHERE),
    "desks:recommendations_forum": OwnStep("director", "sara", ELSEWHERE),
    "desks:recommendation_propose": Own("director", "faisal"),
    "desks:recommendation": Own("director", "sara"),
    "desks:recommendation_change": OwnStep("director", "sara"),
    "desks:recommendation_decline": OwnStep("director", "sara"),
    "desks:recommendation_approve": OwnStep("director", "sara", ELSEWHERE),
    "desks:recommendation_assign": OwnStep("director", "sara"),
    "desks:recommendation_progress": OwnStep("director", "sara"),
    "desks:recommendation_close": OwnStep("director", "sara"),
    "desks:duty": Own("sara", "director"),
    "desks:duty_shift_add": OwnStep("khalid", "noura"),
    "desks:duty_shift_end": Step("khalid", "noura"),
    "desks:duty_change_add": OwnStep("khalid", "noura"),
    "desks:duty_change_withdraw": Step("khalid", "noura"),
    "desks:duty_number": OwnStep("sara", "director", ELSEWHERE),
    "desks:ring": Page("noura", "director"),
    "desks:ring_accept": Step("noura", "director"),
    "desks:ring_by_phone": Step("noura", "director"),
    "desks:duty_notice": Page("noura", "director"),
    "desks:duty_notice_done": Step("noura", "director"),
    "desks:handover": Own("noura", "sara"),
    "desks:handover_sign": OwnStep("noura", "sara", ELSEWHERE),
    "desks:handover_take": OwnStep("noura", "sara", REFUSED),  # who has just handed over cannot take over
    "desks:handover_past": Page("noura", "sara"),
    "desks:meetings": Own("sara", "reem"),
    "desks:meeting_call": Own("huda", "sara"),
    "desks:meeting": Page("sara", "reem"),
    "desks:meeting_propose": Page("sara", "reem"),
    "desks:meeting_came": Step("huda", "reem"),
    "desks:meeting_cancel": Step("huda", "sara"),
    "desks:meeting_sign": Step("huda", "sara"),
    "desks:meeting_minutes": Page("sara", "reem"),
    "desks:meeting_item": Page("sara", "reem"),
    "desks:meeting_item_minute": Step("huda", "sara"),
    "desks:meeting_item_decide": Step("huda", "sara"),
    "desks:meeting_item_leave": Step("sara", "reem"),
    "desks:agreements": Own("sara", "reem"),
    "desks:agreement_draft": Own("huda", "sara"),
    "desks:agreement": Page("sara", "reem"),
    "desks:agreement_sign": Step("huda", "sara"),
    "desks:agreement_end": Step("huda", "sara"),
    "desks:agreement_runs_out": Step("huda", "sara"),
    "desks:step": Page("sara", "director"),
    "desks:step_do": Step("sara", "reem"),
    "desks:order_done": Step("sara", "reem"),
    "desks:case_chronology": Page("sara", "director"),
    "desks:case_exhibits": Page("sara", "director"),
    "desks:case_exhibits_paper": Page("sara", "director"),
    "desks:exhibit_add": Page("sara", "yousef"),
    "desks:exhibit_custody": Page("sara", "yousef"),
    "desks:facts": Page("reem", "director"),
    "desks:fact_add": Page("reem", "noura"),
    "desks:fact_position": Page("reem", "noura"),
    "desks:fact_source": Page("reem", "noura"),
    "desks:fact_version": Page("reem", "noura"),
    "desks:fact_withdraw": Page("reem", "noura"),
    "desks:fact_source_withdraw": Page("reem", "noura"),
    "desks:submissions": Page("reem", "noura"),
    "desks:submission": Page("reem", "noura"),
    "desks:submission_write": Page("reem", "noura"),
    "desks:submission_place": Page("reem", "noura"),
    "desks:submission_remove": Step("reem", "noura"),
    "desks:submission_send": Step("reem", "noura"),
    "desks:submission_approve": Step("huda", "noura"),
    "desks:submission_return": Step("huda", "noura"),
    "desks:submission_call": Step("reem", "noura"),
    "desks:submission_approve_after": Step("huda", "noura"),
    "desks:submission_sign": Step("reem", "noura"),
    "desks:submission_link": Step("reem", "noura"),
    "desks:submission_seal": Step("reem", "noura"),
    "desks:submission_building": Page("reem", "noura", ELSEWHERE),
    "desks:submission_file": Step("reem", "noura"),
    "desks:submission_serve": Step("reem", "noura"),
    # The journey's submission is signed; tests/desks/test_court_pages.py reads a draft.
    "desks:submission_preview": Page("reem", "noura", MISSING),
    "desks:submission_document": Page("reem", "noura"),
    "desks:submission_proof": Page("reem", "noura"),
    "reading:room": Own("judge", "sara"),
    "reading:key": Own("judge", "sara"),
    "reading:identity": Step("judge", "noura"),
    "reading:submission": Page("judge", "noura"),
    "reading:looks": Page("judge", "noura"),
    "reading:questions": Page("judge", "noura"),
    "reading:question_ask": Step("judge", "noura"),
    "reading:question_time": Step("judge", "noura"),
    # The journey has no question and no letter; tests/desks/test_proceedings_pages.py has both.
    "reading:question_answer": Page("reem", "noura", MISSING),
    "reading:calendar": Own("judge", "noura"),
    "reading:calendar_ics": Own("judge", "noura"),
    "reading:hearings": Page("judge", "noura"),
    "reading:hearing_end": Step("judge", "noura"),
    "reading:measure_ask": Step("reem", "noura"),
    "reading:measure_decide": Step("judge", "noura"),
    "reading:hand_back": Step("judge", "noura"),
    "reading:order_vary": Step("judge", "noura"),
    "reading:appeal": Step("judge", "noura"),
    "reading:parties": Page("judge", "noura"),
    "reading:party_add": Step("judge", "noura"),
    "reading:service_acknowledged": Step("reem", "noura"),
    "reading:service_delivered": Step("judge", "noura"),
    "reading:service_letter": Page("judge", "noura", MISSING),
    "reading:received": Step("judge", "noura"),
    "reading:hearing": Step("judge", "noura"),
    "reading:ruling": Step("judge", "noura"),
    "reading:order": Step("judge", "noura"),
    "reading:document": Page("judge", "noura"),
    "reading:proof": Page("judge", "noura"),
}
# Whole groups with tests of their own: the public's pages, the way in, one-time links, and the machines' doors with their own
# sign-in.
OPEN_GROUPS = ("intake:", "figures:", "answer:", "awareness:", "check:")
OTHER_DOORS = ("/accounts/", "/ispws/", "/api/", "/hooks/", "/ledger/")


def _addresses(
    patterns: list[URLPattern | URLResolver], route: str = "", space: str = ""
) -> Iterator[tuple[str, str]]:
    """Each address: its full name, or its route where it has none, and its route."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _addresses(pattern.url_patterns, here, inner)
        else:
            yield f"{space}{pattern.name}" if pattern.name else f"/{here}", here


def _rows() -> dict[str, str]:
    found = dict(_addresses(get_resolver().url_patterns))
    return {
        name: route for name, route in found.items()
        if not name.startswith(OPEN_GROUPS) and not any(door in f"/{route}" for door in OTHER_DOORS)
    }  # fmt: skip


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted(_rows()) == sorted(TABLE)


@dataclass(frozen=True)
class Asker:
    """The signed-in people of the house, and their like in agencies that have nothing to do with the case."""

    clients: dict[str, Client]
    parts: dict[str, object]

    def address(self, name: str) -> str:
        route = _rows()[name]
        wanted = {part: value for part, value in self.parts.items() if f":{part}>" in route}
        return reverse(name, kwargs=wanted)


@pytest.fixture
def asker(house: None, tmp_path: Path) -> Asker:
    walk = Walk(tmp_path, None, starts_at=now() - timedelta(days=40), quiet=True)
    walk.all_steps(until="hearing and ruling")
    for agency in AGENCIES:
        Agency(
            code=f"other-{agency.code}", sector=agency.sector, name_ar=agency.name_ar, name_en=agency.name_en
        ).save(using="keeper", force_insert=True)
    asked = {row.own for row in TABLE.values() if not isinstance(row, Open)}
    for worker in (worker for worker in WORKERS if worker.username in asked):
        make_user(
            username=f"other-{worker.username}", agency_code=f"other-{worker.agency}", role=worker.role, name_ar=worker.name_ar,
            name_en=worker.name_en, password=PASSWORD, totp_secret=SECRET,
        )  # fmt: skip
    names = [worker.username for worker in WORKERS]
    return Asker(
        {name: sign_in(name) for name in (*names, *(f"other-{one}" for one in sorted(asked)))}, _parts(walk)
    )


def _duty(report_id: UUID) -> tuple[UUID, UUID, UUID]:
    """An urgent call of the reporting centre that rings, a notice of it, and a handover that both shifts signed."""
    at = now()
    with acting_as("khalid") as by:
        record = report_head(report_id, by=by).record_id
        found = ring(agency_id=agency_by_code("centre").id, record_ids=[record], why="level_1", by=by, at=at)
    with system_scope("ringing"):
        ring_who_is_due(at=at)
    with acting_as("khalid") as by:
        sign_outgoing(items=[], by=by, at=at)
    with acting_as("mona") as by:
        handover = sign_incoming(items=[], by=by, at=at)
        notice = notices_by_hand(by=by, since=at)[0]
    return found.pk, notice.id, handover.pk


def _parts(walk: Walk) -> dict[str, object]:
    case_id: UUID = walk.ids["case"]
    with acting_as("sara") as by:
        view = open_case(case_id, by=by, at=now())
        step = next(row for row in steps_of(case_id, by=by) if row.owner.code == "social")
        exhibit = register_phone(record_id=view.head.record_id, by=by, at=now())
        other_child = name_exposed_child(case_id=case_id, description="طفل آخر", by=by, at=now())
    with acting_as("reem") as by:
        fact = facts_of(case_id, by=by, at=now())[0]
    plan = view.plans[0]
    ring, notice, handover = _duty(walk.ids["report"])
    with acting_as("amal") as by:
        call_id = start_call(by=by, at=now())
        save_notes(call_id=call_id, number="", values={"words": "..."}, by=by, at=now())
    return {"law_code": "sa_child_protection",
        "case_id": case_id, "report_id": walk.ids["report"], "plan_id": plan.id, "child_id": other_child.pk,
        "concern_id": view.concerns[0].id, "assessment_id": view.assessments[0].id, "visit_id": view.visits[0].id, "link_id": uuid4(), "action_id": plan.actions[0].id,
        "step_id": step.id, "referral_id": walk.ids["police"], "submission_id": walk.ids["submission"], "fact_id": fact.id, "source_id": fact.sources[0].id, "exhibit_id": exhibit.pk,
        "ruling_id": walk.ids["ruling"], "number": 1, "notice_id": notice,
        **{f"{part}_id": uuid4() for part in ("question", "service", "hearing", "measure", "order")},
        "ring_id": ring, "handover_id": handover, "shift_id": uuid4(), "change_id": uuid4(), "hold_id": uuid4(), "erasure_id": uuid4(),
        "call_id": call_id, "call_back_id": uuid4(), "debrief_id": uuid4(), "serial": "P-26-000001",
        "worker_id": uuid4(), "agency_id": agency_by_code("centre").id, "kind": "conflict", "block_id": uuid4(), "lock_id": uuid4(),
        "ringing_id": uuid4(), "opening_id": uuid4(), "letter_id": uuid4(), "document_id": uuid4(), "person_id": view.people[0].person_id, **_met_and_agreed(), "request_id": uuid4(), "version": "9", **_campaign(), "recommendation_id": _proposed(), "practice_id": uuid4(),
    }  # fmt: skip


def _proposed() -> UUID:
    """A recommendation that waits for a person."""
    wording = Wording(title_ar="عنوان", title_en="Title", reason_ar="لأن", reason_en="Because")
    with acting_as("director") as by:
        return propose_recommendation(
            source=RecommendationSource.REVIEW, wording=wording, key="permission table", by=by, at=now()
        ).pk


def _met_and_agreed() -> dict[str, UUID]:
    """A meeting with an item, and an agreement, of social protection."""
    with acting_as("huda") as by:
        police, at = agency_by_code("police").id, now()
        meeting = call_meeting(
            kind="planning", form="call", starts_at=at - timedelta(hours=1), minutes=30, place="", chair_id=by.id, agency_ids=[police],
            by=by, at=at,
        )  # fmt: skip
        item = propose_item(meeting_id=meeting.pk, case_id=None, question="سؤال", by=by, at=at)
        agreement = draft_agreement(
            second_id=police, title="عنوان", valid_from=at.date(), valid_to=at.date() + timedelta(days=365), dispute_days=3,
            terms=[TermGiven(police, "health", ("child_age",), 24, "clock_hours")], dispute_path="المديران", by=by, at=at,
        )  # fmt: skip
    return {"meeting_id": meeting.pk, "item_id": item.pk, "agreement_id": agreement.pk}


def _campaign() -> dict[str, object]:
    """A campaign of the ministry with a visit to a school."""
    at = now()
    with acting_as("maha") as by:
        campaign = start_campaign(
            title_ar="حملة",
            title_en="Campaign",
            aim="هدف",
            piece="parents",
            starts_on=at.date(),
            ends_on=at.date(),
            by=by,
            at=at,
        )
        visit = call_gathering(
            campaign_id=campaign.pk, kind="school_visit", audience="child", title_ar="زيارة", title_en="Visit", place="", starts_at=at,
            lesson_code="safe-circle", sessions=1, seats=None, is_listed=False, by=by, at=at,
        )  # fmt: skip
    return {
        "campaign_id": campaign.pk,
        "gathering_id": visit.pk,
        "registration_id": uuid4(),
        "code": "listening",
        "motion_id": uuid4(),
        "proposal_id": uuid4(),
    }


def _asked(client: Client, row: Page | Own | Step, address: str) -> int:
    return (client.post(address) if isinstance(row, Step) else client.get(address)).status_code


def test_the_table_is_what_the_pages_answer(asker: Asker) -> None:
    wrong: list[str] = []

    for name, row in TABLE.items():
        if isinstance(row, Open):
            continue
        address = asker.address(name)
        expected = {
            "other-" + row.own: row.status if isinstance(row, (Own, OwnStep)) else MISSING,
            "": SIGNED_OUT.get(name, ELSEWHERE),
        }
        if row.shut:
            expected[row.shut] = MISSING
        if not isinstance(row, Step):
            expected[row.own] = row.status
        for who, status in expected.items():
            client = asker.clients[who] if who else Client()
            if (got := _asked(client, row, address)) != status:
                wrong.append(f"{who or 'signed out'} asks {name}: {got}, not {status}")

    assert not wrong, "\n".join(wrong)

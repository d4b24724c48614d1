"""What the document is drawn from: facts, agencies that answered and that stayed silent, measures, chronology."""

from dataclasses import replace
from datetime import timedelta

import pytest

from takatuf.agencies.models import Sector
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.casework.actions import ActionPlanned, make_plan, record_assessment
from takatuf.casework.actions.lines import write_line
from takatuf.casework.models import AssessmentKind
from takatuf.clocks.actions import check_deadlines
from takatuf.court.actions import write_sections
from takatuf.court.assembly import assemble, words_that_must_come_back
from takatuf.court.document.view import AgencyAnswer, MeasureState, SubmissionView
from takatuf.court.models import Submission
from takatuf.court.models.choices import FactKind, Stance
from takatuf.court.rules import Recipient, Standing
from takatuf.court.stored import from_json, to_json
from takatuf.court.withholding import withheld
from takatuf.jointwork.actions import accept_referral, answer_referral, refer_case
from takatuf.jointwork.models import LegalBasis, PacketField, Purpose
from tests.court.situations import AT, SECTIONS, Situation, a_case, a_child, a_draft, a_fact, say
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")


def _two_referrals(here: Situation) -> None:
    """Health answers; the regulator stays silent and its clock runs out."""
    health, regulator = make_agency(sector=Sector.HEALTH), make_agency(sector=Sector.REGULATOR)
    officer, nurse = make_worker(here.social), make_worker(health, Role.DUTY_OFFICER)
    sent = AT - timedelta(days=30)
    with acting(officer) as by:
        for agency, purpose in ((health, Purpose.HEALTH), (regulator, Purpose.CONTENT_REMOVAL)):
            referral = refer_case(
                case_id=here.case_id, to_agency_id=agency.id, purpose=purpose, legal_basis=LegalBasis.LAW_DUTY,
                packet=[PacketField.CONCERNS], by=by, at=sent,
            )  # fmt: skip
            if agency is health:
                asked = referral.pk
    with acting(nurse) as by:
        accept_referral(referral_id=asked, by=by, at=sent + timedelta(minutes=5))
        answer_referral(referral_id=asked, outcome="فُحص الطفل.", by=by, at=sent + timedelta(hours=1))
    with system_scope("clockwork"):
        while check_deadlines(at=AT):
            pass


def _plan(here: Situation) -> None:
    officer = make_worker(here.social)
    with acting(officer) as by:
        record_assessment(
            case_id=here.case_id, kind=AssessmentKind.INITIAL, facts="يقيم مع أسرته.", opinion="يحتاج إلى دعم.", child_view="",
            caregiver_view="", by=by, at=AT,
        )  # fmt: skip
        planned = ActionPlanned("جلسة دعم أسبوعية", here.social.id, AT - timedelta(days=1))
        make_plan(case_id=here.case_id, goal="سلامة الطفل", actions=[planned], by=by, at=AT)


def _assembled(here: Situation, submission: object) -> SubmissionView:
    with acting(here.writer) as by:
        return assemble(Submission.objects.get(pk=submission), by=by, at=AT)


def test_agencies_stand_with_what_they_answered_or_that_they_stayed_silent() -> None:
    here = a_case()
    _two_referrals(here)

    view = _assembled(here, a_draft(here))

    assert {row.answer for row in view.agencies} == {AgencyAnswer.ANSWERED, AgencyAnswer.SILENT}
    assert any(entry.fact is None for entry in view.chronology)


def test_the_chronology_tells_what_was_done_in_the_order_in_which_it_was_and_nothing_of_the_house() -> None:
    here = a_case()
    _two_referrals(here)
    _plan(here)
    with acting(here.writer) as by:
        write_line(
            kind="step_added", record_id=here.case_record_id, case_record_id=here.case_record_id, by=by, at=AT,
            params={"agency": str(here.social.id), "step": "tell_reporter"}, source="",
        )  # fmt: skip

    view = _assembled(here, a_draft(here))

    lines = [entry.text for entry in view.chronology]
    told = " ".join(lines)
    assert [entry.occurred.on for entry in view.chronology] == sorted(
        entry.occurred.on for entry in view.chronology if entry.occurred.on
    )
    sent, accepted, answered = (
        next(place for place, text in enumerate(lines) if word in text) for word in ("الغرض", "قبلت", "أجابت")
    )
    assert sent < accepted < answered
    assert "خطوة" not in told
    assert "بانتظار" not in told
    assert "صُعّد" not in told


def test_the_court_stands_once_in_the_distribution_list() -> None:
    here = a_case()
    submission = a_draft(here)
    twice = (Recipient(here.court.name_ar, ""), Recipient("الدفاع", ""))
    with acting(here.writer) as by:
        write_sections(submission_id=submission, sections=replace(SECTIONS, distribution=twice), by=by, at=AT)

    view = _assembled(here, submission)

    assert [row.name for row in view.distribution] == [here.court.name_ar, "الدفاع"]


def test_measures_come_from_the_plan_and_a_late_one_says_so() -> None:
    here = a_case()
    _plan(here)

    view = _assembled(here, a_draft(here))

    assert [(row.text, row.state) for row in view.measures] == [("جلسة دعم أسبوعية", MeasureState.LATE)]


def test_facts_keep_their_kind_and_the_summary_counts_their_standing() -> None:
    here = a_case()
    agreed, contested, opinion = a_fact(here), a_fact(here), a_fact(here, kind=FactKind.OPINION)
    for fact in (agreed, contested, opinion):
        say(here, fact, prosecution=Stance.ADMITS, defence=Stance.ADMITS)
    say(here, contested, defence=Stance.DENIES)

    view = _assembled(here, a_draft(here, (agreed, contested, opinion)))

    assert [fact.standing for fact in view.facts] == [Standing.AGREED, Standing.CONTESTED, Standing.OPINION]
    assert (view.summary.agreed, view.summary.contested) == ((1,), (2,))
    assert view.facts[0].text_ar in words_that_must_come_back(view)


def test_names_of_persons_on_the_case_are_held_back_and_nowhere_in_the_view() -> None:
    here = a_case()
    a_child(here, "نوران المثال")
    submission = a_draft(here)

    with acting(here.writer) as by:
        found = withheld(here.case_id, by=by, at=AT)

    assert (found.anywhere, found.in_words) == (("نوران المثال",), ("نوران", "المثال"))
    assert "نوران" not in to_json(_assembled(here, submission))


def test_the_view_comes_back_from_its_stored_form_as_it_was() -> None:
    here = a_case()
    _two_referrals(here)

    view = _assembled(here, a_draft(here))

    assert from_json(SubmissionView, to_json(view)) == view

"""A fact that falls after the signature: nothing that rests on it is filed, and the writer is told what to do."""

import pytest

from takatuf.court.actions import (
    NoLongerStands,
    SubmissionKind,
    approve_submission,
    build_and_sign,
    file_with_court,
    place_facts,
    record_fact,
    return_submission,
    return_to_draft,
    start_submission,
    submit_for_approval,
    withdraw_fact,
    withdraw_source,
    write_sections,
)
from takatuf.court.models import FactSource
from takatuf.court.models.choices import FactKind
from takatuf.court.models.proceeding_choices import ReturnReason
from takatuf.court.queries import court_objections, open_submission
from takatuf.court.rules import Hindrance, Sections
from takatuf.court.waiting import submissions_awaiting
from tests.court.situations import (
    AT,
    SCHOOL,
    SECTIONS,
    Situation,
    a_case,
    a_draft,
    a_fact,
    a_filed,
    a_reviewed,
    a_signed,
    a_signer,
    the_sealer_comes,
)
from tests.factories import acting

pytestmark = pytest.mark.usefixtures("house")


def test_what_rests_on_a_fact_that_fell_after_the_signature_is_not_filed() -> None:
    here = a_case()
    fact = a_fact(here)
    submission = a_signed(here, (fact,))

    with acting(here.writer) as by:
        withdraw_fact(fact_id=fact, why="تبين خطؤها", by=by, at=AT)
        with pytest.raises(NoLongerStands) as refused:
            file_with_court(submission_id=submission, by=by, at=AT)
        view = open_submission(submission, by=by, at=AT)

    assert refused.value.found == view.fallen == ((Hindrance.FACT_WITHDRAWN, 1),)


def test_a_new_main_submission_takes_the_place_of_the_one_that_was_not_filed() -> None:
    here = a_case()
    first = a_signed(here)
    with acting(here.writer) as by:
        withdraw_source(source_id=FactSource.objects.get().pk, why="سُحب السجل", by=by, at=AT)

    second = _a_new_main(here, first)

    with acting(here.writer) as by:
        assert [row.code for row in court_objections(here.case_id)] == ["court_submission_unfiled"]
        assert [row.id for row in submissions_awaiting(["file"], by=by)["file"]] == [second]
        assert open_submission(first, by=by, at=AT).fallen == ()
        file_with_court(submission_id=second, by=by, at=AT)
        assert court_objections(here.case_id) == []


def _a_new_main(here: Situation, before: object) -> object:
    """Signed, with a fact that stands, going on from the one before."""
    fact = a_fact(here, "غاب الطفل عشرة أيام.")
    with acting(here.writer) as by:
        submission = start_submission(
            case_id=here.case_id, court_id=here.court.id, docket="44-1187", child_code="ط-417",
            kind=SubmissionKind.MAIN, supplements=before, by=by, at=AT,  # type: ignore[arg-type]
        )  # fmt: skip
        place_facts(submission_id=submission, fact_ids=[fact], by=by, at=AT)
        write_sections(submission_id=submission, sections=SECTIONS, by=by, at=AT)
        submit_for_approval(submission_id=submission, by=by, at=AT)
    for who in (here.approver, here.supervisor):
        with acting(who) as by:
            approve_submission(submission_id=submission, by=by, at=AT)
    the_sealer_comes()
    with acting(here.writer) as by:
        build_and_sign(submission_id=submission, signer=a_signer(), by=by, at=AT)
    return submission


def test_what_was_filed_before_a_fact_fell_tells_its_writer_and_not_the_court() -> None:
    here = a_case()
    submission = a_filed(here)

    with acting(here.writer) as by:
        withdraw_source(source_id=FactSource.objects.get().pk, why="سُحب السجل", by=by, at=AT)
        told = open_submission(submission, by=by, at=AT).fallen
    with acting(here.judge) as by:
        court = open_submission(submission, by=by, at=AT).fallen

    assert told == ((Hindrance.FACT_UNSOURCED, 1),)
    assert court == ()


def _steps(who: object, *steps: str) -> dict[str, list[str]]:
    with acting(who) as by:  # type: ignore[arg-type]
        return {step: [row.code for row in rows] for step, rows in submissions_awaiting(steps, by=by).items()}


def test_what_an_approver_sent_back_awaits_its_writer_apart_from_other_drafts() -> None:
    here = a_case()
    sent_back, draft = a_reviewed(here), a_draft(here)
    with acting(here.approver) as by:
        return_to_draft(submission_id=sent_back, reason="اذكر المصدر.", by=by, at=AT)

    found = _steps(here.writer, "write")

    assert {step: len(codes) for step, codes in found.items()} == {"rewrite": 1, "write": 1}
    assert found["rewrite"] != found["write"]
    with acting(here.writer) as by:
        submit_for_approval(submission_id=sent_back, by=by, at=AT)
    assert list(_steps(here.approver, "approve")) == ["approve"]
    assert list(_steps(here.writer, "write")) == ["write"]
    assert draft


def test_a_fact_that_fell_before_the_court_awaits_its_writer_until_it_is_put_right() -> None:
    here = a_case()
    fact = a_fact(here)
    first = a_signed(here, (fact,))
    with acting(here.writer) as by:
        file_with_court(submission_id=first, by=by, at=AT)
        assert not submissions_awaiting(["correct"], by=by)
        anew = record_fact(
            case_id=here.case_id, text_ar="غاب الطفل عشرة أيام.", kind=FactKind.RECORD, sources=[SCHOOL], supersedes=fact,
            by=by, at=AT,
        )  # fmt: skip
        (waiting,) = submissions_awaiting(["correct", "clarify"], by=by)["correct"]
    assert waiting.id == first
    assert _steps(here.judge, "rule", "correct").get("correct") is None

    correction = _correct(here, first, anew)

    with acting(here.writer) as by:
        assert open_submission(first, by=by, at=AT).fallen == ()
        assert not submissions_awaiting(["correct"], by=by)
        withdraw_fact(fact_id=anew, why="تبين خطؤها", by=by, at=AT)
        file_refused = open_submission(correction, by=by, at=AT).fallen
        assert file_refused == ((Hindrance.FACT_WITHDRAWN, 1),)


def test_a_correction_puts_right_only_the_number_that_it_holds() -> None:
    here = a_case()
    fact, other = a_fact(here), a_fact(here, "عاد الطفل إلى المدرسة.")
    first = a_signed(here, (fact, other))
    with acting(here.writer) as by:
        file_with_court(submission_id=first, by=by, at=AT)
        anew = record_fact(
            case_id=here.case_id, text_ar="غاب الطفل عشرة أيام.", kind=FactKind.RECORD, sources=[SCHOOL], supersedes=fact,
            by=by, at=AT,
        )  # fmt: skip
    _correct(here, first, anew)

    with acting(here.writer) as by:
        withdraw_fact(fact_id=other, why="تبين خطؤها", by=by, at=AT)
        fallen = open_submission(first, by=by, at=AT).fallen
        awaiting = submissions_awaiting(["correct"], by=by)["correct"]

    assert fallen == ((Hindrance.FACT_WITHDRAWN, 2),)
    assert [row.id for row in awaiting] == [first]


def _correct(here: Situation, first: object, anew: object) -> object:
    """A signed correction of the first submission that holds this newer version."""
    with acting(here.writer) as by:
        correction = start_submission(
            case_id=here.case_id, court_id=here.court.id, docket="44-1187", child_code="ط-417",
            kind=SubmissionKind.CORRECTION, supplements=first, by=by, at=AT,  # type: ignore[arg-type]
        )  # fmt: skip
        place_facts(submission_id=correction, fact_ids=[anew], by=by, at=AT)  # type: ignore[list-item]
        sections = Sections(correction_why="أخطأ النقل من السجل.")
        write_sections(submission_id=correction, sections=sections, by=by, at=AT)
        submit_for_approval(submission_id=correction, by=by, at=AT)
    for who in (here.approver, here.supervisor):
        with acting(who) as by:
            approve_submission(submission_id=correction, by=by, at=AT)
    the_sealer_comes()
    with acting(here.writer) as by:
        build_and_sign(submission_id=correction, signer=a_signer(), by=by, at=AT)
    return correction


def test_what_the_court_handed_back_awaits_who_filed_it() -> None:
    here = a_case()
    submission = a_filed(here)
    with acting(here.judge) as by:
        return_submission(
            submission_id=submission, reason=ReturnReason.CLARIFICATION, note="وضّح الطلب.", by=by, at=AT
        )
        assert not submissions_awaiting(["clarify"], by=by)

    assert list(_steps(here.writer, "clarify")) == ["clarify"]

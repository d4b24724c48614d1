"""A fact that falls after the signature: nothing that rests on it is filed, and the writer is told what to do."""

import pytest

from takatuf.court.actions import (
    NoLongerStands,
    SubmissionKind,
    approve_submission,
    build_and_sign,
    file_with_court,
    place_facts,
    start_submission,
    submit_for_approval,
    withdraw_fact,
    withdraw_source,
    write_sections,
)
from takatuf.court.models import FactSource
from takatuf.court.queries import court_objections, open_submission
from takatuf.court.rules import Hindrance
from takatuf.court.waiting import submissions_awaiting
from tests.court.situations import (
    AT,
    SECTIONS,
    Situation,
    a_case,
    a_fact,
    a_filed,
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

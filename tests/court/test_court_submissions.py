"""Submissions before they are signed: who writes, who approves, what is missing."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from takatuf.court.actions import (
    ApprovalMissing,
    AuthorApproves,
    FactUnsourced,
    NotUnderReview,
    PlacedFactWithdrawn,
    SameApprover,
    SpeaksAgainstMissing,
    SubmissionFrozen,
    approve_submission,
    build_and_sign,
    file_with_court,
    place_facts,
    remove_fact,
    return_to_draft,
    submit_for_approval,
    withdraw_fact,
    withdraw_source,
    write_sections,
)
from takatuf.court.actions.filing import NotSigned
from takatuf.court.models import (
    Approval,
    FactSource,
    Submission,
    SubmissionFact,
)
from takatuf.court.models.choices import SubmissionState
from takatuf.court.queries import court_objections, open_submission, reading_room, submissions
from takatuf.court.rules import Hindrance
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.court.situations import (
    AT,
    SECTIONS,
    a_case,
    a_draft,
    a_fact,
    a_reviewed,
    a_signer,
    an_approved,
    the_sealer_comes,
)
from tests.factories import acting, make_worker

pytestmark = pytest.mark.usefixtures("house")


def test_a_draft_holds_its_facts_under_numbers_and_its_sections() -> None:
    here = a_case()
    facts = (a_fact(here), a_fact(here, text="قال الطفل إنه يريد العودة."))
    submission = a_draft(here, facts)

    with acting(here.writer) as by:
        view = open_submission(submission, by=by, at=AT)

    assert view.row.code.startswith("S-26-")
    assert [placed.number for placed in view.facts] == [1, 2]
    assert view.sections == SECTIONS
    assert view.hindrances == ()
    assert LedgerEntry.objects.filter(kind="fact.placed", record_id=view.row.record_id).count() == 2


def test_a_submission_that_says_nothing_against_the_request_is_refused() -> None:
    here = a_case()
    submission = a_draft(here)

    with acting(here.writer) as by:
        write_sections(submission_id=submission, sections=replace(SECTIONS, speaks_against=()), by=by, at=AT)
        with pytest.raises(SpeaksAgainstMissing):
            submit_for_approval(submission_id=submission, by=by, at=AT)
        told_why = replace(
            SECTIONS, speaks_against=(), why_nothing_speaks_against="سُئل الجميع ولم يخالف أحد."
        )
        write_sections(submission_id=submission, sections=told_why, by=by, at=AT)
        submit_for_approval(submission_id=submission, by=by, at=AT)


def test_a_source_withdrawn_after_placing_stops_the_submission() -> None:
    here = a_case()
    submission = a_draft(here)

    with acting(here.writer) as by:
        withdraw_source(source_id=FactSource.objects.get().pk, why="سُحب السجل", by=by, at=AT)
        with pytest.raises(FactUnsourced) as refused:
            submit_for_approval(submission_id=submission, by=by, at=AT)

    assert refused.value.found == ((Hindrance.FACT_UNSOURCED, 1),)


def test_a_fact_withdrawn_after_placing_stops_the_submission() -> None:
    here = a_case()
    fact = a_fact(here)
    submission = a_draft(here, (fact,))

    with acting(here.writer) as by:
        withdraw_fact(fact_id=fact, why="تبين خطؤها", by=by, at=AT)
        with pytest.raises(PlacedFactWithdrawn):
            submit_for_approval(submission_id=submission, by=by, at=AT)


def test_a_request_cannot_rest_on_a_fact_that_is_not_there() -> None:
    here = a_case()
    submission = a_draft(here)

    with acting(here.writer) as by, pytest.raises(InvalidInput, match="facts"):
        write_sections(submission_id=submission, sections=replace(SECTIONS, key_facts=(9,)), by=by, at=AT)


def test_a_removed_fact_leaves_a_gap_and_no_renumbering() -> None:
    here = a_case()
    submission = a_draft(here, (a_fact(here), a_fact(here)))

    with acting(here.writer) as by:
        remove_fact(submission_id=submission, number=1, by=by, at=AT)
        place_facts(submission_id=submission, fact_ids=[], by=by, at=AT)
        assert list(SubmissionFact.objects.values_list("number", flat=True)) == [2]


def test_the_author_does_not_approve() -> None:
    here = a_case()
    author = make_worker(here.social)
    submission = a_reviewed(here)
    with acting(here.writer) as by, pytest.raises(NotAllowed):
        approve_submission(submission_id=submission, by=by, at=AT)

    Submission.objects.using("keeper").filter(pk=submission).update(author_id=here.supervisor.id)

    with acting(here.supervisor) as by, pytest.raises(AuthorApproves):
        approve_submission(submission_id=submission, by=by, at=AT)
    assert author.id != here.supervisor.id


def test_the_same_person_does_not_approve_twice() -> None:
    here = a_case()
    submission = a_reviewed(here)

    with acting(here.approver) as by:
        assert approve_submission(submission_id=submission, by=by, at=AT) == 1
        with pytest.raises(SameApprover):
            approve_submission(submission_id=submission, by=by, at=AT)


def test_two_approvals_make_it_approved() -> None:
    here = a_case()
    submission = an_approved(here)

    with acting(here.writer) as by:
        view = open_submission(submission, by=by, at=AT)

    assert view.row.state == SubmissionState.APPROVED
    assert [who.id for who, _ in view.approvers] == [here.approver.id, here.supervisor.id]


def test_a_draft_waits_for_nobody() -> None:
    here = a_case()
    submission = a_draft(here)

    with acting(here.approver) as by, pytest.raises(NotUnderReview):
        approve_submission(submission_id=submission, by=by, at=AT)


def test_words_are_frozen_under_review_and_free_again_after_return() -> None:
    here = a_case()
    submission = a_reviewed(here)
    with acting(here.writer) as by, pytest.raises(SubmissionFrozen):
        write_sections(submission_id=submission, sections=SECTIONS, by=by, at=AT)
    with acting(here.approver) as by:
        approve_submission(submission_id=submission, by=by, at=AT)

    with acting(here.supervisor) as by:
        return_to_draft(submission_id=submission, reason="الواقعة الأولى تحتاج إلى تاريخ", by=by, at=AT)

    with acting(here.writer) as by:
        write_sections(submission_id=submission, sections=SECTIONS, by=by, at=AT)
        submit_for_approval(submission_id=submission, by=by, at=AT)
        assert Approval.objects.filter(lapsed_at__isnull=True).count() == 0
    with acting(here.approver) as by:
        assert approve_submission(submission_id=submission, by=by, at=AT) == 1


def test_the_author_reads_why_it_was_sent_back_until_it_is_signed() -> None:
    here = a_case()
    submission = a_reviewed(here)
    with acting(here.supervisor) as by:
        return_to_draft(submission_id=submission, reason="الواقعة الأولى تحتاج إلى تاريخ", by=by, at=AT)

    with acting(here.writer) as by:
        sent_back = open_submission(submission, by=by, at=AT).returned
        submit_for_approval(submission_id=submission, by=by, at=AT)
    for who in (here.approver, here.supervisor):
        with acting(who) as by:
            approve_submission(submission_id=submission, by=by, at=AT)
    the_sealer_comes()
    with acting(here.writer) as by:
        build_and_sign(submission_id=submission, signer=a_signer(), by=by, at=AT)
        signed = open_submission(submission, by=by, at=AT)

    assert sent_back is not None
    assert (sent_back.by.id, sent_back.why) == (here.supervisor.id, "الواقعة الأولى تحتاج إلى تاريخ")
    assert signed.returned is None


def test_the_database_refuses_a_return_without_its_reason() -> None:
    here = a_case()
    a_draft(here)

    with acting(here.writer), pytest.raises(IntegrityError, match="returned"), transaction.atomic():
        Submission.objects.update(returned_at=AT)


def test_nothing_is_signed_or_filed_before_its_time() -> None:
    here = a_case()
    submission = a_reviewed(here)

    with acting(here.writer) as by:
        with pytest.raises(ApprovalMissing):
            build_and_sign(submission_id=submission, signer=None, by=by, at=AT)  # type: ignore[arg-type]
        with pytest.raises(NotSigned):
            file_with_court(submission_id=submission, by=by, at=AT)


def test_a_submission_under_way_speaks_against_closing_the_case() -> None:
    here = a_case()
    a_draft(here)
    with acting(here.writer):
        assert court_objections(here.case_id) == []

    submission = a_reviewed(here)

    with acting(here.writer) as by:
        (objection,) = court_objections(here.case_id)
        assert objection.code == "court_submission_unfiled"
        assert objection.params == {"code": open_submission(submission, by=by, at=AT).row.code}


def test_before_filing_neither_the_court_nor_another_agency_sees_anything() -> None:
    here = a_case()
    submission = an_approved(here)

    for who in (here.judge, here.officer):
        with acting(who) as by:
            assert submissions(by=by, at=AT) == []
            assert [model.objects.count() for model in (Submission, SubmissionFact, Approval)] == [0, 0, 0]
            with pytest.raises(NotFound):
                open_submission(submission, by=by, at=AT)
    with acting(here.judge) as by:
        assert reading_room(by=by, at=AT) == []


def test_the_database_refuses_a_state_without_its_time() -> None:
    here = a_case()
    a_draft(here)

    with acting(here.writer), pytest.raises(IntegrityError, match="signed_at"), transaction.atomic():
        Submission.objects.update(state=SubmissionState.SIGNED)


def test_two_approvers_at_once_count_as_two() -> None:
    from threading import Thread

    from django.db import connections

    here = a_case()
    submission = a_reviewed(here)
    counts: list[int] = []

    def work(who: object) -> None:
        try:
            with acting(who) as by:  # type: ignore[arg-type]
                counts.append(approve_submission(submission_id=submission, by=by, at=AT))
        finally:
            connections.close_all()

    threads = [Thread(target=work, args=[who]) for who in (here.approver, here.supervisor)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == [1, 2]

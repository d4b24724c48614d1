"""Supplement, correction, urgent application: numbers that stay, pages that go on, one signature and a second approval."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from takatuf.casework.actions import add_person, set_suspect_status
from takatuf.casework.models import CaseRole, PersonRole, SuspectStatus
from takatuf.clocks.models import Deadline, DeadlineKind
from takatuf.court.actions import (
    ApprovedAfterwards,
    CallMissing,
    CorrectionWhyMissing,
    ExhibitChanged,
    ForbiddenContent,
    NothingToCorrect,
    NotUrgent,
    SignedAtOnce,
    StandsBefore,
    approve_afterwards,
    approve_submission,
    build_and_sign,
    file_with_court,
    place_facts,
    record_call,
    record_fact,
    start_submission,
    submit_for_approval,
    write_sections,
)
from takatuf.court.actions.facts import Source
from takatuf.court.document.errors import TooLong
from takatuf.court.document.reading import read_document
from takatuf.court.document.view import SubmissionView
from takatuf.court.models import Submission, SubmissionDocument
from takatuf.court.models.choices import FactKind, SourceKind, Stance, SubmissionKind, SubmissionState
from takatuf.court.queries import open_document, open_submission
from takatuf.court.rules import Sections, Standing
from takatuf.court.stored import from_json
from takatuf.evidence.actions import Described, Holder, Step, add_exhibit
from takatuf.evidence.models import ExhibitKind
from takatuf.evidence.rules import Custody
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import InvalidInput
from takatuf.people.actions import register_person
from tests.court.situations import (
    AT,
    SCHOOL,
    SECTIONS,
    Situation,
    a_case,
    a_draft,
    a_fact,
    a_reviewed,
    a_signed,
    a_signer,
    say,
    the_sealer_comes,
)
from tests.factories import acting, make_worker

pytestmark = pytest.mark.usefixtures("house")
LATER = AT + timedelta(hours=2)


def _an_exhibit(here: Situation) -> UUID:
    with acting(make_worker(here.social)) as by:
        described = Described(
            kind=ExhibitKind.FILE, description="نسخة من سجل الحضور", origin="المدرسة", sha256="9c1e" * 16
        )
        giver, taker = Holder(body="المدرسة"), Holder(agency_id=here.social.id)
        step = Step(Custody.RECEIVED, AT, giver, taker, "طُلب من المدرسة")
        return add_exhibit(record_id=here.case_record_id, described=described, step=step, by=by, at=AT).pk


def _begin(here: Situation, kind: SubmissionKind, before: UUID | None = None) -> UUID:
    with acting(here.writer) as by:
        return start_submission(
            case_id=here.case_id, court_id=here.court.id, docket="44-1187", child_code="ط-417", kind=kind,
            supplements=before, by=by, at=LATER,
        )  # fmt: skip


def _fill(here: Situation, submission: UUID, facts: list[UUID], sections: Sections) -> dict[UUID, int]:
    with acting(here.writer) as by:
        numbers = place_facts(submission_id=submission, fact_ids=facts, by=by, at=LATER)
        write_sections(submission_id=submission, sections=sections, by=by, at=LATER)
    return numbers


def _sign(here: Situation, submission: UUID, *, approved: bool = True) -> SubmissionView:
    if approved:
        with acting(here.writer) as by:
            submit_for_approval(submission_id=submission, by=by, at=LATER)
        for who in (here.approver, here.supervisor):
            with acting(who) as by:
                approve_submission(submission_id=submission, by=by, at=LATER)
    the_sealer_comes()
    with acting(here.writer) as by:
        build_and_sign(submission_id=submission, signer=a_signer(), by=by, at=LATER)
        return from_json(SubmissionView, open_submission(submission, by=by, at=LATER).document_view)


def _pages(here: Situation, submission: UUID) -> tuple[str, ...]:
    with acting(here.writer) as by:
        return tuple(
            european_digits(page) for page in read_document(open_document(submission, by=by, at=LATER)).pages
        )


def test_a_supplement_holds_only_what_is_new_and_its_pages_go_on() -> None:
    here = a_case()
    fact = a_fact(here)
    first = a_signed(here, (fact,))
    second = _begin(here, SubmissionKind.SUPPLEMENT, first)
    with acting(here.writer) as by, pytest.raises(StandsBefore):
        place_facts(submission_id=second, fact_ids=[fact], by=by, at=LATER)
    new = a_fact(here, text="عاد الطفل إلى المدرسة.")

    numbers = _fill(here, second, [new], Sections(what_changed="أُضيفت الواقعة الثانية."))
    view = _sign(here, second)

    last = len(_pages(here, first))
    pages = _pages(here, second)
    assert numbers == {new: 2}
    assert view.first_page == last + 1
    assert f"صفحة {last + 1} من {last + len(pages)}" in pages[0]
    assert f"صفحة {last + len(pages)} من {last + len(pages)}" in pages[-1]
    assert [entry.text for entry in view.chronology if entry.fact is None and "قُيّد" in entry.text] == []
    assert not any("الدراسة الاجتماعية" in page for page in pages)
    with acting(here.writer):
        row = SubmissionDocument.objects.get(submission_id=second)
    assert (row.first_page, row.last_page) == (last + 1, last + len(pages))


def test_a_correction_keeps_the_number_of_the_fact_and_prints_what_stood_there() -> None:
    here = a_case()
    fact, other = a_fact(here), a_fact(here, text="واقعة أخرى لا تتغير.")
    say(here, fact, prosecution=Stance.ADMITS, defence=Stance.DENIES)
    first = a_signed(here, (fact, other))
    with acting(here.writer) as by:
        anew = record_fact(
            case_id=here.case_id, text_ar="انتظم الطفل في المدرسة ثم غاب عشرة أيام.", kind=FactKind.RECORD,
            sources=[SCHOOL], supersedes=fact, by=by, at=LATER,
        )  # fmt: skip
    correction = _begin(here, SubmissionKind.CORRECTION, first)
    with acting(here.writer) as by, pytest.raises(NothingToCorrect):
        place_facts(submission_id=correction, fact_ids=[other], by=by, at=LATER)

    numbers = _fill(here, correction, [anew], Sections())
    with acting(here.writer) as by, pytest.raises(CorrectionWhyMissing):
        submit_for_approval(submission_id=correction, by=by, at=LATER)
    with acting(here.writer) as by:
        write_sections(
            submission_id=correction, sections=Sections(correction_why="أخطأ النقل من السجل."), by=by, at=LATER
        )  # fmt: skip
    view = _sign(here, correction)

    text = " ".join(_pages(here, correction))
    assert numbers == {anew: 1}
    assert view.facts[0].stood.startswith("انتظم الطفل في المدرسة ثم غاب أحد عشر")
    assert (
        view.facts[0].stood_as is Standing.CONTESTED
    )  # a newer version has no positions yet; the quarrel is not lost
    assert "كانت قبل ذلك" in text
    assert "مذكرة تصحيح" in text
    assert "سبب التصحيح" in text
    assert view.measures == view.exhibits == view.agencies == ()


def test_what_goes_on_from_nothing_cannot_be_a_supplement_or_a_correction() -> None:
    here = a_case()
    signed = a_signed(here)

    for kind in (SubmissionKind.SUPPLEMENT, SubmissionKind.CORRECTION):
        with pytest.raises(InvalidInput):
            _begin(here, kind)
    with acting(here.writer) as by:
        anew = start_submission(
            case_id=here.case_id, court_id=here.court.id, docket="44-1187", child_code="ط-417", kind=SubmissionKind.MAIN,
            supplements=signed, by=by, at=LATER,
        )  # fmt: skip
        assert open_submission(anew, by=by, at=LATER).row.version == 2


URGENT = Sections(
    requests=SECTIONS.requests,
    risk_now="موعد لقاء مساء اليوم.",
    why_nothing_speaks_against="لم يظهر ما يخالفه.",
)


def _an_urgent(here: Situation, *, called: bool = True, sections: Sections = URGENT) -> UUID:
    urgent = _begin(here, SubmissionKind.URGENT)
    _fill(here, urgent, [a_fact(here)], sections)
    if called:
        with acting(here.writer) as by:
            record_call(
                submission_id=urgent, to="مكتب القاضي المناوب", said="أُبلغ بالخطر وبالطلب.", called_at=AT, by=by, at=LATER
            )  # fmt: skip
    return urgent


def test_an_urgent_application_is_one_page_signed_by_one_person_and_approved_by_another_afterwards() -> None:
    here = a_case()
    urgent = _an_urgent(here)

    view = _sign(here, urgent, approved=False)
    with acting(here.writer):
        clock = Deadline.objects.get(subject_id=urgent)
    with acting(make_worker(here.social, here.supervisor.role)) as by:
        approve_afterwards(submission_id=urgent, by=by, at=LATER + timedelta(hours=3))
        with pytest.raises(ApprovedAfterwards):
            approve_afterwards(submission_id=urgent, by=by, at=LATER + timedelta(hours=3))
    with acting(here.writer) as by:
        file_with_court(submission_id=urgent, by=by, at=LATER)
        done = Deadline.objects.get(subject_id=urgent)
        opened = open_submission(urgent, by=by, at=LATER)

    (page,) = _pages(here, urgent)
    assert "المكالمة" in page
    assert "مكتب القاضي المناوب" in page
    assert (view.call.to if view.call else "") == "مكتب القاضي المناوب"
    assert (clock.kind, clock.agency_id) == (DeadlineKind.SECOND_APPROVAL, here.social.id)
    assert timedelta(0) < clock.due_at - LATER <= timedelta(days=5)
    assert done.met_at == LATER + timedelta(hours=3)
    assert opened.row.state is SubmissionState.FILED


def test_an_urgent_application_without_a_call_is_not_signed_in_the_house_or_in_the_database() -> None:
    here = a_case()
    urgent = _an_urgent(here, called=False)
    the_sealer_comes()

    with acting(here.writer) as by:
        with pytest.raises(CallMissing):
            build_and_sign(submission_id=urgent, signer=a_signer(), by=by, at=LATER)
        with pytest.raises(SignedAtOnce):
            submit_for_approval(submission_id=urgent, by=by, at=LATER)
        with pytest.raises(IntegrityError, match="court_submission_called"), transaction.atomic():
            Submission.objects.filter(pk=urgent).update(signed_at=LATER, state=SubmissionState.SIGNED)
        with pytest.raises(IntegrityError, match="court_submission_call"), transaction.atomic():
            Submission.objects.filter(pk=urgent).update(called_at=AT)


def test_an_urgent_application_of_two_pages_is_refused() -> None:
    here = a_case()
    long = replace(URGENT, risk_now="موعد لقاء مساء اليوم قرب الحديقة. " * 120)
    urgent = _an_urgent(here, sections=long)
    the_sealer_comes()

    with acting(here.writer) as by, pytest.raises(TooLong):
        build_and_sign(submission_id=urgent, signer=a_signer(), by=by, at=LATER)

    with acting(here.writer):
        assert not SubmissionDocument.objects.exists()


def test_only_an_urgent_application_is_called_or_approved_afterwards_and_not_by_its_author() -> None:
    here = a_case()
    main, urgent = a_draft(here), _an_urgent(here)
    _sign(here, urgent, approved=False)

    with acting(here.writer) as by, pytest.raises(NotUrgent):
        record_call(submission_id=main, to="مكتب", said="كلام", called_at=AT, by=by, at=LATER)
    with acting(here.writer) as by, pytest.raises(InvalidInput):
        record_call(submission_id=urgent, to=" ", said="كلام", called_at=AT, by=by, at=LATER)
    with acting(here.approver) as by, pytest.raises(NotUrgent):
        approve_afterwards(submission_id=main, by=by, at=LATER)


def test_an_impact_that_names_a_sentence_needs_the_courts_leave() -> None:
    here = a_case()
    draft = a_draft(here)
    harsh = replace(SECTIONS, impact="لا ينام، ويستحق السجن من فعل هذا.")
    with acting(here.writer) as by:
        write_sections(submission_id=draft, sections=harsh, by=by, at=AT)
        with pytest.raises(ForbiddenContent):
            submit_for_approval(submission_id=draft, by=by, at=AT)
        with_leave = replace(harsh, forbidden_why="أذنت الدائرة بنقل كلام الأم.")
        write_sections(submission_id=draft, sections=with_leave, by=by, at=AT)
        submit_for_approval(submission_id=draft, by=by, at=AT)


def test_an_exhibit_that_changed_since_the_fact_was_taken_stops_the_submission() -> None:
    here = a_case()
    exhibit = _an_exhibit(here)
    source = Source(SourceKind.EXHIBIT, "الدليل E-01", "الصفحة الأولى", exhibit, "", "9c1e" * 16)
    good = a_fact(here, sources=(source,))
    stale = a_fact(here, text="واقعة من دليل تغير.", sources=(replace(source, sha256="0" * 64),))

    a_reviewed(here, (good,))
    draft = a_draft(here, (stale,))
    with acting(here.writer) as by, pytest.raises(ExhibitChanged) as refused:
        submit_for_approval(submission_id=draft, by=by, at=AT)

    assert [number for _, number in refused.value.found] == [1]


def test_the_register_the_suspect_and_who_confirmed_stand_in_the_document() -> None:
    here = a_case()
    _an_exhibit(here)
    worker = make_worker(here.social)
    with acting(worker) as by:
        person = register_person(name="شخص باسم مخترع", lead=here.social.id, by=by, at=AT)
        add_person(case_id=here.case_id, person_id=person.id, role=PersonRole.SUSPECT, by=by, at=AT)
        role = CaseRole.objects.get(role="suspect")
        set_suspect_status(case_id=here.case_id, role_id=role.pk, status=SuspectStatus.CLEARED, by=by, at=AT)
    signed = a_signed(here)

    with acting(here.writer) as by:
        view = from_json(SubmissionView, open_submission(signed, by=by, at=AT).document_view)

    text = " ".join(_pages(here, signed))
    assert [(row.exhibit_no, row.sha256, len(row.custody)) for row in view.exhibits] == [
        ("E-01", "9c1e" * 16, 1)
    ]
    assert [row.label for row in view.suspects] == ["المشتبه به"]
    assert any("بُرّئ" in line for line in view.speaks_against)
    assert "سجل الأدلة" in text
    assert "صفة من يُشتبه به" in text or "صفة من يشتبه به" in text
    assert "مخترع" not in text

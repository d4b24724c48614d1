"""Questions of the court and the answers of the parties."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from takatuf.court.actions import PartyKind, answer_court, ask_question, give_more_time
from takatuf.court.parties import PartyRow, QuestionRow
from takatuf.desks.court_reading import document_of
from takatuf.desks.court_words import facts_words, position_words
from takatuf.desks.forms.proceedings import AnswerForm, FactChoice, QuestionForm, TimeForm
from takatuf.desks.views.one_step import whole
from takatuf.desks.views.page import StaffRequest, role_may, staff_page, steps_only
from takatuf.desks.views.proceedings import Around, around
from takatuf.kernel.clock import now

QUESTIONS = "reading:questions"


@staff_page
def questions(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Every question with its answers."""
    return _questions_page(request, submission_id, at=now())


def _questions_page(
    request: StaffRequest,
    submission_id: UUID,
    *,
    at: datetime,
    form: QuestionForm | None = None,
    time_of: tuple[UUID, TimeForm] | None = None,
) -> HttpResponse:
    found = around(request, submission_id, here=QUESTIONS, at=at)
    asks = role_may(request, "question.ask") and found.view.row.court.id == request.worker.agency.id
    facts = _facts(found)
    context = {
        "row": found.view.row,
        "tabs": found.tabs,
        "questions": [_line(request, row, at) for row in reversed(found.proceedings.questions)],
        "may_ask": asks,
        "form": form or QuestionForm(facts=facts, parties=found.proceedings.parties),
        "time_form": time_of[1] if time_of else TimeForm(),
        "time_of": time_of[0] if time_of else None,
        "now": at,
    }
    return render(request, "desks/reading_questions.html", context)


def _facts(found: Around) -> list[FactChoice]:
    return [(fact.number, fact.text) for fact in document_of(found.view).facts]


def _line(request: StaffRequest, row: QuestionRow, at: datetime) -> dict[str, object]:
    """A question as this reader sees it: the court alone is shown who has not answered."""
    sits = role_may(request, "question.enter")
    silent = [one.party for one in row.asked if one.answered_at is None] if sits else []
    return {
        "row": row,
        "about": facts_words(row.facts) if row.facts else "",
        "answers": [
            (answer, [(line.number, position_words(line.party, line.stance), line.reason) for line in answer.positions])
            for answer in row.answers
        ],
        "silent": silent,
        "is_over": row.due_at < at,
        "owes": row.owes if role_may(request, "question.answer") else None,
        "on_paper": [party for party in silent if party.agency is None],
    }  # fmt: skip


@steps_only(QUESTIONS)
@staff_page
def ask(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """The court asks, and sets the time."""
    at = now()
    found = around(request, submission_id, here=QUESTIONS, at=at)
    form = QuestionForm(request.POST, facts=_facts(found), parties=found.proceedings.parties)
    if not whole(
        form,
        lambda _values: ask_question(submission_id=submission_id, **form.parts(), by=request.actor, at=at),
    ):
        return _questions_page(request, submission_id, at=at, form=form)
    messages.success(request, _("The question is asked and served on all parties; the clocks run."))
    return redirect(QUESTIONS, submission_id)


@steps_only(QUESTIONS)
@staff_page
def more_time(request: StaffRequest, submission_id: UUID, question_id: UUID) -> HttpResponse:
    """The court gives more time."""
    at = now()
    form = TimeForm(request.POST)
    _found, _row = _question(request, submission_id, question_id, at)
    if not whole(
        form,
        lambda _values: give_more_time(
            question_id=question_id, due_at=form.due_at(), by=request.actor, at=at
        ),
    ):
        return _questions_page(request, submission_id, at=at, time_of=(question_id, form))
    messages.success(request, _("Answers are awaited until then."))
    return redirect(QUESTIONS, submission_id)


def _question(
    request: StaffRequest, submission_id: UUID, question_id: UUID, at: datetime
) -> tuple[Around, QuestionRow]:
    found = around(request, submission_id, here=QUESTIONS, at=at)
    row = next((one for one in found.proceedings.questions if one.id == question_id), None)
    if row is None:
        raise Http404
    return found, row


@staff_page
def answer(request: StaffRequest, submission_id: UUID, question_id: UUID) -> HttpResponse:
    """Answer a question; for a party on paper, the court writes down what came."""
    at = now()
    found, row = _question(request, submission_id, question_id, at)
    party = _who_answers(request, row)
    chosen = set(row.facts)
    facts = [fact for fact in _facts(found) if not chosen or fact[0] in chosen]
    form = AnswerForm(request.POST or None, facts=facts, positions=party.kind is not PartyKind.APPLICANT)
    given_for = party.id if party.agency is None else None
    if request.method == "POST" and whole(
        form,
        lambda _values: answer_court(
            question_id=question_id, party_id=given_for, **form.parts(), by=request.actor, at=at
        ),
    ):
        messages.success(request, _("The answer is with the court and served on all parties."))
        return redirect(QUESTIONS, submission_id)
    context = {
        "row": found.view.row, "tabs": found.tabs, "question": row, "party": party, "form": form, "now": at,
        "about": facts_words(row.facts) if row.facts else "",
    }  # fmt: skip
    return render(request, "desks/reading_answer.html", context)


def _who_answers(request: StaffRequest, row: QuestionRow) -> PartyRow:
    """The reader's own part that is open, or the party on paper that is named; 404 where there is none."""
    if row.owes is not None and role_may(request, "question.answer"):
        return row.owes.party
    named = request.GET.get("party", "") or request.POST.get("party", "")
    for one in row.asked:
        if (
            role_may(request, "question.enter")
            and one.party.agency is None
            and one.answered_at is None
            and str(one.party.id) == named
        ):
            return one.party
    raise Http404

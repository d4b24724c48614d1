"""The court asks, and sets the time; question and answers are served on all parties; an answer may take positions on facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import Level, RecordKind
from takatuf.casework.actions.lines import write_line
from takatuf.clocks.actions import hold_deadlines, meet_deadline, move_deadline, start_deadline
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import agency_of
from takatuf.court.actions.parties import serve_on_others
from takatuf.court.bound_proceedings import answer_content, question_content, question_time_content
from takatuf.court.filed import filed_submission, hold_proceedings, person_who, proceedings_of
from takatuf.court.models import (
    Answer,
    CourtParty,
    FactPosition,
    Proceedings,
    Question,
    QuestionAsked,
    SubmissionFact,
)
from takatuf.court.models.choices import Stance
from takatuf.court.models.proceeding_choices import PartyKind, Served
from takatuf.jointwork.actions import share_proceedings
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger import actions as ledger


class AnsweredAlready(Refused):
    """This party has answered already."""


@dataclass(frozen=True, slots=True)
class PositionTaken:
    """What an answer says of the fact with this number in the submission."""

    number: int
    stance: Stance
    reason: str = ""


@transaction.atomic
def ask_question(
    *,
    submission_id: UUID,
    text: str,
    due_at: datetime,
    by: Actor,
    at: datetime,
    facts: Sequence[int] = (),
    party_ids: Sequence[UUID] = (),
) -> UUID:
    """Ask one, some or (naming nobody) all parties, and set the time; returns the question's id.

    Everybody is served with it, whoever is asked. Each party that is asked has a clock of its own on a record that the
    court shares with that party alone: when time runs out, the court and this party see it, and nobody else.
    Raises NotFound, NotBeforeTheCourt, InvalidInput for an empty text, a time that is over, an unknown fact or party.
    """
    worker_id = person_who(by, "question.ask")
    submission = filed_submission(submission_id, by)
    proceedings = proceedings_of(submission)
    if not text.strip():
        raise InvalidInput("text", "missing")
    if due_at <= at:
        raise InvalidInput("due_on", "over")
    _check_facts(submission.pk, facts)
    asked = _parties(proceedings, party_ids)
    hold_proceedings(proceedings.pk)
    last = Question.objects.filter(proceedings_id=proceedings.pk).aggregate(n=Max("number"))["n"] or 0
    question = Question(
        record_id=proceedings.record_id,
        proceedings_id=proceedings.pk,
        submission_id=submission.pk,
        number=last + 1,
        facts=sorted(set(facts)),
        asked_by_id=worker_id,
        asked_at=at,
        due_at=due_at,
    )
    question.seal(text=text.strip())
    question.save(force_insert=True)
    ledger.write(
        "question.asked", about=proceedings.record_id, by=by, at=at, content=question_content(question)
    )
    _set_time(question, by, at)
    for party in asked:
        _ask(question, party, by, at)
    serve_on_others(
        proceedings=proceedings, what=Served.QUESTION, subject_id=question.pk, except_for=[], by=by, at=at
    )
    _line("court_question_asked", proceedings, question, by, at)
    return question.pk


def _set_time(question: Question, by: Actor, at: datetime) -> None:
    """The time to answer has a line of its own, since the court may move it."""
    content = question_time_content(question)
    ledger.write("question.time_set", about=question.record_id, by=by, at=at, content=content)


def _check_facts(submission_id: UUID, numbers: Sequence[int]) -> None:
    known = set(SubmissionFact.objects.filter(submission_id=submission_id).values_list("number", flat=True))
    for number in numbers:
        if number not in known:
            raise InvalidInput("facts", "unknown_fact", number=number)


def _parties(proceedings: Proceedings, wanted: Sequence[UUID]) -> list[CourtParty]:
    rows = CourtParty.objects.filter(proceedings_id=proceedings.pk).order_by("added_at", "pk")
    found = [row for row in rows if not wanted or row.pk in set(wanted)]
    if not found or len(found) < len(set(wanted)):
        raise InvalidInput("parties", "unknown_party")
    return found


def _ask(question: Question, party: CourtParty, by: Actor, at: datetime) -> None:
    record_id = uuid7()
    open_record(id=record_id, kind=RecordKind.SUBMISSION, lead=agency_of(by), at=at)
    asked = QuestionAsked(record_id=record_id, question_id=question.pk, party_id=party.pk)
    if party.agency_id is not None:
        share_proceedings(record_id=record_id, shares={party.agency_id: Level.WRITE}, by=by, at=at)
    asked.save(force_insert=True)
    start_deadline(
        record_id=record_id,
        subject_id=asked.pk,
        kind=DeadlineKind.COURT_ANSWER,
        agency_id=party.agency_id or agency_of(by),
        due_at=question.due_at,
        by=by,
        at=at,
    )


def _line(
    kind: str, proceedings: Proceedings, question: Question, by: Actor, at: datetime, *, party: str = ""
) -> None:
    params: dict[str, str | int] = {"number": question.number}
    write_line(
        kind=kind,
        record_id=proceedings.record_id,
        case_record_id=proceedings.case_record_id,
        by=by,
        at=at,
        params=params | ({"party": party} if party else {}),
    )


@transaction.atomic
def give_more_time(*, question_id: UUID, due_at: datetime, by: Actor, at: datetime) -> None:
    """The court gives all who have not answered until another day. Raises NotFound, InvalidInput for a time that is over."""
    person_who(by, "question.ask")
    question = Question.objects.select_for_update().filter(pk=question_id).first()
    if question is None:
        raise NotFound("No such question.")
    if due_at <= at:
        raise InvalidInput("due_on", "over")
    question.due_at = due_at
    question.save(update_fields=["due_at"])
    for asked in QuestionAsked.objects.filter(question_id=question_id, answered_at__isnull=True):
        move_deadline(subject_id=asked.pk, kind=DeadlineKind.COURT_ANSWER, due_at=due_at, by=by, at=at)
    _set_time(question, by, at)


@transaction.atomic
def answer_court(
    *,
    question_id: UUID,
    text: str,
    by: Actor,
    at: datetime,
    party_id: UUID | None = None,
    exculpatory: bool = False,
    positions: Sequence[PositionTaken] = (),
) -> UUID:
    """Answer a question as the party that the actor's agency is; returns the answer's id.

    For a party without an account the court writes down what came on paper, and names it in `party_id`. The answer is
    served on all other parties, also what speaks for the accused; its positions count at once for what is agreed and
    contested. Raises NotFound, NotAllowed, AnsweredAlready, InvalidInput.
    """
    question = Question.objects.filter(pk=question_id).select_related("proceedings").first()
    if question is None:
        raise NotFound("No such question.")
    asked = _asked(question, by, party_id)
    worker_id = person_who(by, "question.enter" if asked.party.agency_id is None else "question.answer")
    if asked.answered_at is not None:
        raise AnsweredAlready("This party has answered already.")
    if not text.strip():
        raise InvalidInput("text", "missing")
    answer = Answer(
        record_id=question.record_id,
        question_id=question.pk,
        party_id=asked.party_id,
        agency_id=agency_of(by),
        exculpatory=exculpatory,
        entered_by_id=worker_id,
        given_at=at,
    )
    answer.seal(text=text.strip())
    answer.save(force_insert=True)
    ledger.write("question.answered", about=question.record_id, by=by, at=at, content=answer_content(answer))
    _take_positions(answer, positions, of=asked.party, by=by, at=at)
    asked.answered_at = at
    asked.save(update_fields=["answered_at"])
    meet_deadline(subject_id=asked.pk, kind=DeadlineKind.COURT_ANSWER, by=by, at=at)
    serve_on_others(
        proceedings=question.proceedings, what=Served.ANSWER, subject_id=answer.pk, except_for=[asked.party_id], by=by, at=at
    )  # fmt: skip
    _line("court_question_answered", question.proceedings, question, by, at, party=asked.party.kind)
    return answer.pk


def _asked(question: Question, by: Actor, party_id: UUID | None) -> QuestionAsked:
    """The open question of the actor's own agency, or of the party without an account for which the court writes."""
    rows = QuestionAsked.objects.filter(question_id=question.pk)
    if party_id is None:
        rows = rows.filter(party__agency_id=agency_of(by))
    else:
        rows = rows.filter(party_id=party_id, party__agency__isnull=True)
    found = rows.first()
    if found is None:
        raise NotFound("This question is not asked of this party.")
    hold_deadlines(subject_id=found.pk)
    locked = QuestionAsked.objects.select_for_update(of=("self",)).select_related("party").get(pk=found.pk)
    return locked


def _take_positions(
    answer: Answer, positions: Sequence[PositionTaken], *, of: CourtParty, by: Actor, at: datetime
) -> None:
    question = answer.question
    if positions and of.kind == PartyKind.APPLICANT:
        raise InvalidInput("positions", "applicant")
    facts = dict(
        SubmissionFact.objects.filter(submission_id=question.submission_id).values_list("number", "fact_id")
    )
    for taken in positions:
        if taken.number not in facts:
            raise InvalidInput("positions", "unknown_fact", number=taken.number)
        row = FactPosition(
            record_id=question.record_id,
            fact_id=facts[taken.number],
            party=of.kind,
            stance=taken.stance,
            stated_by_id=by.id,
            at=at,
            answer_id=answer.pk,
        )
        if taken.reason.strip():
            row.seal(reason=taken.reason.strip())
        row.save(force_insert=True)
        ledger.write(
            "fact.position_taken", about=question.record_id, by=by, at=at,
            content={"fact": row.fact_id, "party": of.kind, "stance": taken.stance.value, "reason": taken.reason.strip()},
        )  # fmt: skip

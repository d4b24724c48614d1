"""What stands before the court in the filled house: parties, service, a question and its answer."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from takatuf.agencies.queries import agency_by_code
from takatuf.court import actions as court
from takatuf.court.parties import open_proceedings_of
from takatuf.court.queries import open_submission
from takatuf.jointwork.queries import open_steps
from takatuf.kernel.clock import now
from tests.desks.situations import acting_as
from tests.house import planted


def before_the_court(submission: UUID) -> None:
    """On a submission that was filed: counsel is served in the system, the guardian on paper; counsel answers the court."""
    at = now()
    with acting_as("judge") as by:
        court.add_party(
            submission_id=submission, kind=court.PartyKind.DEFENCE, agency_id=agency_by_code("counsel").id, by=by, at=at
        )  # fmt: skip
        court.add_party(
            submission_id=submission, kind=court.PartyKind.GUARDIAN, channel=court.Channel.PAPER,
            letter=court.OnPaper(*planted.LETTER), by=by, at=at,
        )  # fmt: skip
        letter = next(row for row in open_proceedings_of(submission, by=by, at=at).services if row.addressee)
        court.prove_delivery(
            service_id=letter.id, kind=court.ProofKind.SIGNED_RECEIPT, received_at=at, proof=planted.DELIVERED, by=by, at=at
        )  # fmt: skip
        question = court.ask_question(
            submission_id=submission, text=planted.COURT_ASKED, due_at=at + timedelta(days=5), by=by, at=at
        )
    with acting_as("adel") as by:
        court.answer_court(
            question_id=question, text=planted.COURT_ANSWERED, exculpatory=True, by=by, at=at,
            positions=[court.PositionTaken(1, court.Stance.DENIES, planted.COURT_REASON)],
        )  # fmt: skip
    _follow_up(submission)


def _follow_up(submission: UUID) -> None:
    """A measure asked and refused, a hearing that was put off, an order varied, an appeal; the submission handed back."""
    at = now()
    with acting_as("adel") as by:
        measure = court.ask_measure(
            submission_id=submission, kind=court.MeasureKind.SCREEN, why=planted.MEASURE, by=by, at=at
        )
    with acting_as("judge") as by:
        court.decide_measure(
            measure_id=measure, decision=court.MeasureDecision.REFUSED, words=planted.REFUSED, by=by, at=at
        )
        hearing = court.record_hearing(
            submission_id=submission, starts_at=at + timedelta(days=2), by=by, at=at
        )
        view = open_proceedings_of(submission, by=by, at=at)
        court.note_hearing(
            hearing_id=hearing, end=court.HearingEnd.ADJOURNED, cause=court.HearingCause.COURT, note=planted.PUT_OFF,
            next_starts_at=at + timedelta(days=9), came={view.parties[0].id: True}, by=by, at=at,
        )  # fmt: skip
        court.return_submission(
            submission_id=submission, reason=court.ReturnReason.CLARIFICATION, note=planted.HANDED_BACK, by=by, at=at
        )  # fmt: skip
        ruling = open_submission(submission, by=by, at=at).rulings[0]
        order = court.record_order(
            ruling_id=ruling.id, kind=court.OrderKind.SUPPORT, text=planted.VARIED, agency_id=agency_by_code("health").id,
            limit_amount=3, limit_unit=court.LimitUnit.CALENDAR_DAYS, by=by, at=at,
        )  # fmt: skip
        court.vary_order(
            order_id=order, text=planted.VARIED, limit_amount=9, limit_unit=court.LimitUnit.CALENDAR_DAYS, by=by, at=at
        )  # fmt: skip
        court.note_appeal(
            ruling_id=ruling.id, party_id=view.parties[1].id, lodged_on=timezone.localdate(at), by=by, at=at
        )
    with acting_as("layla") as by:
        step = next(row for row in open_steps(by=by) if row.from_order)
        court.report_compliance(step_id=step.id, text=planted.COMPLIED, by=by, at=at)

"""What awaits an agency now: referrals to answer, outcomes and steps owed, referrals that others leave waiting."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from takatuf.agencies.actions import disclose
from takatuf.agencies.memory import remembered
from takatuf.agencies.models import Access
from takatuf.agencies.queries import AgencyName, agencies
from takatuf.casework.chronology import AGENCY_PARAMS, CODES
from takatuf.clocks.models import Deadline, DeadlineKind
from takatuf.clocks.queries import agency_of, open_deadlines_count, unread_notices
from takatuf.jointwork.models import AuthorityLetter, Referral, Step
from takatuf.jointwork.queries.referrals import ReferralRow, rows_of
from takatuf.jointwork.queries.steps import case_codes, open_steps
from takatuf.jointwork.rules import OPEN, WAITING, ReferralState
from takatuf.jointwork.words import NOTICES
from takatuf.kernel.actors import Actor

COUNTED = 100
_ANSWERS = (DeadlineKind.REFERRAL_ANSWER, DeadlineKind.REFERRAL_OUTCOME)


@dataclass(frozen=True, slots=True)
class AwaitRow:
    """One thing that somebody has to do. `kind` says what:

    answer_referral, finish_referral, answer_question (the receiver asked the own agency), find_another_way, chase_referral
    (another agency is late: remind or escalate), authority_letter (`owes` is the silent agency), step.
    `owes` is the agency whose turn it is; `level` is 1 to 4, or None where there is none.
    """

    kind: str
    subject_id: UUID
    case_id: UUID | None
    code: str
    what: str
    level: int | None
    owes: AgencyName
    due_at: datetime | None
    late: bool


def awaiting(*, by: Actor, at: datetime) -> list[AwaitRow]:
    """What awaits the own agency now, the most urgent first, then by the clock; puts the look on record.

    Late referrals to other agencies are here for everybody who sees them: the sender and the leading agency.
    """
    rows, referrals = _rows(by, at)
    disclose(record_ids=[row.record_id for row in referrals], what="awaiting", by=by, at=at)
    return rows


def awaiting_count(*, by: Actor, at: datetime, most: int = COUNTED) -> int:
    """How many things await the own agency, for the number beside a page; it opens nothing, so no look is recorded.

    At `most` it stops counting where that many steps and answers are owed: the number then means "that many or more".
    """
    owed = Step.objects.filter(owner_id=agency_of(by), done_at__isnull=True)[:most].count()
    owed += answers_owed(by=by, most=most)
    return most if owed >= most else len(_rows(by, at)[0])


def answers_owed(*, by: Actor, most: int = COUNTED) -> int:
    """How many answers and outcomes of referrals the own agency owes, counted up to `most`, once for each page."""
    return remembered(
        ("answers owed", by.id, most), lambda: open_deadlines_count(by=by, kinds=_ANSWERS, most=most)
    )


def _rows(by: Actor, at: datetime) -> tuple[list[AwaitRow], list[ReferralRow]]:
    """What awaits, in order, and the referrals that it shows."""
    referrals = [row for row in _referrals(by) if (kind := _kind(row, by, at)) and kind]
    rows = [
        AwaitRow(
            kind=_kind(row, by, at), subject_id=row.id, case_id=row.case_id if row.case_code else None, code=row.code,
            what=row.purpose_label, level=row.level, due_at=row.due_at, late=row.late_at(at),
            owes=row.from_agency if row.asked or row.state == ReferralState.DECLINED else row.to_agency,
        )
        for row in referrals
    ]  # fmt: skip
    rows += _letters(by, at)
    steps = open_steps(by=by)
    codes = case_codes(steps, by=by)
    for step in steps:
        case_id, code = codes.get(step.case_record_id, (None, ""))
        rows.append(
            AwaitRow(
                "step",
                step.id,
                case_id,
                code,
                step.title_label,
                None,
                step.owner,
                step.due_at,
                step.late_at(at),
            )
        )
    ordered = sorted(
        rows, key=lambda row: (not row.late, row.level or 5, row.due_at is None, row.due_at or at)
    )
    return ordered, referrals


def _referrals(by: Actor) -> list[ReferralRow]:
    """Everything open that the actor's agency sees, and the declined ones that still wait for another way."""
    waiting = Deadline.objects.filter(
        agency_id=agency_of(by), kind=DeadlineKind.REFERRAL_RETURNED, met_at__isnull=True
    ).values_list("subject_id", flat=True)
    # Row security decides who sees them; naming the agency's grants lets the planner begin with what is open.
    granted = Access.objects.filter(agency_id=agency_of(by)).values("record_id")
    found = Referral.objects.filter(state__in=OPEN, record_id__in=granted).order_by("level", "sent_at")[:200]
    returned = (
        Referral.objects.filter(pk__in=list(waiting)).exclude(state__in=OPEN).order_by("level", "sent_at")
    )
    return rows_of([*found, *returned[:200]], by)


def _letters(by: Actor, at: datetime) -> list[AwaitRow]:
    """Letters to authorities that somebody of the own agency still signs, sends or leaves; they lead to the referral."""
    found = AuthorityLetter.objects.filter(
        agency_id=agency_of(by), sent_on__isnull=True, left_at__isnull=True
    )
    letters = {row.referral_id: row for row in found.only("referral_id", "due_at")}
    if not letters:
        return []
    referrals = rows_of(list(Referral.objects.filter(pk__in=letters).order_by("sent_at")), by)
    return [
        AwaitRow(
            kind="authority_letter", subject_id=row.id, case_id=row.case_id if row.case_code else None, code=row.code,
            what=row.purpose_label, level=row.level, owes=row.to_agency, due_at=letters[row.id].due_at,
            late=at > letters[row.id].due_at,
        )
        for row in referrals
    ]  # fmt: skip


def _kind(row: ReferralRow, by: Actor, at: datetime) -> str:
    """What the row asks of the actor's agency; empty: nothing yet."""
    if row.state == ReferralState.DECLINED:
        return "find_another_way"
    if row.asked:
        return "answer_question" if row.from_agency.id == by.agency else ""
    if row.to_agency.id == by.agency:
        return "answer_referral" if row.state in WAITING else "finish_referral"
    return "chase_referral" if row.late_at(at) else ""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice on the own desk, in the reader's language; `subject_id` is the referral that it speaks of, if any."""

    id: UUID
    kind: str
    text: str
    at: datetime
    subject_id: UUID | None


def notices(*, by: Actor) -> list[NoticeLine]:
    """What the own agency was told about referrals and steps and has not put away, the newest first."""
    names = {str(agency.id): str(agency) for agency in agencies()}
    lines = []
    for row in unread_notices(by=by):
        if row.kind not in NOTICES:
            continue
        words = {
            name: names.get(str(value), str(value)) if name in AGENCY_PARAMS else value
            for name, value in row.params.items()
        }
        words |= {
            name: CODES[name].get(str(value), str(value))
            for name, value in row.params.items()
            if name in CODES
        }
        subject = row.params.get("referral")
        lines.append(
            NoticeLine(
                row.id, row.kind, str(NOTICES[row.kind]) % words, row.at, UUID(subject) if subject else None
            )
        )
    return lines

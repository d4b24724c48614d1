"""What joint work adds to the filled house: work after closing, links, meetings, an agreement, answers from outside."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from takatuf.agencies.models import Agency, Worker
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope, worker_scope
from takatuf.kernel.clock import now
from tests.house import planted


def joint_work(*, closed: UUID, still_open: UUID) -> None:
    """On a case that was closed, and on one that social protection leads and the centre began."""
    _after_closing(closed)
    _depth(still_open)
    _link(closed, still_open)
    _meeting(still_open)
    _agreement()
    _from_outside(still_open)
    _contribution(still_open)
    _exhibit(still_open)


def _as(username: str) -> Any:
    return worker_scope(_id(username))


def _id(username: str) -> UUID:
    return Worker.objects.get(user__username=username).pk


def _after_closing(case_id: UUID) -> None:
    from takatuf.casework.actions import (
        ReopeningReason,
        SafeNow,
        Wellbeing,
        propose_reopening,
        record_follow_up,
    )

    with _as("sara") as by:
        record_follow_up(
            case_id=case_id, after_days=None, child_seen=True, child_seen_alone=True, safe_now=SafeNow.YES,
            wellbeing=Wellbeing.WELL, found=planted.FOLLOW_UP, by=by, at=now(),
        )  # fmt: skip
        propose_reopening(
            case_id=case_id, reason=ReopeningReason.CLOSED_IN_ERROR, why=planted.REOPENING, by=by, at=now()
        )


def _depth(case_id: UUID) -> None:
    from takatuf.casework.actions import (
        ConcernStatus,
        SafetyChoice,
        decide_safety,
        judge_concern,
        name_exposed_child,
    )
    from takatuf.casework.models import Concern

    with _as("sara") as by:
        child = name_exposed_child(case_id=case_id, description=planted.OTHER_CHILD, by=by, at=now())
        decide_safety(
            case_id=case_id, child_id=child.pk, decision=SafetyChoice.NOT_REACHABLE, reason=planted.SAFETY, by=by, at=now()
        )  # fmt: skip
        concern = Concern.objects.filter(record__in=_record(case_id)).first()
        assert concern is not None
        judge_concern(
            case_id=case_id, concern_id=concern.pk, status=ConcernStatus.SUBSTANTIATED, reason=planted.JUDGEMENT, by=by, at=now()
        )  # fmt: skip


def _record(case_id: UUID) -> list[UUID]:
    from takatuf.casework.models import Case

    return list(Case.objects.filter(pk=case_id).values_list("record_id", flat=True))


def _link(one: UUID, other: UUID) -> None:
    from takatuf.casework.actions import LinkBasis, LinkKind, link_cases
    from takatuf.casework.models import Case

    with _as("sara") as by:
        link_cases(
            case_id=one, other_code=Case.objects.get(pk=other).code, kind=LinkKind.CO_VICTIMS, basis=LinkBasis.ACCOUNT,
            why=planted.LINK, by=by, at=now(),
        )  # fmt: skip


def _meeting(case_id: UUID) -> None:
    from takatuf.jointwork.meetings import actions as meetings

    at, police = now(), agency_by_code("police").id
    with _as("huda") as by:
        meeting = meetings.call_meeting(
            kind="planning", form="in_person", starts_at=at + timedelta(hours=1), minutes=30, place=planted.PLACE,
            chair_id=by.id, agency_ids=[police], by=by, at=at,
        )  # fmt: skip
    with _as("sara") as by:
        item = meetings.propose_item(
            meeting_id=meeting.pk, case_id=case_id, question=planted.QUESTION, by=by, at=at
        )
    later = at + timedelta(hours=2)
    with _as("huda") as by:
        meetings.note_attendance(
            meeting_id=meeting.pk,
            agency_id=police,
            worker_id=None,
            name=planted.GUEST,
            came=True,
            by=by,
            at=later,
        )
        meetings.minute_item(item_id=item.pk, notes=planted.MINUTES, state="discussed", by=by, at=later)
        meetings.decide_item(
            item_id=item.pk, text=planted.DECISION, owner_id=police, due_at=later + timedelta(days=1), track="",
            dissent=planted.DISSENT, by=by, at=later,
        )  # fmt: skip
        meetings.leave_item(item_id=item.pk, worker_id=_id("reem"), by=by, at=later)


def _agreement() -> None:
    from takatuf.jointwork.agreements.actions import TermGiven, draft_agreement, sign_agreement

    at = now()
    with _as("huda") as by:
        assert by.agency
        term = TermGiven(
            from_id=by.agency, purpose="investigation", fields=("child_age", "accounts"), answer_amount=2,
            answer_unit="clock_hours",
        )  # fmt: skip
        row = draft_agreement(
            second_id=agency_by_code("police").id, title="تبادل بيانات الحسابات", valid_from=at.date(),
            valid_to=at.date() + timedelta(days=300), terms=[term], dispute_path=planted.DISPUTE, dispute_days=3, by=by, at=at,
        )  # fmt: skip
        sign_agreement(agreement_id=row.pk, by=by, at=at)


def _from_outside(case_id: UUID) -> None:
    from takatuf.jointwork.actions import issue_link, refer_case
    from takatuf.jointwork.models import LegalBasis, Purpose
    from takatuf.jointwork.referring.actions.links import enter, visit
    from takatuf.jointwork.referring.actions.outside import answer_as_guest, look_as_guest
    from takatuf.jointwork.referring.models import Did
    from tests.factories import make_agency

    at, clinic = now(), make_agency(sector="health").id
    Agency.objects.using("keeper").filter(pk=clinic).update(uses_system=False)
    with _as("sara") as by:
        referral = refer_case(
            case_id=case_id, to_agency_id=clinic, purpose=Purpose.MENTAL_HEALTH, legal_basis=LegalBasis.VITAL_INTEREST,
            packet=["child_age", "request"], request=planted.REQUEST, by=by, at=at,
        )  # fmt: skip
        issued = issue_link(referral_id=referral.pk, by=by, at=at)
    name, post = planted.OUTSIDER
    secret = enter(token=issued.token, code=issued.code, name=name, post=post, at=at)
    with visit(token=issued.token, secret=secret, at=at) as by:
        look_as_guest(by=by, at=at)
        answer_as_guest(did=Did.ASKED, text=planted.ASKED, by=by, at=at)
    _letter(referral.pk, referral.record_id)


def _letter(referral_id: UUID, record_id: UUID) -> None:
    """As the clock drafts one after the last level of silence; a person leaves it with a reason."""
    from takatuf.clocks.events import DeadlineMissed
    from takatuf.clocks.models import DeadlineKind
    from takatuf.jointwork.models import AuthorityLetter
    from takatuf.jointwork.referring.actions.letters import draft_letter, leave_letter
    from takatuf.jointwork.referring.rules import LAST_LEVEL

    at = now()
    missed = DeadlineMissed(
        deadline_id=referral_id, record_id=record_id, subject_id=referral_id, kind=DeadlineKind.REFERRAL_ANSWER,
        agency_id=agency_by_code("social").id, level=LAST_LEVEL, due_at=at, at=at,
    )  # fmt: skip
    with system_scope("clockwork"):
        draft_letter(missed)
    with _as("huda") as by:
        letter = AuthorityLetter.objects.get(referral_id=referral_id)
        leave_letter(letter_id=letter.pk, reason=planted.NO_LETTER, by=by, at=at)


def _contribution(case_id: UUID) -> None:
    from takatuf.intake.calls.actions import note_ringing
    from takatuf.jointwork.knowing.actions import contribute, let_contribute

    at, prosecution = now(), agency_by_code("prosecution").id
    with _as("huda") as by:
        let_contribute(
            case_id=case_id,
            agency_id=prosecution,
            until=at + timedelta(days=30),
            reason=planted.LET_IN,
            by=by,
            at=at,
        )
        (record,) = _record(case_id)
    with _as("majed") as by:
        contribute(record_id=record, words=planted.CONTRIBUTED, by=by, at=at)
    with system_scope("intake"):
        note_ringing(
            agency_id=agency_by_code("centre").id,
            call=f"call-{at:%H%M%S%f}",
            number=planted.CALLER,
            line="3",
            at=at,
        )


def _exhibit(case_id: UUID) -> None:
    from takatuf.evidence.actions import Described, Holder, Step, add_exhibit, record_custody
    from takatuf.evidence.models import ExhibitKind
    from takatuf.evidence.rules import Custody

    at = now()
    what, where, whence = planted.EXHIBIT
    body, person, why = planted.CUSTODY
    with _as("sara") as by:
        (record,) = _record(case_id)
        own = Holder(by.agency, person=person)
        described = Described(
            kind=ExhibitKind.DEVICE, description=what, origin=whence, storage=where, sha256="ab" * 32
        )
        came = Step(Custody.RECEIVED, at, Holder(body=body), own, why)
        row = add_exhibit(record_id=record, described=described, step=came, by=by, at=at)
        gone = Step(Custody.HANDED_OVER, at, own, Holder(body=body, person=person), why, place=where)
        record_custody(exhibit_id=row.pk, step=gone, by=by, at=at)

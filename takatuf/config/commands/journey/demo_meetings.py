"""A meeting of the team with its signed minutes, one to come, and an agreement that two agencies signed; all of it is invented."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate, localtime

from takatuf.agencies.models import Worker
from takatuf.agencies.queries import agency_by_code
from takatuf.clocks.rules import Unit
from takatuf.config.commands.journey.demo_court import _as
from takatuf.jointwork.actions import do_step
from takatuf.jointwork.agreements.actions import TermGiven, draft_agreement, sign_agreement
from takatuf.jointwork.meetings import actions as meetings
from takatuf.jointwork.meetings.models import MeetingForm, MeetingKind
from takatuf.jointwork.models import Meeting, PacketField, Purpose, TrackKind

HOUR = timedelta(hours=1)
#: Who was expected and who came; nobody of the health service did.
CAME = (("huda", True), ("sara", True), ("wafa", True), ("faisal", True), ("layla", False))
QUESTION = "هل يبقى الطفل في مدرسته، ومن يرافقه إليها؟"
SAID = "تحدثت الأسرة مع المعلمة، ويريد الطفل أن يبقى مع أصدقائه. أكدت الجمعية أن الزيارة الأسبوعية قائمة."
DISSENT = "رأت الجمعية أن تبدأ المرافقة قبل يومين من الموعد المقرر."
MATTER = "كيف يُعرف من المناوب في كل جهة بعد الساعة الثالثة عصراً؟"


def meetings_and_an_agreement(case_id: UUID, *, at: datetime) -> None:
    """The team met this morning about the case that is under way, meets again in three days, and two agencies signed an agreement."""
    agreement_in_force(at=at - timedelta(days=20))
    _over(case_id, at=at)
    later = _called(
        kind=MeetingKind.REVIEW, form=MeetingForm.VIDEO, starts_at=_in_the_morning(at + timedelta(days=3)), place="", at=at - HOUR,
    )  # fmt: skip
    with _as("sara") as by:
        meetings.propose_item(
            meeting_id=later.pk,
            case_id=case_id,
            question="ما الذي أُنجز من قرارات الاجتماع السابق؟",
            by=by,
            at=at,
        )


def _called(
    *, kind: MeetingKind, form: MeetingForm, starts_at: datetime, place: str, at: datetime
) -> Meeting:
    invited = [agency_by_code(code).id for code in ("police", "health", "family")]
    with _as("huda") as by:
        return meetings.call_meeting(
            kind=kind, form=form, starts_at=starts_at, minutes=45, place=place, chair_id=by.id, agency_ids=invited, by=by, at=at,
        )  # fmt: skip


def _over(case_id: UUID, *, at: datetime) -> None:
    """Met, minuted and signed. Police and health do not reach the case: on their agenda its place has a number and no name."""
    began = _full_hour(at - 5 * HOUR)
    meeting = _called(
        kind=MeetingKind.PLANNING, form=MeetingForm.IN_PERSON, starts_at=began, place="قاعة الاجتماعات الأولى", at=at - 29 * HOUR,
    )  # fmt: skip
    with _as("sara") as by:
        about = meetings.propose_item(meeting_id=meeting.pk, case_id=case_id, question=QUESTION, by=by, at=began - HOUR)  # fmt: skip
        matter = meetings.propose_item(meeting_id=meeting.pk, case_id=None, question=MATTER, by=by, at=began - HOUR)  # fmt: skip
    over = began + HOUR
    with _as("huda") as by:
        for username, came in CAME:
            person = Worker.objects.get(user__username=username)
            meetings.note_attendance(
                meeting_id=meeting.pk, agency_id=person.agency_id, worker_id=person.pk, name="", came=came, by=by, at=over
            )  # fmt: skip
        meetings.minute_item(item_id=about.pk, notes=SAID, state="discussed", by=by, at=over)
        family, social = agency_by_code("family").id, agency_by_code("social").id
        meetings.decide_item(
            item_id=about.pk, text="ترافق الجمعية الطفل من المدرسة إلى البيت أسبوعين.", owner_id=family, due_at=at + timedelta(days=14),
            track=TrackKind.ASSESSMENT_SUPPORT, dissent=DISSENT, by=by, at=over,
        )  # fmt: skip
        told = meetings.decide_item(
            item_id=about.pk, text="تُخبَر المدرسة بمن يُسمح له باستلام الطفل.", owner_id=social, due_at=at + timedelta(days=1),
            track=TrackKind.IMMEDIATE_PROTECTION, dissent="", by=by, at=over,
        )  # fmt: skip
        meetings.minute_item(item_id=matter.pk, notes="", state="put_off", by=by, at=over)
        meetings.sign_minutes(meeting_id=meeting.pk, by=by, at=over + HOUR)
    with _as("sara") as by:
        do_step(step_id=told.step_id, by=by, at=at - HOUR)


def agreement_in_force(*, at: datetime) -> None:
    """Social protection and the prosecution agree what goes which way, how fast, and who decides where they differ."""
    social, prosecution = agency_by_code("social").id, agency_by_code("prosecution").id
    terms = (
        TermGiven(social, Purpose.INVESTIGATION, (PacketField.CHILD_CODE, PacketField.CHILD_AGE, PacketField.ACCOUNTS), 24, Unit.CLOCK_HOURS),
        TermGiven(prosecution, Purpose.SOCIAL_STUDY, (PacketField.CHILD_CODE, PacketField.CHILD_AGE, PacketField.CONCERNS), 5, Unit.WORKING_DAYS),
    )  # fmt: skip
    first_day = localdate(at) + timedelta(days=2)
    with _as("huda") as by:
        row = draft_agreement(
            second_id=prosecution, title="ما تتبادله الحماية الاجتماعية والنيابة العامة في حالات الأطفال", valid_from=first_day,
            valid_to=first_day + timedelta(days=364), terms=terms, dispute_days=3, by=by, at=at,
            dispute_path="يلتقي مديرا الجهتين خلال ثلاثة أيام، ويبقى الطفل في أثنائها تحت حماية الجهة الأولى.",
        )  # fmt: skip
        sign_agreement(agreement_id=row.pk, by=by, at=at + HOUR)
    with _as("majed") as by:
        sign_agreement(agreement_id=row.pk, by=by, at=at + timedelta(days=1))


def _in_the_morning(at: datetime) -> datetime:
    return localtime(at).replace(hour=10, minute=0, second=0, microsecond=0)


def _full_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)

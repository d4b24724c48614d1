"""What came before the court after the first submission of the demonstration: a supplement, a correction, a draft that was
sent back, and an urgent application about another child. Everything in it is invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from takatuf.agencies.queries import agency_by_code
from takatuf.config.commands.journey import story
from takatuf.config.commands.journey.demo_court import _as
from takatuf.config.commands.work import seal_everything
from takatuf.court import actions as court
from takatuf.court.models.choices import FactKind, SourceKind, SubmissionKind
from takatuf.court.rules import Request, Sections
from takatuf.kernel.actors import Actor
from takatuf.vault.signing import Signer

_SCHOOL = court.Source(kind=SourceKind.RECORD, label="سجل الحضور في المدرسة", locator="ص 2")


@dataclass(frozen=True, slots=True)
class Before:
    """What the later ones go on from: the case, the first submission, and the fact that stands there as number 1."""

    case_id: UUID
    submission_id: UUID
    first_fact: UUID
    signer: Signer


def later_submissions(before: Before, *, at: datetime) -> None:
    """A supplement and a correction, both filed, then a supplement that an approver sent back to its writer."""
    with _as("reem") as by:
        back = _fact(before.case_id, "انتظم الطفل في المدرسة ثلاثة أسابيع متتالية بعد عودته.", by=by, at=at)
        anew = _fact(
            before.case_id, "انتظم الطفل في المدرسة، ثم غاب عشر مرات في ستة أسابيع.", supersedes=before.first_fact, by=by, at=at,
        )  # fmt: skip
    sections = Sections(what_changed="أُضيفت واقعة واحدة، جواباً عن سؤال المحكمة عن حال الطفل في المدرسة.")
    supplement = _draft(
        before, before.submission_id, SubmissionKind.SUPPLEMENT, facts=[back], sections=sections, at=at
    )
    _sign_and_file(before, supplement, at + timedelta(hours=1))
    sections = Sections(correction_why="عُدّ يوم إجازة رسمية غياباً، وصححته المدرسة في سجلها.")
    correction = _draft(
        before,
        supplement,
        SubmissionKind.CORRECTION,
        facts=[anew],
        sections=sections,
        at=at + timedelta(hours=2),
    )
    _sign_and_file(before, correction, at + timedelta(hours=3))
    _sent_back(before, correction, at + timedelta(hours=4))


def urgent_application(*, case_id: UUID, signer: Signer, at: datetime) -> None:
    """One page about another child, after a call, signed by one person; a second one has not approved it yet."""
    with _as("reem") as by:
        fact = _fact(
            case_id, "تلقى الطفل رسالة من حساب جديد تحدد موعد لقاء مساء الغد.", by=by, at=at,
            source=court.Source(kind=SourceKind.RECORD, label="محضر اتصال مع ولي الأمر", locator="الفقرة 1"),
        )  # fmt: skip
        urgent = court.start_submission(
            case_id=case_id, court_id=agency_by_code("court").id, docket="44-1302", child_code="س-8",
            kind=SubmissionKind.URGENT, by=by, at=at,
        )  # fmt: skip
        court.place_facts(submission_id=urgent, fact_ids=[fact], by=by, at=at)
        sections = Sections(
            requests=(Request("منع صاحب الحساب من التواصل مع الطفل حتى النظر في الطلب.", (1,)),),
            risk_now="حُدد في الرسالة موعد لقاء مساء الغد.",
            why_nothing_speaks_against="لم يظهر حتى الآن ما يخالف ما ورد.",
        )
        court.write_sections(submission_id=urgent, sections=sections, by=by, at=at)
        court.record_call(
            submission_id=urgent, to="مكتب القاضي المناوب", said="أُبلغ بالموعد وبالطلب، وقال إنه ينظر فيه اليوم.",
            called_at=at, by=by, at=at + timedelta(minutes=5),
        )  # fmt: skip
    _sign(urgent, signer, at + timedelta(minutes=10))


def _fact(
    case_id: UUID, text: str, *, by: Actor, at: datetime, supersedes: UUID | None = None, source: court.Source = _SCHOOL,
) -> UUID:  # fmt: skip
    return court.record_fact(
        case_id=case_id, text_ar=text, kind=FactKind.RECORD, sources=[source], supersedes=supersedes, by=by, at=at,
    )  # fmt: skip


def _draft(
    before: Before, goes_on_from: UUID, kind: SubmissionKind, *, facts: Sequence[UUID], sections: Sections, at: datetime,
) -> UUID:  # fmt: skip
    with _as("reem") as by:
        draft = court.start_submission(
            case_id=before.case_id, court_id=agency_by_code("court").id, docket=story.DOCKET, child_code=story.CHILD_CODE,
            kind=kind, supplements=goes_on_from, by=by, at=at,
        )  # fmt: skip
        court.place_facts(submission_id=draft, fact_ids=facts, by=by, at=at)
        court.write_sections(submission_id=draft, sections=sections, by=by, at=at)
        court.submit_for_approval(submission_id=draft, by=by, at=at)
    return draft


def _sign_and_file(before: Before, submission_id: UUID, at: datetime) -> None:
    for username in ("huda", "yousef"):
        with _as(username) as by:
            court.approve_submission(submission_id=submission_id, by=by, at=at)
    _sign(submission_id, before.signer, at)
    with _as("reem") as by:
        court.file_with_court(submission_id=submission_id, by=by, at=at)


def _sign(submission_id: UUID, signer: Signer, at: datetime) -> None:
    seal_everything()  # the facts' proofs go into the document
    with _as("reem") as by:
        court.build_and_sign(submission_id=submission_id, signer=signer, by=by, at=at)
    seal_everything()


def _sent_back(before: Before, goes_on_from: UUID, at: datetime) -> None:
    with _as("reem") as by:
        again = _fact(before.case_id, "عاد الطفل إلى فريقه الرياضي.", by=by, at=at)
    sections = Sections(what_changed="أُضيفت واقعة عن عودة الطفل إلى فريقه.")
    draft = _draft(before, goes_on_from, SubmissionKind.SUPPLEMENT, facts=[again], sections=sections, at=at)
    with _as("yousef") as by:
        court.return_to_draft(
            submission_id=draft, reason="سجل المدرسة لا يذكر الفريق: اذكر مصدراً لهذه الواقعة.", by=by, at=at + timedelta(hours=1),
        )  # fmt: skip

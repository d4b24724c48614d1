"""Situations before a court: a case with facts, a submission at each point of its way. Names and words are invented."""

import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind, Sector
from takatuf.agencies.queries import AgencyName, WorkerName
from takatuf.agencies.rules import Role
from takatuf.casework.actions import add_person
from takatuf.casework.models import Case, PersonRole
from takatuf.config.commands.work import seal_everything
from takatuf.court.actions import (
    Source,
    approve_submission,
    build_and_sign,
    file_with_court,
    place_facts,
    record_fact,
    start_submission,
    state_position,
    submit_for_approval,
    write_sections,
)
from takatuf.court.models.choices import FactKind, Party, SourceKind, Stance
from takatuf.court.rules import Request, Sections, StudyPart
from takatuf.kernel.ids import uuid7
from takatuf.people.actions import register_person
from takatuf.vault.authority import make_demo_authority
from takatuf.vault.signing import Signer
from tests.factories import acting, make_agency, make_worker

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SCHOOL = Source(SourceKind.RECORD, "سجل المدرسة", "ص 2", quoted="غاب أحد عشر يوماً")
SECTIONS = Sections(
    summary="تطلب الجهة سماع الطفل مرة واحدة مع التسجيل.",
    key_facts=(1,),
    requests=(Request("سماع الطفل مرة واحدة مع التسجيل.", (1,)),),
    social_study=(StudyPart("المسكن والأسرة", "يقيم الطفل مع أسرته في مسكن مستقر.", ("زيارة منزلية",)),),
    impact="اضطراب في النوم وتراجع في الدراسة.",
    child_view="يريد أن يعود إلى مدرسته.",
    child_view_taken="في لقاء واحد مع أخصائية",
    interviews_so_far=1,
    speaks_against=("أفادت الأم بتحسن نومه منذ أسبوعين.",),
    limits="لم يُعرف بعد من أنشأ الحساب.",
    english_summary="The agency asks that the child be heard once, on record.",
)


@dataclass(frozen=True, slots=True)
class Situation:
    """The people around one case."""

    social: AgencyName
    court: AgencyName
    police: AgencyName
    writer: WorkerName
    approver: WorkerName
    supervisor: WorkerName
    judge: WorkerName
    officer: WorkerName
    case_id: UUID
    case_record_id: UUID


def a_case() -> Situation:
    """A case led by a social agency, a court, and a police agency that has nothing to do with it."""
    social = make_agency(sector=Sector.SOCIAL)
    court = make_agency(sector=Sector.COURT)
    police = make_agency(sector=Sector.POLICE)
    writer = make_worker(social, Role.COURT_WRITER)
    case_id, record_id = uuid7(), uuid7()
    with acting(writer):
        open_record(id=record_id, kind=RecordKind.CASE, lead=social.id, at=AT)
        Case(
            id=case_id,
            record_id=record_id,
            code=f"C-26-{str(case_id)[-6:]}",
            level=2,
            lead_id=social.id,
            opened_at=AT,
            opened_by_id=writer.id,
        ).save(force_insert=True)
    return Situation(
        social=social,
        court=court,
        police=police,
        writer=writer,
        approver=make_worker(social, Role.APPROVER),
        supervisor=make_worker(social, Role.SUPERVISOR),
        judge=make_worker(court, Role.JUDGE),
        officer=make_worker(police, Role.COURT_WRITER),
        case_id=case_id,
        case_record_id=record_id,
    )


def a_fact(
    here: Situation,
    text: str = "انتظم الطفل في المدرسة ثم غاب أحد عشر يوماً.",
    kind: FactKind = FactKind.RECORD,
    sources: tuple[Source, ...] = (SCHOOL,),
) -> UUID:
    """A fact with a source."""
    with acting(here.writer) as by:
        return record_fact(
            case_id=here.case_id,
            text_ar=text,
            kind=kind,
            sources=sources,
            occurred_on=date(2026, 10, 7),
            by=by,
            at=AT,
        )


def a_draft(here: Situation, facts: tuple[UUID, ...] = ()) -> UUID:
    """A submission with one fact and all its sections, not handed to the approvers yet."""
    facts = facts or (a_fact(here),)
    with acting(here.writer) as by:
        submission = start_submission(
            case_id=here.case_id, court_id=here.court.id, docket="44-1187", child_code="ط-417", by=by, at=AT
        )
        place_facts(submission_id=submission, fact_ids=facts, by=by, at=AT)
        write_sections(submission_id=submission, sections=SECTIONS, by=by, at=AT)
    return submission


def a_reviewed(here: Situation, facts: tuple[UUID, ...] = ()) -> UUID:
    """A submission that waits for approval."""
    submission = a_draft(here, facts)
    with acting(here.writer) as by:
        submit_for_approval(submission_id=submission, by=by, at=AT)
    return submission


def an_approved(here: Situation, facts: tuple[UUID, ...] = ()) -> UUID:
    """A submission with both approvals."""
    submission = a_reviewed(here, facts)
    for minutes, who in enumerate((here.approver, here.supervisor), start=1):
        with acting(who) as by:
            approve_submission(submission_id=submission, by=by, at=AT + timedelta(minutes=minutes))
    return submission


def say(here: Situation, fact: UUID, **stances: Stance) -> None:
    """Each party takes its position on the fact."""
    with acting(here.writer) as by:
        for party, stance in stances.items():
            state_position(fact_id=fact, party=Party(party), stance=stance, by=by, at=AT)


def the_sealer_comes() -> None:
    """Every ledger line written so far stands in the tree."""
    seal_everything()


def a_child(here: Situation, name: str) -> None:
    """A child with a name on the case."""
    worker = make_worker(here.social)
    with acting(worker) as by:
        child = register_person(name=name, lead=here.social.id, by=by, at=AT)
        add_person(case_id=here.case_id, person_id=child.id, role=PersonRole.CHILD, by=by, at=AT)


@lru_cache(maxsize=1)
def a_signer() -> Signer:
    """The demonstration's signing key, made once for all tests."""
    return make_demo_authority(Path(tempfile.mkdtemp(prefix="tk-signer-")), at=AT)


def a_signed(here: Situation, facts: tuple[UUID, ...] = ()) -> UUID:
    """A submission that is drawn, signed and bound in the ledger."""
    submission = an_approved(here, facts)
    the_sealer_comes()
    with acting(here.writer) as by:
        build_and_sign(submission_id=submission, signer=a_signer(), by=by, at=AT)
    the_sealer_comes()
    return submission


def a_filed(here: Situation) -> UUID:
    """A submission that is with its court."""
    submission = a_signed(here)
    with acting(here.writer) as by:
        file_with_court(submission_id=submission, by=by, at=AT)
    return submission


@lru_cache(maxsize=1)
def an_expired_signer() -> Signer:
    """A signing key whose certificate ran out long ago."""
    return make_demo_authority(Path(tempfile.mkdtemp(prefix="tk-old-")), at=AT - timedelta(days=1500))

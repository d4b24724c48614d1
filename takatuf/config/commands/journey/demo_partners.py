"""A partner on the case that is under way, and an agency without a desk: each was asked for something; all of it is invented."""

from datetime import datetime, timedelta
from uuid import UUID

from takatuf.agencies.models import Level, Worker
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import worker_scope
from takatuf.jointwork.actions import refer_case
from takatuf.jointwork.knowing.actions import let_in
from takatuf.jointwork.models import LegalBasis, Purpose

WHY = "تعرف الجمعية الأسرة وتزورها كل أسبوع، وتشارك في خطة الطفل."


def partners_under_way(case_id: UUID, *, at: datetime) -> None:
    """The association reads and writes in the case and owes an answer; the school's office is asked by a link or on paper."""
    family, school = agency_by_code("family").id, agency_by_code("school-office").id
    with worker_scope(Worker.objects.get(user__username="huda").pk) as by:
        let_in(
            case_id=case_id,
            agency_id=family,
            level=Level.WRITE,
            reason=WHY,
            by=by,
            at=at - timedelta(hours=6),
        )
    with worker_scope(Worker.objects.get(user__username="sara").pk) as by:
        refer_case(
            case_id=case_id, to_agency_id=family, purpose=Purpose.MENTAL_HEALTH, legal_basis=LegalBasis.VITAL_INTEREST,
            packet=["child_code", "child_age", "request"], request="جلسات دعم للأم والطفل، الأولى هذا الأسبوع.", by=by,
            at=at - timedelta(minutes=100),
        )  # fmt: skip
        refer_case(
            case_id=case_id, to_agency_id=school, purpose=Purpose.EDUCATION, legal_basis=LegalBasis.VITAL_INTEREST,
            packet=["child_code", "child_age", "request"], request="متابعة الحضور، ومعلمة يأتي إليها الطفل متى شاء.", by=by,
            at=at - timedelta(minutes=40),
        )  # fmt: skip

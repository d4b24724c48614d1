"""Situations for the tests of referrals beyond the desk."""

from datetime import timedelta

from takatuf.agencies.models import Agency
from takatuf.agencies.queries import AgencyName
from takatuf.agencies.scope import system_scope
from takatuf.casework.models import Case
from takatuf.clocks.actions import check_deadlines
from takatuf.clocks.models import Deadline
from takatuf.jointwork.actions import issue_link, refer_case
from takatuf.jointwork.models import LegalBasis, PacketField, Purpose, Referral
from takatuf.jointwork.referring.actions.links import IssuedLink, enter
from tests.casework.situations import AT, Country
from tests.factories import acting, make_agency

HOUR = timedelta(hours=1)
PACKET = [PacketField.CHILD_AGE, PacketField.CONCERNS, PacketField.REQUEST]
NAME, POST = "اسم مخترع", "مديرة الوحدة"


def without_desk(code: str = "") -> AgencyName:
    """An agency that has no accounts here."""
    found = make_agency(code)
    Agency.objects.using("keeper").filter(pk=found.id).update(uses_system=False)
    return found


def referred(country: Country, case: Case, /, **changes: object) -> Referral:
    given = {
        "case_id": case.pk, "to_agency_id": country.police.id, "purpose": Purpose.INVESTIGATION,
        "legal_basis": LegalBasis.LAW_DUTY, "packet": PACKET, "request": "يرجى تحديد ضابط اتصال",
    }  # fmt: skip
    with acting(country.caseworker) as by:
        return refer_case(**{**given, **changes}, by=by, at=AT)  # type: ignore[arg-type]


def linked(country: Country, referral: Referral, *, phone: str = "") -> IssuedLink:
    with acting(country.caseworker) as by:
        return issue_link(referral_id=referral.pk, by=by, at=AT, phone=phone)


def entered(issued: IssuedLink) -> str:
    return enter(token=issued.token, code=issued.code, name=NAME, post=POST, at=AT + HOUR)


def tick(hours: float) -> int:
    with system_scope("clockwork"):
        return check_deadlines(at=AT + hours * HOUR)


def clock(country: Country, referral: Referral, kind: str) -> Deadline | None:
    with acting(country.caseworker):
        return Deadline.objects.filter(subject_id=referral.pk, kind=kind, met_at__isnull=True).first()

"""Situations of evidence: a case of social protection with police as a partner, and an exhibit that police hold."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from takatuf.agencies.models import Level
from takatuf.casework.models import Case
from takatuf.evidence.actions import Described, Holder, Step, add_exhibit, record_custody
from takatuf.evidence.models import CustodyEvent, Exhibit, ExhibitKind
from takatuf.evidence.rules import Custody
from takatuf.jointwork.actions import add_partner
from tests.casework.situations import AT, DAY, Country, started_case
from tests.factories import acting

NOON = AT + DAY
PHONE = Described(
    kind=ExhibitKind.DEVICE, description="هاتف أسود اللون", origin="تفتيش بمحضر رقم 12", storage="مستودع الأدلة، الرف 4",
    sha256="AB" * 32, sha1="cd" * 20, md5="ef" * 16, size=1_024,
)  # fmt: skip


def case_with_police(country: Country) -> Case:
    case = started_case(country)
    with acting(country.supervisor) as by:
        add_partner(case_id=case.pk, agency_id=country.police.id, level=Level.WRITE, by=by, at=AT)
    return case


def seizure(country: Country, *, at: datetime = NOON) -> Step:
    return Step(
        kind=Custody.SEIZED, happened_at=at, giver=Holder(body="صاحب الهاتف"), taker=Holder(country.police.id, person="المحقق سالم"),
        reason="أمر تفتيش", place="مركز الشرطة", seal_number="S-1041",
    )  # fmt: skip


def seized(country: Country, case: Case, **changes: object) -> Exhibit:
    with acting(country.duty) as by:
        return add_exhibit(
            record_id=case.record_id, described=replace(PHONE, **changes), step=seizure(country), by=by, at=NOON
        )  # fmt: skip


def hand_over(
    country: Country, *, at: datetime = NOON, person: str = "المحقق سالم", to: str = "خبيرة المختبر"
) -> Step:
    return Step(
        kind=Custody.HANDED_OVER, happened_at=at, giver=Holder(country.police.id, person=person),
        taker=Holder(body="المختبر", person=to), reason="للفحص",
    )  # fmt: skip


def record(country: Country, exhibit_id: UUID, step: Step, *, at: datetime = NOON + DAY) -> CustodyEvent:
    with acting(country.duty) as by:
        return record_custody(exhibit_id=exhibit_id, step=step, by=by, at=at)

"""An exhibit of the demonstration country, from hand to hand; all of it is invented."""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from takatuf.agencies.queries import agency_by_code
from takatuf.evidence.actions import Described, Holder, Step, add_exhibit, record_custody
from takatuf.evidence.models import Exhibit, ExhibitKind
from takatuf.evidence.rules import Custody
from takatuf.kernel.actors import Actor


def register_phone(*, record_id: UUID, by: Actor, at: datetime) -> Exhibit:
    """A telephone that a mother brought in, as the acting caseworker registers it; invented, and described in neutral words."""
    own = Holder(by.agency, person="سارة")
    return add_exhibit(
        record_id=record_id,
        described=Described(
            kind=ExhibitKind.DEVICE, description="هاتف أزرق اللون بغطاء شفاف، وشاشته سليمة.", origin="أحضرته الأم إلى الوحدة مع شاحنه.",
            storage="خزانة الوحدة، الرف الثاني", sha256=sha256(b"a telephone of the demonstration").hexdigest(),
        ),
        step=Step(
            kind=Custody.RECEIVED, happened_at=at - timedelta(hours=3), giver=Holder(body="الأسرة", person="الأم"), taker=own,
            reason="سلّمته الأم طوعاً ليُفحص.", place="وحدة الحماية الاجتماعية", seal_number="S-2207",
        ),
        by=by, at=at,
    )  # fmt: skip


def hand_phone_to_police(*, exhibit: Exhibit, by: Actor, at: datetime) -> None:
    """The telephone goes on to the police, under its seal."""
    record_custody(
        exhibit_id=exhibit.pk,
        step=Step(
            kind=Custody.HANDED_OVER, happened_at=at - timedelta(hours=1), giver=Holder(by.agency, person="سارة"),
            taker=Holder(agency_by_code("police").id, person="فيصل"), reason="طلبته الشرطة لفحصه.", place="مركز الشرطة",
            seal_number="S-2207",
        ),
        by=by, at=at,
    )  # fmt: skip

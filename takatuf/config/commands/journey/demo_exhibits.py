"""An exhibit of the demonstration country, from hand to hand; all of it is invented."""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from takatuf.agencies.queries import agency_by_code
from takatuf.evidence.actions import Described, Holder, Step, add_exhibit, record_custody
from takatuf.evidence.models import Exhibit, ExhibitKind
from takatuf.evidence.rules import Custody
from takatuf.kernel.actors import Actor

STATEMENT = b"a statement of a provider of the demonstration"


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


def register_statement(*, record_id: UUID, by: Actor, at: datetime) -> Exhibit:
    """What the provider told the police about an account, two pages, as the acting caseworker registers the copy; invented."""
    return add_exhibit(
        record_id=record_id,
        described=Described(
            kind=ExhibitKind.STATEMENT, description="إفادة مزود الخدمة عن الحساب المسمى في البلاغ، ملف من صفحتين.",
            origin="وردت من الشرطة جواباً عن الإحالة", sha256=sha256(STATEMENT).hexdigest(), size=len(STATEMENT),
            material_embargo=False,
        ),
        step=Step(
            kind=Custody.RECEIVED, happened_at=at - timedelta(hours=2), giver=Holder(agency_by_code("police").id, person="فيصل"),
            taker=Holder(by.agency, person="سارة"), reason="أرسلتها الشرطة مع جوابها.",
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


def phone_and_statement(*, record_id: UUID, by: Actor, at: datetime) -> tuple[UUID, str]:
    """Both exhibits of the story: the telephone, which goes on to the police, and the statement, whose id and hash are returned."""
    hand_phone_to_police(exhibit=register_phone(record_id=record_id, by=by, at=at), by=by, at=at)
    statement = register_statement(record_id=record_id, by=by, at=at)
    return statement.pk, sha256(STATEMENT).hexdigest()

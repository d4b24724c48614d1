"""Choosing how to be told, and putting one message for many events into the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from takatuf.agencies.models import Worker
from takatuf.agencies.numbers import NumberView, numbers_of, seal_contact, set_own_number
from takatuf.agencies.rules import Role, may
from takatuf.agencies.scope import system_actor
from takatuf.clocks.duty.models import DutyNotice, NoticeChannel, NoticeState, Ring
from takatuf.clocks.duty.queries import rota_of, zone
from takatuf.clocks.duty.rules import Place, Rota
from takatuf.clocks.duty.words import AWAITS, URGENT
from takatuf.clocks.models import Deadline, DeadlineKind, Notice
from takatuf.clocks.notices import rules
from takatuf.clocks.notices.models import NoticeChoice, Way
from takatuf.kernel.actors import Actor, ActorKind
from takatuf.kernel.errors import InvalidInput, NotAllowed
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

#: Clocks that come by the hundred and concern one role; whoever cannot do them is not told of them.
_ONLY_FOR: Mapping[str, str] = {
    DeadlineKind.FIRST_REVIEW: "report.triage", DeadlineKind.MESSAGE_REVIEW: "report.triage",
    DeadlineKind.MESSAGE_DANGER: "report.triage",
    DeadlineKind.CALL_OPEN: "call.lead", DeadlineKind.CALL_BACK: "call.take", DeadlineKind.CALL_TRANSFER: "call.lead",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """How somebody wants to be told; times are local."""

    way: Way
    first_at: time
    second_at: time | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    urgent_at_once: bool = True
    language: str = "ar"


@transaction.atomic
def choose_notices(*, chosen: Chosen, phone: str, email: str, by: Actor, at: datetime) -> NoticeChoice:
    """Write how the acting worker is told from now on, and under which number and address; what came before is not told again.

    Raises NotAllowed, and InvalidInput for a way without an address, equal hours, or quiet hours without an end.
    """
    if by.kind is not ActorKind.WORKER or by.agency is None:
        raise NotAllowed("Only staff choose how they are told.")
    set_own_number(phone=phone, email=email, by=by, at=at)
    if chosen.way is Way.EMAIL and not email.strip():
        raise InvalidInput("email", "needed_for_way")
    if chosen.way is Way.SMS and not phone.strip():
        raise InvalidInput("phone", "needed_for_way")
    if chosen.second_at == chosen.first_at:
        raise InvalidInput("second_at", "same_hour")
    if (chosen.quiet_from is None) != (chosen.quiet_until is None) or (
        chosen.quiet_from is not None and chosen.quiet_from == chosen.quiet_until
    ):
        raise InvalidInput("quiet_until", "quiet_needs_both")
    row = NoticeChoice.objects.filter(worker_id=by.id).select_for_update().first()
    new = row is None
    row = row or NoticeChoice(id=uuid7(), worker_id=by.id, agency_id=by.agency)
    for name in ("way", "first_at", "second_at", "quiet_from", "quiet_until", "urgent_at_once", "language"):
        setattr(row, name, getattr(chosen, name))
    row.changed_at = row.told_until = row.urgent_until = at
    row.save(force_insert=new)
    write("notices.chosen", about=None, by=by, at=at, extra={"worker": str(by.id), "way": chosen.way.value})
    return row


@transaction.atomic
def put_digests_in_outbox(*, at: datetime, most: int = 500) -> int:
    """One neutral message to each worker whose set hour has come and for whom something came since; runs in a `digests` scope.

    Two workers share the choices: each skips what the other holds. Returns how many messages were put into the outbox.
    """
    rows = (
        NoticeChoice.objects.exclude(way=Way.DESK).select_for_update(skip_locked=True).order_by("pk")[:most]
    )
    agencies: dict[UUID, _Agency] = {}
    made = 0
    for row in rows:
        own = agencies.get(row.agency_id) or agencies.setdefault(row.agency_id, _agency(row.agency_id, at))
        made += _tell(row, own, at)
    return made


@dataclass(frozen=True, slots=True)
class _Agency:
    """What the choices of one agency's workers share: its rota, and how each is reached."""

    rota: Rota
    numbers: Mapping[UUID | None, NumberView]


def _agency(agency_id: UUID, at: datetime) -> _Agency:
    return _Agency(rota_of(agency_id, since=at), numbers_of(agency_id))


def _tell(row: NoticeChoice, own: _Agency, at: datetime) -> int:
    on_duty = any(own.rota.on_duty(place, at) == row.worker_id for place in (Place.FIRST, Place.SECOND))
    begins, ends, local = row.quiet_from, row.quiet_until, zone()
    made = 0
    if _urgent_since(row):
        if row.urgent_at_once and rules.urgent_is_told(
            at, zone=local, begins=begins, ends=ends, on_duty=on_duty
        ):
            _queue(row, own, URGENT, at)
            made += 1
        row.urgent_until = at
        row.save(update_fields=["urgent_until"])
    hours = [hour for hour in (row.first_at, row.second_at) if hour is not None]
    if rules.digest_is_due(
        hours, since=row.told_until, at=at, zone=local, begins=begins, ends=ends, on_duty=on_duty
    ):
        if _news_since(row):
            _queue(row, own, AWAITS, at)
            made += 1
        row.told_until = at
        row.save(update_fields=["told_until"])
    return made


def _urgent_since(row: NoticeChoice) -> bool:
    """Whether the agency has an urgent call that began since this worker was last looked after, and nobody accepted it."""
    return Ring.objects.filter(
        agency_id=row.agency_id, accepted_at__isnull=True, opened_at__gt=row.urgent_until
    ).exists()


def _news_since(row: NoticeChoice) -> bool:
    """Whether anything came for the worker's agency that this worker may do something about."""
    if Notice.objects.filter(agency_id=row.agency_id, read_at__isnull=True, at__gt=row.told_until).exists():
        return True
    worker = Worker.objects.get(pk=row.worker_id)
    others = [kind for kind, permission in _ONLY_FOR.items() if not may(Role(worker.role), permission)]
    owed = Deadline.objects.filter(
        agency_id=row.agency_id, met_at__isnull=True, started_at__gt=row.told_until
    )
    return worker.is_active and owed.exclude(kind__in=others).exists()


_CHANNELS = {Way.EMAIL: NoticeChannel.EMAIL, Way.SMS: NoticeChannel.SMS, Way.LETTER: NoticeChannel.LETTER}


def _queue(row: NoticeChoice, own: _Agency, code: str, at: datetime) -> None:
    """One message into the outbox; where the address is gone meanwhile, a note to be printed by a colleague."""
    channel, view = _CHANNELS[Way(row.way)], own.numbers.get(row.worker_id)
    address = (view.email if channel is NoticeChannel.EMAIL else view.phone) if view else ""
    if channel is NoticeChannel.LETTER or not address:
        channel, address = NoticeChannel.LETTER, ""
    by_hand = channel is NoticeChannel.LETTER
    notice = DutyNotice(
        agency_id=row.agency_id, to_agency_id=row.agency_id, to_worker_id=row.worker_id, channel=channel,
        recipient=seal_contact(address), text_code=code, language=row.language, queued_at=at,
        state=NoticeState.NOT_SENT_NO_GATEWAY if by_hand else NoticeState.QUEUED,
    )  # fmt: skip
    notice.save(force_insert=True)
    extra = {"notice": str(notice.pk), "worker": str(row.worker_id), "why": code}
    write("notices.digest", about=None, by=system_actor("digests"), at=at, extra=extra)

"""Urgent calls with every attempt, and notices that wait for a hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.models import Agency
from takatuf.agencies.numbers import open_contact
from takatuf.agencies.queries import WorkerName, agencies, workers_by_id
from takatuf.clocks.duty.codes import code_of
from takatuf.clocks.duty.models import (
    AcceptedHow,
    DutyNotice,
    NoticeChannel,
    NoticeState,
    PlaceChoices,
    Ring,
    RingMatter,
    RingReason,
)
from takatuf.clocks.duty.queries.rota import may_be_on_duty
from takatuf.clocks.duty.rules import limits
from takatuf.clocks.duty.words import ANSWER_CODE, AWAITS, notice_text
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice: to whom, how, how far it is; the number is there so that a person can call by hand."""

    id: UUID
    channel: str
    channel_label: str
    to: str
    number: str = field(repr=False)
    text: str
    state: str
    state_label: str
    why: str
    queued_at: datetime
    sent_at: datetime | None
    by_hand_at: datetime | None
    by_hand_by: WorkerName | None
    ring_id: UUID | None
    record_id: UUID | None

    @property
    def needs_a_hand(self) -> bool:
        """Whether no machine will send it: somebody has to call or to post it."""
        return self.by_hand_at is None and self.state in _NOT_SENT


MOST_ATTEMPTS = 60  # an urgent call that rings all night has hundreds; the last ones say enough
_NOT_SENT = (NoticeState.FAILED, NoticeState.NOT_SENT_NO_GATEWAY)


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt to reach somebody; no worker: nobody was on duty in that place."""

    number: int
    place_label: str
    worker: WorkerName | None
    at: datetime
    notices: tuple[NoticeLine, ...]


@dataclass(frozen=True, slots=True)
class RingRow:
    """An urgent call: since when, how many matters, who was rung, who accepted."""

    id: UUID
    why: str
    why_label: str
    opened_at: datetime
    target_at: datetime
    next_at: datetime | None
    matters: int
    attempts: int
    accepted_at: datetime | None
    accepted_by: WorkerName | None
    accepted_how: str
    accepted_how_label: str
    noted_by: WorkerName | None


@dataclass(frozen=True, slots=True)
class MatterLine:
    """One thing that an urgent call is about, for which nobody has signed yet or which is shown with its call."""

    record_id: UUID
    subject_id: UUID
    why: str
    why_label: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class RingView:
    """One urgent call, opened."""

    row: RingRow
    matters: tuple[MatterLine, ...]
    attempts: tuple[AttemptLine, ...]
    people: tuple[WorkerName, ...]


def open_rings(*, by: Actor) -> list[RingRow]:
    """The urgent calls of the own agency that nobody has accepted; there is at most one."""
    return _ring_rows(Ring.objects.filter(agency_id=agency_of(by), accepted_at__isnull=True))


def latest_rings(*, by: Actor, most: int = 20) -> list[RingRow]:
    """The last urgent calls of the own agency, the newest first."""
    return _ring_rows(Ring.objects.filter(agency_id=agency_of(by)).order_by("-opened_at")[:most])


def _ring_rows(rings: Iterable[Ring]) -> list[RingRow]:
    found = list(rings)
    names = workers_by_id({id for ring in found for id in (ring.accepted_by_id, ring.noted_by_id) if id})
    return [
        RingRow(
            id=ring.pk, why=ring.why, why_label=str(RingReason(ring.why).label), opened_at=ring.opened_at,
            target_at=ring.opened_at + limits().accepted_within, next_at=ring.next_at,
            matters=RingMatter.objects.filter(ring_id=ring.pk).count(), attempts=ring.tries, accepted_at=ring.accepted_at,
            accepted_by=names.get(ring.accepted_by_id) if ring.accepted_by_id else None, accepted_how=ring.accepted_how,
            accepted_how_label=str(AcceptedHow(ring.accepted_how).label) if ring.accepted_how else "",
            noted_by=names.get(ring.noted_by_id) if ring.noted_by_id else None,
        )
        for ring in found
    ]  # fmt: skip


def open_ring(ring_id: UUID, *, by: Actor, at: datetime) -> RingView:
    """One urgent call of the own agency with every attempt; the look is on record. Raises NotAllowed and NotFound."""
    require(by, "duty.read")
    ring = Ring.objects.filter(pk=ring_id, agency_id=agency_of(by)).first()
    if ring is None:
        raise NotFound("No such urgent call.")
    matters = [
        MatterLine(one.record_id, one.subject_id, one.why, str(RingReason(one.why).label), one.added_at)
        for one in ring.matters.order_by("added_at")[:50]
    ]
    disclose(record_ids=[one.record_id for one in matters], what="open_ring", by=by, at=at)
    attempts = list(ring.attempts.order_by("-number", "-at", "-pk")[:MOST_ATTEMPTS])[::-1]
    notices = _notice_lines(
        DutyNotice.objects.filter(attempt__in=attempts).order_by("queued_at", "channel", "pk")
    )
    by_attempt = dict(DutyNotice.objects.filter(attempt__in=attempts).values_list("pk", "attempt_id"))
    names = workers_by_id({one.worker_id for one in attempts if one.worker_id})
    lines = [
        AttemptLine(
            one.number, str(PlaceChoices(one.place).label), names.get(one.worker_id) if one.worker_id else None, one.at,
            tuple(line for line in notices if by_attempt[line.id] == one.pk),
        )
        for one in attempts
    ]  # fmt: skip
    return RingView(_ring_rows([ring])[0], tuple(matters), tuple(lines), tuple(may_be_on_duty(agency_of(by))))


def _notice_lines(notices: QuerySet[DutyNotice]) -> list[NoticeLine]:
    found = list(notices.select_related("attempt"))
    staff = workers_by_id({id for row in found for id in (row.to_worker_id, row.by_hand_by_id) if id})
    named = {one.id: one for one in agencies()}
    return [
        NoticeLine(
            id=row.pk, channel=row.channel, channel_label=str(NoticeChannel(row.channel).label),
            to=str((staff.get(row.to_worker_id) if row.to_worker_id else None) or named[row.to_agency_id]), number=open_contact(row.recipient),
            text=text_of(row), state=row.state, state_label=str(NoticeState(row.state).label), why=row.why,
            queued_at=row.queued_at, sent_at=row.sent_at, by_hand_at=row.by_hand_at,
            by_hand_by=staff.get(row.by_hand_by_id) if row.by_hand_by_id else None,
            ring_id=row.attempt.ring_id if row.attempt else None, record_id=row.record_id,
        )
        for row in found
    ]  # fmt: skip


def text_of(notice: DutyNotice) -> str:
    """What a notice says, in its own language. A gateway sends this, a letter prints it."""
    sender = Agency.objects.get(pk=notice.agency_id)
    name = sender.name_en if notice.language.startswith("en") else sender.name_ar
    digits = code_of(notice.pk) if notice.text_code == ANSWER_CODE else ""
    return notice_text(
        notice.text_code,
        notice.language,
        sender=name,
        number=sender.duty_contact,
        digits=digits,
        link=_desk(notice),
    )


def _desk(notice: DutyNotice) -> str:
    """Where the receiver signs in; only staff have a desk."""
    home = settings.TAKATUF_PUBLIC_URL
    return f"{home}/{notice.language[:2]}/desk/" if home and notice.to_worker_id else ""


def notices_by_hand(
    *, by: Actor, since: datetime, most: int = 50, with_rings: bool = True
) -> list[NoticeLine]:
    """The notices of the own agency since then that no machine sent and nobody has called or posted, the oldest first.

    A digest that could not be sent is none of them: what awaits stands on the desk. Those of an urgent call only while it rings; with `with_rings` false none of them, where the call itself is in the list.
    """
    whose = Q(attempt__isnull=True)
    if with_rings:
        whose |= Q(attempt__ring__accepted_at__isnull=True)
    rows = DutyNotice.objects.filter(
        whose, ~Q(text_code=AWAITS) | Q(channel=NoticeChannel.LETTER), agency_id=agency_of(by), state__in=_NOT_SENT, by_hand_at__isnull=True, queued_at__gte=since,
    )  # fmt: skip
    return _notice_lines(rows.order_by("queued_at", "pk").select_related("attempt")[:most])


def open_notice(notice_id: UUID, *, by: Actor) -> NoticeLine:
    """One notice of the own agency, to be printed or called. Raises NotAllowed and NotFound."""
    require(by, "duty.read")
    rows = _notice_lines(DutyNotice.objects.filter(pk=notice_id, agency_id=agency_of(by)))
    if not rows:
        raise NotFound("No such notice.")
    return rows[0]


def unsigned_matters(*, by: Actor, why: str, most: int = 100) -> list[MatterLine]:
    """The matters of urgent calls for which no incoming shift has signed, the oldest first."""
    rows = RingMatter.objects.filter(agency_id=agency_of(by), signed_at__isnull=True, why=why)
    return [
        MatterLine(one.record_id, one.subject_id, one.why, str(RingReason(one.why).label), one.added_at)
        for one in rows.order_by("added_at")[:most]
    ]

"""Opening urgent calls, and ringing one person after the other until somebody accepts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from takatuf.agencies.models import Agency
from takatuf.agencies.numbers import NumberView, numbers_of, seal_contact
from takatuf.agencies.scope import current_actor, system_actor
from takatuf.clocks.duty.models import (
    DutyNotice,
    NoticeChannel,
    NoticeState,
    Ring,
    RingAttempt,
    RingMatter,
    RingReason,
    RingRequest,
)
from takatuf.clocks.duty.queries import leads_of, rota_of
from takatuf.clocks.duty.rules import Place, limits, places_to_try
from takatuf.clocks.duty.words import NO_ACCOUNT, URGENT
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

LEVEL_1 = 1
_LOCK = 0x52494E47  # the first half of the advisory locks of rings; the second is the agency's

log = structlog.get_logger(__name__)


class Rated(Protocol):
    """What triage tells about a report that was rated."""

    @property
    def report_id(self) -> UUID: ...
    @property
    def record_id(self) -> UUID: ...
    @property
    def agency_id(self) -> UUID: ...
    @property
    def level(self) -> int: ...
    @property
    def at(self) -> datetime: ...


class OpenedInDanger(Protocol):
    """What intake tells when one person opened a reporter's contact because a life is in danger."""

    @property
    def opening_id(self) -> UUID: ...
    @property
    def record_id(self) -> UUID: ...
    @property
    def agency_id(self) -> UUID: ...
    @property
    def opened_by(self) -> UUID: ...
    @property
    def at(self) -> datetime: ...


class ManyRated(Protocol):
    """What triage tells about many reports that were rated together."""

    @property
    def rated(self) -> Sequence[Rated]: ...


def ring_for_report(event: Rated) -> None:
    """Listener to ReportRated: a Level 1 rings the persons on duty, in the transaction of the rating."""
    if event.level == LEVEL_1:
        _ring_for([event])


def ring_for_reports(event: ManyRated) -> None:
    """Listener to ReportsRated: what `ring_for_report` does, with one urgent call for each agency."""
    urgent = [one for one in event.rated if one.level == LEVEL_1]
    if urgent:
        _ring_for(urgent)


def ring_for_opening(event: OpenedInDanger) -> None:
    """Listener to ContactOpenedInDanger: a second person is alerted at once (practice 12), never the one who opened."""
    by = current_actor() or system_actor("ringing")
    _gather(
        event.agency_id, {event.opening_id: event.record_id}, RingReason.CONTACT_OPENED, by, event.at,
        besides=event.opened_by,
    )  # fmt: skip


def _ring_for(urgent: Sequence[Rated]) -> None:
    by = current_actor() or system_actor("intake")
    for agency_id in dict.fromkeys(one.agency_id for one in urgent):
        matters = {one.report_id: one.record_id for one in urgent if one.agency_id == agency_id}
        _gather(agency_id, matters, RingReason.LEVEL_1, by, urgent[0].at)


@transaction.atomic
def ring(
    *,
    agency_id: UUID,
    record_ids: Sequence[UUID],
    why: str,
    by: Actor,
    at: datetime,
    besides: UUID | None = None,
) -> Ring:
    """Ring the persons on duty of an agency about these records.

    Opens an urgent call, or adds to the one that is open: there is one for each agency at a time. The first person is
    rung by the next turn of the ringing job. For jobs of the system and for the agency's own staff. The worker in
    `besides` knows already: another person is rung, and accepts.
    """
    matters = {record: record for record in record_ids}
    return _gather(agency_id, matters, RingReason(why), by, at, besides=besides)


def lock_rings(*, agency_id: UUID, shared: bool) -> None:
    """Until this transaction ends: shared among those who add to the agency's urgent call, alone for who accepts it.

    Without it a report could be added to a call that is being accepted at the same moment, and would ring nobody.
    """
    name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {name}(%s, %s)",  # noqa: S608 - one of two names
            [_LOCK, int.from_bytes(agency_id.bytes[-4:], "big", signed=True)],
        )


def _gather(
    agency_id: UUID,
    matters: Mapping[UUID, UUID],
    why: RingReason,
    by: Actor,
    at: datetime,
    *,
    besides: UUID | None = None,
) -> Ring:
    """Add these subjects (with their records) to the agency's open urgent call, opening one where none is."""
    lock_rings(agency_id=agency_id, shared=True)
    found = _open(agency_id)
    if found is None:
        found = _opened(agency_id, why, by, at)
    RingMatter.objects.bulk_create(
        [
            RingMatter(
                id=uuid7(), ring_id=found.pk, agency_id=agency_id, record_id=record, subject_id=subject, why=why, besides=besides,
                added_at=at,
            )
            for subject, record in matters.items()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return found


def _open(agency_id: UUID) -> Ring | None:
    return Ring.objects.filter(agency_id=agency_id, accepted_at__isnull=True).first()


def _opened(agency_id: UUID, why: RingReason, by: Actor, at: datetime) -> Ring:
    """A new urgent call; where another transaction opened one at the same moment, that one."""
    new = Ring(agency_id=agency_id, why=why, opened_at=at, next_at=at)
    Ring.objects.bulk_create([new], ignore_conflicts=True)
    found = _open(agency_id)
    if found is None:
        raise Refused("The urgent call could not be opened.")
    if found.pk == new.pk:
        write("ring.opened", about=None, by=by, at=at, extra={"ring": str(new.pk), "why": why.value})
    return found


@transaction.atomic
def request_ring(
    *,
    record_id: UUID,
    subject_id: UUID,
    from_agency_id: UUID,
    to_agency_id: UUID,
    why: str,
    by: Actor,
    at: datetime,
) -> None:
    """Ask that another agency be rung about a record that is shared with it.

    The ringing job takes it up: an agency with accounts is rung like any other; for one without, a call and a printed
    letter stand on the desk of `from_agency_id`. The action that asks writes the ledger's line.
    """
    del by
    RingRequest(
        record_id=record_id, subject_id=subject_id, from_agency_id=from_agency_id, to_agency_id=to_agency_id,
        why=RingReason(why), asked_at=at,
    ).save(force_insert=True)  # fmt: skip


@transaction.atomic
def ring_who_is_due(*, at: datetime, most: int = 100) -> int:
    """Ring the next person of each urgent call that is due, and take up requests; runs inside a `ringing` scope.

    Two workers share the calls: each skips those that the other holds. A call that fails is rolled back alone, logged,
    and tried again; it must not silence the others. Returns how many attempts were made.
    """
    _take_requests(at)
    due = Ring.objects.filter(next_at__lte=at).select_for_update(skip_locked=True, no_key=True)
    made = 0
    for found in due.order_by("next_at")[:most]:
        try:
            with transaction.atomic():
                made += _ring_next(found, at)
        except (Refused, DatabaseError) as error:
            log.error("ring.failed", ring=str(found.pk), why=type(error).__name__)  # noqa: TRY400 - a traceback quotes values
    return made


def _ring_next(found: Ring, at: datetime) -> int:
    """Try the places of the rota that are left of this round, until one of them has a person; then wait."""
    numbers, made = numbers_of(found.agency_id), 0
    knowing = who_know_already(ring_id=found.pk)
    for place in places_to_try(found.tries):
        found.tries += 1
        people = _people(found.agency_id, place, at)
        reached = [worker for worker in people if worker not in knowing]
        if people and not reached:
            continue  # who is in this place knows already
        everybody: Sequence[UUID | None] = reached or (None,)
        for worker in everybody:
            _attempt(found, place, worker, numbers, at)
            made += 1
        if reached:
            break
    found.next_at = at + limits().next_person_after
    found.save(update_fields=["tries", "next_at"])
    return made


def who_know_already(*, ring_id: UUID) -> set[UUID]:
    """The workers whom this urgent call is to reach somebody besides."""
    matters = RingMatter.objects.filter(ring_id=ring_id, besides__isnull=False)
    return {worker for worker in matters.values_list("besides", flat=True) if worker}


def _people(agency_id: UUID, place: Place, at: datetime) -> list[UUID]:
    if place is Place.LEAD:
        return [one.id for one in leads_of(agency_id)]
    worker = rota_of(agency_id, since=at).on_duty(place, at)
    return [worker] if worker else []


def _attempt(
    found: Ring, place: Place, worker: UUID | None, numbers: Mapping[UUID | None, NumberView], at: datetime
) -> None:
    """One row for one person and the notices to that person; nobody in the lead's place: the agency's own number."""
    attempt = RingAttempt(
        ring_id=found.pk, agency_id=found.agency_id, number=found.tries, place=place, worker_id=worker, at=at
    )
    attempt.save(force_insert=True)
    write(
        "ring.attempt", about=None, by=system_actor("ringing"), at=at,
        extra={"ring": str(found.pk), "place": place.value, "worker": str(worker or "")},
    )  # fmt: skip
    if worker is None and place is not Place.LEAD:
        return
    view = numbers.get(worker) or numbers.get(None)
    _queue(_Going(found.agency_id, found.agency_id, worker, attempt.pk, None, URGENT), _ways_to(view), at)


@dataclass(frozen=True, slots=True)
class _Going:
    """From whose desk a notice goes, to whom, and about what."""

    agency_id: UUID
    to_agency_id: UUID
    to_worker_id: UUID | None
    attempt_id: UUID | None
    record_id: UUID | None
    text_code: str


def _ways_to(view: NumberView | None) -> list[tuple[NoticeChannel, str]]:
    """A call always, known number or not; a text message beside it, or an e-mail where there is no telephone."""
    phone, email = (view.phone, view.email) if view else ("", "")
    ways = [(NoticeChannel.CALL, phone)]
    if phone:
        ways.append((NoticeChannel.SMS, phone))
    if email:
        ways.append((NoticeChannel.EMAIL, email))
    return ways


def _queue(going: _Going, ways: Iterable[tuple[NoticeChannel, str]], at: datetime) -> None:
    """Into the outbox; without a number it cannot be sent, and says so at once."""
    for channel, recipient in ways:
        DutyNotice(
            agency_id=going.agency_id, to_agency_id=going.to_agency_id, to_worker_id=going.to_worker_id,
            attempt_id=going.attempt_id, record_id=going.record_id, channel=channel, recipient=seal_contact(recipient),
            text_code=going.text_code, language=settings.LANGUAGE_CODE, queued_at=at,
            state=NoticeState.QUEUED if recipient else NoticeState.FAILED, why="" if recipient else "no_number",
        ).save(force_insert=True)  # fmt: skip


def _take_requests(at: datetime) -> None:
    waiting = RingRequest.objects.filter(taken_at__isnull=True).select_for_update(skip_locked=True)
    for one in waiting.order_by("asked_at")[:100]:
        if Agency.objects.get(pk=one.to_agency_id).uses_system:
            _gather(
                one.to_agency_id, {one.subject_id: one.record_id}, RingReason(one.why), system_actor("ringing"), at
            )  # fmt: skip
        else:
            _write_to(one, at)
        one.taken_at = at
        one.save(update_fields=["taken_at"])


def _write_to(one: RingRequest, at: datetime) -> None:
    """An agency without accounts: a call and a printed letter, on the desk of who asks; an e-mail where one is known."""
    view = numbers_of(one.to_agency_id).get(None)
    public = Agency.objects.get(pk=one.to_agency_id).duty_contact
    ways = [(NoticeChannel.CALL, view.phone if view and view.phone else public)]
    if view and view.email:
        ways.append((NoticeChannel.EMAIL, view.email))
    going = _Going(one.from_agency_id, one.to_agency_id, None, None, one.record_id, NO_ACCOUNT)
    _queue(going, ways, at)
    _queue_letter(going, view.address if view else "", at)
    write(
        "ring.without_account", about=None, by=system_actor("ringing"), at=at,
        extra={"request": str(one.pk), "to_agency": str(one.to_agency_id)},
    )  # fmt: skip


def _queue_letter(going: _Going, address: str, at: datetime) -> None:
    """A letter is printed by a person: no gateway is waited for."""
    DutyNotice(
        agency_id=going.agency_id, to_agency_id=going.to_agency_id, record_id=going.record_id, channel=NoticeChannel.LETTER,
        recipient=seal_contact(address), text_code=going.text_code, language=settings.LANGUAGE_CODE, queued_at=at,
        state=NoticeState.NOT_SENT_NO_GATEWAY,
    ).save(force_insert=True)  # fmt: skip

"""Accepting an urgent call, on the page or by telephone, and calling by hand what no machine could send."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.clocks.duty.actions.ringing import lock_rings, who_know_already
from takatuf.clocks.duty.models import AcceptedHow, DutyNotice, NoticeState, Ring
from takatuf.clocks.duty.queries import may_be_on_duty
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.ledger.actions import write


class AlreadyAccepted(Refused):
    """Somebody has accepted this urgent call."""


class AnotherPerson(Refused):
    """The call is to reach a second person, not the one who opened what it is about."""


class NotOnThisDesk(NotFound):
    """No such urgent call or notice on the own desk."""


class NoticeDone(Refused):
    """Somebody has noted that this was done by hand, or a gateway sent it meanwhile."""


@transaction.atomic
def accept_ring(*, ring_id: UUID, by: Actor, at: datetime) -> Ring:
    """Accept an urgent call: it stops ringing. What comes in later rings anew.

    Raises NotAllowed, NotOnThisDesk, AlreadyAccepted and AnotherPerson.
    """
    return _accepted(ring_id, by.id, AcceptedHow.PAGE, by, at)


@transaction.atomic
def accept_by_phone(*, ring_id: UUID, worker_id: UUID, by: Actor, at: datetime) -> Ring:
    """Write down that a colleague accepted by telephone.

    Raises NotAllowed, NotOnThisDesk, AlreadyAccepted, AnotherPerson, and InvalidInput for a colleague who is never on duty here.
    """
    require(by, "duty.read")
    if worker_id not in {one.id for one in may_be_on_duty(agency_of(by))}:
        raise InvalidInput("worker", "unknown_code")
    return _accepted(ring_id, worker_id, AcceptedHow.PHONE, by, at)


def _accepted(ring_id: UUID, worker_id: UUID, how: AcceptedHow, by: Actor, at: datetime) -> Ring:
    require(by, "duty.read")
    lock_rings(agency_id=agency_of(by), shared=False)
    found = Ring.objects.filter(pk=ring_id, agency_id=agency_of(by)).select_for_update().first()
    if found is None:
        raise NotOnThisDesk("No such urgent call.")
    if found.accepted_at is not None:
        raise AlreadyAccepted("Somebody has accepted this urgent call.")
    if worker_id in who_know_already(ring_id=found.pk):
        raise AnotherPerson("Another person accepts this urgent call.")
    found.accepted_at, found.accepted_by_id, found.accepted_how, found.next_at = at, worker_id, how, None
    found.noted_by_id = by.id if how is AcceptedHow.PHONE else None
    found.save(update_fields=["accepted_at", "accepted_by", "accepted_how", "next_at", "noted_by"])
    write(
        "ring.accepted", about=None, by=by, at=at,
        extra={"ring": str(found.pk), "worker": str(worker_id), "how": how.value},
    )  # fmt: skip
    return found


@transaction.atomic
def note_done_by_hand(*, notice_id: UUID, by: Actor, at: datetime) -> None:
    """Note that a person called, or posted the letter, where no machine could. Raises NotAllowed, NotOnThisDesk, NoticeDone."""
    require(by, "duty.read")
    row = DutyNotice.objects.filter(pk=notice_id, agency_id=agency_of(by)).select_for_update().first()
    if row is None:
        raise NotOnThisDesk("No such notice.")
    if row.by_hand_at is not None or row.state == NoticeState.SENT:
        raise NoticeDone("This was done already.")
    row.by_hand_at, row.by_hand_by_id = at, by.id
    row.save(update_fields=["by_hand_at", "by_hand_by"])
    write(
        "notice.by_hand",
        about=row.record_id,
        by=by,
        at=at,
        content={"notice": row.pk, "channel": str(row.channel)},
    )

"""Starting, moving, meeting and checking deadlines; telling an agency.

A clock starts and stops inside the action that it belongs to, so these write no ledger line of their own; a missed
deadline does.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from takatuf.agencies.memory import forget
from takatuf.clocks.checking import check_deadlines
from takatuf.clocks.kinds import reminder_for
from takatuf.clocks.models import Deadline, LimitOrigin, Notice
from takatuf.clocks.queries import RARE_CLOCKS, agency_of
from takatuf.clocks.rules import level_at
from takatuf.kernel.actors import Actor
from takatuf.kernel.bulk import Bulk, Texts, Times, Uuids, uuid7_bytes
from takatuf.kernel.errors import NotFound, Refused

__all__ = [
    "ClockRunning", "NewNotice", "NoClock", "check_deadlines", "hold_deadlines", "meet_deadline", "move_deadline",
    "notify", "notify_many", "put_notice_away", "start_deadline", "start_deadlines",
]  # fmt: skip


class ClockRunning(Refused):
    """This subject has an open deadline of this kind already."""


class NoClock(NotFound):
    """This subject has no open deadline of this kind, or not for this actor."""


@transaction.atomic
def start_deadline(
    *,
    record_id: UUID,
    subject_id: UUID,
    kind: str,
    agency_id: UUID,
    due_at: datetime,
    by: Actor,
    at: datetime,
    origin: str = LimitOrigin.OUR_DEFAULT,
    checked: bool = False,
) -> Deadline:
    """Start a clock: `agency_id` owes `kind` about the subject until `due_at`.

    The record decides who sees it. Raises ClockRunning when one of this kind is open for the subject.
    """
    del by  # the action that starts the clock checked and recorded who acts
    forget(RARE_CLOCKS)
    if _open(subject_id, kind).exists():
        raise ClockRunning(f"A clock of the kind {kind} is running already.")
    deadline = Deadline(
        record_id=record_id, subject_id=subject_id, kind=kind, agency_id=agency_id, origin=origin, checked=checked,
        started_at=at, due_at=due_at, next_check_at=due_at, remind_at=reminder_for(kind, started_at=at, due_at=due_at),
    )  # fmt: skip
    deadline.save(force_insert=True)
    return deadline


def start_deadlines(
    *, bulk: Bulk, records: Sequence[bytes], subjects: Sequence[bytes], due: Sequence[datetime], kind: str,
    agencies: Sequence[bytes], at: datetime,
) -> None:  # fmt: skip
    """Start a clock for each of many new subjects, as `start_deadline` does; none of them has a clock yet."""
    forget(RARE_CLOCKS)
    columns = {
        "id": Uuids(uuid7_bytes(len(records))), "record_id": Uuids(records), "subject_id": Uuids(subjects), "kind": kind,
        "agency_id": Uuids(agencies), "origin": LimitOrigin.OUR_DEFAULT.value, "checked": False, "started_at": at,
        "due_at": Times(due), "missed_level": 0, "next_check_at": Times(due),
    }  # fmt: skip
    bulk.insert("clocks_deadline", columns)


def _open(subject_id: UUID, kind: str) -> QuerySet[Deadline]:
    return Deadline.objects.filter(subject_id=subject_id, kind=kind, met_at__isnull=True)


def _locked(subject_id: UUID, kind: str) -> Deadline:
    deadline = _open(subject_id, kind).select_for_update().first()
    if deadline is None:
        raise NoClock(f"No open clock of the kind {kind}.")
    return deadline


@transaction.atomic
def hold_deadlines(*, subject_id: UUID) -> None:
    """Lock the open clocks of a subject before the subject itself is locked.

    The clockwork locks in this order too, so that an answer and an escalation never wait for each other.
    """
    list(
        Deadline.objects.filter(subject_id=subject_id, met_at__isnull=True).order_by("pk").select_for_update()
    )


@transaction.atomic
def meet_deadline(*, subject_id: UUID, kind: str, by: Actor, at: datetime) -> Deadline:
    """Stop the clock: what was owed was done. Raises NoClock when none is running."""
    del by
    forget(RARE_CLOCKS)
    deadline = _locked(subject_id, kind)
    deadline.met_at, deadline.next_check_at, deadline.remind_at = at, None, None
    deadline.save(update_fields=["met_at", "next_check_at", "remind_at"])
    return deadline


@transaction.atomic
def move_deadline(
    *, subject_id: UUID, kind: str, due_at: datetime, by: Actor, at: datetime, agency_id: UUID | None = None
) -> Deadline:
    """Give an open clock another end, or another owner, for example when the level of a report changes.

    A level that was raised stays raised; a reminder whose time is gone is not given again. Raises NoClock when none is running.
    """
    del by
    forget(RARE_CLOCKS)
    deadline = _locked(subject_id, kind)
    deadline.due_at = due_at
    deadline.agency_id = agency_id or deadline.agency_id
    deadline.next_check_at = level_at(
        deadline.missed_level + 1, started_at=deadline.started_at, due_at=due_at
    )
    remind_at = reminder_for(kind, started_at=deadline.started_at, due_at=due_at)
    deadline.remind_at = remind_at if remind_at is not None and remind_at > at else None
    deadline.save(update_fields=["due_at", "agency", "next_check_at", "remind_at"])
    return deadline


@transaction.atomic
def notify(
    *, agency_id: UUID, record_id: UUID, kind: str, params: Mapping[str, str | int], by: Actor, at: datetime
) -> None:
    """Put a notice on an agency's desk. `params` hold codes, ids and numbers, never words about a person."""
    del by
    Notice(agency_id=agency_id, record_id=record_id, kind=kind, params=dict(params), at=at).save(
        force_insert=True
    )


@dataclass(frozen=True, slots=True)
class NewNotice:
    """What `notify` takes, for one of many."""

    agency_id: UUID
    record_id: UUID
    kind: str
    params: Mapping[str, str | int]


@transaction.atomic
def notify_many(*, notices: Sequence[NewNotice], by: Actor, at: datetime) -> None:
    """Put many notices on desks at once, each as `notify` would."""
    del by
    columns = {
        "id": Uuids(uuid7_bytes(len(notices))), "record_id": Uuids([notice.record_id.bytes for notice in notices]),
        "agency_id": Uuids([notice.agency_id.bytes for notice in notices]),
        "kind": Texts([notice.kind for notice in notices]),
        "params": ("{}::jsonb", Texts([json.dumps(notice.params) for notice in notices])), "at": at,
    }  # fmt: skip
    Bulk().insert("clocks_notice", columns)


@transaction.atomic
def put_notice_away(*, notice_id: UUID, by: Actor, at: datetime) -> None:
    """Mark a notice of the own agency as read; of an escalation, the levels before it too. Raises NotFound."""
    unread = Notice.objects.filter(agency_id=agency_of(by), read_at__isnull=True)
    notice = unread.filter(pk=notice_id).first()
    if notice is None:
        raise NotFound("No such notice on this desk.")
    before = unread.filter(
        record_id=notice.record_id, kind=notice.kind, at__lt=notice.at, params__has_key="level"
    )
    known = [notice.pk, *before.values_list("pk", flat=True)] if "level" in notice.params else [notice.pk]
    Notice.objects.filter(pk__in=known).update(read_at=at, read_by=by.id)

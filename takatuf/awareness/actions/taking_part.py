"""What the public does at a gathering: register, answer, withdraw. Runs inside system_scope("awareness")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Sum

from takatuf.awareness.errors import (
    GatheringOver,
    NoSeatLeft,
    NotAnswered,
    QuestionsClosed,
    RegistrationUnknown,
)
from takatuf.awareness.lessons import lesson
from takatuf.awareness.models import Gathering, Registration, RegistrationKind
from takatuf.awareness.participants import new_participant_code, registration_id
from takatuf.awareness.shared import add_counts
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.ledger.actions import write

MOST_IN_GROUP, LONGEST_NAME = 200, 120
KEPT_FOR = timedelta(days=365)  # a certificate is asked for soon or never


@dataclass(frozen=True, slots=True)
class Registered:
    """What whoever registers gets: a code of twelve digits that is stored nowhere."""

    code: str = field(repr=False)


def _open(code: str) -> Gathering:
    """The gathering, which has not ended. Raises NotFound, GatheringOver."""
    row = Gathering.objects.filter(code=code).first()
    if row is None:
        raise NotFound("No such gathering.")
    if row.ended_at is not None:
        raise GatheringOver("This gathering has ended.")
    return row


@transaction.atomic
def register(
    *, gathering_code: str, kind: str, people: int, name: str, by: Actor, at: datetime
) -> Registered:
    """Say that somebody comes: a grown-up, with a name for the certificate or none, or a group of children by number.

    Raises NotFound, GatheringOver, NoSeatLeft, InvalidInput.
    """
    row = _open(gathering_code)
    if kind not in RegistrationKind.values:
        raise InvalidInput("kind", "unknown_code")
    is_group, name = kind == RegistrationKind.CHILDREN, name.strip()
    if is_group and not 1 <= people <= MOST_IN_GROUP:
        raise InvalidInput("people", "out_of_range")
    if is_group and name:
        raise InvalidInput("name", "no_name_of_children")
    if len(name) > LONGEST_NAME:
        raise InvalidInput("name", "too_long")
    people = people if is_group else 1
    _take_seats(row, people)
    code = new_participant_code()
    kept = Registration(
        id=registration_id(code), record_id=row.record_id, gathering_id=row.pk, kind=kind, people=people, registered_at=at
    )  # fmt: skip
    if name:
        kept.seal(name=name)
    kept.save(force_insert=True)
    content = {"registration": kept.pk, "kind": kind, "people": people}
    write("gathering.registered", about=row.record_id, by=by, at=at, content=content)
    return Registered(code)


def _take_seats(row: Gathering, people: int) -> None:
    """Raises NoSeatLeft. One registration at a time for a gathering with few seats, so that the last is given once."""
    if row.seats is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"seats {row.pk}"])
    standing = Registration.objects.filter(gathering_id=row.pk, withdrawn_at__isnull=True)
    taken = standing.aggregate(taken=Sum("people"))["taken"] or 0
    if taken + people > row.seats:
        raise NoSeatLeft("No seat is left.")


@transaction.atomic
def withdraw_registration(*, code: str, by: Actor, at: datetime) -> None:
    """Take a registration back; its name is erased. Raises RegistrationUnknown."""
    row = Registration.objects.select_for_update().filter(pk=registration_id(code)).first()
    if row is None or row.withdrawn_at is not None:
        raise RegistrationUnknown("No registration has this code.")
    row.withdrawn_at, row.name = at, None
    row.save(update_fields=["withdrawn_at", "name"])
    write("gathering.withdrawn", about=row.record_id, by=by, at=at, content={"registration": row.pk})


@transaction.atomic
def answer_questions(
    *, gathering_code: str, moment: str, chosen: Mapping[str, str], by: Actor, at: datetime
) -> None:
    """Count the answers of one person, by question; nothing else of them is kept, not even that they belong together.

    A question may be left out. Raises NotFound, QuestionsClosed, NotAnswered, InvalidInput for an answer that is not offered.
    """
    del by, at  # a count bears neither a name nor a time
    row = Gathering.objects.filter(code=gathering_code).first()
    if row is None:
        raise NotFound("No such gathering.")
    if not row.lesson or not moment or row.asks != moment:
        raise QuestionsClosed("These questions are not open.")
    counts = {}
    for question in lesson(row.lesson).asked(moment):
        option = chosen.get(question.code, "")
        if option and question.option(option) is None:
            raise InvalidInput(question.code, "unknown_code")
        if option:
            counts[question.code, option] = 1
    if not counts:
        raise NotAnswered("Nothing was answered.")
    add_counts(row, moment, counts)


@transaction.atomic
def forget_names(*, by: Actor, at: datetime) -> int:
    """Erase the names of those who registered for gatherings of more than a year ago; returns how many.

    Runs inside system_scope("awareness"), each night. Numbers stay, and who came without a name.
    """
    long_ago = Gathering.objects.filter(starts_at__lt=at - KEPT_FOR).values("pk")
    rows = list(
        Registration.objects.filter(gathering_id__in=long_ago, name__isnull=False).select_for_update()
    )
    for row in rows:
        row.name = None
        row.save(update_fields=["name"])
    if rows:
        write("gathering.names_forgotten", about=None, by=by, at=at, extra={"names": str(len(rows))})
    return len(rows)

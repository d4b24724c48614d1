"""Granting and withdrawing access to records: the only callers of the database's two functions."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from takatuf.agencies.models import Level
from takatuf.kernel.actors import Actor
from takatuf.ledger.actions import write


def grant(
    record_id: UUID, agency_id: UUID, level: Level, *, by: Actor, at: datetime, until: datetime | None = None
) -> None:
    """Let an agency reach a record. The database refuses it to anybody who does not lead the record."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT house.grant_access(%s, %s, NULL, %s, %s, %s)",
            [record_id, agency_id, level.value, at, until],
        )
    content = {"agency": agency_id, "level": level.value, "until": until and until.isoformat()}
    write("access.granted", about=record_id, by=by, at=at, content=content)


def step_down(record_id: UUID, *, by: Actor, at: datetime) -> None:
    """Turn the own agency's lead of a record into a right to read and write; the database asks that another one leads."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT house.step_down(%s)", [record_id])
    write(
        "access.lead_given_up",
        about=record_id,
        by=by,
        at=at,
        content={"agency": by.agency, "level": Level.WRITE.value},
    )


def withdraw(record_id: UUID, agency_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take an agency's access to a record away. The database refuses it to anybody who does not lead the record."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT house.withdraw_access(%s, %s, NULL)", [record_id, agency_id])
    write("access.withdrawn", about=record_id, by=by, at=at, content={"agency": agency_id})

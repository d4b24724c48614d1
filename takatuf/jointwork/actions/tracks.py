"""Opening the tracks of a country pack; listeners to what happens to a case."""

from datetime import datetime
from uuid import UUID

from takatuf.agencies.scope import current_actor
from takatuf.casework.events import CaseClosed, CaseStarted, CaseTakenOver
from takatuf.casework.queries import concerns_of
from takatuf.jointwork.actions.steps import StepOwed, put_step
from takatuf.jointwork.models import Step, Track
from takatuf.jointwork.packs import Pack, PackStep, pack
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed
from takatuf.ledger.actions import write

# A case is closed, and reopened, more than once.
EACH_TIME = frozenset({"case_closed", "case_reopened"})


def start_tracks(event: CaseStarted | CaseTakenOver) -> None:
    """Open the tracks of the country's pack for a new case; the starter's agency holds the steps until one leads."""
    start_pack_steps(start="case_started", case_id=event.case_id, case_record_id=event.record_id, owner_id=event.agency_id,
        level=event.level, by=acting(), at=event.at,
    )  # fmt: skip


def start_follow_up(event: CaseClosed) -> None:
    """Start the follow-up of a closed case; the leading agency owes it."""
    start_pack_steps(start="case_closed", case_id=event.case_id, case_record_id=event.record_id, owner_id=event.lead_id, level=None,
        by=acting(), at=event.at,
    )  # fmt: skip


def acting() -> Actor:
    """Who acts in this scope; a listener is told what happened, not by whom it may write. Raises NotAllowed outside."""
    actor = current_actor()
    if actor is None:
        raise NotAllowed("Nobody acts outside a scope.")
    return actor


def start_pack_steps(
    *,
    start: str,
    case_id: UUID,
    case_record_id: UUID,
    owner_id: UUID,
    level: int | None,
    by: Actor,
    at: datetime,
    starts_at: datetime | None = None,
) -> list[Step]:
    """Start the steps that an event of the pack starts; those that the case has already are left alone.

    What follows a closure or a reopening starts at each of them; only what is still open is left alone.
    `owner_id` is the agency that holds them now; the limits run from `starts_at`, by default from now. Part of an
    action that has checked who acts.
    """
    country = pack()
    concerns = frozenset(row.kind for row in concerns_of(case_id, by=by))
    there = Step.objects.filter(case_record_id=case_record_id)
    if start in EACH_TIME:
        there = there.filter(done_at__isnull=True)
    known = set(there.values_list("title", flat=True))
    due = country.due(start, level=level or 4, concerns=concerns)
    return [
        put_pack_step(country=country, row=row, case_record_id=case_record_id, owner_id=owner_id, starts_at=starts_at or at, by=by, at=at) for row in due if row.title not in known
    ]  # fmt: skip


def put_pack_step(
    *,
    country: Pack,
    row: PackStep,
    case_record_id: UUID,
    owner_id: UUID,
    starts_at: datetime,
    by: Actor,
    at: datetime,
) -> Step:
    """A step of the pack on its track, which is opened where the case does not run it yet; part of an action."""
    if not Track.objects.filter(record_id=case_record_id, kind=row.track).exists():
        track = Track(
            record_id=case_record_id, kind=row.track, owner_id=owner_id, pack=country.name, opened_at=at
        )
        track.save(force_insert=True)
        write(
            "track.opened", about=case_record_id, by=by, at=at, content={"track": track.pk, "kind": row.track}
        )
    owed = StepOwed(
        track=row.track, owner_id=owner_id, title=row.title, limit=row.limit, origin=row.origin, cite=row.cite,
        checked=row.checked, blocks_closure=row.blocks_closure, starts_at=starts_at,
    )  # fmt: skip
    return put_step(owed=owed, case_record_id=case_record_id, by=by, at=at)

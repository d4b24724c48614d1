"""Filling the house of a measurement with invented agencies, records, cases, referrals and steps, past row security."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

CHUNK = 5_000


def store(rows: Iterable[Any]) -> None:
    """Store the rows of one model, in the order given."""
    stream = iter(rows)
    while chunk := list(itertools.islice(stream, CHUNK)):
        type(chunk[0]).objects.using("keeper").bulk_create(chunk)


def open_records(
    kind: str, leads: Sequence[UUID], *, at: datetime, also: Sequence[UUID | None] = ()
) -> list[UUID]:
    """A record with a data key for each of the leading agencies given, as `agencies.actions.open_record` does.

    Where `also` names a second agency, it may write too.
    """
    from takatuf.agencies.models import Access, Level, Record
    from takatuf.kernel.bulk import uuid7_bytes
    from takatuf.kernel.ids import uuid7
    from takatuf.vault.batch import wrap_only
    from takatuf.vault.keys import keyring
    from takatuf.vault.models import WrappedKey

    raw = uuid7_bytes(len(leads))
    ids = [UUID(bytes=one) for one in raw]
    store(Record(id=id, kind=kind, opened_at=at) for id in ids)
    keys = wrap_only(keyring(), raw)
    store(WrappedKey(record_id=id, wrapped=wrapped) for id, wrapped in zip(ids, keys, strict=True))
    store(
        Access(id=uuid7(), record_id=id, agency_id=lead, level=Level.LEAD, granted_at=at)
        for id, lead in zip(ids, leads, strict=True)
    )
    store(
        Access(id=uuid7(), record_id=id, agency_id=agency, level=Level.WRITE, granted_at=at)
        for id, agency in zip(ids, also, strict=False)
        if agency is not None
    )
    return ids


def make_agencies(many: int) -> list[UUID]:
    """So many agencies beside the centre."""
    from takatuf.agencies.models import Agency, Sector
    from takatuf.kernel.ids import uuid7

    sectors = [Sector.SOCIAL, Sector.POLICE, Sector.HEALTH]
    rows = [
        Agency(
            id=uuid7(), code=f"bench-{number}", name_ar=f"جهة {number}", name_en=f"Agency {number}",
            sector=sectors[number % len(sectors)],
        )
        for number in range(many)
    ]  # fmt: skip
    store(rows)
    return [row.id for row in rows]


def make_worker(agency: UUID, role: str, username: str) -> UUID:
    """A worker of an agency, with an authenticator, so that the desk's pages open for a session of theirs."""
    from allauth.mfa.models import Authenticator

    from takatuf.agencies.models import User, Worker

    user = User(username=username)
    user.set_unusable_password()
    user.save(using="keeper")
    Authenticator(user_id=user.pk, type=Authenticator.Type.TOTP, data={}).save(using="keeper")
    worker = Worker(user_id=user.pk, agency_id=agency, role=role, name_ar="قياس", name_en="Bench")
    worker.save(using="keeper", force_insert=True)
    return worker.pk


def update_statistics() -> None:
    """As the tables' owner: for others ANALYZE skips them, and the planner goes by guesses."""
    from django.db import connections

    with connections["admin"].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")


def fill_cases(
    records: Sequence[UUID], leads: Sequence[UUID], opener: UUID, *, opened: Sequence[datetime]
) -> list[UUID]:
    """An open case on each of these records."""
    from takatuf.casework.models import Case
    from takatuf.kernel.ids import uuid7

    rows = [
        Case(
            id=uuid7(), record_id=record, code=f"B-{record.hex[8:20]}-{number}"[:20], level=1 + number % 4, stage="assessed",
            lead_id=lead, opened_at=at, opened_by_id=opener,
        )
        for number, (record, lead, at) in enumerate(zip(records, leads, opened, strict=True))
    ]  # fmt: skip
    store(rows)
    return [row.id for row in rows]


def fill_steps(
    records: Sequence[UUID],
    cases: Sequence[UUID],
    owners: Sequence[UUID],
    *,
    started: datetime,
    due: Sequence[datetime],
) -> list[UUID]:
    """An open step for each record; `cases` are the records of the cases."""
    from takatuf.jointwork.models import Step
    from takatuf.kernel.ids import uuid7

    rows = [
        Step(
            id=uuid7(), record_id=record, case_record_id=case, track="assessment_support", title="initial_assessment",
            origin="our_default", owner_id=owner, started_at=started, due_at=at,
        )
        for record, case, owner, at in zip(records, cases, owners, due, strict=True)
    ]  # fmt: skip
    store(rows)
    return [row.id for row in rows]


def fill_referrals(
    records: Sequence[UUID], cases: Sequence[tuple[UUID, UUID]], ends: Sequence[tuple[UUID, UUID]], sender: UUID, *,
    sent: datetime,
) -> list[UUID]:  # fmt: skip
    """A referral that nobody has seen on each record; `cases` are (case, its record), `ends` are (from, to)."""
    from takatuf.jointwork.models import Referral
    from takatuf.kernel.ids import uuid7

    rows = [
        Referral(
            id=uuid7(), record_id=record, case_id=case, case_record_id=case_record, code=f"F-{record.hex[8:20]}-{number}"[:20],
            from_agency_id=source, to_agency_id=target, level=1 + number % 4, purpose="protection", legal_basis="law_duty",
            packet=["child_code", "concerns"], packet_text=b"", state="sent", sent_at=sent, sent_by_id=sender,
        )
        for number, (record, (case, case_record), (source, target)) in enumerate(zip(records, cases, ends, strict=True))
    ]  # fmt: skip
    store(rows)
    return [row.id for row in rows]


def owe(
    records: Sequence[UUID], subjects: Sequence[UUID], kind: str, agencies: Sequence[UUID], *, started: datetime,
    due: Sequence[datetime],
) -> None:  # fmt: skip
    """A clock of this kind for each subject."""
    from takatuf.clocks.models import Deadline
    from takatuf.kernel.ids import uuid7

    store(
        Deadline(
            id=uuid7(), record_id=record, subject_id=subject, kind=kind, agency_id=agency, started_at=started, due_at=at,
            next_check_at=at,
        )
        for record, subject, agency, at in zip(records, subjects, agencies, due, strict=True)
    )  # fmt: skip

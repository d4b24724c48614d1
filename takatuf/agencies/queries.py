"""Agencies and workers, and who reaches a record."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language

from takatuf.agencies.memory import remembered
from takatuf.agencies.models import Agency, Disclosure, Level, Worker
from takatuf.agencies.rules import Role
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound

#: Under this name a page remembers the names of staff that it has asked for.
NAMES = "names of workers"


@dataclass(frozen=True, slots=True)
class AgencyName:
    """An agency as pages show it."""

    id: UUID
    code: str
    name_ar: str
    name_en: str
    sector: str

    def __str__(self) -> str:
        return self.name_en if (get_language() or "ar").startswith("en") else self.name_ar


@dataclass(frozen=True, slots=True)
class WorkerName:
    """A member of staff as pages show them."""

    id: UUID
    name_ar: str
    name_en: str
    role: Role
    agency: AgencyName

    def __str__(self) -> str:
        return self.name_en if (get_language() or "ar").startswith("en") else self.name_ar


def _agency_name(agency: Agency) -> AgencyName:
    return AgencyName(agency.pk, agency.code, agency.name_ar, agency.name_en, agency.sector)


def agencies() -> list[AgencyName]:
    """Every agency, by code."""
    return list(remembered("agencies", _all_agencies))


def _all_agencies() -> tuple[AgencyName, ...]:
    return tuple(_agency_name(agency) for agency in Agency.objects.order_by("code"))


def agency(id: UUID) -> AgencyName:
    """One agency by id. Raises NotFound."""
    row = Agency.objects.filter(pk=id).first()
    if row is None:
        raise NotFound("No such agency.")
    return _agency_name(row)


def agency_by_code(code: str) -> AgencyName:
    """One agency by code. Raises NotFound."""
    row = Agency.objects.filter(code=code).first()
    if row is None:
        raise NotFound(f"No agency has the code {code}.")
    return _agency_name(row)


def worker(id: UUID) -> WorkerName:
    """One worker by id. Raises NotFound."""
    row = Worker.objects.filter(pk=id).select_related("agency").first()
    if row is None:
        raise NotFound("No such worker.")
    return _worker_name(row)


def _worker_name(row: Worker) -> WorkerName:
    return WorkerName(row.pk, row.name_ar, row.name_en, Role(row.role), _agency_name(row.agency))


def worker_of_user(user_id: int) -> WorkerName | None:
    """The active worker of a sign-in; None for a sign-in without work."""
    row = Worker.objects.filter(user_id=user_id, is_active=True).select_related("agency").first()
    if row is None:
        return None
    remembered(("worker", row.pk), lambda: row)  # whom this page's actions ask for the role
    name = _worker_name(row)
    names: dict[UUID, WorkerName] = remembered(NAMES, dict)
    names[row.pk] = name
    return name


def writes_hijri_first(worker_id: UUID) -> bool:
    """Whether a worker wants the Hijri day first; no question of its own where the page knows the worker already."""
    row = _at_work(worker_id)
    return row is not None and row.hijri_first


def writes_arabic_digits(worker_id: UUID) -> bool:
    """Whether a worker wants Arabic-Indic digits on the own pages in Arabic; asked as `writes_hijri_first`."""
    row = _at_work(worker_id)
    return row is not None and row.arabic_digits


def _at_work(worker_id: UUID) -> Worker | None:
    return remembered(
        ("worker", worker_id),
        Worker.objects.filter(pk=worker_id, is_active=True).select_related("agency").first,
    )


def roles_at_work(agency_id: UUID) -> frozenset[Role]:
    """The roles that somebody has in an agency now."""
    roles = Worker.objects.filter(agency_id=agency_id, is_active=True).values_list("role", flat=True)
    return frozenset(Role(role) for role in roles.distinct())


def workers_by_id(ids: set[UUID]) -> dict[UUID, WorkerName]:
    """Workers by id, for lists; unknown ids are left out. One page asks about each of them once."""
    known: dict[UUID, WorkerName] = remembered(NAMES, dict)
    if missing := ids - known.keys():
        rows = Worker.objects.filter(pk__in=missing).select_related("agency")
        known.update((row.pk, _worker_name(row)) for row in rows)
    return {id: known[id] for id in ids if id in known}


def staff_of(agency_ids: Collection[UUID]) -> list[WorkerName]:
    """The active workers of some agencies, by agency and name."""
    rows = Worker.objects.filter(agency_id__in=agency_ids, is_active=True).select_related("agency")
    return [_worker_name(row) for row in rows.order_by("agency__code", "name_ar", "pk")]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as the administrator sees them: who may sign in, and when they last did."""

    agency: str
    username: str
    role: str
    name: str
    is_active: bool
    last_here_at: datetime | None


def members() -> list[Member]:
    """Everybody who has or had a sign-in, by agency and name; who has left comes last. For the command line."""
    rows = Worker.objects.select_related("agency", "user")
    return [
        Member(row.agency.code, row.user.username, row.role, row.name_ar, row.is_active, row.user.last_login)
        for row in rows.order_by("-is_active", "agency__code", "user__username")
    ]


_HOW_FAR = list(Level)


@dataclass(frozen=True, slots=True)
class AccessRow:
    """An agency that reaches a record, and how far."""

    agency: AgencyName
    level: Level
    until: datetime | None


def access_of(record_id: UUID) -> list[AccessRow]:
    """Which agencies reach a record, each once with the furthest that one of its staff goes; empty for those who do not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, level, until FROM house.access_of(%s)", [record_id])
        rows = cursor.fetchall()
    names = {row.id: row for row in agencies()}
    furthest: dict[UUID, AccessRow] = {}
    for agency_id, level, until in rows:
        known = furthest.get(agency_id)
        if known is None or _HOW_FAR.index(Level(level)) > _HOW_FAR.index(known.level):
            furthest[agency_id] = AccessRow(names[agency_id], Level(level), until)
    return list(furthest.values())


@dataclass(frozen=True, slots=True)
class LookRow:
    """Somebody looked at a record; `what` is the query that opened it."""

    worker: WorkerName | None
    agency: AgencyName
    what: str
    at: datetime


def looks_of(record_id: UUID, *, by: Actor, most: int = 200) -> list[LookRow]:
    """Who looked at a record, the newest first; empty for those who do not reach it themselves."""
    return looks_of_all([record_id], by=by, most=most)


def looks_of_all(record_ids: Collection[UUID], *, by: Actor, most: int = 200) -> list[LookRow]:
    """Who looked at any of these records, the newest first; what the actor does not reach is left out."""
    del by  # the scope of the actor is in the database
    rows = list(Disclosure.objects.filter(record_id__in=record_ids).order_by("-at", "-pk")[:most])
    staff = workers_by_id({row.worker_id for row in rows})
    names = {agency.id: agency for agency in agencies()}
    return [LookRow(staff.get(row.worker_id), names[row.agency_id], row.what, row.at) for row in rows]

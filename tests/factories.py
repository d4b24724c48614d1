"""Situations that tests begin with: agencies, workers, and the scope of each."""

from contextlib import AbstractContextManager
from itertools import count

from takatuf.agencies.models import Agency, Sector, User, Worker
from takatuf.agencies.queries import AgencyName, WorkerName, agency_by_code, worker
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import worker_scope
from takatuf.kernel.actors import Actor

_numbers = count(1)


def make_agency(code: str = "", sector: str = Sector.SOCIAL) -> AgencyName:
    """An agency with an inbox; written by the keeper, as an administrator's command does."""
    code = code or f"agency-{next(_numbers)}"
    Agency(code=code, name_ar=f"جهة {code}", name_en=f"Agency {code}", sector=sector).save(
        using="keeper", force_insert=True
    )
    return agency_by_code(code)


def make_worker(agency: AgencyName, role: Role = Role.CASEWORKER, name: str = "") -> WorkerName:
    """An active worker of the agency, with a sign-in that has no usable password."""
    number = next(_numbers)
    user = User(username=f"{role}-{number}")
    user.set_unusable_password()
    user.save(using="keeper")
    row = Worker(
        user_id=user.pk,
        agency_id=agency.id,
        role=role,
        name_ar=name or f"عامل {number}",
        name_en=name or f"Worker {number}",
    )
    row.save(using="keeper", force_insert=True)
    return worker(row.pk)


def acting(who: WorkerName) -> AbstractContextManager[Actor]:
    """The scope of a worker: `with acting(officer) as by:`."""
    return worker_scope(who.id)

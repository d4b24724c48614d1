"""Cases by what somebody knows of them: the code, or the persons who stand in them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from takatuf.agencies.actions import disclose
from takatuf.casework.models import Case, CaseReport, CaseRole
from takatuf.casework.queries.lists import CaseRow, cases_by_record
from takatuf.kernel.actors import Actor


def case_by_code(code: str, *, by: Actor, at: datetime) -> CaseRow | None:
    """The outside of the case with this code, in capitals; None where there is none, also for those who may not know.

    Puts the look on record.
    """
    record_id = Case.objects.filter(code=code).values_list("record_id", flat=True).first()
    return next(iter(_seen([record_id], by, at)), None) if record_id else None


def cases_around(record_ids: Sequence[UUID], *, by: Actor, at: datetime) -> list[CaseRow]:
    """The outside of the cases that are among these records, rest on these reports, or in which these persons stand.

    The newest first; those that the actor does not reach are left out. Puts the look on record.
    """
    wanted = list(record_ids)
    resting = CaseReport.objects.filter(report_record_id__in=wanted).values_list("record_id", flat=True)
    standing = CaseRole.objects.filter(person_record_id__in=wanted).values_list("record_id", flat=True)
    return _seen([*wanted, *resting, *standing], by, at)


def _seen(record_ids: Sequence[UUID], by: Actor, at: datetime) -> list[CaseRow]:
    found = cases_by_record(record_ids, by=by)
    disclose(record_ids=list(found), what="search", by=by, at=at)
    return sorted(found.values(), key=lambda row: row.opened_at, reverse=True)

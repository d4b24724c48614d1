"""What the child may have been exposed to, and how sure that is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.casework.actions.lines import told
from takatuf.casework.models import Case, Concern, ConcernChange, ConcernStatus
from takatuf.casework.rules import CaseIsClosed, Stage
from takatuf.casework.shared import locked_case, needed
from takatuf.intake.models import KindChoices
from takatuf.kernel.actors import Actor
from takatuf.kernel.edits import EditConflict
from takatuf.kernel.errors import InvalidInput, NotFound, Refused


class AlreadySo(Refused):
    """The case has this concern, or the concern this status, already."""


def _open_case(case_id: UUID) -> Case:
    case = locked_case(case_id)
    if case.stage == Stage.CLOSED:
        raise CaseIsClosed("The case is closed.")
    return case


@transaction.atomic
def add_concern(*, case_id: UUID, kind: str, by: Actor, at: datetime) -> Concern:
    """Name a further kind of exploitation, as alleged. Raises NotAllowed, NotFound, InvalidInput, AlreadySo, CaseIsClosed."""
    require(by, "case.assess")
    case = _open_case(case_id)
    if kind not in KindChoices.values:
        raise InvalidInput("kind", "unknown_code")
    if Concern.objects.filter(record_id=case.record_id, kind=kind).exists():
        raise AlreadySo("The case has this concern already.")
    row = Concern(record_id=case.record_id, kind=kind, at=at)
    row.save(force_insert=True)
    told(case=case, entry="concern.added", line="concern_added", by=by, at=at, params={"concern": kind},
        content={"concern": row.pk, "kind": kind},
    )  # fmt: skip
    return row


def _judged_meanwhile(concern: Concern) -> EditConflict:
    last = ConcernChange.objects.filter(concern=concern).order_by("-at", "-pk").first()
    return EditConflict(
        version=concern.version, changed_by=last.changed_by_id if last else None, changed_at=last.at if last else None,
        current={"status": concern.status, "reason": last.unseal("reason") if last else ""},
    )  # fmt: skip


@transaction.atomic
def judge_concern(
    *,
    case_id: UUID,
    concern_id: UUID,
    status: ConcernStatus,
    reason: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> ConcernChange:
    """Say by name and with a reason how sure a concern is: substantiated, not substantiated, or alleged again.

    `version` is the one that the judge saw, where a page was open. Raises NotAllowed, NotFound, InvalidInput without a reason,
    AlreadySo, CaseIsClosed, and EditConflict when somebody judged it after that: nothing is written then.
    """
    require(by, "case.assess")
    case = _open_case(case_id)
    concern = Concern.objects.filter(pk=concern_id, record_id=case.record_id).first()
    if concern is None:
        raise NotFound("No such concern in this case.")
    if version is not None and concern.version != version:
        raise _judged_meanwhile(concern)
    if concern.status == status:
        raise AlreadySo("The concern has this status already.")
    row = ConcernChange(
        record_id=case.record_id, concern=concern, from_status=concern.status, to_status=status, changed_by_id=by.id, at=at
    )  # fmt: skip
    row.seal(reason=needed("reason", reason))
    row.save(force_insert=True)
    concern.status = status
    concern.version += 1
    concern.save(update_fields=["status", "version"])
    told(case=case, entry="concern.judged", line="concern_judged", by=by, at=at,
        params={"concern": concern.kind, "concern_status": status},
        content={"concern": concern.pk, "from": row.from_status, "to": status, "reason": reason},
    )  # fmt: skip
    return row

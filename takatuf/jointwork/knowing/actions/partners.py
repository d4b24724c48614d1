"""Letting an agency into a case as a partner, and ending its part: the leading agency decides, with a reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.models import Level
from takatuf.agencies.queries import agency
from takatuf.casework.queries import CaseRow, case_head
from takatuf.clocks.actions import notify
from takatuf.jointwork.actions.sharing import add_partner, remove_partner
from takatuf.jointwork.knowing.actions.deciding import note_decision
from takatuf.jointwork.knowing.models import DecisionKind
from takatuf.jointwork.knowing.shared import checked_reason
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed


def _led(case_id: UUID, by: Actor) -> CaseRow:
    case = case_head(case_id, by=by)
    if case.lead.id != by.agency:
        raise NotAllowed("The leading agency decides who works on the case.")
    return case


@transaction.atomic
def let_in(*, case_id: UUID, agency_id: UUID, level: Level, reason: str, by: Actor, at: datetime) -> None:
    """Let an agency into a case, to read it or to write in it too; it is told, and owes what its sector owes.

    Raises NotAllowed, NotFound, InvalidInput, AlreadyInCase, CaseIsClosed.
    """
    reason = checked_reason(reason)
    case = _led(case_id, by)
    add_partner(case_id=case_id, agency_id=agency_id, level=level, by=by, at=at)
    note_decision(
        case=case, kind=DecisionKind.PARTNER, value=agency(agency_id).code, reason=reason, by=by, at=at
    )
    params: dict[str, str | int] = {"from_agency": str(case.lead.id), "code": case.code, "case": str(case.id)}
    notify(agency_id=agency_id, record_id=case.record_id, kind="case_shared", params=params, by=by, at=at)


@transaction.atomic
def end_part(*, case_id: UUID, agency_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """End a partner's part in a case: it reaches the case no more, and what it owed there is the leading agency's again.

    What it was sent by referral, and what it wrote, stays. Raises NotAllowed, NotFound, InvalidInput, NotAPartner.
    """
    reason = checked_reason(reason)
    case = _led(case_id, by)
    remove_partner(case_id=case_id, agency_id=agency_id, by=by, at=at)
    note_decision(
        case=case, kind=DecisionKind.PART_ENDED, value=agency(agency_id).code, reason=reason, by=by, at=at
    )

"""What awaits somebody about who may see a case: openings and looks to review, and persons who are not told."""

from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.agencies.rules import Role, may
from takatuf.casework.queries import cases_by_record
from takatuf.clocks.queries import DeadlineRow, open_deadlines
from takatuf.jointwork.knowing.queries import openings_waiting
from takatuf.kernel.actors import Actor
from takatuf.web.parts import Row

_KINDS = {"opening_review": "access.review", "look_review": "access.review", "block_review": "guardian.lift"}


def _clocks(role: Role, by: Actor) -> list[DeadlineRow]:
    mine = {kind for kind, permission in _KINDS.items() if may(role, permission)}
    return open_deadlines(by=by, kinds=mine) if mine else []


def knowing_rows(role: Role, by: Actor) -> list[Row]:
    """The rows for one worker; who opened a case does not review it."""
    clocks = _clocks(role, by)
    openings = (
        {row.id: row for row in openings_waiting(by=by)} if clocks and may(role, "access.review") else {}
    )
    cases = cases_by_record([clock.record_id for clock in clocks], by=by)
    rows = []
    for clock in clocks:
        case, opened = cases.get(clock.record_id), openings.get(clock.subject_id)
        if clock.kind == "block_review" and case:
            rows.append(Row(urgency="prompt", what=_("Somebody is not told of a case: review whether that still stands"), detail=_("Your agency owes this"),
                code=case.code, url=reverse("desks:case_access", args=[case.id]), due_at=clock.due_at))  # fmt: skip
        elif clock.kind == "look_review":
            rows.append(Row(urgency="prompt", what=_("Review who looked at a locked case"), detail=_("Your agency owes this"), code="",
                url=reverse("desks:looks_to_review"), due_at=clock.due_at))  # fmt: skip
        elif opened:
            rows.append(Row(urgency="immediate" if opened.in_danger else "urgent", what=_("Say whether opening this case was needed"),
                detail=str(opened.opened_by), code=opened.case_code, url=reverse("desks:opening_review", args=[opened.id]), due_at=clock.due_at))  # fmt: skip
    return rows


def knowing_count(role: Role, by: Actor) -> int:
    """How many rows `knowing_rows` would have, without opening anything that leaves a look."""
    return len(knowing_rows(role, by))

"""The change of shift: one page that shows that nothing urgent is unanswered, signed by both shifts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.clocks.duty import actions
from takatuf.clocks.duty.queries import (
    HandoverRow,
    HandoverView,
    SignedItem,
    handover_due,
    open_handover,
    open_rings,
    past_handovers,
)
from takatuf.clocks.queries import clocks_stopped_since
from takatuf.desks.forms.duty import OutgoingForm
from takatuf.desks.handing_over import OpenItem, open_items
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.desks.words import urgency_of
from takatuf.kernel.clock import now
from takatuf.web.parts import Row
from takatuf.web.words import words_for_count

HERE = "desks:handover"


@staff_page
def handover(request: StaffRequest) -> HttpResponse:
    """The list of now, and whose signature is next."""
    _may_sign(request)
    at = now()
    return _page(request, open_items(request.worker, by=request.actor, at=at), at=at)


def _may_sign(request: StaffRequest) -> None:
    if not role_may(request, "handover.sign"):
        raise Http404


def _page(
    request: StaffRequest, items: Sequence[OpenItem], *, at: datetime, form: OutgoingForm | None = None
) -> HttpResponse:
    due = handover_due(by=request.actor)
    signed = open_handover(due.id, by=request.actor, at=at) if due and due.outgoing_at else None
    known = {item.key for item in signed.outgoing} if signed else set()
    context = {
        "lead": _lead(items),
        "stopped_since": clocks_stopped_since(at=at),
        "due": due,
        "signed": signed,
        "agreed": _agreed(signed, items) if signed else [],
        "new_rows": [item.row() for item in items if signed and item.key not in known],
        "rows": [item.row() for item in items if item.urgent],
        "other_rows": [item.row() for item in items if not item.urgent],
        "keys": " ".join(item.key for item in items),
        "form": form or OutgoingForm(items=items),
        "own_signature": _is_own(signed, request),
        "past": past_handovers(by=request.actor, most=10),
    }
    return desk_page(request, "desks/handover.html", context, here=HERE, at=at)


def _is_own(signed: HandoverView | None, request: StaffRequest) -> bool:
    return bool(signed and signed.row.outgoing_by and signed.row.outgoing_by.id == request.worker.id)


def _lead(items: Sequence[OpenItem]) -> str:
    count = sum(item.urgent for item in items)
    if count == 0:
        return _("Nothing urgent is unanswered")
    return words_for_count(
        count, singular="%(number)s urgent thing is open", plural="%(number)s urgent things are open"
    )


@dataclass(frozen=True, slots=True)
class Agreed:
    """A line as it was signed, with what was agreed, and how it stands now: still open, or settled since."""

    row: Row
    note: str
    still_open: bool


def _agreed(signed: HandoverView, items: Sequence[OpenItem] = ()) -> list[Agreed]:
    """The list as the outgoing shift signed it, with the notes; a line that is open still leads to its work."""
    now_open = {item.key: item for item in items}
    return [
        Agreed(
            replace(_signed_row(item), url=now_open[item.key].url)
            if item.key in now_open
            else _signed_row(item),
            item.note,
            item.key in now_open,
        )
        for item in signed.outgoing
    ]


def _signed_row(item: SignedItem) -> Row:
    owes = _("%(agency)s owes this") % {"agency": item.owes} if item.owes else item.state
    due = datetime.fromisoformat(item.due_at) if item.due_at else None
    return Row(
        urgency=urgency_of(item.level), what=item.what, detail=owes, url="", code=item.code, due_at=due
    )


@steps_only(HERE)
@staff_page
def sign(request: StaffRequest) -> HttpResponse:
    """The outgoing shift signs, with a note for each urgent line."""
    _may_sign(request)
    at = now()
    items = open_items(request.worker, by=request.actor, at=at)
    form = OutgoingForm(request.POST, items=items)
    if not form.is_valid():
        return _page(request, items, at=at, form=form)
    signed = [item.signed(form.note_of(item)) for item in items]
    actions.sign_outgoing(items=signed, by=request.actor, at=at)
    messages.success(request, _("You handed over. Now a person of the next shift takes over."))
    return redirect(HERE)


@steps_only(HERE)
@staff_page
def take_over(request: StaffRequest) -> HttpResponse:
    """The incoming shift signs for the list that it saw; what came in since is shown first."""
    _may_sign(request)
    at = now()
    items = open_items(request.worker, by=request.actor, at=at)
    seen = set(request.POST.get("seen", "").split())
    if any(item.key not in seen for item in items):
        messages.warning(request, _("Something new came in while you were reading. Look at it, then sign."))
        return _page(request, items, at=at)
    actions.sign_incoming(items=[item.signed() for item in items], by=request.actor, at=at)
    messages.success(request, _("You took over. The list is kept as both of you signed it."))
    return redirect("desks:awaiting")


@staff_page
def past(request: StaffRequest, handover_id: UUID) -> HttpResponse:
    """A handover as it was signed."""
    view = open_handover(handover_id, by=request.actor, at=now())
    known = {item.key for item in view.outgoing}
    context = {
        "row": view.row,
        "agreed": _agreed(view),
        "new_lines": [
            Agreed(_signed_row(item), "", still_open=False) for item in view.incoming if item.key not in known
        ],
    }
    return desk_page(request, "desks/handover_past.html", context, here=HERE)


def duty_banner(request: StaffRequest) -> dict[str, object]:
    """What stands on top of the first page of a desk: an urgent call that rings, a handover that waits."""

    rings = open_rings(by=request.actor) if role_may(request, "duty.read") else []
    due: HandoverRow | None = handover_due(by=request.actor) if role_may(request, "handover.sign") else None
    return {"ring": rings[0] if rings else None, "handover": due}

"""What awaits me now: the first page of a desk."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from takatuf.clocks.actions import put_notice_away
from takatuf.clocks.queries import clocks_stopped_since
from takatuf.desks.views.handover import duty_banner
from takatuf.desks.views.page import StaffRequest, desk_page, part_of, role_may, staff_page, steps_only
from takatuf.desks.words import lead_sentence
from takatuf.desks.work import SHOWN, awaiting_rows, count_of, works_jointly
from takatuf.jointwork.queries import notices
from takatuf.kernel.clock import now


@staff_page
def awaiting_now(request: StaffRequest) -> HttpResponse:
    """Everything that awaits this worker; the aside says why the first report is urgent."""
    at = now()
    rows, queue = awaiting_rows(request.worker, by=request.actor, at=at)
    shown, pages = part_of(rows, asked=request.GET.get("page", ""), most=SHOWN)
    first = next((report for report in queue if pages.number == 1 and report.code == rows[0].code), None)
    if first is not None:
        shown[0] = replace(shown[0], selected=True)
    context = {
        "lead": lead_sentence([row.due_at for row in rows], at),
        "rows": shown,
        "pages": pages,
        "stopped_since": clocks_stopped_since(at=at),
        "duty": duty_banner(request),
        "chosen": first,
        "may_open": first is not None and role_may(request, "case.start"),
        "notices": notices(by=request.actor)
        if works_jointly(request.worker.role) or role_may(request, "recommendation.decide")
        else [],
    }
    known = {"desks:awaiting": count_of(rows, queue, by=request.actor, role=request.worker.role)}
    return desk_page(request, "desks/awaiting.html", context, here="desks:awaiting", at=at, known=known)


@steps_only("desks:awaiting")
@staff_page
def put_away(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """Put a notice away."""
    put_notice_away(notice_id=notice_id, by=request.actor, at=now())
    return redirect("desks:awaiting")

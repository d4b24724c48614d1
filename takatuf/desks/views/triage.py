"""The triage desk: the queue, one report, the decision about it, and the reporter's messages."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from takatuf.casework.queries import CaseRow
from takatuf.desks.addresses import address, first_address
from takatuf.desks.forms.triage import DecisionForm, FactsForm, MessageForm, decision_form
from takatuf.desks.opening import decide_and_open, open_at_suggested_level, second_look_and_open
from takatuf.desks.report_lines import report_page_of, words_summary
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.desks.views.reporter import once, reporter_context
from takatuf.desks.words import lead_sentence
from takatuf.desks.work import queue_held, triage_row
from takatuf.intake.actions import review_messages, write_to_reporter
from takatuf.intake.queries import report_head
from takatuf.kernel.actors import Actor
from takatuf.kernel.clock import now
from takatuf.triage.actions import rate_again as rate_again_now
from takatuf.triage.queries import (
    COUNTED,
    QueueRow,
    care_requests,
    is_hard,
    left_by_me,
    open_triage,
    own_shift,
    reports_awaiting_triage,
    reviews_count,
)

HERE = "desks:triage"
# The queue turns the page after so many lines.
PAGE = 50


@staff_page
def queue(request: StaffRequest) -> HttpResponse:
    """The queue; the aside says why the chosen report is where it stands."""
    at = now()
    after = request.GET.get("after", "")
    reports = reports_awaiting_triage(by=request.actor, at=at, most=PAGE + 1, after=after)
    more, reports = len(reports) > PAGE, reports[:PAGE]
    chosen = _chosen(reports, request.GET.get("report", ""))
    context = {
        "lead": _lead(reports, at, by=request.actor) if not after else _("Further down the queue"),
        "next_after": reports[-1].place if more else "",
        "after": after,
        "shift": own_shift(by=request.actor, at=at),
        "care": care_requests(by=request.actor) if role_may(request, "staff.care") else [],
        "reviews": reviews_count(by=request.actor) if role_may(request, "report.review") else 0,
        "may_audit": role_may(request, "triage.audit"),
        "rows": [
            triage_row(row, selected=row is chosen, url=f"{address(HERE)}?{_here(row, after)}")
            for row in reports
        ],
        "chosen": chosen,
        "may_open": role_may(request, "case.start"),
    }
    return desk_page(request, "desks/triage_queue.html", context, here=HERE, at=at)


def _here(row: QueueRow, after: str) -> str:
    return urlencode({"report": str(row.report_id)} | ({"after": after} if after else {}))


def _lead(reports: list[QueueRow], at: datetime, *, by: Actor) -> str:
    """How much awaits: the whole queue is counted, not only this page; beyond a limit it says "more than"."""
    total = queue_held(by).total
    if total <= len(reports):
        return lead_sentence([row.due_at for row in reports], at)
    if total >= COUNTED:
        return _("More than %(count)s reports await a first review; the most urgent stand first") % {
            "count": COUNTED - 1
        }
    return ngettext(
        "%(count)s report awaits a first review; the most urgent stands first",
        "%(count)s reports await a first review; the most urgent stand first",
        total,
    ) % {"count": total}


def _chosen(reports: list[QueueRow], wanted: str) -> QueueRow | None:
    """The report that the aside explains; whom somebody has left to a colleague is not put before that person again."""
    first = next((row for row in reports if not row.handed_over_by_me), None)
    return next((row for row in reports if str(row.report_id) == wanted), first)


@staff_page
def report(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """One report, opened."""
    return report_page(request, report_id, at=now())


def report_page(
    request: StaffRequest,
    report_id: UUID,
    *,
    at: datetime,
    decision: DecisionForm | None = None,
    message: MessageForm | None = None,
    facts: FactsForm | None = None,
) -> HttpResponse:
    """The page of one report, with the forms as they were sent where something is missing."""
    view = open_triage(report_id, by=request.actor, at=at)
    page = report_page_of(view, worker=request.worker, by=request.actor, at=at)
    level = view.ratings[0].level
    shift = own_shift(by=request.actor, at=at)
    hard = is_hard(level=page.level, reporter_kind=view.report.head.reporter_kind)
    context = {
        "facts_form": facts or FactsForm(prefix="facts"),
        "shift": shift,
        "folded_words": hard and bool(page.told) and not shift.shows(report_id),
        "hard": hard,
        "summary": words_summary(page),
        "left_by_me": left_by_me(report_id, by=request.actor),
        "bundle": view.bundle,
        "new_facts": view.new_facts,
        "page": page,
        "suggested": view.ratings[0],
        "page_ratings": view.ratings,
        "decision_form": decision or decision_form(level=level, kinds=view.report.head.kinds),
        "message_form": message or MessageForm(prefix="message"),
        "may_open": role_may(request, "case.start"),
        "may_write": role_may(request, "report.write_reporter"),
    }
    context |= reporter_context(request, report_id, at=at)
    return desk_page(request, "desks/report_page.html", context, here=HERE, at=at)


@steps_only("desks:report")
@staff_page
def decide(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """A person's decision; a case opens with it where it says so."""
    at = now()
    form = decision_form(request.POST, level=1, kinds=report_head(report_id, by=request.actor).kinds)
    if not form.is_valid():
        return report_page(request, report_id, at=at, decision=form)
    values = form.cleaned_data
    decided = decide_and_open(
        report_id=report_id, level=values["level"], outcome=values["outcome"], reason=values["reason"],
        kinds=values["kinds"], closed_as=values["closed_as"], why_closed=values["why_closed"],
        together=values["together"], by=request.actor, at=at,
    )  # fmt: skip
    case = decided.case
    if decided.reports > 1:
        said = ngettext(
            "The decision is on record for %(count)d report.", "The decision is on record for %(count)d reports.",
            decided.reports,
        )  # fmt: skip
        messages.success(request, said % {"count": decided.reports})
    if decided.waits:
        messages.warning(
            request, _("Your decision waits for a second person. Until then the report stays in the queue.")
        )
    elif case is None:
        messages.success(request, _("Your decision is in force."))
    return _onward(request, report_id, case)


@steps_only("desks:report")
@staff_page
def open_at_once(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Open a case at the suggested level and go on to refer it."""
    case = open_at_suggested_level(report_id=report_id, by=request.actor, at=now())
    messages.success(request, _("The case %(code)s is open. Refer it now.") % {"code": case.code})
    return redirect(first_address(["desks:refer", "desks:case"], case.id) or "desks:awaiting")


@steps_only("desks:report")
@staff_page
def second_look(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """The second person confirms a proposed decision or refuses it."""
    confirmed = request.POST.get("answer") == "confirm"
    case = second_look_and_open(report_id=report_id, confirmed=confirmed, by=request.actor, at=now())
    if confirmed:
        messages.success(request, _("Confirmed: the decision is in force."))
    else:
        messages.warning(request, _("Refused: the report waits for its first review again, from now."))
    return _onward(request, report_id, case)


def _onward(request: StaffRequest, report_id: UUID, case: CaseRow | None) -> HttpResponse:
    if case is None:
        return redirect("desks:report", report_id)
    messages.success(request, _("The case %(code)s is open.") % {"code": case.code})
    return redirect(address("desks:case", case.id))


@steps_only("desks:report")
@staff_page
def rate_again(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Let the machine rate again with what is known now; it may raise the level, never lower it."""
    rate_again_now(report_id=report_id, by=request.actor, at=now())
    return redirect("desks:report", report_id)


@steps_only("desks:report")
@staff_page
def write(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Write to the reporter."""
    at = now()
    form = MessageForm(request.POST, prefix="message")
    if not form.is_valid():
        return report_page(request, report_id, at=at, message=form)
    values = form.cleaned_data
    write_to_reporter(
        report_id=report_id, text=values["text"], needs_answer=values["needs_answer"], by=request.actor, at=at,
        key=once(values["key"], values["text"]),
    )  # fmt: skip
    messages.success(request, _("Your message is in the reporter's mailbox."))
    return redirect("desks:report", report_id)


@steps_only("desks:report")
@staff_page
def messages_read(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Say that the reporter's messages were read and need no answer."""
    count = review_messages(report_id=report_id, by=request.actor, at=now())
    said = ngettext("%(count)d message is marked as read.", "%(count)d messages are marked as read.", count)
    messages.success(request, said % {"count": count} if count else _("There was no message to read."))
    return redirect("desks:report", report_id)

"""Figures on the desk: what is due, publishing it, and what the published numbers propose."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from takatuf.desks.forms.insight import YearForm
from takatuf.desks.refusals.insight import SENTENCES
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.insight.actions import order_release
from takatuf.insight.annual.actions import make_annual_report
from takatuf.insight.annual.queries import annual_reports
from takatuf.insight.proposing import propose_from_figures as propose_them
from takatuf.insight.queries import days_of_release, is_due, last_order, releases
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

HERE = "desks:figures"


@staff_page
def page(request: StaffRequest) -> HttpResponse:
    """What is published, what is due, and the button that publishes it."""
    at = now()
    may_release = role_may(request, "figures.release")
    context = {
        "releases": releases(),
        "annual": annual_reports(),
        "year_form": YearForm(initial={"year": localdate(at).year}),
        "may_research": role_may(request, "research.ask") or role_may(request, "research.approve"),
        "may_read": role_may(request, "recommendation.read"),
        "days": days_of_release(on=localdate(at)),
        "may_release": may_release,
        "due": may_release and is_due(by=request.actor, at=at),
        "order": last_order(by=request.actor) if may_release else None,
        "why_refused": "",
    }
    order = context["order"]
    if order is not None and order.refused:  # type: ignore[attr-defined]
        named = {kind.__name__: words for kind, words in SENTENCES.items()}
        context["why_refused"] = named.get(order.refused, _("It was refused."))  # type: ignore[attr-defined]
    return desk_page(request, "desks/figures_desk.html", context, here=HERE, at=at)


@steps_only(HERE)
@staff_page
def order(request: StaffRequest) -> HttpResponse:
    """Ask that what is due be counted and published."""
    order_release(by=request.actor, at=now())
    messages.success(request, _("The figures are being counted. Load this page again in a minute."))
    return redirect(HERE)


@steps_only(HERE)
@staff_page
def annual(request: StaffRequest) -> HttpResponse:
    """Draw and publish the annual report from what is published."""
    if not role_may(request, "figures.release"):
        raise Http404
    form = YearForm(request.POST)
    if form.is_valid():
        try:
            make_annual_report(year=form.cleaned_data["year"], by=request.actor, at=now())
        except InvalidInput:
            messages.error(request, _("The report is of a year that has begun."))
        else:
            messages.success(request, _("Drawn and published. It stands on the public page."))
    else:
        messages.error(request, _("Write the year of the report, in any digits."))
    return redirect(HERE)


@steps_only("desks:recommendations")
@staff_page
def propose_from_figures(request: StaffRequest) -> HttpResponse:
    """Let the rules read the published numbers, and propose what they find."""
    made = propose_them(by=request.actor, at=now())
    if made:
        said = ngettext(
            "The published figures propose %(count)s recommendation.", "The published figures propose %(count)s recommendations.", made
        )  # fmt: skip
        messages.success(request, said % {"count": made})
    else:
        messages.info(request, _("The published figures propose nothing new."))
    return redirect("desks:recommendations")

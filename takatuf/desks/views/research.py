"""Research tables on the desk: asking, approving by two, and reading while it may be read."""

import csv
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.desks.forms.insight import RefuseForm, ResearchForm
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.one_step import take_step
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.insight.research import actions
from takatuf.insight.research.queries import research_request, research_requests, table_of
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

HERE, LIST, PAGE = "desks:figures", "desks:research", "desks:research_request"
_FIELDS = {"first": "first_quarter", "last": "last_quarter"}


@staff_page
def listing(request: StaffRequest) -> HttpResponse:
    """The requests of the own agency, or all of them for who may approve."""
    at = now()
    context = {
        "requests": research_requests(by=request.actor, at=at),
        "may_ask": role_may(request, "research.ask"),
    }
    return desk_page(request, "desks/research.html", context, here=HERE, at=at)


@staff_page
def ask(request: StaffRequest) -> HttpResponse:
    """Ask for a table."""
    if not role_may(request, "research.ask"):
        raise Http404
    form = ResearchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            row = actions.ask_for_extract(
                kind=values["kind"], first=(values["first_year"], values["first_quarter"]),
                last=(values["last_year"], values["last_quarter"]), institution=values["institution"], purpose=values["purpose"],
                readable_until=values["readable_until"], by=request.actor, at=now(),
            )  # fmt: skip
        except InvalidInput as problem:
            put_errors(form, InvalidInput(_FIELDS.get(problem.path, problem.path), problem.code))
        else:
            messages.success(request, _("Asked. Two other persons read it before anything is counted."))
            return redirect(PAGE, row.pk)
    return desk_page(request, "desks/research_ask.html", {"form": form}, here=HERE)


@staff_page
def one(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """One request."""
    return _page(request, request_id, RefuseForm(prefix="refuse"))


def _page(request: StaffRequest, request_id: UUID, form: RefuseForm) -> HttpResponse:
    at = now()
    row = research_request(request_id, by=request.actor, at=at)
    return desk_page(
        request, "desks/research_request.html", {"row": row, "refuse_form": form}, here=HERE, at=at
    )


@steps_only(PAGE)
@staff_page
def approve(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """Approve a request by name."""
    row = actions.approve_extract(request_id=request_id, by=request.actor, at=now())
    said = (
        _("Approved with your name. The table is counted within a minute.")
        if row.second_by_id
        else _("Approved with your name. A second person approves before anything is counted.")
    )
    messages.success(request, said)
    return redirect(PAGE, request_id)


@steps_only(PAGE)
@staff_page
def refuse(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """Refuse a request with a reason."""
    if not role_may(request, "research.approve"):
        raise Http404
    return take_step(
        request, RefuseForm(request.POST, prefix="refuse"),
        lambda values: actions.refuse_extract(request_id=request_id, **values, by=request.actor, at=now()),
        said=_("Refused, with your reason."), back=(PAGE, request_id), again=lambda form: _page(request, request_id, form),
    )  # fmt: skip


@staff_page
def table(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """The table; each reading is on the ledger."""
    at = now()
    row = actions.read_extract(request_id=request_id, by=request.actor, at=at)
    return desk_page(
        request, "desks/research_table.html", {"row": row, "table": table_of(row)}, here=HERE, at=at
    )


@staff_page
def download(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """The table as a file; each reading is on the ledger."""
    row = actions.read_extract(request_id=request_id, by=request.actor, at=now())
    view = table_of(row)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.code}.csv"'
    lines = csv.writer(response)
    lines.writerow(["", *view.columns, _("Total")])
    for label, cells, total in [*view.rows, (_("Total"), view.column_totals, view.total)]:
        lines.writerow([label, *("" if value is None else value for value in (*cells, total))])
    return response

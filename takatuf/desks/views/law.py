"""Texts of law: what is noted, where it stands, and who has checked it."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.clocks.law.actions import check_law
from takatuf.clocks.law.files import law_text
from takatuf.clocks.law.queries import PERSONS, LawRow, law_rows
from takatuf.desks.forms.law import CheckLawForm
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.kernel.clock import now

HERE = "desks:law"


@staff_page
def texts(request: StaffRequest) -> HttpResponse:
    """Every text of this country first, then those of others; who may check has a form under each that waits."""
    return _page(request)


def _page(
    request: StaffRequest, *, open_form: CheckLawForm | None = None, open_code: str = ""
) -> HttpResponse:
    at, rows = now(), law_rows()
    own = [row for row in rows if row.text.country == settings.TAKATUF_COUNTRY]
    others = [row for row in rows if row.text.country != settings.TAKATUF_COUNTRY]
    may_check = role_may(request, "law.check")
    forms = (
        {row.text.code: _form(row, open_form if row.text.code == open_code else None) for row in rows}
        if may_check
        else {}
    )
    context: dict[str, Any] = {
        "own": _lines(own, forms, request), "others": _lines(others, forms, request), "may_check": may_check,
        "persons": PERSONS, "open_form": open_form,
    }  # fmt: skip
    return desk_page(request, "desks/law.html", context, here=HERE, at=at)


def _form(row: LawRow, sent: CheckLawForm | None) -> CheckLawForm:
    return sent or CheckLawForm(prefix=row.text.code, initial={"sha256": row.text.sha256})


def _lines(
    rows: Sequence[LawRow], forms: dict[str, CheckLawForm], request: StaffRequest
) -> list[dict[str, Any]]:
    """Each text with the form to check it, where this person has not checked it yet."""
    return [
        {
            "row": row, "text": row.text,
            "form": None if any(check.by.id == request.worker.id for check in row.checks) else forms.get(row.text.code),
        }
        for row in rows
    ]  # fmt: skip


@steps_only(HERE)
@staff_page
def check(request: StaffRequest, law_code: str) -> HttpResponse:
    """Put on record that this person has read the text at its source."""
    if not role_may(request, "law.check"):
        raise Http404
    text = law_text(law_code)
    form = CheckLawForm(request.POST, prefix=text.code)
    if not form.is_valid():
        return _page(request, open_form=form, open_code=law_code)
    check_law(code=law_code, **form.cleaned_data, by=request.actor, at=now())
    messages.success(
        request, _("Recorded under your name. It may be printed once two persons have checked it.")
    )
    return redirect(HERE)

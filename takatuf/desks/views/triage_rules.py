"""The rule of triage in words, and changing it with two persons."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from takatuf.desks.forms.triage_rules import RulesForm
from takatuf.desks.rule_words import objection_words, rules_page_of, version_lines
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page, steps_only
from takatuf.kernel.clock import now
from takatuf.triage.actions import GuardRail, answer_rules, propose_rules
from takatuf.triage.queries import rulebook


def _here(request: StaffRequest) -> str:
    """A director has no triage desk; for the others the rule lies beside the queue."""
    return "desks:triage" if role_may(request, "report.triage") else "desks:triage_rules"


@staff_page
def page(request: StaffRequest) -> HttpResponse:
    """The rule in force in words, the version that waits, and all versions."""
    book = rulebook(by=request.actor)
    mine = (
        book.proposed is not None
        and book.proposed.proposed_by is not None
        and book.proposed.proposed_by.id == request.worker.id
    )
    context = {
        "rules": rules_page_of(book.rulefile),
        "proposed": version_lines(book.proposed, book.rulefile) if book.proposed else None,
        "proposed_by_me": mine,
        "versions": [version_lines(version, book.rulefile) for version in book.versions],
        "may_change": role_may(request, "triage.rules.change"),
    }
    return desk_page(request, "desks/triage_rules.html", context, here=_here(request))


@staff_page
def change(request: StaffRequest) -> HttpResponse:
    """Propose the next version."""
    book = rulebook(by=request.actor)
    if not role_may(request, "triage.rules.change") or book.proposed is not None:
        return redirect("desks:triage_rules")
    form = RulesForm(book.rulefile, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = propose_rules(edit=form.edit(), why=form.cleaned_data["why"], by=request.actor, at=now())
        except GuardRail as guard:
            for found in guard.objections:
                form.add_error(None, objection_words(found, book.rulefile))
        else:
            said = _("Version %(version)s is proposed. It counts once another person puts it in force.")
            messages.success(request, said % {"version": row.version})
            return redirect("desks:triage_rules")
    return desk_page(
        request,
        "desks/triage_rules_change.html",
        {"form": form, "version": book.rulefile.version},
        here=_here(request),
    )


@steps_only("desks:triage_rules")
@staff_page
def answer(request: StaffRequest, version: str) -> HttpResponse:
    """The second person puts a version in force, or refuses it."""
    confirmed = request.POST.get("answer") == "confirm"
    answer_rules(version=version, confirmed=confirmed, by=request.actor, at=now())
    if confirmed:
        messages.success(request, _("Version %(version)s is in force from now.") % {"version": version})
    else:
        messages.warning(request, _("Version %(version)s is refused and kept.") % {"version": version})
    return redirect("desks:triage_rules")

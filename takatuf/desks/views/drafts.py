"""Keeps what is typed while it is typed, and erases it when it is no longer wanted."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format

from takatuf.agencies.drafts.actions import erase_draft, keep_draft
from takatuf.desks.drafts import FORM, PAGE, bare, is_staff_page, typed_in
from takatuf.desks.kept import in_language
from takatuf.desks.views.page import StaffRequest, staff_page, steps_only
from takatuf.kernel.clock import now


@steps_only("desks:awaiting")
@staff_page
def keep(request: StaffRequest) -> HttpResponse:
    """Keep what a form holds now; a form that was emptied is forgotten. Answers with the time of day."""
    typed = typed_in(request)
    if typed is None:
        erase_draft(form=bare(request.POST.get(FORM, "")), by=request.actor)
        return JsonResponse({"at": "", "signed_in": True})
    at = now()
    keep_draft(
        worker_id=request.worker.id, page=typed.page, form=typed.form, values=typed.values, by=request.actor, at=at
    )  # fmt: skip
    return JsonResponse({"at": date_format(timezone.localtime(at), "TIME_FORMAT"), "signed_in": True})


@steps_only("desks:awaiting")
@staff_page
def discard(request: StaffRequest) -> HttpResponse:
    """Erase what was kept of one form, and lead back to its page."""
    page = bare(request.POST.get(PAGE, ""))
    if not is_staff_page(page):
        raise Http404
    erase_draft(form=bare(request.POST.get(FORM, "")), by=request.actor)
    return redirect(in_language(page))

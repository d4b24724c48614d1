"""A form that was sent and came to nothing is kept: the sign-in had ended, the step was refused, the house was at fault."""

from urllib.parse import quote
from uuid import UUID

import structlog
from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from takatuf.agencies.drafts.actions import JOB, keep_draft
from takatuf.agencies.scope import ScopeToken, scope, system_scope
from takatuf.desks.drafts import ADDRESS, Typed, bare, is_staff_page, typed_in, writer_of
from takatuf.desks.kept import in_language
from takatuf.kernel.actors import Actor
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused
from takatuf.web.client import is_from_this_site

FORBIDDEN = 403
log = structlog.get_logger(__name__)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead whoever is not signed in to the sign-in, and from there back to the page; what a form carried is kept.

    For whom, a note in the browser says that we signed: without it nothing is kept. It comes only from our own pages.
    """
    back = request.path
    if request.method == "POST":
        kept = _kept_for_writer(request)
        if bare(request.path) == ADDRESS:
            return _told(signed_in=False) if kept else JsonResponse({"signed_in": False}, status=FORBIDDEN)
        page = bare(request.headers.get("Referer", ""))
        back = in_language(page) if is_staff_page(page) else back
        if kept:
            messages.info(
                request,
                _("You were signed out because nothing happened for a while. What you typed is kept: sign in, and put it back."),
            )  # fmt: skip
    return redirect(f"{reverse('account_login')}?next={quote(back)}")


def _kept_for_writer(request: HttpRequest) -> bool:
    writer = writer_of(request)
    typed = typed_in(request) if writer and is_from_this_site(request) else None
    if writer is None or typed is None:
        return False
    try:
        with system_scope(JOB) as by:
            _keep(typed, writer, by)
    except (DatabaseError, Refused):
        log.warning("drafts.not_kept")
        return False
    return True


def keep_refused(
    request: HttpRequest, response: HttpResponse, *, token: ScopeToken, worker_id: UUID
) -> HttpResponse:
    """Keep what a refused step carried, in a transaction of its own: the step's is rolled back. Returns the answer.

    A form whose token is old is kept only when the browser says that it came from one of our own pages.
    """
    is_ours = response.status_code != FORBIDDEN or is_from_this_site(request)
    typed = typed_in(request) if is_ours else None
    if typed is None:
        return response
    try:
        with scope(token) as by:
            _keep(typed, worker_id, by)
    except (DatabaseError, Refused):
        log.warning("drafts.not_kept")
        return response
    return _told(signed_in=True) if bare(request.path) == ADDRESS else response


def _keep(typed: Typed, worker_id: UUID, by: Actor) -> None:
    keep_draft(
        worker_id=worker_id, page=typed.page, form=typed.form, values=typed.values, by=by, at=now()
    )  # fmt: skip


def _told(*, signed_in: bool) -> HttpResponse:
    at = date_format(timezone.localtime(now()), "TIME_FORMAT")
    return JsonResponse({"at": at, "signed_in": signed_in})

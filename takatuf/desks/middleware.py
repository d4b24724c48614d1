"""Opens the scope of the worker who is signed in: one transaction for each staff page."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from django.contrib.auth import logout
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from takatuf.agencies.actions import note_nothing_there
from takatuf.agencies.drafts.actions import erase_draft
from takatuf.agencies.memory import remembering
from takatuf.agencies.models import User
from takatuf.agencies.queries import worker_of_user, writes_arabic_digits, writes_hijri_first
from takatuf.agencies.scope import ScopeToken, ScopeUnknown, issue_token, scope
from takatuf.desks.drafts import WRITER_COOKIE, bare, forget_writer, remember_writer
from takatuf.desks.keeping import keep_refused, to_sign_in
from takatuf.desks.nav import desk_nav_without_numbers
from takatuf.desks.staff import has_second_factor, scope_token_of
from takatuf.kernel.actors import ActorKind
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotAllowed
from takatuf.web.digits import with_arabic_indic_digits
from takatuf.web.words import days_in_order

_STAFF = re.compile(r"^/(?:[a-z]{2}/)?(?:desk|court)/")
# What a page asks for by itself, every few seconds: it is no sign that somebody sits there.
_BY_ITSELF = re.compile(r"^/(?:[a-z]{2}/)?desk/(?:calls/ringing|submissions/[0-9a-f-]+/building)/$")
_OWN_SIGN_IN = re.compile(r"^/(?:[a-z]{2}/)?accounts/")
_SIGN_OUT = re.compile(r"^/(?:[a-z]{2}/)?accounts/logout/")
LONGEST = timedelta(hours=12)
LONGEST_SIGN_IN = timedelta(hours=16)  # a double shift; then everybody signs in anew


class StaffScopeMiddleware:
    """Signed out: to the sign-in. Without a second factor: to its set-up. Signed in: the page runs inside the scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _STAFF.match(request.path_info):
            return self._elsewhere(request)
        user = request.user
        if not user.is_authenticated:
            return to_sign_in(request)
        with remembering():
            return self._signed_in(request, user)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """The pages of one's own sign-in stand in the desk's frame too, once both factors have opened it."""
        user = request.user
        if _OWN_SIGN_IN.match(request.path_info) and user.is_authenticated and has_second_factor(user):
            if worker := worker_of_user(user.pk):
                nav = desk_nav_without_numbers(worker, here="mfa_index")
                response.context_data = {**(response.context_data or {}), "desk_nav": nav}
        return response

    def _signed_in(self, request: HttpRequest, user: User) -> HttpResponse:
        if _has_lasted_a_day(request):
            logout(request)
            return to_sign_in(request)
        worker = worker_of_user(user.pk)
        if worker is None:
            logout(request)
            return redirect("account_login")
        if not has_second_factor(user):
            return redirect("mfa_activate_totp")
        seen = now().isoformat(timespec="minutes")
        if request.session.get("seen") != seen and not _BY_ITSELF.match(request.path_info):
            request.session["seen"] = seen  # a changed session is saved, which moves the idle limit
        token = scope_token_of(request)
        request.worker = worker  # type: ignore[attr-defined]
        try:
            response = self._inside(request, token)
        except ScopeUnknown:
            issue_token(
                kind=ActorKind.WORKER, actor_id=worker.id, expires_at=now() + LONGEST, value=token.value
            )
            response = self._inside(request, token)
        if response.status_code == HTTPStatus.NOT_FOUND:
            _note_refused(request, token)
        if request.method == "POST" and response.status_code >= 400:  # noqa: PLR2004 - it came to nothing
            response = keep_refused(request, response, token=token, worker_id=worker.id)
        remember_writer(request, response, worker.id)
        return response

    def _elsewhere(self, request: HttpRequest) -> HttpResponse:
        """A page that is not the staff's; whoever signs out leaves nothing in this browser."""
        response = self.get_response(request)
        if WRITER_COOKIE in request.COOKIES and _SIGN_OUT.match(request.path_info):
            if not request.user.is_authenticated:
                forget_writer(response)
        return response

    def _inside(self, request: HttpRequest, token: ScopeToken) -> HttpResponse:
        with scope(token) as actor:
            if actor.id != request.worker.id:  # type: ignore[attr-defined]
                raise NotAllowed("This sign-in belongs to somebody else.")
            request.actor = actor  # type: ignore[attr-defined]
            with days_in_order(hijri_first=writes_hijri_first(actor.id)):
                response = self.get_response(request)
            if response.status_code >= 400:  # noqa: PLR2004 - a refused step leaves nothing half written
                connection.set_rollback(True)
            elif request.method == "POST" and 300 <= response.status_code:  # noqa: PLR2004 - it was done, and leads on
                erase_draft(form=bare(request.path), by=actor)
            if writes_arabic_digits(actor.id):
                _put_arabic_digits(response)
            return response


def _put_arabic_digits(response: HttpResponse) -> None:
    """Write the digits of an Arabic page as its reader chose; files and pages in other languages stay as they are."""
    is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
    if is_page and (get_language() or "").startswith("ar"):
        response.content = with_arabic_indic_digits(response.content.decode()).encode()


def _has_lasted_a_day(request: HttpRequest) -> bool:
    """Whether this sign-in is older than the longest shift, however busy it was: a cookie that was taken does not live on."""
    began = request.session.get("began")
    if began is None:
        request.session["began"] = now().isoformat(timespec="seconds")
        return False
    return now() - datetime.fromisoformat(began) > LONGEST_SIGN_IN


def _note_refused(request: HttpRequest, token: ScopeToken) -> None:
    """Who asks for a thing that is not there for them is on record, after the page's own transaction was rolled back."""
    match = request.resolver_match
    subjects = [str(part) for part in match.kwargs.values() if isinstance(part, UUID)] if match else []
    if match and subjects:
        with scope(token) as actor:
            note_nothing_there(page=match.view_name, subjects=subjects, by=actor, at=now())

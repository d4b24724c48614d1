"""Opens the scope of the worker who is signed in: one transaction for each staff page."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import logout
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from takatuf.agencies.queries import worker_of_user
from takatuf.agencies.scope import ScopeToken, ScopeUnknown, issue_token, scope
from takatuf.desks.staff import has_second_factor, scope_token_of
from takatuf.kernel.actors import ActorKind
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotAllowed

_STAFF = re.compile(r"^/(?:[a-z]{2}/)?(?:desk|court)/")
LONGEST = timedelta(hours=12)


class StaffScopeMiddleware:
    """Signed out: to the sign-in. Without a second factor: to its set-up. Signed in: the page runs inside the scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _STAFF.match(request.path_info):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={request.path}")
        worker = worker_of_user(request.user.pk)
        if worker is None:
            logout(request)
            return redirect("account_login")
        if not has_second_factor(request.user):
            return redirect("mfa_activate_totp")
        seen = now().isoformat(timespec="minutes")
        if request.session.get("seen") != seen:
            request.session["seen"] = seen  # a changed session is saved, which moves the idle limit
        token = scope_token_of(request)
        request.worker = worker  # type: ignore[attr-defined]
        try:
            return self._inside(request, token)
        except ScopeUnknown:
            issue_token(
                kind=ActorKind.WORKER, actor_id=worker.id, expires_at=now() + LONGEST, value=token.value
            )
            return self._inside(request, token)

    def _inside(self, request: HttpRequest, token: ScopeToken) -> HttpResponse:
        with scope(token) as actor:
            if actor.id != request.worker.id:  # type: ignore[attr-defined]
                raise NotAllowed("This sign-in belongs to somebody else.")
            request.actor = actor  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 400:  # noqa: PLR2004 - a refused step leaves nothing half written
                connection.set_rollback(True)
            return response

"""What every desk page shares: its frame with the numbers, and refusals turned into pages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from math import ceil
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import may
from takatuf.desks.addresses import address, first_address
from takatuf.desks.drafts import bare, is_staff_page
from takatuf.desks.kept import in_language, kept_lines, put_back_into
from takatuf.desks.nav import desk_nav
from takatuf.desks.refusals import sentence_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotAllowed, Refused
from takatuf.web.parts import PageLinks
from takatuf.web.views import refused

Arguments = ParamSpec("Arguments")
Shown = TypeVar("Shown")


class StaffRequest(HttpRequest):
    """A request inside the scope of a worker, as StaffScopeMiddleware hands it on; for types only."""

    actor: Actor
    worker: WorkerName


StaffView = Callable[Concatenate[StaffRequest, Arguments], HttpResponse]
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


def staff_page(view: StaffView[Arguments]) -> View[Arguments]:
    """A desk page: not there and not allowed answer alike (404); any other refusal is a page that says why (409).

    The middleware rolls the page's transaction back after either.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        try:
            return view(cast(StaffRequest, request), *args, **kwargs)
        except NotAllowed as hidden:
            raise Http404 from hidden
        except Refused as refusal:
            return refused(request, sentence=sentence_of(refusal), back_url=back_from(request))

    return answer


def desk_page(
    request: StaffRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    here: str,
    at: datetime | None = None,
    known: Mapping[str, int] | None = None,
) -> HttpResponse:
    """Draw a template inside the desk's frame; `here` is the name of the nav's item that is open (`nav.ITEMS`).

    `known` has the numbers of the nav that the page counted itself, by the item's name.
    """
    at = at or now()
    nav = desk_nav(request.worker, by=request.actor, at=at, here=here, known=known)
    kept = kept_lines(request, by=request.actor)
    whole = {"desk_nav": nav, "now": at, "kept": kept, **context}
    response = render(request, template, whole)
    if with_left_over := put_back_into(response, kept, here=request.path, by=request.actor):
        response = render(request, template, {**whole, "kept": with_left_over})
        put_back_into(response, with_left_over, here=request.path, by=request.actor)
    return response


_BACK = (
    ("report_id", "desks:report"), ("case_id", "desks:case"), ("call_id", "desks:call"), ("ring_id", "desks:ring"),
    ("referral_id", "desks:referral"),
)  # fmt: skip


def back_from(request: HttpRequest) -> str:
    """Where a refused step leads back to: the page that the form stood on, which keeps what was typed; or the desk."""
    stood_on = bare(request.headers.get("Referer", ""))
    if is_staff_page(stood_on):
        return in_language(stood_on)
    match = request.resolver_match
    parts = match.kwargs if match else {}
    if match and "submission_id" in parts:
        room = "reading" if match.namespace == "reading" else "desks"
        return reverse(f"{room}:submission", args=[parts["submission_id"]])
    for name, page in _BACK:
        if name in parts:
            return address(page, parts[name])
    return address("desks:call_backs") if "call_back_id" in parts else reverse("desks:awaiting")


def steps_only(target: str) -> Callable[[View[Arguments]], View[Arguments]]:
    """For views that do something: whoever opens the address by hand is led to the page `target` instead.

    `target` takes the same parts as the address, or the first of them, or none.
    """

    def wrapped(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def answer(
            request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> HttpResponse:
            if request.method != "POST":
                parts = [*args, *kwargs.values()]
                return redirect(
                    first_address([target], *parts) or first_address([target], *parts[:1]) or reverse(target)
                )
            return view(request, *args, **kwargs)

        return answer

    return wrapped


def part_of(rows: Sequence[Shown], *, asked: str, most: int) -> tuple[list[Shown], PageLinks]:
    """The part of a long list that `?page=` asks for, and the links to its neighbours; what makes no sense is the first."""
    count = max(1, ceil(len(rows) / most))
    number = min(max(int(asked), 1), count) if asked.isascii() and asked.isdigit() else 1
    earlier = f"?page={number - 1}" if number > 1 else ""
    later = f"?page={number + 1}" if number < count else ""
    return list(rows[(number - 1) * most : number * most]), PageLinks(number, count, earlier, later)


def role_may(request: StaffRequest, permission: str) -> bool:
    """Whether the worker's role carries a permission; for showing a button, never for deciding."""
    return may(request.worker.role, permission)

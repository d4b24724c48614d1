"""Recommendations that a person approved: everybody may read them. Whether an agency is late is not said here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from takatuf.insight.recommendations.first_set import forum_drafts
from takatuf.insight.recommendations.queries import published_recommendation, published_recommendations
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What was approved: under way first, then what is closed with evidence."""
    rows = published_recommendations(on=localdate(now()))
    context = {
        "open": [row for row in rows if row.standing != "closed"],
        "closed": [row for row in rows if row.standing == "closed"],
        "drafts": forum_drafts() if any(row.draft_of_source for row in rows) else None,
    }
    return render(request, "desks/recommendations_public.html", context)


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One approved recommendation."""
    try:
        row = published_recommendation(code, on=localdate(now()))
    except NotFound as missing:
        raise Http404 from missing
    return render(request, "desks/recommendation_public.html", {"row": row})

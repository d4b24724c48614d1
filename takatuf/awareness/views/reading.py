"""The library, a piece of advice, the lessons, and what a poster's address opens. These pages set no cookie."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from takatuf.awareness.lessons import Lesson, lesson, public_lessons
from takatuf.awareness.library import FOR_CHILDREN, Piece, library, piece
from takatuf.awareness.queries import CampaignView, campaign_of_code, gatherings_to_come, numbers, standing
from takatuf.awareness.rules.codes import read_code
from takatuf.awareness.words import MOMENTS
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound


def language() -> str:
    """The language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def piece_or_404(code: str) -> Piece:
    """A piece in the reader's language."""
    try:
        return piece(code, language(), numbers=numbers())
    except NotFound:
        raise Http404 from None


def campaign_or_404(code: str) -> CampaignView:
    """The campaign of a code, however it was written."""
    found = campaign_of_code(read_code(code))
    if found is None:
        raise Http404
    return found


@gzip_page  # these pages echo no secret, so their size tells nothing
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All advice by whom it is for, and the gatherings that everybody may come to."""
    at, pieces = now(), library(language(), numbers=numbers())
    context = {
        "for_children": [one for one in pieces if one.audience == FOR_CHILDREN],
        "for_others": [one for one in pieces if one.audience != FOR_CHILDREN],
        "gatherings": gatherings_to_come(at=at),
        "now": at,
    }
    return render(request, "awareness/home.html", context)


@gzip_page  # these pages echo no secret, so their size tells nothing
@require_safe
def read(request: HttpRequest, code: str) -> HttpResponse:
    """One piece of advice."""
    return _page(request, piece_or_404(code), None)


@gzip_page  # these pages echo no secret, so their size tells nothing
@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """Where a poster leads: its advice, and the way to tell, which carries the poster's code and nothing else."""
    found = campaign_or_404(code)
    return _page(request, piece_or_404(found.piece), found)


def _page(request: HttpRequest, shown: Piece, campaign: CampaignView | None) -> HttpResponse:
    at = now()
    stands = standing(shown.code, shown.language)
    context = {
        "piece": shown,
        "campaign": campaign,
        "standing": stands,
        "is_overdue": stands.next_review_on is not None and stands.next_review_on < timezone.localdate(at),
        "via": f"?via={campaign.code}" if campaign else "",
    }
    return render(request, "awareness/piece.html", context)


@gzip_page  # these pages echo no secret, so their size tells nothing
@require_safe
def lessons(request: HttpRequest) -> HttpResponse:
    """The lessons, for whoever teaches them."""
    return render(request, "awareness/lessons.html", {"lessons": [_said(one) for one in public_lessons()]})


@gzip_page  # these pages echo no secret, so their size tells nothing
@require_safe
def one_lesson(request: HttpRequest, code: str) -> HttpResponse:
    """One lesson with its sessions and its questions."""
    found = {one.code: one for one in public_lessons()}
    if code not in found:
        raise Http404
    return render(request, "awareness/lesson.html", {"lesson": _said(lesson(code))})


def _said(one: Lesson) -> dict[str, object]:
    """A lesson in the reader's language, as plain values."""
    tongue = language()
    return {
        "code": one.code, "title": one.said(one.title, tongue), "aim": one.said(one.aim, tongue), "minutes": one.minutes,
        "count": len(one.sessions),
        "sessions": [
            {"title": one.said(each.title, tongue), "minutes": each.minutes, "steps": [one.said(step, tongue) for step in each.steps]}
            for each in one.sessions
        ],
        "questions": [one.said(each.text, tongue) for each in one.questions],
        "moments": [(moment, label) for moment, label in MOMENTS if one.asked(moment)],
    }  # fmt: skip

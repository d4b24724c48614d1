"""What is printed, as PDF: cards and posters with their address as a picture to scan, and sheets of short questions."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from takatuf.awareness.lessons import Lesson, public_lessons
from takatuf.awareness.library import FOR_CHILDREN, Piece
from takatuf.awareness.papers.drawing import FORMS, Asked, QuestionSheet, Sheet, draw, draw_questions
from takatuf.awareness.queries import CampaignView, numbers
from takatuf.awareness.rules.codes import spoken
from takatuf.awareness.views.reading import campaign_or_404, language, piece_or_404
from takatuf.awareness.words import MOMENTS


@require_safe
def plain(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """A card or a poster of one piece, without a code."""
    return _pdf(request, piece_or_404(code), form, None)


@require_safe
def of_campaign(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """A card or a poster of a campaign, with its code."""
    found = campaign_or_404(code)
    return _pdf(request, piece_or_404(found.piece), form, found)


@require_safe
def questions(request: HttpRequest, code: str, moment: str) -> HttpResponse:
    """The short questions of a lesson at one moment, to be answered on paper."""
    del request
    found = next((one for one in public_lessons() if one.code == code), None)
    asked = found.asked(moment) if found else ()
    if found is None or not asked:
        raise Http404
    tongue = language()
    sheet = QuestionSheet(
        language=tongue, title=found.said(found.title, tongue), moment=str(dict(MOMENTS)[moment]), help=_who_helps(found),
        questions=tuple(
            Asked(found.said(one.text, tongue), tuple(found.said(option.label, tongue) for option in one.options)) for one in asked
        ),
    )  # fmt: skip
    return _as_pdf(draw_questions(sheet), "questions.pdf")


def _who_helps(found: Lesson) -> str:
    if found.audience == FOR_CHILDREN:
        said = gettext(
            "Did a question worry you? Talk to a grown-up whom you trust, or call the children's helpline, %(number)s."
        )
    else:
        said = gettext(
            "Are you worried about a child? Report it, and in danger call %(emergency)s. A child may call %(number)s."
        )
    return said % {"number": numbers().helpline, "emergency": numbers().emergency}


def _as_pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _pdf(request: HttpRequest, shown: Piece, form: str, campaign: CampaignView | None) -> HttpResponse:
    if form not in FORMS:
        raise Http404
    path = (
        reverse("awareness:poster", args=[campaign.code])
        if campaign
        else reverse("awareness:piece", args=[shown.code])
    )
    sheet = Sheet(
        language=language(), title=shown.card.title, lines=shown.card.lines, address=public_address(request, path),
        code=spoken(campaign.code) if campaign else "",
    )  # fmt: skip
    return _as_pdf(draw(sheet, form), f"{form}.pdf")


def public_address(request: HttpRequest, path: str) -> str:
    """The whole address of a page, as it stands on paper."""
    home = settings.TAKATUF_PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    return f"{home}{path}"

"""Cards and posters as PDF, with the address that they lead to as a picture to scan; plain ones, or with a campaign's code."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from takatuf.awareness.library import Piece
from takatuf.awareness.papers.drawing import FORMS, Sheet, draw
from takatuf.awareness.queries import CampaignView
from takatuf.awareness.rules.codes import spoken
from takatuf.awareness.views.reading import campaign_or_404, language, piece_or_404


@require_safe
def plain(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """A card or a poster of one piece, without a code."""
    return _pdf(request, piece_or_404(code), form, None)


@require_safe
def of_campaign(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """A card or a poster of a campaign, with its code."""
    found = campaign_or_404(code)
    return _pdf(request, piece_or_404(found.piece), form, found)


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
    response = HttpResponse(draw(sheet, form), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{form}.pdf"'
    return response


def public_address(request: HttpRequest, path: str) -> str:
    """The whole address of a page, as it stands on paper."""
    home = settings.TAKATUF_PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    return f"{home}{path}"

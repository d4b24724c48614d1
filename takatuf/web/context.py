"""What every template may rely on: the numbers to ring and the way out."""

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, object]:
    """Emergency number, children's helpline, where the quick exit leads, and empty defaults of the frames.

    Reads settings and the path alone, so that it serves the page for our own faults too.
    """
    return {
        "emergency_number": settings.TAKATUF_EMERGENCY_NUMBER,
        "emergency_text_number": settings.TAKATUF_EMERGENCY_TEXT_NUMBER,
        "child_helpline": settings.TAKATUF_CHILD_HELPLINE,
        "quick_exit_url": settings.TAKATUF_QUICK_EXIT_URL,
        "here": request.path,
        "desk_nav": None,
        "kept": (),
        "refused_sentence": "",
        "back_url": "",
    }

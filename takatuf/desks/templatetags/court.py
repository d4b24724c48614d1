"""Tags of the court pages."""

from typing import Any

from django import template

from takatuf.court.actions import Standing
from takatuf.desks.court_words import STANDING_SHAPES, STANDING_TONES

register = template.Library()


@register.inclusion_tag("desks/fact_standing.html")
def standing_tag(standing: Standing) -> dict[str, Any]:
    """How a fact stands between the parties, by word and shape."""
    return {"label": standing.label, "shape": STANDING_SHAPES[standing], "tone": STANDING_TONES[standing]}

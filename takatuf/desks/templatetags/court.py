"""Tags of the court pages."""

from typing import Any
from uuid import UUID

from django import template

from takatuf.court.actions import Standing
from takatuf.desks.court_words import STANDING_SHAPES, STANDING_TONES
from takatuf.desks.views.case_page import fact_url

register = template.Library()


@register.inclusion_tag("desks/fact_standing.html")
def standing_tag(standing: Standing) -> dict[str, Any]:
    """How a fact stands between the parties, by word and shape."""
    return {"label": standing.label, "shape": STANDING_SHAPES[standing], "tone": STANDING_TONES[standing]}


@register.inclusion_tag("desks/fact_from.html")
def fact_from(may_write: object, case_id: UUID, kind: str, id: UUID, part: str = "") -> dict[str, str]:
    """The link from something of a case to a fact that is taken from it; nothing for who may not write facts."""
    reference = ":".join(filter(None, (kind, str(id), part)))
    return {"url": fact_url(case_id, reference) if may_write else ""}

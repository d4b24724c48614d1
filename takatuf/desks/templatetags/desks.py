"""Tags of the desk pages."""

from typing import Any

from django import template

from takatuf.desks.words import urgency_of
from takatuf.web.templatetags.takatuf import urgency

register = template.Library()


@register.inclusion_tag("web/components/urgency.html")
def level_tag(level: int) -> dict[str, Any]:
    """Word, shape and number of a level 1-5."""
    return urgency(urgency_of(level), with_level=True)

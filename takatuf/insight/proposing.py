"""Letting the rules read the published numbers, and proposing what they find."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import override

from takatuf.agencies.actions import require
from takatuf.insight.countries.queries import last_assessed_on
from takatuf.insight.queries import published_numbers, row_words
from takatuf.insight.recommendations.actions import Wording, propose_recommendation
from takatuf.insight.recommendations.models import Recommendation, RecommendationSource, RecommendationState
from takatuf.insight.recommendations.ruling import Finding, findings
from takatuf.kernel.actors import Actor

_OPEN = [RecommendationState.PROPOSED, RecommendationState.APPROVED]


@transaction.atomic
def propose_from_figures(*, by: Actor, at: datetime) -> int:
    """Propose what the rules find in the latest release; returns how many are new.

    A rule whose recommendation is open already, or was proposed from this release before, says nothing again. Each
    proposal waits for a person. Raises NotAllowed.
    """
    require(by, "recommendation.propose")
    code, tables = published_numbers() or ("", [])
    found = findings(
        {table["table"]: table for table in tables}, assessed_on=last_assessed_on(), on=localdate(at)
    )
    spoken = set(Recommendation.objects.filter(state__in=_OPEN).values_list("rule", flat=True))
    known = set(Recommendation.objects.exclude(rule="").values_list("key", flat=True))
    made = 0
    for one in found:
        name = str(one.rule.number)
        key = f"rule:{name}:{code or localdate(at).year}"
        if name in spoken or key in known:
            continue
        propose_recommendation(
            source=RecommendationSource.FIGURES, wording=_wording(one), key=key, source_note=code, rule=name,
            capability=one.rule.capability, by=by, at=at,
        )  # fmt: skip
        made += 1
    return made


def _wording(one: Finding) -> Wording:
    said = {}
    for language in ("ar", "en"):
        with override(language):
            period = row_words(one.row) if one.row else ""
        none = one.rule.reason.get(f"none_{language}") if one.values.get("percent") == 0 else None
        said[language] = (none or one.rule.reason[language]).format(period=period, **one.values)
    return Wording(
        title_ar=one.rule.title["ar"],
        title_en=one.rule.title["en"],
        reason_ar=said["ar"],
        reason_en=said["en"],
    )

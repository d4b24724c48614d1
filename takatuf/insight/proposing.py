"""Letting the rules read the published numbers, and proposing what they find."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import override, pgettext

from takatuf.agencies.actions import require
from takatuf.awareness.queries import last_forum_on
from takatuf.insight.countries.queries import last_assessed_on
from takatuf.insight.ladder.queries import rungs_apart
from takatuf.insight.population import children_by_region
from takatuf.insight.queries import published_numbers, row_words
from takatuf.insight.recommendations.actions import Wording, propose_recommendation
from takatuf.insight.recommendations.models import Recommendation, RecommendationSource, RecommendationState
from takatuf.insight.recommendations.ruling import Beside, CampaignGrowth, Finding, findings, rules
from takatuf.intake.regions import REGIONS
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
    known = children_by_region()
    found = findings(
        {table["table"]: table for table in tables},
        beside=Beside(
            assessed_on=last_assessed_on(), forum_on=last_forum_on(), campaigns=_campaigns(),
            children=known.by_region if known else None,
        ),
        on=localdate(at),
    )  # fmt: skip
    spoken = set(Recommendation.objects.filter(state__in=_OPEN).values_list("rule", flat=True))
    proposed = set(Recommendation.objects.exclude(rule="").values_list("key", flat=True))
    made = 0
    for one in found:
        name = str(one.rule.number)
        key = f"rule:{name}:{code or localdate(at).year}"
        if name in spoken or key in proposed:
            continue
        propose_recommendation(
            source=RecommendationSource.FIGURES, wording=_wording(one), key=key, source_note=code, rule=name,
            capability=one.rule.capability, by=by, at=at,
        )  # fmt: skip
        made += 1
    return made


def _campaigns() -> list[CampaignGrowth]:
    """How each campaign grew over the days that rule 7 names."""
    days = next(int(rule.trigger["days"]) for rule in rules() if rule.trigger["kind"] == "reach_without_help")
    return [
        CampaignGrowth(
            reach_before=_reach(before), reach_after=_reach(after), help_before=before["help"]["all"], help_after=after["help"]["all"]
        )
        for before, after in rungs_apart(days=days)
    ]  # fmt: skip


def _reach(rungs: Mapping[str, Any]) -> int | None:
    people, came = rungs["reach"]["people"], rungs["dose"]["came"]
    return None if people is None or came is None else int(people + came)


def _wording(one: Finding) -> Wording:
    said = {}
    for language in ("ar", "en"):
        with override(language):
            period = row_words(one.row) if one.row else ""
            regions = pgettext("between the words of a list", ", ").join(
                str(REGIONS[code]) for code in one.regions
            )
        none = one.rule.reason.get(f"none_{language}") if one.values.get("percent") == 0 else None
        said[language] = (none or one.rule.reason[language]).format(
            period=period, regions=regions, **one.values
        )
    return Wording(
        title_ar=one.rule.title["ar"],
        title_en=one.rule.title["en"],
        reason_ar=said["ar"],
        reason_en=said["en"],
    )

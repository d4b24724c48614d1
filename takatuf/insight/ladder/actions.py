"""Counting the ladders, once a night: a number that moved while one looks would tell when somebody sought help."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from takatuf.awareness.figures import CampaignFigures, campaign_figures
from takatuf.insight.counting import wait_for_counting
from takatuf.insight.ladder.models import Ladder
from takatuf.insight.ladder.rules import Asked, Help, Raw, safe_help, safe_ladder
from takatuf.intake.content import Channel
from takatuf.intake.figures import counts_by_campaign
from takatuf.kernel.actors import Actor
from takatuf.ledger.actions import write


@transaction.atomic
def count_ladders(*, by: Actor, at: datetime) -> int:
    """Count every campaign as it stood when this day began; returns how many ladders were written, none the second time.

    Runs inside system_scope("counting"). The keeper's connection counts committed rows by the rooms' own prepared
    functions; only suppressed and rounded numbers are written.
    """
    today = timezone.localdate(at)
    begins = timezone.make_aware(datetime.combine(today, time()))
    done = set(Ladder.objects.filter(counted_on=today).values_list("campaign_id", flat=True))
    wait_for_counting()
    campaigns = campaign_figures(using="keeper")
    written = 0
    for one, seeking in zip(campaigns, _seeking(campaigns, begins), strict=True):
        if one.campaign_id in done:
            continue
        rungs = safe_ladder(_raw(one), seeking)
        Ladder(campaign_id=one.campaign_id, counted_on=today, rungs=rungs, counted_at=at).save(
            force_insert=True
        )
        written += 1
    if written:
        write(
            "ladders.counted",
            about=None,
            by=by,
            at=at,
            extra={"day": today.isoformat(), "campaigns": str(written)},
        )
    return written


def _seeking(campaigns: Sequence[CampaignFigures], before: datetime) -> list[Help]:
    """Who sought help with each campaign's code, hidden over all of them and over all reports together."""
    calls: Counter[str] = Counter()
    reports: Counter[str] = Counter()
    for (code, channel), count in counts_by_campaign(before=before, using="keeper").items():
        (calls if channel == Channel.HOTLINE else reports)[code] += count
    return safe_help(
        [(reports[one.code], calls[one.code]) for one in campaigns], (reports.total(), calls.total())
    )


def _raw(one: CampaignFigures) -> Raw:
    return Raw(
        people_reached=one.people_reached, copies=one.copies, came=one.came, places_taken=one.places_taken,
        questions=[
            Asked(each.lesson, each.question, each.kind, each.moment, each.answers, each.counted) for each in one.questions
        ],
    )  # fmt: skip

"""The monthly audit: what the machine suggested, what persons decided, and what came of it; counts only."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from takatuf.agencies.actions import require
from takatuf.clocks.queries import agency_of
from takatuf.intake.models import ChannelChoices, ReporterKindChoices
from takatuf.kernel.actors import Actor
from takatuf.triage.models import (
    Cause,
    DecisionState,
    Outcome,
    Rating,
    ReviewCause,
    ReviewItem,
    TriageDecision,
)

LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class AuditCounts:
    """One month of one agency. Every table is code of the row -> counts; unsuppressed, so only for the page that suppresses."""

    by_channel: dict[str, tuple[int, int, int]]
    by_region: dict[str, tuple[int, int, int]]
    suggested_and_decided: dict[int, tuple[int, ...]]
    outcomes: dict[int, tuple[int, ...]]
    false_low: int
    decided: int
    fairness: "Fairness"


@dataclass(frozen=True, slots=True)
class Fairness:
    """Whether a child's own report was rated like an adult's: among suggestions with the very same reasons.

    `unequal` counts groups of the same reasons, and the same version, in which a child's report got a less urgent level.
    `lowered_child` and `lowered_adult` are how many decided reports a person lowered, of how many.
    """

    groups: int
    unequal: int
    lowered_child: tuple[int, int]
    lowered_adult: tuple[int, int]


def outcome_codes() -> list[tuple[str, str]]:
    """The outcomes in the order of the audit's columns, with their words."""
    return [(value, str(label)) for value, label in Outcome.choices]


def channel_word(code: str) -> str:
    """A door's word."""
    return str(ChannelChoices(code).label)


def reporter_word(code: str) -> str:
    """A kind of reporter's word."""
    return str(ReporterKindChoices(code).label)


def audit_counts(*, since: datetime, until: datetime, by: Actor) -> AuditCounts:
    """The decisions in force that were made between two moments, with the machine's suggestion for each. Raises NotAllowed.

    The three counts of a channel or region: decided, confirmed at the suggested level or more urgent, lowered.
    """
    require(by, "triage.audit")
    rows = list(
        TriageDecision.objects.filter(
            state=DecisionState.IN_FORCE,
            decided_at__gte=since,
            decided_at__lt=until,
            rating__agency_id=agency_of(by),
        )
        .values_list(
            "report__channel", "report__region", "report__reporter_kind", "rating__level", "level", "outcome"
        )
        .annotate(count=Count("pk"))
        .order_by()
    )
    channels: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    regions: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    pairs: Counter[tuple[int, int]] = Counter()
    outcomes: Counter[tuple[int, str]] = Counter()
    lowered: dict[bool, list[int]] = {True: [0, 0], False: [0, 0]}
    for channel, region, reporter, suggested, level, outcome, count in rows:
        down = level > suggested
        for table, code in ((channels, channel), (regions, region or "")):
            table[code][0] += count
            table[code][2 if down else 1] += count
        pairs[suggested, level] += count
        outcomes[level, outcome] += count
        lowered[reporter == "child"][0] += count * down
        lowered[reporter == "child"][1] += count
    return AuditCounts(
        by_channel={code: (row[0], row[1], row[2]) for code, row in sorted(channels.items())},
        by_region={code: (row[0], row[1], row[2]) for code, row in sorted(regions.items())},
        suggested_and_decided={one: tuple(pairs[one, other] for other in LEVELS) for one in LEVELS},
        outcomes={one: tuple(outcomes[one, code] for code in Outcome.values) for one in LEVELS},
        false_low=ReviewItem.objects.filter(
            agency_id=agency_of(by), cause=ReviewCause.FALSE_LOW, drawn_at__gte=since, drawn_at__lt=until
        ).count(),
        decided=sum(pairs.values()),
        fairness=_fairness(since, until, by, lowered),
    )  # fmt: skip


def _fairness(since: datetime, until: datetime, by: Actor, lowered: dict[bool, list[int]]) -> Fairness:
    """Suggestions at receipt with the very same reasons, by a child and by an adult: the level must be the same."""
    rows = (
        Rating.objects.filter(agency_id=agency_of(by), at__gte=since, at__lt=until, cause=Cause.RECEIVED)
        .values_list("rule_version", "reasons", "level", "report__reporter_kind")
        .annotate(count=Count("pk"))
        .order_by()
    )
    groups: dict[tuple[str, str], dict[bool, set[int]]] = defaultdict(lambda: {True: set(), False: set()})
    for version, reasons, level, reporter, _count in rows:
        codes = ",".join(sorted(f"{reason['code']}{reason['params']}" for reason in reasons))
        groups[version, codes][reporter == "child"].add(level)
    both = [group for group in groups.values() if group[True] and group[False]]
    unequal = sum(max(group[True]) > min(group[False]) for group in both)
    return Fairness(
        len(both), unequal, (lowered[True][0], lowered[True][1]), (lowered[False][0], lowered[False][1])
    )

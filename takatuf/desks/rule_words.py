"""The rule of triage in words: gates, points with their sources, levels, clocks, guard rails, and what a version changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from takatuf.desks.forms.triage_rules import level_words, sentence_in_language
from takatuf.triage.queries import VersionView
from takatuf.triage.rulefile.editing import Change
from takatuf.triage.rulefile.guard import LEAST_SHARE, Objection
from takatuf.triage.rules import Rule, RuleFile

_HOUR, _DAY = 60, 24 * 60


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: its sentence, where it comes from, and its points in words (empty for a gate)."""

    sentence: str
    origin: str
    points: str = ""


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level: from how many points on, and how soon somebody reads."""

    level: int
    reached: str
    review: str
    origin: str


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The whole rule in words."""

    version: str
    gates: tuple[RuleLine, ...]
    factors: tuple[RuleLine, ...]
    switched_off: tuple[RuleLine, ...]
    holds: tuple[RuleLine, ...]
    levels: tuple[LevelLine, ...]
    shares: tuple[str, ...]
    guard_rails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One level in a trial: how many reports now, and how many under the proposed version."""

    level: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class VersionLines:
    """One version in words: its state, who, when, why, what it changes, and its trial."""

    version: str
    state: str
    state_label: str
    why: str
    who: str
    at: datetime | None
    second: str
    changes: tuple[str, ...]
    trial: tuple[TrialLine, ...]
    trial_words: str


def rules_page_of(rulefile: RuleFile) -> RulesPage:
    """The rule in force in words."""
    sampling, care = rulefile.sampling, rulefile.care
    return RulesPage(
        version=rulefile.version,
        gates=tuple(RuleLine(sentence_in_language(rule), rule.origin) for rule in rulefile.gates),
        factors=tuple(
            RuleLine(sentence_in_language(rule), rule.origin, _points(rule))
            for rule in sorted(rulefile.factors, key=lambda rule: -rule.points)
        ),
        switched_off=tuple(RuleLine(sentence_in_language(rule), rule.origin) for rule in rulefile.switched_off),
        holds=tuple(RuleLine(sentence_in_language(rule), rule.origin) for rule in rulefile.holds),
        levels=tuple(
            LevelLine(
                int(level.level),
                _("any gate") if level.level == 1 else _("from %(points)s points") % {"points": level.at_least}
                if level.at_least
                else _("all others"),
                minutes_words(level.review_minutes),
                level.origin,
            )
            for level in rulefile.levels
        ),
        shares=(
            _("Of the endings at Levels 3 to 5, %(share)s in a hundred are drawn for the second look of a colleague; nobody can foresee which.") % {"share": sampling.share_percent},
            _("Besides, each person's first endings are looked at again; how many: %(count)s.") % {"count": sampling.first_ones},
            _("After every %(count)s hard reports a break is offered; one shift holds %(most)s at most.") % {"count": care.break_after, "most": care.most_per_shift},
        ),
        guard_rails=guard_rails(),
    )  # fmt: skip


def guard_rails() -> tuple[str, ...]:
    """What no version can change."""
    return (
        _("The machine only suggests. To lower a report from Level 1 or 2, or to end it there, two persons and a written reason are needed; to raise it, one."),
        _("The suggestion is made again when information or a link arrives. Older ones are kept, and the machine never lowers a level."),
        _("Nothing decays: whoever waits longer is never less urgent."),
        _("What nobody knows is never read as “no”: an unknown age or place holds a report at Level 3 or a more urgent one."),
        _("No nationality, religion, origin or sex has a place in it, and neither has who reports: a child's own report is rated like an adult's."),
        _("It is about danger to a child in one report. It is never a rating of a person, and no court sees it."),
        _("The first review runs on clock hours, every day of the year."),
        _("The nine gates stand as they are. No model that was trained on data takes part."),
    )  # fmt: skip


def _points(rule: Rule) -> str:
    words = ngettext("%(count)d point", "%(count)d points", rule.points) % {"count": rule.points}
    if rule.each:
        return _("%(points)s each, %(most)s at most") % {"points": words, "most": rule.at_most}
    return words


def minutes_words(minutes: int) -> str:
    """A limit on clock hours in words."""
    if minutes % _DAY == 0:
        days = minutes // _DAY
        return ngettext("within %(count)s day", "within %(count)s days", days) % {"count": days}
    if minutes % _HOUR == 0:
        hours = minutes // _HOUR
        return ngettext("within %(count)s hour", "within %(count)s hours", hours) % {"count": hours}
    return ngettext("within %(count)s minute", "within %(count)s minutes", minutes) % {"count": minutes}


def version_lines(version: VersionView, rulefile: RuleFile) -> VersionLines:
    """One version in words."""
    return VersionLines(
        version=version.version, state=version.state, state_label=version.state_label, why=version.why,
        who=str(version.proposed_by or ""), at=version.proposed_at, second=str(version.answered_by or ""),
        changes=tuple(_change(change, rulefile) for change in version.changes), trial=_trial(version.trial),
        trial_words=_trial_words(version.trial),
    )  # fmt: skip


def _change(change: Change, rulefile: RuleFile) -> str:
    part = _part(change, rulefile)
    if change.before is None:
        return _("%(part)s — added or switched on, with %(after)s points") % {
            "part": part,
            "after": change.after,
        }
    if change.after is None:
        return _("%(part)s — does not count any more") % {"part": part}
    return _("%(part)s — from %(before)s to %(after)s") % {
        "part": part, "before": change.before, "after": change.after,
    }  # fmt: skip


def _part(change: Change, rulefile: RuleFile) -> str:
    if change.part == "points":
        rules = [rule for rule in (*rulefile.factors, *rulefile.switched_off) if rule.code == change.code]
        return sentence_in_language(rules[0]) if rules else change.code.removeprefix("own_")
    if change.part == "at_least":
        return _("Level %(level)s: from how many points on?") % {"level": level_words(int(change.code))}
    if change.part == "review_minutes":
        return _("Level %(level)s: minutes until the first review") % {"level": level_words(int(change.code))}
    return {
        "share_percent": _("Endings of Levels 3 to 5 that a colleague looks at again, in per cent"),
        "first_ones": _("How many of each person's first endings are looked at again"),
        "break_after": _("After how many hard reports a break is offered"),
        "most_per_shift": _("How many hard reports one shift should hold at most"),
    }.get(change.code, change.code)


def _trial(trial: Mapping[str, Any] | None) -> tuple[TrialLine, ...]:
    if not trial or not trial["tried"]:
        return ()
    pairs: Sequence[tuple[int, int]] = list(zip(trial["before"], trial["after"], strict=True))
    return tuple(TrialLine(level, before, after) for level, (before, after) in enumerate(pairs, start=1))


def _trial_words(trial: Mapping[str, Any] | None) -> str:
    if not trial:
        return ""
    if not trial["tried"]:
        return _("Your agency received no report in the last 30 days, so there was nothing to try it on.")
    said = _(
        "Of %(tried)s reports of the last 30 days, %(raised)s would have been more urgent and %(lowered)s less urgent."
    )
    words = said % {name: trial[name] or _("none") for name in ("tried", "raised", "lowered")}
    if trial["tried"] < trial["total"]:
        words += " " + _("It was tried on an even sample of %(total)s reports.") % {"total": trial["total"]}
    return words


def objection_words(found: Objection, rulefile: RuleFile) -> str:
    """Why a version cannot be proposed."""
    factors = {rule.code: sentence_in_language(rule) for rule in (*rulefile.factors, *rulefile.switched_off)}
    part = factors.get(found.part, found.part)
    sentences = {
        "fixed": _("The gates, the unknowns and the two persons are guard rails; no version changes them."),
        "removed": _("No factor is taken out; it can be switched off: %(part)s"),
        "twice": _("This factor is there already: %(part)s"),
        "points": _("Points lie between 1 and %(limit)s: %(part)s"),
        "at_most": _("Counted several times, a factor holds %(limit)s points at most: %(part)s"),
        "descending": _("The more urgent level needs more points than the next one, and Level 5 none."),
        "clocks_in_order": _("A more urgent level is never read later than a less urgent one."),
        "review_minutes": _("The first review at Level %(part)s is at most %(limit)s minutes away."),
        "share_percent": _("At least %(limit)s endings in a hundred are looked at again."),
        "first_ones": _("At least one of each person's first endings is looked at again."),
        "break_after": _("A break comes before the limit of a shift, not after it."),
        "touchstone": _(
            "With this version a child under 13 whom the suspected person meets and can reach would be less urgent than "
            "Level %(limit)s. That must not be."
        ),
    }  # fmt: skip
    return sentences[found.code] % {"part": part, "limit": found.limit or LEAST_SHARE}

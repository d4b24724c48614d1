"""The rule's codes in the reader's words."""

from django.utils.translation import get_language

from takatuf.triage import rules
from takatuf.triage.models import Rating
from takatuf.triage.queries.rulebook import rules_of


def language() -> str:
    """The reader's language, as the rule's sentences are kept."""
    return (get_language() or "ar").split("-")[0]


def why(rating: Rating) -> tuple[str, ...]:
    """The reasons in words, by the version of the rule that made the rating."""
    rulefile = rules_of(rating.rule_version)
    return tuple(
        rules.sentence(
            rules.Reason(reason["code"], rules.ReasonKind(reason["kind"]), tuple(reason["params"].items())),
            language(), rulefile=rulefile,
        )
        for reason in rating.reasons
    )  # fmt: skip


def level_name(level: int) -> str:
    """The level's name in the reader's language."""
    return rules.level_name(rules.Level(level), language())

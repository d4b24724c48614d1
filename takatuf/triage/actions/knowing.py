"""Writing down what became known about a report; the machine rates again at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.intake.content import IdentifierClaim
from takatuf.intake.queries import report_head
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput
from takatuf.ledger.actions import write
from takatuf.people.actions import record_identifiers
from takatuf.people.queries import identifiers_of
from takatuf.triage.actions.drawing import note_false_low
from takatuf.triage.actions.rating import rate_again
from takatuf.triage.models import Cause, FactSourceChoices, NewFacts, Rating
from takatuf.triage.signals import NUMBERS, SIGNAL_WORDS

OLDEST_CHILD = 17


@transaction.atomic
def add_facts(
    *,
    report_id: UUID,
    facts: Mapping[str, Any],
    source: str,
    words: str,
    by: Actor,
    at: datetime,
    identifiers: Sequence[IdentifierClaim] = (),
) -> Rating:
    """Write down what is newly known and rate again: `facts` is fact of the rule -> True, or the child's age in years.

    The report itself is never changed, and nothing here lowers its level. Returns the new suggestion. Raises NotAllowed,
    NotFound, and InvalidInput for an unknown fact or source, or for nothing at all.
    """
    require(by, "report.triage")
    _check(facts, source, identifiers)
    head = report_head(report_id, by=by)
    if facts:
        row = NewFacts(
            record_id=head.record_id, report_id=report_id, source=source, signals=dict(facts), by_id=by.id, at=at
        )  # fmt: skip
        row.seal(words=words.strip())
        row.save(force_insert=True)
        content = {"facts": ",".join(sorted(facts)), "source": source, "words": words.strip(), "row": row.pk}
        write("triage.facts_added", about=head.record_id, by=by, at=at, content=content)
    known = {(row.kind, row.value.strip()) for row in identifiers_of(head.record_id, by=by)}
    new = [claim for claim in identifiers if (claim.kind, claim.value.strip()) not in known]
    record_identifiers(record_id=head.record_id, claims=new, by=by, at=at)
    rating = rate_again(
        report_id=report_id, by=by, at=at, cause=Cause.FACTS if facts else Cause.IDENTIFIER
    )  # fmt: skip
    if new:
        Rating.objects.filter(pk=rating.pk).update(compared=False)
    note_false_low(report_id=report_id, found_level=rating.level, at=at)
    return rating


def _check(facts: Mapping[str, Any], source: str, identifiers: Sequence[IdentifierClaim]) -> None:
    if not facts and not any(claim.value.strip() for claim in identifiers):
        raise InvalidInput("facts", "required")
    if source not in FactSourceChoices.values:
        raise InvalidInput("source", "unknown_code")
    for name, value in facts.items():
        if name in NUMBERS:
            if not isinstance(value, int) or not 0 <= value <= OLDEST_CHILD:
                raise InvalidInput(f"facts.{name}", "out_of_range", lowest=0, highest=OLDEST_CHILD)
        elif name not in SIGNAL_WORDS or value is not True:
            raise InvalidInput(f"facts.{name}", "unknown_code")

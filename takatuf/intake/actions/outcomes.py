"""What a professional reporter is told: released by a person, never by a machine."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.intake.actions.messages import mailbox_of
from takatuf.intake.models import Report, ReporterKindChoices, ReporterOutcome
from takatuf.intake.statuses import OutcomeChoices
from takatuf.kernel.actors import Actor, ActorKind
from takatuf.kernel.errors import NotAllowed, Refused
from takatuf.ledger.actions import write


class NotAProfessional(Refused):
    """Only who reported in their profession is told an outcome."""


@transaction.atomic
def release_outcome(*, report_id: UUID, outcome: OutcomeChoices, by: Actor, at: datetime) -> UUID:
    """Show this outcome on the page of a professional reporter from now on; the same again changes nothing.

    Returns its id. Raises NotAllowed (also for every machine), NotFound and NotAProfessional.
    """
    require(by, "report.write_reporter")
    if by.kind is not ActorKind.WORKER:
        raise NotAllowed("Only a person releases an outcome.")
    mailbox = mailbox_of(report_id=report_id)
    kind = Report.objects.values_list("reporter_kind", flat=True).get(pk=report_id)
    if kind != ReporterKindChoices.PROFESSIONAL:
        raise NotAProfessional("This report did not come from a professional.")
    newest = ReporterOutcome.objects.filter(mailbox_id=mailbox.pk).order_by("-released_at", "-pk").first()
    if newest is not None and newest.outcome == outcome:
        return newest.pk
    row = ReporterOutcome(
        record_id=mailbox.record_id, mailbox_id=mailbox.pk, outcome=outcome.value, released_by_id=by.id, released_at=at
    )  # fmt: skip
    row.save(force_insert=True)
    facts = {"outcome": outcome.value}
    write("outcome.released", about=row.record_id, by=by, at=at, content=facts)
    return row.pk

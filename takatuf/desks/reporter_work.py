"""What awaits somebody about reporters: a wish to withdraw, a second person for a contact, a review after danger."""

from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.agencies.queries import WorkerName
from takatuf.clocks.queries import open_deadlines
from takatuf.intake.mailbox.queries import reports_of_openings
from takatuf.intake.queries import heads_by_mailbox, report_heads
from takatuf.kernel.actors import Actor
from takatuf.web.parts import Row, Urgency

_OPENINGS: dict[str, Urgency] = {"contact_agreement": "urgent", "contact_review": "immediate"}
_WISH = "withdrawal_answer"


def reporter_rows(worker: WorkerName, by: Actor) -> list[Row]:
    """The rows for one worker; who asked for a contact is not the second person."""
    clocks = open_deadlines(by=by, kinds=(*_OPENINGS, _WISH))
    if not clocks:
        return []
    openings = reports_of_openings([clock.subject_id for clock in clocks], by=by)
    heads = report_heads([report for report, _asker in openings.values()], by=by)
    boxes = heads_by_mailbox([clock.subject_id for clock in clocks], by=by)
    rows = []
    for clock in clocks:
        report_id, asker = openings.get(clock.subject_id, (None, None))
        head = heads.get(report_id) if report_id else boxes.get(clock.subject_id)
        if head is None or asker == worker.id:
            continue
        what = {
            _WISH: _("Answer the reporter's wish to withdraw"),
            "contact_agreement": _("Agree to open a reporter's contact, or refuse (two persons are needed)"),
            "contact_review": _("A reporter's contact was opened because a life is in danger: review it"),
        }[clock.kind]
        url = f"{reverse('desks:report', args=[head.id])}#reporter"
        urgency = _OPENINGS.get(clock.kind, "prompt")
        rows.append(
            Row(urgency=urgency, what=what, detail=head.reporter_label, code=head.code, url=url, due_at=clock.due_at)
        )  # fmt: skip
    return rows


def reporter_count(by: Actor) -> int:
    """How many rows `reporter_rows` would have, without opening anything."""
    clocks = open_deadlines(by=by, kinds=(*_OPENINGS, _WISH))
    openings = reports_of_openings([clock.subject_id for clock in clocks], by=by) if clocks else {}
    return sum(openings.get(clock.subject_id, (None, None))[1] != by.id for clock in clocks)

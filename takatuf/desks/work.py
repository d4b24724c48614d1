"""What awaits one person now: the rows of several rooms in one list, by urgency and then by the clock."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role, may
from takatuf.clocks.queries import DeadlineRow, open_deadlines
from takatuf.desks.addresses import address
from takatuf.desks.call_words import call_rows
from takatuf.desks.reporter_work import reporter_count, reporter_rows
from takatuf.desks.words import joined, listed, urgency_of
from takatuf.intake.queries import heads_by_mailbox
from takatuf.jointwork.queries import AwaitRow
from takatuf.jointwork.queries import awaiting as joint_awaiting
from takatuf.jointwork.queries import awaiting_count as joint_awaiting_count
from takatuf.kernel.actors import Actor
from takatuf.triage.queries import QueueRow, queue_count, reports_awaiting_triage
from takatuf.web.parts import Row, Urgency

MESSAGE_REVIEW = "message_review"
#: The first page shows this much of the triage queue; the queue has a page of its own.
SHOWN = 50
#: Work that is neither triage nor joint work, and who does it.
OTHER_WORK = {"second_approval": "submission.approve"}
ORDER: tuple[Urgency | int, ...] = ("immediate", "urgent", "prompt", "standard", "info")


def in_order(rows: Iterable[Row], at: datetime) -> list[Row]:
    """By urgency, then by the clock; what has no limit comes last in its urgency."""
    return sorted(rows, key=lambda row: (ORDER.index(row.urgency), row.due_at is None, row.due_at or at))


def works_jointly(role: Role) -> bool:
    """Whether referrals and steps await this role."""
    return may(role, "referral.read") or may(role, "step.do")


def awaiting_rows(worker: WorkerName, *, by: Actor, at: datetime) -> tuple[list[Row], list[QueueRow]]:
    """Everything that awaits this worker, in order, and the reports of the triage queue among it. The looks are on record."""
    queue: list[QueueRow] = []
    rows: list[Row] = []
    if may(worker.role, "report.triage"):
        queue = [row for row in reports_awaiting_triage(by=by, at=at, most=SHOWN) if is_mine(row, worker)]
        rows += [triage_row(row) for row in queue]
        rows += _message_rows(by)
        rows += reporter_rows(worker, by)
    if may(worker.role, "call.take"):
        rows += call_rows(worker.role, by=by, at=at)
    if works_jointly(worker.role):
        rows += [_joint_row(row, own=row.owes.id == worker.agency.id) for row in joint_awaiting(by=by, at=at)]
    rows += [_other_row(row) for row in _other_work(worker.role, by)]
    return in_order(rows, at), queue


def awaiting_count(by: Actor, role: Role, at: datetime) -> int:
    """How many rows `awaiting_rows` would have, without opening anything."""
    count = len(_other_work(role, by))
    if may(role, "report.triage"):
        queue = queue_count(by=by)
        second_looks = queue.second_looks if may(role, "report.confirm_downgrade") else 0
        count += queue.first_reviews + second_looks + len(_messages(by)) + reporter_count(by)
    if may(role, "call.take"):
        count += len(call_rows(role, by=by, at=at))
    if works_jointly(role):
        count += joint_awaiting_count(by=by, at=at)
    return count


def is_mine(row: QueueRow, worker: WorkerName) -> bool:
    """Whether this worker can do the next thing: a proposal waits for another person who may confirm it."""
    if row.proposed_by is None:
        return True
    return row.proposed_by.id != worker.id and may(worker.role, "report.confirm_downgrade")


def triage_row(row: QueueRow, *, selected: bool = False, url: str = "") -> Row:
    """A report that awaits its first review or a second person."""
    if row.proposed_by is not None:
        what = _("Confirm the decision or refuse it (two persons are needed)")
        detail = _("Proposed by %(person)s") % {"person": row.proposed_by}
    else:
        what = _("Read a new report: %(what)s") % {"what": listed(row.what)}
        detail = joined(row.reporter, row.channel, row.earlier, row.same_matter, _left_words(row))
    return Row(
        urgency=urgency_of(row.level), what=what, detail=detail, code=row.code, due_at=row.due_at, selected=selected,
        url=url or reverse("desks:report", args=[row.report_id]),
    )  # fmt: skip


def _left_words(row: QueueRow) -> str:
    if row.handed_over_by_me:
        return _("You left it to a colleague")
    return _("A colleague asks you to take it") if row.handed_over else ""


def _messages(by: Actor) -> list[DeadlineRow]:
    return [row for row in open_deadlines(by=by) if row.kind == MESSAGE_REVIEW]


def _message_rows(by: Actor) -> list[Row]:
    """Reporters' messages that nobody has read: every one has a clock, whoever holds the case."""
    clocks = _messages(by)
    heads = heads_by_mailbox([clock.subject_id for clock in clocks], by=by)
    return [
        Row(
            urgency="urgent", what=_("Read the message of the reporter"), detail=head.reporter_label, code=head.code,
            url=f"{reverse('desks:report', args=[head.id])}#messages", due_at=clock.due_at,
        )
        for clock in clocks
        if (head := heads.get(clock.subject_id))
    ]  # fmt: skip


def _joint_row(row: AwaitRow, *, own: bool) -> Row:
    what = {
        "answer_referral": _("Answer the referral: %(what)s"),
        "finish_referral": _("Tell the outcome of the referral: %(what)s"),
        "find_another_way": _("Find another way, the referral was declined: %(what)s"),
        "chase_referral": _("No answer from %(agency)s: remind them or escalate"),
        "step": _("Do the step: %(what)s"),
    }[row.kind] % {"what": row.what, "agency": row.owes}
    owes = _("Your agency owes this") if own else _("%(agency)s owes this") % {"agency": row.owes}
    detail = joined(row.what if row.kind == "chase_referral" else "", owes)
    urgency = urgency_of(row.level) if row.level else "prompt"
    return Row(
        urgency=urgency, what=what, detail=detail, code=row.code, due_at=row.due_at, url=_joint_url(row)
    )


def _joint_url(row: AwaitRow) -> str:
    if row.kind != "step":
        return address("desks:referral", row.subject_id, fallback="desks:awaiting")
    return address("desks:case", row.case_id) if row.case_id else address("desks:inbox")


def _other_work(role: Role, by: Actor) -> list[DeadlineRow]:
    mine = {kind for kind, permission in OTHER_WORK.items() if may(role, permission)}
    return [row for row in open_deadlines(by=by) if row.kind in mine] if mine else []


def _other_row(row: DeadlineRow) -> Row:
    return Row(
        urgency="urgent", what=row.kind_label, detail=_("Your agency owes this"), due_at=row.due_at, url=address("desks:court")
    )  # fmt: skip

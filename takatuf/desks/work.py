"""What awaits one person now: the rows of several rooms in one list, by urgency and then by the clock."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from takatuf.agencies.memory import remembered
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role, may
from takatuf.clocks.queries import DeadlineRow, open_deadlines
from takatuf.desks.addresses import address_of
from takatuf.desks.call_words import call_rows
from takatuf.desks.everybodys_work import everybodys_rows
from takatuf.desks.knowing_work import knowing_count, knowing_rows
from takatuf.desks.reporter_work import reporter_count, reporter_rows
from takatuf.desks.words import joined, listed, urgency_of
from takatuf.intake.queries import heads_by_mailbox
from takatuf.jointwork.queries import AwaitRow
from takatuf.jointwork.queries import awaiting as joint_awaiting
from takatuf.jointwork.queries import awaiting_count as joint_awaiting_count
from takatuf.kernel.actors import Actor
from takatuf.triage.queries import QueueCount, QueueRow, queue_count, reports_awaiting_triage
from takatuf.web.parts import Row, Urgency

MESSAGE_REVIEW, MESSAGE_DANGER = "message_review", "message_danger"
#: The first page shows this much of the triage queue; the queue has a page of its own.
SHOWN = 50
#: Nobody needs to know on every page how many hundreds there are: from here on a number says "or more".
COUNTED = 100
ORDER: tuple[Urgency | int, ...] = ("immediate", "urgent", "prompt", "standard", "info")

_JOINT_WORDS = {
    "answer_referral": gettext_noop("Answer the referral: %(what)s"),
    "finish_referral": gettext_noop("Tell the outcome of the referral: %(what)s"),
    "answer_question": gettext_noop("Answer the question about your referral: %(what)s"),
    "authority_letter": gettext_noop("Sign or leave the letter about the silence of %(agency)s"),
    "find_another_way": gettext_noop("Find another way, the referral was declined: %(what)s"),
    "chase_referral": gettext_noop("No answer from %(agency)s: remind them or escalate"),
    "step": gettext_noop("Do the step: %(what)s"),
}


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
        rows += calls_waiting(worker.role, by=by, at=at)
    if works_jointly(worker.role):
        rows += [_joint_row(row, own=row.owes.id == worker.agency.id) for row in joint_awaiting(by=by, at=at)]
    rows += knowing_rows(worker.role, by)
    rows += everybodys_rows(worker.role, by=by, at=at)
    return in_order(rows, at), queue


def awaiting_count(by: Actor, role: Role, at: datetime, *, most: int = COUNTED) -> int:
    """How many rows `awaiting_rows` would have, without opening anything.

    It stands beside every page, so it begins with what a busy desk has most of, and stops once it has counted `most`: the
    number then means "that many or more".
    """
    count = 0
    for part in _counts(by, role, at):
        count += part
        if count >= most:
            break
    return count


def _counts(by: Actor, role: Role, at: datetime) -> Iterator[int]:
    if may(role, "report.triage"):
        yield _reports_count(by, role)
    if works_jointly(role):
        yield joint_awaiting_count(by=by, at=at)
    if may(role, "report.triage"):
        yield len(message_clocks(by)) + reporter_count(by)
    if may(role, "call.take"):
        yield len(calls_waiting(role, by=by, at=at))
    yield len(everybodys_rows(role, by=by, at=at)) + knowing_count(role, by)


def count_of(rows: Sequence[Row], queue: Sequence[QueueRow], *, by: Actor, role: Role) -> int:
    """The number of `awaiting_count` from what `awaiting_rows` found already: only the queue may be longer than its rows."""
    if not may(role, "report.triage"):
        return len(rows)
    return len(rows) - len(queue) + _reports_count(by, role)


def _reports_count(by: Actor, role: Role) -> int:
    queue = queue_held(by)
    return queue.first_reviews + (queue.second_looks if may(role, "report.confirm_downgrade") else 0)


def queue_held(by: Actor) -> QueueCount:
    """How much the triage desk holds; several numbers of one page rest on it, so it is asked once for each page."""
    return remembered(("queue held", by.id), lambda: queue_count(by=by))


def calls_waiting(role: Role, *, by: Actor, at: datetime) -> list[Row]:
    """What awaits a call-taker, asked once for each page: rows on the first page, a number beside all of them."""
    return remembered(("calls waiting", by.id), lambda: call_rows(role, by=by, at=at))


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


def message_clocks(by: Actor) -> list[DeadlineRow]:
    """The clock of each mailbox with an unread message; where danger was said, that one."""
    clocks = open_deadlines(by=by, kinds=(MESSAGE_REVIEW, MESSAGE_DANGER))
    by_mailbox = {
        clock.subject_id: clock for clock in sorted(clocks, key=lambda one: one.kind == MESSAGE_DANGER)
    }
    return sorted(by_mailbox.values(), key=lambda one: one.due_at)


def message_words(clock: DeadlineRow) -> str:
    """What is to be done about the message that this clock is about."""
    if clock.kind == MESSAGE_DANGER:
        return _("The reporter says: danger now. Read the message")
    return _("Read the message of the reporter")


def _message_rows(by: Actor) -> list[Row]:
    """Reporters' messages that nobody has read: every one has a clock, whoever holds the case."""
    clocks = message_clocks(by)
    heads = heads_by_mailbox([clock.subject_id for clock in clocks], by=by)
    return [
        Row(
            urgency="immediate" if clock.kind == MESSAGE_DANGER else "urgent", what=message_words(clock),
            detail=head.reporter_label, code=head.code,
            url=f"{reverse('desks:report', args=[head.id])}#messages", due_at=clock.due_at,
        )
        for clock in clocks
        if (head := heads.get(clock.subject_id))
    ]  # fmt: skip


def _joint_row(row: AwaitRow, *, own: bool) -> Row:
    what = _(_JOINT_WORDS[row.kind]) % {"what": row.what, "agency": row.owes}
    owes = _("Your agency owes this") if own else _("%(agency)s owes this") % {"agency": row.owes}
    detail = joined(row.what if row.kind == "chase_referral" else "", owes)
    urgency = urgency_of(row.level) if row.level else "prompt"
    return Row(
        urgency=urgency, what=what, detail=detail, code=row.code, due_at=row.due_at, url=_joint_url(row)
    )


def _joint_url(row: AwaitRow) -> str:
    if row.kind != "step":
        return address_of("desks:referral", row.subject_id)
    return address_of("desks:case", row.case_id) if row.case_id else address_of("desks:step", row.subject_id)

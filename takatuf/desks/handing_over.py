"""What is open at the change of shift: the rows of several rooms in one list, the urgent ones first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from takatuf.agencies.models import Agency
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import may
from takatuf.casework.queries.waiting import cases_in_danger
from takatuf.clocks.duty.queries import SignedItem, notices_by_hand, open_rings, unsigned_matters
from takatuf.clocks.kinds import DeadlineKind
from takatuf.clocks.queries import (
    COMMON,
    DeadlineRow,
    late_count,
    open_deadlines,
    open_deadlines_besides,
    open_deadlines_of_each,
)
from takatuf.desks.addresses import address, first_address
from takatuf.desks.words import joined, urgency_of
from takatuf.desks.work import (
    COUNTED,
    MESSAGE_DANGER,
    MESSAGE_REVIEW,
    message_clocks,
    message_words,
    triage_row,
)
from takatuf.intake.calls.queries import callbacks_due
from takatuf.intake.queries import heads_by_mailbox, report_heads
from takatuf.jointwork.queries import urgent_unanswered
from takatuf.kernel.actors import Actor
from takatuf.triage.queries import reports_awaiting_triage
from takatuf.web.parts import Row

URGENT_LEVEL = 2
#: So many urgent reports and referrals stand here singly; beyond that one line leads to their whole list.
MOST_URGENT = 100
#: So many late clocks of one kind stand here singly; more of them are one line with their number.
SINGLY = 10
NOTICES_SINCE = timedelta(days=30)
CALL_IN_DANGER = "call_transfer"
LETTER = "authority_letter"
AT_ONCE = {CALL_IN_DANGER, "contact_review"}  # clocks that stand here from their first minute
NOT_HERE = {
    DeadlineKind.HANDOVER,
    MESSAGE_REVIEW,
    MESSAGE_DANGER,
}  # the page itself, and what is listed with the messages


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One thing that is open: what, who owes it, until when, and where it is worked on."""

    key: str
    kind: str
    level: int
    what: str
    owes: str
    code: str
    due_at: datetime | None
    url: str
    detail: str = ""

    @property
    def urgent(self) -> bool:
        return self.level <= URGENT_LEVEL

    def row(self) -> Row:
        """The item as a desk draws it."""
        owes = _("%(agency)s owes this") % {"agency": self.owes} if self.owes else ""
        return Row(
            urgency=urgency_of(self.level), what=self.what, detail=joined(owes, self.detail), url=self.url, code=self.code,
            due_at=self.due_at,
        )  # fmt: skip

    def signed(self, note: str = "") -> SignedItem:
        """The item as it is kept with a signature."""
        due = self.due_at.isoformat() if self.due_at else ""
        return SignedItem(
            self.key, self.kind, self.level, self.what, self.owes, self.code, due, self.detail, note
        )


def open_items(worker: WorkerName, *, by: Actor, at: datetime) -> list[OpenItem]:
    """Everything that a shift hands over, the most urgent first, then by the clock. The looks are on record."""
    own = str(worker.agency)
    found: dict[str, OpenItem] = {}
    for item in _all_items(worker, own, by, at):
        found.setdefault(item.key, item)
    return sorted(
        found.values(), key=lambda item: (item.level, item.due_at is None, item.due_at or at, item.key)
    )


def _all_items(worker: WorkerName, own: str, by: Actor, at: datetime) -> Iterator[OpenItem]:
    role = worker.role
    yield from _rings(own, by)
    if may(role, "report.triage"):
        yield from _reports(own, by, at)
        yield from _messages(own, by)
    if may(role, "referral.read"):
        yield from _referrals(own, by, at)
    if may(role, "call.take"):
        yield from _call_backs(own, by, at)
    if may(role, "case.read"):
        yield from _cases(own, by)
    yield from _letters(own, by)
    yield from _notices(own, by, at)
    yield from _missed(own, by, at)


def _rings(own: str, by: Actor) -> Iterator[OpenItem]:
    for ring in open_rings(by=by):
        yield OpenItem(
            f"ring:{ring.id}", "ring", 1, _("Nobody has accepted the urgent call: %(why)s") % {"why": ring.why_label}, own, "",
            ring.target_at, reverse("desks:ring", args=[ring.id]),
        )  # fmt: skip


def _reports(own: str, by: Actor, at: datetime) -> Iterator[OpenItem]:
    """Level 1 and 2 without a first decision; and every Level 1 of this shift until somebody signs for it."""
    waiting = reports_awaiting_triage(by=by, at=at, most=MOST_URGENT + 1)
    if len(waiting) > MOST_URGENT and waiting[MOST_URGENT].level <= URGENT_LEVEL:
        yield _more(
            "report",
            _("More urgent reports wait than stand here: look through the queue"),
            own,
            "desks:triage",
        )
    for report in waiting[:MOST_URGENT]:
        if report.level <= URGENT_LEVEL:
            drawn = triage_row(report)
            yield OpenItem(
                _report_key(report.report_id), "report", report.level, drawn.what, own, report.code, report.due_at, drawn.url,
                drawn.detail,
            )  # fmt: skip
    open_now = {report.report_id for report in waiting}
    matters = [one for one in unsigned_matters(by=by, why="level_1") if one.subject_id not in open_now]
    heads = report_heads([one.subject_id for one in matters], by=by)
    for one in matters:
        if head := heads.get(one.subject_id):
            yield OpenItem(
                _report_key(head.id), "report", 1, _("Level 1 report of this shift: tell the next shift where it stands"),
                "", head.code, None, reverse("desks:report", args=[head.id]),
            )  # fmt: skip


def _report_key(report_id: UUID) -> str:
    return f"report:{report_id}"


def _messages(own: str, by: Actor) -> Iterator[OpenItem]:
    clocks = message_clocks(by)
    heads = heads_by_mailbox([clock.subject_id for clock in clocks], by=by)
    for clock in clocks:
        if head := heads.get(clock.subject_id):
            yield OpenItem(
                f"{clock.kind}:{clock.subject_id}", "message", 1 if clock.kind == MESSAGE_DANGER else URGENT_LEVEL,
                message_words(clock), own, head.code, clock.due_at, f"{reverse('desks:report', args=[head.id])}#messages",
            )  # fmt: skip


def _more(kind: str, what: str, owes: str, page: str) -> OpenItem:
    """The line that says that a list goes on; it is handed over like any other."""
    return OpenItem(f"more:{kind}", kind, URGENT_LEVEL, what, owes, "", None, address(page))


def _referrals(own: str, by: Actor, at: datetime) -> Iterator[OpenItem]:
    """Urgent referrals to and from the own agency without an answer; those to agencies without accounts say so."""
    without_account = set(Agency.objects.filter(uses_system=False).values_list("pk", flat=True))
    found = urgent_unanswered(by=by, at=at, level=URGENT_LEVEL, most=MOST_URGENT + 1)
    if len(found) > MOST_URGENT:
        yield _more(
            "referral",
            _("More urgent referrals wait than stand here: look through their list"),
            own,
            "desks:inbox",
        )
    for row in found[:MOST_URGENT]:
        detail = (
            _("This agency has no account: call it and note the answer")
            if row.to_agency.id in without_account
            else ""
        )
        yield OpenItem(
            f"referral:{row.id}", "referral", row.level, _("No answer yet to the referral: %(what)s") % {"what": row.purpose_label},
            str(row.to_agency), row.code, row.due_at, reverse("desks:referral", args=[row.id]), detail,
        )  # fmt: skip
    # Those that were answered stay until somebody signs; the open ones above come first under the same key.
    for one in unsigned_matters(by=by, why="referral"):
        yield OpenItem(
            f"referral:{one.subject_id}", "referral", 1, _("Level 1 referral of this shift: tell the next shift where it stands"),
            "", "", None, reverse("desks:referral", args=[one.subject_id]),
        )  # fmt: skip


def _cases(own: str, by: Actor) -> Iterator[OpenItem]:
    """Cases whose child is not known to be safe, whatever clock runs."""
    for row in cases_in_danger(by=by):
        if row.said_unsafe:
            what = _("The child was not safe at the last visit")
        elif row.seen:
            what = _("Nobody knows yet whether the child is safe")
        else:
            what = _("Nobody has visited the child yet")
        yield OpenItem(
            f"case:{row.case.id}", "case", 1 if row.said_unsafe else row.case.level, what, own, row.case.code, None,
            reverse("desks:case", args=[row.case.id]), row.case.stage_label,
        )  # fmt: skip


def _letters(own: str, by: Actor) -> Iterator[OpenItem]:
    """Letters to an authority outside that are drafted and neither signed nor left."""
    for row in open_deadlines(by=by, kinds=(LETTER,)):
        yield OpenItem(
            f"{LETTER}:{row.subject_id}",
            "letter",
            URGENT_LEVEL,
            row.kind_label,
            own,
            "",
            row.due_at,
            address("desks:inbox"),
        )


def _call_backs(own: str, by: Actor, at: datetime) -> Iterator[OpenItem]:
    for row in callbacks_due(by=by, at=at):
        late = row.due_at <= at
        yield OpenItem(
            f"callback:{row.id}", "callback", URGENT_LEVEL if late else URGENT_LEVEL + 1, _("Call back as promised"), own,
            row.report_code, row.due_at, first_address(["desks:call_backs", "desks:calls", "desks:awaiting"]),
        )  # fmt: skip


def _notices(own: str, by: Actor, at: datetime) -> Iterator[OpenItem]:
    for line in notices_by_hand(by=by, since=at - NOTICES_SINCE, with_rings=False):
        what = _("%(channel)s to %(to)s: no machine could send it") % {
            "channel": line.channel_label,
            "to": line.to,
        }
        yield OpenItem(
            f"notice:{line.id}", "notice", 1, what, own, "", None, reverse("desks:duty_notice", args=[line.id]), line.state_label
        )  # fmt: skip


def _missed(own: str, by: Actor, at: datetime) -> Iterator[OpenItem]:
    """Clocks of the own agency that ran out and are not in the list already; a call in danger that nobody took, at once.

    Of a kind with many late ones only the number stands here: they have a list of their own, and nobody signs for thousands.
    """
    clocks = open_deadlines(by=by, kinds=AT_ONCE)
    late: dict[str, list[DeadlineRow]] = {kind: [] for kind in sorted(COMMON)}
    for row in open_deadlines_besides([*COMMON, *AT_ONCE, *NOT_HERE], by=by):
        if row.due_at < at:
            late.setdefault(row.kind, []).append(row)
    for row in open_deadlines_of_each(COMMON, by=by, each=SINGLY + 1):
        if row.due_at < at:
            late[row.kind].append(row)
    for kind, rows in late.items():
        if len(rows) <= SINGLY:
            clocks += rows
        else:
            yield _late_line(kind, rows[0], own, by, at)
    heads = report_heads([row.subject_id for row in clocks if row.kind == "first_review"], by=by)
    kinds = {"first_review": "report", "referral_answer": "referral", "call_back": "callback"}
    for row in clocks:
        head = heads.get(row.subject_id)
        url = reverse("desks:report", args=[head.id]) if head else reverse("desks:awaiting")
        yield OpenItem(
            f"{kinds.get(row.kind, row.kind)}:{row.subject_id}", "clock", 1 if row.kind in AT_ONCE else URGENT_LEVEL + 1,
            row.kind_label, own, head.code if head else "", row.due_at, url,
            _("The time for it has run out") if row.due_at < at else "",
        )  # fmt: skip


def _late_line(kind: str, oldest: DeadlineRow, own: str, by: Actor, at: datetime) -> OpenItem:
    """All late clocks of one kind in one line, with the day of the oldest; its key changes with nothing, so nobody signs twice."""
    count = late_count(by=by, kind=kind, at=at)
    many = _("More than %(count)s of them are late") % {"count": COUNTED - 1}
    what = (
        many
        if count >= COUNTED
        else ngettext("%(count)s of them is late", "%(count)s of them are late", count) % {"count": count}
    )
    page = "desks:triage" if kind == DeadlineKind.FIRST_REVIEW else "desks:awaiting"
    return OpenItem(
        f"late:{kind}",
        "clock",
        URGENT_LEVEL + 1,
        oldest.kind_label,
        own,
        "",
        oldest.due_at,
        address(page),
        what,
    )

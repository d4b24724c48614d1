"""The side navigation: only where the role may go, with how much is there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from takatuf.agencies.models import RoleChoices
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role, may
from takatuf.casework.queries import cases_count
from takatuf.desks.work import COUNTED, awaiting_count, calls_waiting, queue_held
from takatuf.insight.recommendations.queries import proposals_count
from takatuf.jointwork.knowing.queries import reviews_count
from takatuf.jointwork.queries import answers_owed
from takatuf.kernel.actors import Actor
from takatuf.web.parts import DeskNav, NavItem

Count = Callable[[Actor, Role, datetime], int | None]


@dataclass(frozen=True, slots=True)
class Item:
    """One page of the navigation: its name, words, the permission it needs (empty: everybody's), and what is counted."""

    name: str
    label: Promise
    permission: str = ""
    count: Count | None = None


def _triage(by: Actor, role: Role, at: datetime) -> int:
    del role, at
    return queue_held(by).total


def _calls(by: Actor, role: Role, at: datetime) -> int:
    return len(calls_waiting(role, by=by, at=at))


def _cases(by: Actor, role: Role, at: datetime) -> int:
    del role, at
    return cases_count(by=by, most=COUNTED)


def _reviews(by: Actor, role: Role, at: datetime) -> int:
    del role, at
    return reviews_count(by=by)


def _inbox(by: Actor, role: Role, at: datetime) -> int:
    del role, at
    return answers_owed(by=by, most=COUNTED)


def _recommendations(by: Actor, role: Role, at: datetime) -> int | None:
    del at
    return proposals_count(by=by) if may(role, "recommendation.decide") else None


ITEMS = (
    Item("desks:awaiting", _("What awaits me now"), "", awaiting_count),
    Item("desks:calls", _("Calls"), "call.take", _calls),
    Item("desks:triage", _("Triage"), "report.triage", _triage),
    # Who works at triage finds the rule beside the queue; this line is for a director, who has no queue.
    Item("desks:triage_rules", _("Rule of triage"), "figures.release"),
    Item("desks:cases", _("Cases"), "case.read", _cases),
    Item("desks:inbox", _("Referrals"), "referral.read", _inbox),
    Item("desks:looks_to_review", _("Looks to review"), "access.review", _reviews),
    Item("desks:meetings", _("Meetings"), "meeting.read"),
    Item("desks:agreements", _("Agreements"), "agreement.read"),
    Item("desks:court", _("The court"), "submission.read"),
    Item("desks:handover", _("Handover"), "handover.sign"),
    Item("desks:duty", _("Duty rota"), "duty.read"),
    Item("desks:calendar", pgettext_lazy("page", "Working days"), "calendar.change"),
    Item("desks:campaigns", _("Awareness"), "campaign.read"),
    Item("desks:training", _("Training")),
    Item("desks:wording", _("Check of words")),
    Item("desks:figures", _("Figures"), "figures.read"),
    Item("desks:law", _("Texts of law"), "law.check"),
    Item("desks:keeping", _("Keeping and erasing"), "record.hold"),
    Item("desks:witnesses", _("Witnesses of the ledger"), "ledger.watch"),
    Item("desks:board", _("What is late, and where"), "board.read"),
    Item("desks:recommendations", _("Recommendations"), "recommendation.read", _recommendations),
    Item("desks:told", _("My settings")),
    Item("mfa_index", _("My sign-in")),
)


def desk_nav(
    worker: WorkerName, *, by: Actor, at: datetime, here: str, known: Mapping[str, int] | None = None
) -> DeskNav:
    """What surrounds a desk page of this worker; `here` is the open item's name, `known` has numbers that the page counted."""

    def count(entry: Item) -> int | None:
        if known and entry.name in known:
            return known[entry.name]
        return entry.count(by, worker.role, at) if entry.count else None

    return _frame(worker, here, count)


def desk_nav_without_numbers(worker: WorkerName, *, here: str) -> DeskNav:
    """The same frame for the pages of one's own sign-in: no scope is open there, so nothing is counted."""
    return _frame(worker, here, lambda entry: None)


def _frame(worker: WorkerName, here: str, number: Callable[[Item], int | None]) -> DeskNav:
    items = [item for entry in ITEMS if (item := _item(entry, worker.role, here, number))]
    label = RoleChoices(worker.role).label
    return DeskNav(
        agency=str(worker.agency),
        person=f"{worker} — {label}",
        items=items,
        sign_out_url=reverse("account_logout"),
        search_url=reverse("desks:search") if may(worker.role, "record.find") else "",
    )


def _item(entry: Item, role: Role, here: str, number: Callable[[Item], int | None]) -> NavItem | None:
    if entry.permission and not may(role, entry.permission):
        return None
    try:
        url = reverse(entry.name)
    except NoReverseMatch:
        return None  # a page that this installation does not have
    count = number(entry)
    more = count is not None and count >= COUNTED
    return NavItem(str(entry.label), url, COUNTED - 1 if more else count, here=entry.name == here, more=more)

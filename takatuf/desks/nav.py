"""The side navigation: only where the role may go, with how much is there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from takatuf.agencies.models import RoleChoices
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role, may
from takatuf.casework.queries import cases_count
from takatuf.clocks.queries import open_deadlines
from takatuf.desks.call_words import call_rows
from takatuf.desks.work import awaiting_count
from takatuf.kernel.actors import Actor
from takatuf.triage.queries import queue_count
from takatuf.web.parts import DeskNav, NavItem

Count = Callable[[Actor, Role, datetime], int]


@dataclass(frozen=True, slots=True)
class Item:
    """One page of the navigation: its name, words, the permission it needs (empty: everybody's), and what is counted."""

    name: str
    label: Promise
    permission: str = ""
    count: Count | None = None


def _triage(by: Actor, role: Role, at: datetime) -> int:
    del role, at
    return queue_count(by=by).total


def _calls(by: Actor, role: Role, at: datetime) -> int:
    return len(call_rows(role, by=by, at=at))


def _cases(by: Actor, role: Role, at: datetime) -> int:
    del role, at
    return cases_count(by=by)


def _inbox(by: Actor, role: Role, at: datetime) -> int:
    del role, at
    return sum(row.kind in {"referral_answer", "referral_outcome"} for row in open_deadlines(by=by))


ITEMS = (
    Item("desks:awaiting", _("What awaits me now"), "", awaiting_count),
    Item("desks:calls", _("Calls"), "call.take", _calls),
    Item("desks:triage", _("Triage"), "report.triage", _triage),
    # Who works at triage finds the rule beside the queue; this line is for a director, who has no queue.
    Item("desks:triage_rules", _("Rule of triage"), "figures.release"),
    Item("desks:cases", _("Cases"), "case.read", _cases),
    Item("desks:inbox", _("Referrals"), "referral.read", _inbox),
    Item("desks:court", _("The court"), "submission.read"),
    Item("desks:handover", _("Handover"), "handover.sign"),
    Item("desks:duty", _("Duty rota"), "duty.read"),
    Item("desks:figures", _("Figures"), "figures.read"),
)


def desk_nav(worker: WorkerName, *, by: Actor, at: datetime, here: str) -> DeskNav:
    """What surrounds a desk page of this worker; `here` is the open item's name."""
    items = [item for entry in ITEMS if (item := _item(entry, worker.role, by, at, here))]
    label = RoleChoices(worker.role).label
    return DeskNav(
        agency=str(worker.agency),
        person=f"{worker} — {label}",
        items=items,
        sign_out_url=reverse("account_logout"),
    )


def _item(entry: Item, role: Role, by: Actor, at: datetime, here: str) -> NavItem | None:
    if entry.permission and not may(role, entry.permission):
        return None
    try:
        url = reverse(entry.name)
    except NoReverseMatch:
        return None  # a page that this installation does not have
    count = entry.count(by, role, at) if entry.count else None
    return NavItem(str(entry.label), url, count, here=entry.name == here)

"""What surrounds every page of one case: its head, what is next and on whom, the tabs, and the social side."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from takatuf.agencies.models import Level
from takatuf.agencies.queries import AccessRow, AgencyName, WorkerName, access_of
from takatuf.agencies.rules import may
from takatuf.casework.queries import CaseView, Part, PlanActionRow, RoleRow, open_case
from takatuf.casework.queries.social import SOCIAL_WORDS
from takatuf.casework.rules import Stage
from takatuf.desks.addresses import first_address
from takatuf.desks.words import listed
from takatuf.jointwork.knowing.queries import marks_of
from takatuf.jointwork.queries import ReferralRow, StepRow, referrals_of, steps_of
from takatuf.kernel.actors import Actor
from takatuf.web.parts import Check, Tab

WAITING = ("sent", "seen")
WORK = "desks:case_work"


@dataclass(frozen=True, slots=True)
class Next:
    """One thing that is due: what, by whom, until when; `page` is the case's page on which it is done.

    `note` says how far it was escalated.
    """

    what: str
    who: AgencyName
    mine: bool
    due_at: datetime | None
    page: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """An agency that sees something of the case, and what."""

    agency: AgencyName
    what: str


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing that the worker most likely does next."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class CaseFrame:
    """The frame of a case's pages, opened once for each page."""

    view: CaseView
    child: RoleRow | None
    steps: tuple[StepRow, ...]
    referrals: tuple[ReferralRow, ...]
    first: Next | None
    then: Next | None
    tabs: tuple[Tab, ...]
    social: tuple[Check, ...]
    reaches: tuple[Reach, ...]
    button: Button | None
    may_write: bool
    writes: bool  # also when the case is closed
    warnings: tuple[str, ...] = ()


def case_frame(
    case_id: UUID, *, tab: str, worker: WorkerName, by: Actor, at: datetime, parts: Collection[Part] = ()
) -> CaseFrame:
    """Open a case for a page, with the `parts` that the page shows beside what surrounds it; the look is on record.

    Raises NotAllowed, and NotFound also for those who may not know.
    """
    view = open_case(case_id, by=by, at=at, parts=parts)
    steps = steps_of(case_id, by=by, head=view.head)
    referrals = referrals_of(case_id, by=by, head=view.head)
    access = access_of(view.head.record_id)
    writes = any(
        row.agency.id == worker.agency.id and row.level in {Level.WRITE, Level.LEAD} for row in access
    )
    may_write = view.head.closed_at is None and writes
    due = [*_due_steps(steps, by), *_due_referrals(referrals, by), *_due_actions(view, by)]
    mine = _soonest([row for row in due if row.mine]) or _stage_next(view, by)
    return CaseFrame(
        view=view,
        child=next((row for row in view.people if row.role == "child"), None),
        steps=tuple(steps),
        referrals=tuple(referrals),
        first=mine,
        then=_soonest([row for row in due if not row.mine]),
        tabs=_tabs(case_id, tab, worker),
        social=tuple(Check(str(SOCIAL_WORDS[item.code]), item.done) for item in view.social_side),
        reaches=tuple(_reaches(access, referrals)),
        button=_button(view, worker) if may_write else None,
        may_write=may_write,
        writes=writes,
        warnings=tuple(_warnings(view.head.record_id, by)),
    )


def _warnings(case_record_id: UUID, by: Actor) -> list[str]:
    """What nobody who works on the case may overlook, on each of its pages."""
    marks, found = marks_of(case_record_id, by=by), []
    if marks.has_blocks:
        found.append(_("Somebody of this case must not be told of it. Look who, before you call or write."))
    if marks.is_locked:
        found.append(_("This case is locked: it is in the news. Every look is reviewed."))
    return found


def _soonest(rows: Sequence[Next]) -> Next | None:
    """The one that is due first; what has no limit only where nothing else is there."""
    return min(
        rows, key=lambda row: (row.due_at is None, row.due_at.timestamp() if row.due_at else 0), default=None
    )


def _due_steps(steps: Sequence[StepRow], by: Actor) -> list[Next]:
    return [
        Next(row.title_label, row.owner, row.owner.id == by.agency, row.due_at, "desks:case_steps")
        for row in steps
        if row.done_at is None
    ]


def _due_referrals(referrals: Sequence[ReferralRow], by: Actor) -> list[Next]:
    found = []
    for row in referrals:
        who, what = row.to_agency, ""
        if row.state in WAITING:
            what = _("Answer to the referral «%(purpose)s»")
        elif row.state == "accepted":
            what = _("Outcome of the referral «%(purpose)s»")
        elif row.state == "declined" and row.due_at is not None:
            who, what = row.from_agency, _("Another way for the declined referral «%(purpose)s»")
        if what:
            found.append(
                Next(
                    what % {"purpose": row.purpose_label},
                    who,
                    who.id == by.agency,
                    row.due_at,
                    "desks:case_referrals",
                    escalation_words(row),
                )
            )
    return found


def escalation_words(row: ReferralRow) -> str:
    """How far a silence was escalated inside the agency; empty where it was not."""
    if not row.escalation_level:
        return ""
    return _("escalated inside the agency, level %(level)s") % {"level": row.escalation_level}


def open_lines(view: CaseView) -> list[PlanActionRow]:
    """What the plan that was approved last says, as far as it is not done."""
    approved = [plan for plan in view.plans if plan.approved_at is not None]
    return [row for row in approved[-1].actions if row.done_at is None] if approved else []


def _due_actions(view: CaseView, by: Actor) -> list[Next]:
    return [
        Next(row.action, row.agency, row.agency.id == by.agency, row.due_at, WORK) for row in open_lines(view)
    ]


def _stage_next(view: CaseView, by: Actor) -> Next | None:
    words = {
        Stage.IDENTIFIED: _("Assessment of the child"),
        Stage.ASSESSED: _("A plan, approved by a supervisor"),
        Stage.PLANNED: _("A visit to the child, alone"),
        Stage.IN_ACTION: _("A review of the case"),
        Stage.REVIEW: _("Closing the case, or going on"),
    }
    stage = Stage(view.head.stage)
    if stage not in words:
        return None
    return Next(words[stage], view.head.lead, view.head.lead.id == by.agency, None, WORK)


def _button(view: CaseView, worker: WorkerName) -> Button | None:
    """The next step of the case work, for a role that may do it."""
    id_ = view.head.id
    waiting = [plan for plan in view.plans if plan.approved_at is None]
    proposed = [row for row in view.closures if row.approved_at is None and row.declined_at is None]
    offers = {
        Stage.IDENTIFIED: ("case.assess", _("Record the assessment"), "desks:case_assess"),
        Stage.ASSESSED: ("case.plan", _("Write the plan"), "desks:case_plan"),
        Stage.PLANNED: ("case.visit", _("Record a visit"), "desks:case_visit"),
        Stage.IN_ACTION: ("case.review", _("Review the case"), "desks:case_review"),
        Stage.REVIEW: ("case.review", _("Close the case"), "desks:case_close"),
    }
    if proposed and may(worker.role, "case.close"):
        return Button(_("Answer the proposal to close"), reverse("desks:case_close", args=[id_]))
    if waiting and may(worker.role, "plan.approve"):
        return Button(_("Read the plan and approve it"), reverse("desks:case_work", args=[id_]))
    permission, label, name = offers.get(Stage(view.head.stage), ("", "", ""))
    if not permission or not may(worker.role, permission) or (waiting and name == "desks:case_plan"):
        return None
    return Button(label, reverse(name, args=[id_]))


def _reaches(access: Sequence[AccessRow], referrals: Sequence[ReferralRow]) -> list[Reach]:
    """Who sees all of the case, then who sees only the packet of a referral."""
    words = {
        Level.LEAD: pgettext("what an agency sees", "everything; shares it"),
        Level.WRITE: pgettext("what an agency sees", "everything"),
        Level.READ: pgettext("what an agency sees", "everything, to read"),
    }
    found = [Reach(row.agency, words[row.level]) for row in access]
    inside = {row.agency.id for row in access}
    packets: dict[AgencyName, dict[str, None]] = {}
    for row in referrals:
        if row.to_agency.id not in inside:
            packets.setdefault(row.to_agency, {}).update(dict.fromkeys(row.packet_labels))
    return [*found, *(Reach(agency, listed(labels)) for agency, labels in packets.items())]


def _tabs(case_id: UUID, here: str, worker: WorkerName) -> tuple[Tab, ...]:
    """The pages of a case; those that this installation does not have, or that the role may not read, are left out."""
    hidden = () if may(worker.role, "submission.read") else ("desks:facts", "desks:submissions")
    pages = (
        ("desks:case", pgettext("tab of a case", "Chronology")),
        ("desks:case_people", pgettext("tab of a case", "The child")),
        ("desks:case_work", pgettext("tab of a case", "Assessment, plan")),
        ("desks:case_others", pgettext("tab of a case", "Other children")),
        ("desks:case_steps", pgettext("tab of a case", "Tracks")),
        ("desks:case_referrals", pgettext("tab of a case", "Referrals")),
        ("desks:case_exhibits", pgettext("tab of a case", "Exhibits")),
        ("desks:facts", pgettext("tab of a case", "Facts")),
        ("desks:submissions", pgettext("tab of a case", "Court")),
        ("desks:case_access", pgettext("tab of a case", "Who may see it")),
        ("desks:case_looks", _("Who looked")),
    )
    urls = [(name, label, first_address([name], case_id)) for name, label in pages if name not in hidden]
    return tuple(Tab(label, url, here=name == here) for name, label, url in urls if url)

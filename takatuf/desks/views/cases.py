"""The agency's cases, and the pages of one case."""

from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from takatuf.agencies.queries import LookRow
from takatuf.casework.chronology import LineRow
from takatuf.casework.queries import (
    COUNTED,
    CaseRow,
    Part,
    after_closing,
    cases,
    cases_count,
    judgements_of,
    reports_of,
)
from takatuf.court.origins import FOR_THE_COURT
from takatuf.desks.case_frame import escalation_words
from takatuf.desks.case_lanes import drawing_of
from takatuf.desks.views.case_page import HERE, case_page, fact_url, frame_of, may_write_facts
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page
from takatuf.desks.words import joined
from takatuf.jointwork.knowing.queries import looks_of_case
from takatuf.jointwork.queries import ReferralRow, StepRow, lanes_of, nearest_steps
from takatuf.kernel.clock import now
from takatuf.people.queries import open_person
from takatuf.web.parts import ChronologyLine, Row
from takatuf.web.words import words_for_moment

ON_A_PAGE = 20
LOOKED = {
    "open_case": gettext_lazy("Opened the case"),
    "cases": gettext_lazy("Saw it in the list of cases"),
    "search": gettext_lazy("Found it by a search"),
    "opened_with_reason": gettext_lazy("Opened it with a reason"),
    "open_person": gettext_lazy("Opened the name of a person"),
    "open_report": gettext_lazy("Read a report"),
    "open_referral": gettext_lazy("Read a referral"),
    "print_referral": gettext_lazy("Printed a referral"),
    "open_submission": gettext_lazy("Read a submission"),
    "open_document": gettext_lazy("Took a document out"),
    "open_reporter_contact": gettext_lazy("Opened the reporter's contact"),
}
OTHER_LOOK = gettext_lazy("Looked at a part of it")


@staff_page
def case_list(request: StaffRequest) -> HttpResponse:
    """The agency's open cases: by urgency, then by what is due next; the newest page first."""
    at = now()
    found = cases(by=request.actor, at=at, most=ON_A_PAGE, before=_before(request))
    nearest = nearest_steps([row.record_id for row in found], by=request.actor)
    rows = [_case_row(row, nearest.get(row.record_id)) for row in found]
    rows.sort(key=lambda row: (row.urgency, row.due_at is None, row.due_at or at))
    context = {
        "rows": rows,
        "lead": _how_many(cases_count(by=request.actor)),
        "older_url": f"?before={found[-1].opened_at:%Y-%m-%dT%H:%M:%S.%fZ}"
        if len(found) == ON_A_PAGE
        else "",
        "is_first": "before" not in request.GET,
        "may_open_with_reason": role_may(request, "access.open"),
    }
    return desk_page(request, "desks/case_list.html", context, here=HERE, at=at)


def _how_many(count: int) -> str:
    """How many open cases there are; beyond a limit it says "more than"."""
    if count >= COUNTED:
        return _("More than %(count)s open cases") % {"count": COUNTED - 1}
    return ngettext("%(count)s open case", "%(count)s open cases", count) % {"count": count} if count else ""


def _before(request: StaffRequest) -> datetime | None:
    """Where the page begins; an address that cannot be read shows the first page."""
    try:
        moment = parse_datetime(request.GET.get("before", ""))
    except ValueError:
        return None
    return moment if moment is not None and is_aware(moment) else None


def _case_row(row: CaseRow, step: StepRow | None) -> Row:
    lead = _("Led by %(agency)s") % {"agency": row.lead}
    return Row(
        urgency=row.level, what=step.title_label if step else row.stage_label, code=row.code, url=reverse("desks:case", args=[row.id]),
        detail=joined(row.stage_label if step else "", lead), due_at=step.due_at if step else None,
    )  # fmt: skip


@staff_page
def chronology(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """What all agencies did, in one line of time, with the lane of each."""
    at = now()
    shown = (Part.CHRONOLOGY, Part.ASSESSMENTS, Part.VISITS)
    frame = frame_of(request, case_id, tab="desks:case", at=at, parts=shown)
    offered = may_write_facts(request, frame)
    context = {
        "lines": [
            _line(row, at, facts_of=case_id if offered and row.kind in FOR_THE_COURT else None)
            for row in frame.view.chronology
        ],
        "drawing": drawing_of(frame.view, lanes_of(frame.referrals, frame.steps, at=at), at=at),
    }
    return case_page(request, "desks/case.html", frame, context, at=at)


def _line(row: LineRow, at: datetime, *, facts_of: UUID | None = None) -> ChronologyLine:
    """A line; with `facts_of`, the case, it leads to a fact that is taken from it."""
    return ChronologyLine(
        when=words_for_moment(row.at, at),
        text=row.text,
        source=str(row.agency) if row.agency else _("The system, by itself"),
        code=row.source,
        step_url=fact_url(facts_of, f"line:{row.id}") if facts_of else "",
        step_words=_("Write a fact from this"),
    )


@staff_page
def people(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The child and those around; a name is opened only when somebody asks for it, and that look is on record."""
    at = now()
    frame = frame_of(request, case_id, tab="desks:case_people", at=at, parts=(Part.AGENCIES, Part.CONCERNS))
    wanted = request.GET.get("open", "")
    known = [row for row in frame.view.people if row.person is not None and str(row.person_id) == wanted]
    opened = open_person(known[0].person_id, by=request.actor, at=at) if known else None
    may_edit = frame.may_write and role_may(request, "person.write")
    judged = judgements_of(case_id, by=request.actor, head=frame.view.head)
    concerns = [(row, judged.get(row.id, [])) for row in frame.view.concerns]
    may_judge = frame.may_write and role_may(request, "case.assess")
    context = {
        "opened": opened, "may_edit": may_edit, "concerns": concerns, "may_judge": may_judge,
        "reports": reports_of(case_id, by=request.actor, head=frame.view.head)[::-1],
    }  # fmt: skip
    return case_page(request, "desks/case_people.html", frame, context, at=at)


@staff_page
def work(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Assessments, plans, visits, reviews, and closing."""
    at = now()
    shown = (Part.ASSESSMENTS, Part.VISITS, Part.REVIEWS)
    frame = frame_of(request, case_id, tab="desks:case_work", at=at, parts=shown)
    may = {
        name: frame.may_write and role_may(request, permission)
        for name, permission in (
            ("assess", "case.assess"), ("plan", "case.plan"), ("approve", "plan.approve"), ("visit", "case.visit"),
            ("review", "case.review"), ("waive", "social_side.waive"), ("do", "step.do"),
            ("approve_assessment", "assessment.approve"),
        )
    }  # fmt: skip
    may_after = {
        name: frame.writes and role_may(request, permission)
        for name, permission in (
            ("follow", "case.visit"),
            ("reopen", "case.review"),
            ("answer", "case.close"),
        )
    }
    after = after_closing(case_id, by=request.actor)
    context = {"may": may, "own": request.worker, "after": after, "may_after": may_after}
    return case_page(request, "desks/case_work.html", frame, context, at=at)


@staff_page
def referrals(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Every referral of the case, and where it stands."""
    at = now()
    frame = frame_of(request, case_id, tab="desks:case_referrals", at=at)
    opens = role_may(request, "referral.read")
    context = {
        "rows": [_referral_row(row, opens=opens) for row in frame.referrals],
        "may_refer": frame.may_write and role_may(request, "referral.send"),
    }
    return case_page(request, "desks/case_referrals.html", frame, context, at=at)


def _referral_row(row: ReferralRow, *, opens: bool) -> Row:
    """A line of the list; who may not open referrals (a writer to the court) reads where each stands, without a link."""
    to = _("to %(agency)s") % {"agency": row.to_agency}
    return Row(
        urgency=row.level, what=joined(row.purpose_label, to), code=row.code, url=reverse("desks:referral", args=[row.id]) if opens else "",
        detail=joined(row.state_label, escalation_words(row)), due_at=row.due_at,
    )  # fmt: skip


@staff_page
def looks(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Everybody who looked at the case, and when; looks of one person after another stand in one line."""
    at = now()
    frame = frame_of(request, case_id, tab="desks:case_looks", at=at)
    rows = looks_of_case(case_id, by=request.actor, head=frame.view.head)
    grouped = [list(group) for _key, group in groupby(rows, key=lambda row: (row.worker, row.what))]
    return case_page(
        request, "desks/case_looks.html", frame, {"looks": [_look(group, at) for group in grouped]}, at=at
    )


def _look(group: list[LookRow], at: datetime) -> dict[str, str]:
    times = ngettext("once", "%(count)s times", len(group)) % {"count": len(group)}
    row = group[0]
    return {
        "when": words_for_moment(row.at, at), "who": str(row.worker or ""), "agency": str(row.agency),
        "what": str(LOOKED.get(row.what, OTHER_LOOK)), "times": times,
    }  # fmt: skip

"""The joint chronology: how a line is written, and how it reads in the reader's language.

A line stands on the record of what happened (the case, a referral, a step), so that it is seen by those who see that;
`case_record_id` brings the lines of all agencies together. Rooms above add the words of their own kinds to `LINES`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from takatuf.agencies.queries import AgencyName, agencies
from takatuf.casework.models import (
    AssessmentKind,
    ChronologyLine,
    ClosureReason,
    ConcernStatus,
    LinkBasis,
    LinkKind,
    ReopeningReason,
    ReviewDecision,
    SafeNow,
    SafetyChoice,
    Wellbeing,
)
from takatuf.clocks.models import DeadlineKind
from takatuf.evidence.models import CustodyKind, ExhibitKind
from takatuf.intake.models import KindChoices

Words = Mapping[str, str | Promise]

# The sentence of each kind; %(name)s is filled from the line's params.
LINES: dict[str, str | Promise] = {
    "case_report_added": _("Report %(report)s of the same matter was laid to the case."),
    "case_started": _("The case was opened from report %(report)s, at level %(level)s."),
    "person_joined": _("Person %(person)s was added to the case."),
    "suspect_status_changed": _("The status of person %(person)s was changed."),
    "lead_appointed": _("%(to_agency)s now leads the case."),
    "partner_joined": _("%(to_agency)s joined the case as a partner."),
    "partner_left": _("The part of %(to_agency)s in the case ended."),
    "assessment_recorded": _("Recorded: %(assessment)s."),
    "plan_made": _("A plan was written and awaits a supervisor."),
    "plan_approved": _("The plan was approved."),
    "plan_action_done": _("An action of the plan was done."),
    "country_form_answered": _("The country's further questions were answered (version %(version)s)."),
    "case_taken_over": _("The case was taken over from another system (%(source)s)."),
    "assessment_changed": _("Changed, the earlier text is kept: %(assessment)s."),
    "visit_changed": _("A visit was written anew; the earlier text is kept."),
    "plan_action_changed": _("A line of the plan was changed."),
    "child_seen_alone": _("The child was visited and seen alone. Safe now: %(safe_now)s."),
    "child_seen": _("The child was visited and seen, not alone. Safe now: %(safe_now)s."),
    "child_not_seen": _("A visit was made; the child was not seen. Safe now: %(safe_now)s."),
    "case_reviewed": _("The case was reviewed: %(decision)s."),
    "social_side_waived": _("The social side was waived by a named supervisor, with a reason."),
    "closure_proposed": _("Closing the case was proposed: %(closure_reason)s."),
    "closure_declined": _("The closure was not approved; the work goes on."),
    "case_closed": _("The case was closed: %(closure_reason)s."),
    "assessment_approved": _("Approved by a supervisor: %(assessment)s."),
    "waiver_approved": _("The waiver of the social side was approved by a second supervisor."),
    "follow_up_recorded": _("A follow-up after closure. The child: %(wellbeing)s. Safe now: %(safe_now)s."),
    "reopening_proposed": _("Reopening the case was proposed: %(reopening_reason)s."),
    "reopening_declined": _("The case was not reopened; the reason is written."),
    "case_reopened": _("The case was reopened: %(reopening_reason)s."),
    "link_proposed": _("A link with case %(other)s was proposed: %(link)s. It waits for a second person."),
    "cases_linked": _("Linked with case %(other)s: %(link)s. What is the same: %(basis)s."),
    "link_undone": _("The link with case %(other)s was undone: %(link)s. It no longer counts."),
    "exposed_child_named": _("Another child may be exposed to the same; a decision about safety is owed."),
    "exposed_child_decided": _("Decided about another child with the same exposure: %(safety)s."),
    "concern_added": _("A concern was added: %(concern)s."),
    "concern_judged": _("A concern was judged, with a reason: %(concern)s, %(concern_status)s."),
    "exhibit_added": _("Exhibit %(exhibit)s was registered: %(exhibit_kind)s."),
    "exhibit_step": _("Exhibit %(exhibit)s: %(custody)s."),
    "casework_late": _("Late, level %(level)s: %(deadline)s."),
}

# Params that are codes: param -> code -> words.
CODES: dict[str, Words] = {
    "assessment": dict(AssessmentKind.choices),
    "safe_now": dict(SafeNow.choices),
    "decision": dict(ReviewDecision.choices),
    "closure_reason": dict(ClosureReason.choices),
    "wellbeing": dict(Wellbeing.choices),
    "reopening_reason": dict(ReopeningReason.choices),
    "link": dict(LinkKind.choices),
    "basis": dict(LinkBasis.choices),
    "safety": dict(SafetyChoice.choices),
    "concern": dict(KindChoices.choices),
    "concern_status": dict(ConcernStatus.choices),
    "deadline": dict(DeadlineKind.choices),
    "exhibit_kind": dict(ExhibitKind.choices),
    "custody": dict(CustodyKind.choices),
}

AGENCY_PARAMS = ("agency", "to_agency", "from_agency")


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the chronology in the reader's language."""

    id: UUID
    at: datetime
    agency: AgencyName | None
    kind: str
    text: str
    source: str


def render(kind: str, params: Mapping[str, Any], names: Mapping[str, AgencyName]) -> str:
    """The sentence of a line in the active language; a kind without words shows its code."""
    if kind not in LINES:
        return kind
    words = dict(params)
    for param in AGENCY_PARAMS:
        if param in words:
            words[param] = str(names.get(str(words[param]), gettext("an agency")))
    for param, codes in CODES.items():
        if param in words:
            words[param] = str(codes.get(str(words[param]), words[param]))
    return str(LINES[kind]) % words


def lines_of(case_record_id: UUID) -> list[LineRow]:
    """The lines of all agencies that the actor in scope may see, the newest first."""
    rows = ChronologyLine.objects.filter(case_record_id=case_record_id).order_by("-at", "-pk")
    return rendered(rows)


def rendered(rows: Iterable[ChronologyLine]) -> list[LineRow]:
    """Lines with their words."""
    names = {str(agency.id): agency for agency in agencies()}
    return [
        LineRow(
            id=row.pk,
            at=row.at,
            agency=names.get(str(row.agency_id)),
            kind=row.kind,
            text=render(row.kind, row.params, names),
            source=row.source,
        )
        for row in rows
    ]

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
from takatuf.casework.models import AssessmentKind, ChronologyLine, ClosureReason, ReviewDecision, SafeNow

Words = Mapping[str, str | Promise]

# The sentence of each kind; %(name)s is filled from the line's params.
LINES: dict[str, str | Promise] = {
    "case_report_added": _("Report %(report)s of the same matter was laid to the case."),
    "case_started": _("The case was opened from report %(report)s, at level %(level)s."),
    "person_joined": _("Person %(person)s was added to the case."),
    "suspect_status_changed": _("The status of person %(person)s was changed."),
    "lead_appointed": _("%(to_agency)s now leads the case."),
    "partner_joined": _("%(to_agency)s joined the case as a partner."),
    "assessment_recorded": _("Recorded: %(assessment)s."),
    "plan_made": _("A plan was written and awaits a supervisor."),
    "plan_approved": _("The plan was approved."),
    "plan_action_done": _("An action of the plan was done."),
    "child_seen_alone": _("The child was visited and seen alone. Safe now: %(safe_now)s."),
    "child_seen": _("The child was visited and seen, not alone. Safe now: %(safe_now)s."),
    "child_not_seen": _("A visit was made; the child was not seen. Safe now: %(safe_now)s."),
    "case_reviewed": _("The case was reviewed: %(decision)s."),
    "social_side_waived": _("The social side was waived by a named supervisor, with a reason."),
    "closure_proposed": _("Closing the case was proposed: %(closure_reason)s."),
    "closure_declined": _("The closure was not approved; the work goes on."),
    "case_closed": _("The case was closed: %(closure_reason)s."),
}

# Params that are codes: param -> code -> words.
CODES: dict[str, Words] = {
    "assessment": dict(AssessmentKind.choices),
    "safe_now": dict(SafeNow.choices),
    "decision": dict(ReviewDecision.choices),
    "closure_reason": dict(ClosureReason.choices),
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

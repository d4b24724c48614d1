"""From a record of the case to a fact in one gesture: the source, the place in it and the words as they stand there.

An address carries what it is from as `kind:id` or `kind:id:part`; everything else is read here, from what the worker
may see, so that nobody types the name of a source or carries its id through a form.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import override

from takatuf.casework.queries import CaseView, reports_of
from takatuf.court.document.words import both_calendars, moment
from takatuf.court.models.choices import FactKind, SourceKind
from takatuf.court.numbering import exhibit_number
from takatuf.evidence.queries import exhibits_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.arabic import european_digits

# The lines of the joint chronology that a court may read: what was done for the child, by whom and when. All others are the
# agencies' own and stay there, new kinds too until somebody names them here: levels of triage (practice.md 3), lateness
# (practice.md 17), who reported, other cases by their codes, and what waits for whom in the house. They are no source of a fact.
FOR_THE_COURT = frozenset({
    "lead_appointed", "partner_joined",
    "referral_sent", "referral_accepted", "referral_accepted_by_phone", "referral_declined", "referral_answered", "referral_part",
    "referral_withdrawn",
    "assessment_recorded", "assessment_approved", "plan_approved", "plan_action_done",
    "child_seen", "child_seen_alone", "child_not_seen",
    "case_reviewed", "case_closed", "case_reopened", "follow_up_recorded", "social_side_waived",
    "exhibit_added", "exhibit_step",
    "submission_filed", "hearing_recorded", "hearing_held", "hearing_adjourned", "hearing_cancelled", "measure_decided",
    "submission_handed_back", "ruling_recorded", "order_varied", "appeal_noted",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """What a fact is taken from. `kind` is what kind of sentence it most likely is; the writer decides."""

    source_kind: SourceKind
    source_id: UUID
    label: str
    locator: str
    quoted: str
    kind: FactKind
    occurred_on: date | None = None
    #: The exhibit's hash, where it is one: a changed exhibit is found before anybody signs.
    sha256: str = ""


_Parts = Iterator[tuple[str, Origin]]


def origin_of(case: CaseView, reference: str, *, by: Actor) -> Origin | None:
    """What the reference names in this case, as far as the worker sees it; None where there is no such thing."""
    with override("ar"):
        kind = reference.partition(":")[0]
        if kind == "report":
            return dict(_reports(case, by)).get(reference)
        if kind == "exhibit":
            return dict(_exhibits(case, by)).get(reference)
        found = _READERS.get(kind)
        return dict(found(case)).get(reference) if found else None


def _reports(case: CaseView, by: Actor) -> _Parts:
    for report_id, code in reports_of(case.head.id, by=by):
        yield (
            f"report:{report_id}",
            Origin(SourceKind.REPORT, report_id, f"البلاغ {code}", "ما ذكره المبلّغ", "", FactKind.STATEMENT),
        )


def _exhibits(case: CaseView, by: Actor) -> _Parts:
    for row in exhibits_of(case.head.record_id, by=by):
        yield f"exhibit:{row.id}", Origin(
            SourceKind.EXHIBIT, row.id, f"الدليل {exhibit_number(row.number)}، {row.kind_label}", row.origin, row.description,
            FactKind.RECORD, sha256=row.sha256,
        )  # fmt: skip


def _lines(case: CaseView) -> _Parts:
    for line in case.chronology:
        if line.kind not in FOR_THE_COURT:
            continue
        label = f"التسلسل الزمني المشترك، {line.agency.name_ar}" if line.agency else "التسلسل الزمني المشترك"
        yield (
            f"line:{line.id}",
            Origin(
                SourceKind.CHRONOLOGY,
                line.id,
                label,
                european_digits(moment(line.at)),
                line.text,
                FactKind.RECORD,
                _day(line.at),
            ),
        )


def _assessments(case: CaseView) -> _Parts:
    for row in case.assessments:
        label = f"{row.kind_label}، {_day_words(row.at)}"
        parts = (
            ("facts", "الوقائع", row.facts, FactKind.OBSERVATION),
            ("opinion", "الرأي المهني", row.opinion, FactKind.OPINION),
            ("child", "رأي الطفل", row.child_view, FactKind.STATEMENT),
            ("caregiver", "رأي مقدم الرعاية", row.caregiver_view, FactKind.STATEMENT),
        )
        for part, place, text, kind in parts:
            if text:
                yield (
                    f"assessment:{row.id}:{part}",
                    Origin(SourceKind.ASSESSMENT, row.id, label, place, text, kind),
                )


def _visits(case: CaseView) -> _Parts:
    for row in case.visits:
        label, day = f"زيارة، {_day_words(row.at)}", _day(row.at)
        for part, place, text, kind in (
            ("child", "قول الطفل", row.child_view, FactKind.STATEMENT),
            ("note", "ملاحظة الزائر", row.note, FactKind.OBSERVATION),
        ):
            if text:
                yield (
                    f"visit:{row.id}:{part}",
                    Origin(SourceKind.VISIT, row.id, label, place, text, kind, day),
                )


def _plans(case: CaseView) -> _Parts:
    for plan in case.plans:
        label = f"خطة الحماية، {_day_words(plan.made_at)}"
        for number, action in enumerate(plan.actions, 1):
            yield f"plan:{action.id}", Origin(
                SourceKind.PLAN, action.id, label, f"الإجراء {number}", action.action, FactKind.RECORD,
                _day(action.done_at) if action.done_at else None,
            )  # fmt: skip


_READERS: dict[str, Callable[[CaseView], _Parts]] = {
    "line": _lines, "assessment": _assessments, "visit": _visits, "plan": _plans,
}  # fmt: skip


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def _day_words(at: datetime) -> str:
    """The day in both calendars; digits as on every screen, the document prints them its own way."""
    return european_digits(both_calendars(_day(at)))

"""What a submission's document takes from the records of all agencies: measures and their follow-up, exhibits, links, suspects.

With `since`, the moment at which the bundle before was signed, only what is new after it.
"""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from takatuf.casework.queries import CaseView, links_of
from takatuf.court.document import view as document
from takatuf.court.numbering import exhibit_number
from takatuf.evidence.queries import CustodyRow, ExhibitRow, HolderRow, exhibits_of
from takatuf.jointwork.models import TrackKind
from takatuf.jointwork.queries import ReferralRow, StepRow, referrals_of, steps_of
from takatuf.kernel.actors import Actor

_ORDINALS = (
    "الأول",
    "الثاني",
    "الثالث",
    "الرابع",
    "الخامس",
    "السادس",
    "السابع",
    "الثامن",
    "التاسع",
    "العاشر",
)
_NOT_CONFIRMED = "لم يؤكدها أحد بعد"


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def measures(
    case: CaseView, *, own: UUID, by: Actor, at: datetime, since: datetime | None = None
) -> list[document.MeasureView]:
    """What was done or is under way for the child, over plan, tracks and referrals, the oldest first.

    Only the submitting agency says of itself that it is late: of another that is internal unless all parties agree
    (practice.md 17). What was refused is said.
    """
    found = [
        *_of_plans(case, own, at),
        *(
            _of_step(row, own, at)
            for row in steps_of(case.head.id, by=by, head=case.head)
            if row.track != TrackKind.REPORTER_FEEDBACK  # who reported is nobody's business at court
        ),
        *(_of_referral(row) for row in referrals_of(case.head.id, by=by, head=case.head)),
    ]
    new = [(started, row) for started, moved, row in found if since is None or moved > since]
    return [row for _, row in sorted(new, key=lambda one: one[0])]


_Dated = tuple[datetime, datetime, document.MeasureView]


def _state(done_at: datetime | None, *, late: bool) -> document.MeasureState:
    if done_at is not None:
        return document.MeasureState.DONE
    return document.MeasureState.LATE if late else document.MeasureState.UNDER_WAY


def _of_plans(case: CaseView, own: UUID, at: datetime) -> Iterator[_Dated]:
    for plan in case.plans:
        for row in plan.actions:
            state = _state(row.done_at, late=row.due_at < at and row.agency.id == own)
            yield (
                plan.made_at,
                row.done_at or plan.made_at,
                document.MeasureView(
                    row.action, row.agency.name_ar, state, _day(row.due_at), _day(row.done_at)
                ),
            )


def _of_step(row: StepRow, own: UUID, at: datetime) -> _Dated:
    state = _state(row.done_at, late=row.late_at(at) and row.owner.id == own)
    return (
        row.started_at,
        row.done_at or row.started_at,
        document.MeasureView(
            f"{row.track_label}: {row.title_label}",
            row.owner.name_ar,
            state,
            _day(row.due_at),
            _day(row.done_at),
        ),
    )


def _of_referral(row: ReferralRow) -> _Dated:
    refused = row.declined_at is not None
    state = document.MeasureState.REFUSED if refused else _state(row.answered_at, late=False)
    moved = row.answered_at or row.declined_at or row.accepted_at or row.sent_at
    return (
        row.sent_at,
        moved,
        document.MeasureView(
            f"إحالة: {row.purpose_label}", row.to_agency.name_ar, state, None, _day(row.answered_at)
        ),
    )


def register(case: CaseView, *, by: Actor, since: datetime | None = None) -> list[document.ExhibitView]:
    """The register of exhibits with the whole chain of each; persons in it are named by their agency alone."""
    rows = exhibits_of(case.head.record_id, by=by)
    return [_exhibit(row) for row in rows if since is None or row.last.recorded_at > since]


def _exhibit(row: ExhibitRow) -> document.ExhibitView:
    made_from = f" (عن الدليل {exhibit_number(row.made_from_number)})" if row.made_from_number else ""
    return document.ExhibitView(
        exhibit_no=exhibit_number(row.number),
        description=f"{row.kind_label}: {row.description}{made_from}",
        sha256=row.sha256,
        held_by=_holder(row.held_by),
        custody=tuple(_step(step) for step in row.custody),
        embargo=row.material_embargo,
    )


def _step(step: CustodyRow) -> document.CustodyView:
    seal = f"، الختم {step.seal_number}" if step.seal_number else ""
    return document.CustodyView(
        step.happened_at, _holder(step.taker or step.giver), f"{step.kind_label}{seal}"
    )


def _holder(holder: HolderRow | None) -> str:
    if holder is None:
        return "لا أحد"
    return holder.agency.name_ar if holder.agency else holder.body or "شخص غير مسمى هنا"


def link_methods(case: CaseView, *, by: Actor) -> list[document.MethodView]:
    """How this case is linked with others, by what is the same, and who confirmed it; never a score (practice.md 3, 20)."""
    return [
        document.MethodView(
            method=f"{row.kind_label} مع قضية أخرى، والمشترك بينهما: {row.basis_label}",
            confirmed_by=f"{row.confirmed_by.name_ar}، {row.confirmed_by.agency.name_ar}"
            if row.confirmed_by
            else _NOT_CONFIRMED,
            confirmed_on=_day(row.confirmed_at),
        )
        for row in links_of(case.head.id, by=by)
        if row.undone_at is None
    ]


def suspects(case: CaseView) -> list[document.SuspectView]:
    """Everybody who is suspected, without a name, and how that stands; cleared and mistaken ones too (practice.md 21)."""
    rows = [row for row in case.people if row.role == "suspect"]
    if len(rows) == 1:
        return [document.SuspectView("المشتبه به", rows[0].suspect_status_label)]
    labels = (*_ORDINALS, *(str(number) for number in range(len(_ORDINALS) + 1, len(rows) + 1)))
    return [
        document.SuspectView(f"المشتبه به {label}", row.suspect_status_label)
        for label, row in zip(labels, rows, strict=False)
    ]


def exculpatory(case: CaseView) -> tuple[str, ...]:
    """What speaks for those who are no longer suspected; it stands among what speaks against, and nobody takes it out."""
    sentences = {
        "cleared": "بُرّئ أحد المشتبه بهم في هذه القضية.",
        "mistaken": "ثبت أن أحد المشتبه بهم في هذه القضية التبس أمره بغيره.",
    }
    found = {row.suspect_status for row in case.people if row.role == "suspect"}
    return tuple(sentence for status, sentence in sentences.items() if status in found)

"""What awaits every role beside its own queue: approvals, reviews, meetings, agreements, the court; and whatever else has a clock.

Nothing waits without standing on somebody's page: a kind of clock that no page draws, or for which an agency has nobody
with the right, stands on the page of everybody in that agency.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from takatuf.agencies.queries import roles_at_work
from takatuf.agencies.rules import Role, may
from takatuf.awareness.queries import reviews_due, title_of
from takatuf.casework.queries import cases_by_record
from takatuf.casework.queries.waiting import approvals_awaiting
from takatuf.clocks.kinds import DeadlineKind
from takatuf.clocks.queries import DeadlineRow, agency_of, open_deadlines_besides
from takatuf.court.waiting import submission_codes, submissions_awaiting
from takatuf.desks.addresses import address, address_of
from takatuf.desks.court_room_work import court_room_rows, hearing_rows
from takatuf.desks.forms.shapes import end_of_day
from takatuf.desks.words import joined, urgency_of
from takatuf.insight.recommendations.queries import proposals_count, recommendation_title
from takatuf.jointwork.agreements.queries import AgreementRow, agreements_by_record
from takatuf.jointwork.meetings.queries import meetings_awaiting
from takatuf.keeping.queries import erasures_awaiting
from takatuf.kernel.actors import Actor
from takatuf.web.parts import Row, Urgency
from takatuf.web.words import both_dates

Kind = DeadlineKind
#: Clocks that another part of the first page draws -> the rights of which one is needed to see them there.
DRAWN: Mapping[str, tuple[str, ...]] = {
    Kind.FIRST_REVIEW: ("report.triage",), Kind.MESSAGE_REVIEW: ("report.triage",),
    Kind.MESSAGE_DANGER: ("report.triage",),
    Kind.DOWNGRADE_CONFIRMATION: ("report.confirm_downgrade",), Kind.WITHDRAWAL_ANSWER: ("report.triage",),
    Kind.CONTACT_AGREEMENT: ("report.triage",), Kind.CONTACT_REVIEW: ("report.triage",), Kind.CALL_BACK: ("call.take",),
    Kind.REFERRAL_ANSWER: ("referral.read", "step.do"), Kind.REFERRAL_OUTCOME: ("referral.read", "step.do"),
    Kind.REFERRAL_RETURNED: ("referral.read", "step.do"), Kind.REFERRAL_QUESTION: ("referral.read", "step.do"),
    Kind.AUTHORITY_LETTER: ("referral.read", "step.do"), Kind.STEP: ("referral.read", "step.do"),
    Kind.HANDOVER: ("handover.sign",), Kind.MEETING_MINUTES: ("meeting.lead",), Kind.OPENING_REVIEW: ("access.review",),
    Kind.LOOK_REVIEW: ("access.review",), Kind.BLOCK_REVIEW: ("guardian.lift",),
    Kind.COURT_SERVICE: ("submission.read",), Kind.COURT_ANSWER: ("submission.read",), Kind.COURT_DELIVERY: ("submission.read",),
    Kind.HEARING_OUTCOME: ("hearing.write",),
}  # fmt: skip
#: Clocks that are drawn here -> who does it, and how urgent it is.
PLAIN: Mapping[str, tuple[str, Urgency]] = {
    Kind.SECOND_APPROVAL: ("submission.approve", "urgent"),
    Kind.SAFETY_DECISION: ("case.assess", "urgent"), Kind.REOPENING_ANSWER: ("case.close", "prompt"),
    Kind.CALL_OPEN: ("call.lead", "urgent"), Kind.CALL_TRANSFER: ("call.lead", "immediate"),
    Kind.WITNESS_SILENT: ("ledger.watch", "urgent"),
    Kind.AGREEMENT_SIGNATURE: ("agreement.sign", "standard"), Kind.AGREEMENT_EXPIRY: ("agreement.sign", "standard"),
    Kind.RECOMMENDATION: ("recommendation.answer", "standard"),
}  # fmt: skip
AGREEMENTS = {Kind.AGREEMENT_SIGNATURE, Kind.AGREEMENT_EXPIRY}
#: Clocks that ask nothing before they are due: a call is being written, an agreement runs on, a witness signs.
WHEN_DUE = {Kind.CALL_OPEN, Kind.AGREEMENT_EXPIRY, Kind.WITNESS_SILENT}
#: Where a clock leads that is about no case and no agreement.
PAGES: Mapping[str, str] = {
    Kind.CALL_OPEN: "desks:calls", Kind.CALL_TRANSFER: "desks:calls",
    Kind.HANDOVER: "desks:handover", Kind.WITNESS_SILENT: "desks:witnesses",
}  # fmt: skip
#: Where a clock about a case leads, where that is not the case's first page.
CASE_PAGES: Mapping[str, str] = {
    Kind.SAFETY_DECISION: "desks:case_others", Kind.REOPENING_ANSWER: "desks:case_reopen_answer",
}  # fmt: skip
APPROVALS = (
    ("plan", "plan.approve", gettext_lazy("Read the plan and approve it"), "desks:case_work"),
    ("closure", "case.close", gettext_lazy("Answer the proposal to close"), "desks:case_close"),
    (
        "assessment",
        "assessment.approve",
        gettext_lazy("Read the risk assessment and approve it"),
        "desks:case_work",
    ),
    (
        "waiver",
        "social_side.waive",
        gettext_lazy("Read the waiver of the social side and approve it"),
        "desks:case_work",
    ),
    (
        "link",
        "case.link",
        gettext_lazy("Confirm the link with another case, or undo it"),
        "desks:case_others",
    ),
)
COURT: tuple[tuple[str, str, Promise, str], ...] = (
    ("approve", "submission.approve", gettext_lazy("Read the submission and approve it, or send it back"), "desks:submission"),
    ("sign", "submission.sign", gettext_lazy("Sign the submission"), "desks:submission"),
    ("file", "submission.sign", gettext_lazy("File the submission with the court"), "desks:submission"),
    ("write", "submission.write", gettext_lazy("Finish the draft of the submission"), "desks:submission"),
    ("rewrite", "submission.write", gettext_lazy("An approver sent the submission back: read why, and mend it"), "desks:submission"),
    ("clarify", "submission.write", gettext_lazy("The court handed the submission back: make it clear in a later one"), "desks:submission"),
    ("correct", "submission.write", gettext_lazy("A fact that is before the court no longer stands: correct it"), "desks:submission"),
    ("rule", "ruling.write", gettext_lazy("A submission awaits a hearing or a ruling"), "reading:submission"),
)  # fmt: skip
#: A draft waits; a court that relies on what no longer stands does not.
COURT_URGENCY: Mapping[str, Urgency] = {"write": "standard", "correct": "urgent"}


def everybodys_rows(role: Role, *, by: Actor, at: datetime) -> list[Row]:
    """What awaits this role beside its own queue; it opens nothing, so no look is recorded."""
    at_work = roles_at_work(agency_of(by))
    return [
        *_clock_rows(role, at_work, by, at),
        *_approval_rows(role, at_work, by),
        *_court_rows(role, at_work, by),
        *court_room_rows(role, by=by, at=at),
        *hearing_rows(role, by=by, at=at),
        *_meeting_rows(role, by, at),
        *_proposal_rows(role, by),
        *_erasure_rows(role, by),
        *_review_rows(role, at),
    ]


def _somebody_may(at_work: frozenset[Role], *permissions: str) -> bool:
    return any(may(role, permission) for role in at_work for permission in permissions)


def _mine(role: Role, at_work: frozenset[Role], permission: str) -> tuple[bool, str]:
    """Whether it stands on this role's page, and what is said where nobody of the agency may do it."""
    if may(role, permission):
        return True, ""
    if _somebody_may(at_work, permission):
        return False, ""
    return True, _("Nobody of your agency may do this yet: tell your administrator")


def _clock_rows(role: Role, at_work: frozenset[Role], by: Actor, at: datetime) -> Iterator[Row]:
    drawn = [kind for kind, permissions in DRAWN.items() if _somebody_may(at_work, *permissions)]
    clocks = []
    for clock in open_deadlines_besides(drawn, by=by):
        known = clock.kind in PLAIN
        shown, note = _mine(role, at_work, PLAIN[clock.kind][0]) if known else (True, _unheld(clock.kind))
        if shown and (clock.kind not in WHEN_DUE or clock.due_at <= at):
            clocks.append((clock, note))
    records = [clock.record_id for clock, _note in clocks]
    about = agreements_by_record(records, by=by, at=at) if records else {}
    heads = cases_by_record(records, by=by) if records else {}
    signed = [clock.subject_id for clock, _note in clocks if clock.kind == Kind.SECOND_APPROVAL]
    codes = submission_codes(signed, by=by)
    for clock, note in clocks:
        if clock.kind == Kind.RECOMMENDATION and (named := recommendation_title(clock.subject_id, by=by)):
            yield _recommendation_row(clock, note, named)
        elif clock.subject_id in codes:
            yield _second_approval_row(clock, codes[clock.subject_id], note)
        elif clock.kind in AGREEMENTS and clock.record_id in about:
            yield _agreement_row(clock, about[clock.record_id], note)
        else:
            head = heads.get(clock.record_id)
            yield _clock_row(clock, head.id if head else None, head.code if head else "", note)


def _unheld(kind: str) -> str:
    """What is said of a clock that others draw, but for whom this agency has nobody."""
    return _("Nobody of your agency may do this yet: tell your administrator") if kind in DRAWN else ""


def _clock_row(clock: DeadlineRow, case_id: UUID | None, code: str, note: str) -> Row:
    urgency: Urgency = PLAIN[clock.kind][1] if clock.kind in PLAIN else "prompt"
    page = PAGES.get(clock.kind, "desks:awaiting")
    url = address(CASE_PAGES.get(clock.kind, "desks:case"), case_id) if case_id else address(page)
    return Row(
        urgency=urgency, what=clock.kind_label, detail=joined(note, _("Your agency owes this")), code=code, due_at=clock.due_at, url=url
    )  # fmt: skip


def _second_approval_row(clock: DeadlineRow, code: str, note: str) -> Row:
    return Row(
        urgency=PLAIN[clock.kind][1], what=_("Read the urgent application that one person signed, and approve it as the second"),
        detail=joined(note, _("Your agency owes this")), code=code, due_at=clock.due_at,
        url=reverse("desks:submission", args=[clock.subject_id]),
    )  # fmt: skip


def _agreement_row(clock: DeadlineRow, row: AgreementRow, note: str) -> Row:
    signs = clock.kind == Kind.AGREEMENT_SIGNATURE
    what = (
        _("Read the agreement and sign it: %(title)s")
        if signs
        else _("Decide what comes after the agreement: %(title)s")
    )
    until = "" if signs else _("It runs out on %(day)s") % {"day": both_dates(row.valid_to)}
    return Row(
        urgency="standard", what=what % {"title": row.title}, detail=joined(note, until, f"{row.first} — {row.second}"), code=row.code,
        due_at=clock.due_at if signs else None, url=reverse("desks:agreement", args=[row.id]),
    )  # fmt: skip


def _recommendation_row(clock: DeadlineRow, note: str, named: tuple[str, str]) -> Row:
    code, title = named
    return Row(
        urgency="standard", what=_("Do what the recommendation asks, or say how far it is: %(title)s") % {"title": title},
        detail=joined(note, _("Your agency owes this")), code=code, due_at=clock.due_at,
        url=reverse("desks:recommendation", args=[clock.subject_id]),
    )  # fmt: skip


def _proposal_rows(role: Role, by: Actor) -> Iterator[Row]:
    """Recommendations that wait for a person who decides."""
    if may(role, "recommendation.decide") and (count := proposals_count(by=by)):
        what = ngettext(
            "Decide on %(count)s proposed recommendation",
            "Decide on %(count)s proposed recommendations",
            count,
        )
        yield _counted_row(
            what, count, _("Nothing is published before a person approves it"), "recommendations"
        )


def _erasure_rows(role: Role, by: Actor) -> Iterator[Row]:
    """Records that are due, and that this person could approve to erase."""
    if may(role, "record.erase") and (count := erasures_awaiting(by=by)):
        what = ngettext(
            "Read %(count)s record that is due to be erased, and approve it or keep it",
            "Read %(count)s records that are due to be erased, and approve or keep them",
            count,
        )
        yield _counted_row(what, count, _("Nothing is erased before two persons approve it"), "keeping")


def _counted_row(what: str, count: int, detail: str, page: str) -> Row:
    """One row for many of a kind, without a clock of its own: it leads to the page that lists them."""
    return Row(urgency="standard", what=what % {"count": count}, detail=detail, url=reverse(f"desks:{page}"))


def _approval_rows(role: Role, at_work: frozenset[Role], by: Actor) -> Iterator[Row]:
    mine = {kind: _mine(role, at_work, permission) for kind, permission, _what, _page in APPROVALS}
    second = _("A second person answers this")
    words = {kind: (str(what), page) for kind, _permission, what, page in APPROVALS}
    for row in approvals_awaiting([kind for kind, (shown, _note) in mine.items() if shown], by=by):
        what, page = words[row.kind]
        yield Row(
            urgency=urgency_of(row.case.level), what=what, detail=joined(mine[row.kind][1], second),
            code=row.case.code, url=address_of(page, row.case.id),
        )  # fmt: skip


def _court_rows(role: Role, at_work: frozenset[Role], by: Actor) -> Iterator[Row]:
    mine = {step: _mine(role, at_work, permission) for step, permission, _what, _page in COURT}
    waiting = submissions_awaiting([step for step, (shown, _note) in mine.items() if shown], by=by)
    for step, _permission, what, page in COURT:
        note = mine[step][1]
        for row in waiting.get(step, ()):
            urgency = COURT_URGENCY.get(step, "prompt")
            yield Row(urgency=urgency, what=str(what), detail=note, code=row.code, url=address(page, row.id))


def _meeting_rows(role: Role, by: Actor, at: datetime) -> Iterator[Row]:
    """Meetings of the coming day, for everybody who goes to meetings; minutes, for who leads them."""
    if not may(role, "meeting.read"):
        return
    for one in meetings_awaiting(by=by, at=at):
        if one.minutes and not may(role, "meeting.lead"):
            continue
        what = _("Sign the minutes of the meeting") if one.minutes else _("Meeting of the team")
        yield Row(
            urgency="prompt", what=joined(what, one.row.kind_label), detail=joined(one.row.form_label, str(one.row.agency)),
            code=one.row.code, due_at=one.due_at, url=reverse("desks:meeting", args=[one.row.id]),
        )  # fmt: skip


def _review_rows(role: Role, at: datetime) -> Iterator[Row]:
    """Advice that is to be read again, each by its day; what nobody has read in this version stands in one line."""
    if not may(role, "advice.review"):
        return
    due = reviews_due(today=localdate(at))
    never = [one for one in due if one.next_review_on is None]
    if never:
        what = ngettext(
            "Review %(count)s piece of advice that nobody has read yet", "Review %(count)s pieces of advice that nobody has read yet",
            len(never),
        ) % {"count": len(never)}  # fmt: skip
        yield Row(
            urgency="standard",
            what=what,
            detail=_("Your agency owes this"),
            url=reverse("desks:advice_reviews"),
        )
    for one in due:
        if one.next_review_on is not None:
            yield Row(
                urgency="standard", what=_("Review the advice again: %(piece)s") % {"piece": title_of(one.piece)}, detail=one.language,
                due_at=end_of_day(one.next_review_on), url=reverse("desks:advice_reviews"),
            )  # fmt: skip

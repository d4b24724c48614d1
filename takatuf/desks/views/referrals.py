"""One referral: what is shared, where it stands, and what receiver and sender do with it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from takatuf.desks.case_frame import escalation_words
from takatuf.desks.forms.referrals import AnswerForm, DeclineForm
from takatuf.desks.views.case_page import put_errors
from takatuf.desks.views.inbox import HERE, WAITING
from takatuf.desks.views.page import StaffRequest, View, desk_page, role_may, staff_page, steps_only
from takatuf.jointwork import actions
from takatuf.jointwork.queries import ReferralView, open_referral
from takatuf.jointwork.referring.queries import more_of, standing
from takatuf.jointwork.rules import may_remind
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput
from takatuf.web.parts import ChronologyLine
from takatuf.web.words import words_for_moment

PAGE = "desks:referral"


@staff_page
def referral(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """One referral, opened; the first look of the receiving agency is told to the sender."""
    return _page(request, referral_id, at=now())


def _page(
    request: StaffRequest,
    referral_id: UUID,
    *,
    at: datetime,
    decline: DeclineForm | None = None,
    answer: AnswerForm | None = None,
) -> HttpResponse:
    view = open_referral(referral_id, by=request.actor, at=at)
    row = view.row
    if row.state == "sent" and row.to_agency.id == request.worker.agency.id:
        actions.see_referral(referral_id=referral_id, by=request.actor, at=at)
        view = open_referral(referral_id, by=request.actor, at=at)
        row = view.row
    receives = row.to_agency.id == request.worker.agency.id and role_may(request, "referral.answer")
    sends = row.from_agency.id == request.worker.agency.id and role_may(request, "referral.send")
    more = more_of(referral_id, by=request.actor, at=at)
    context = {
        "view": view,
        "row": row,
        "stands": _stands(view, at),
        "escalated": escalation_words(row),
        "more": more,
        "standing": standing(row, more),
        "sends": sends,
        "may_ask": receives and row.state in (*WAITING, "accepted") and not row.asked,
        "may_tell_more": sends and row.asked,
        "outside": sends and not more.has_desk and row.state in (*WAITING, "accepted"),
        "may_accept": receives and row.state in WAITING,
        "may_answer": receives and row.state == "accepted",
        "may_remind": sends
        and more.has_desk
        and row.state in (*WAITING, "accepted")
        and not row.asked
        and may_remind(row.level, since=view.reminded_at or row.sent_at, at=at),
        "may_note_phone": sends and row.state in WAITING,
        "may_withdraw": sends and row.state in (*WAITING, "accepted"),
        "may_settle": sends and row.state == "declined" and row.due_at is not None,
        "decline_form": decline or DeclineForm(prefix="decline"),
        "answer_form": answer or AnswerForm(prefix="answer"),
    }
    return desk_page(request, "desks/referral.html", context, here=HERE, at=at)


def _stands(view: ReferralView, at: datetime) -> list[ChronologyLine]:
    """Where the referral stands, the last first; the sender always sees it."""
    row = view.row
    accepted = _("Accepted by telephone, as the sender noted") if view.accepted_by_phone else _("Accepted")
    lines = (
        (row.answered_at, _("Answered"), ""),
        (row.declined_at, _("Declined"), ""),
        (row.accepted_at, accepted, str(view.accepted_by or "")),
        (view.reminded_at, _("Last reminder by %(agency)s") % {"agency": row.from_agency}, ""),
        (row.seen_at, _("Seen by %(agency)s") % {"agency": row.to_agency}, ""),
        (row.sent_at, _("Sent by %(agency)s") % {"agency": row.from_agency}, str(view.sent_by or "")),
    )
    known = [(moment, text, source) for moment, text, source in lines if moment]
    return [
        ChronologyLine(words_for_moment(moment, at), text, source)
        for moment, text, source in sorted(known, key=lambda line: line[0], reverse=True)
    ]


def _step(act: Callable[..., object], done: str | Promise, **more: Any) -> View[[UUID]]:
    """A view for a step that needs no words: a button."""

    @steps_only(PAGE)
    @staff_page
    def view(request: StaffRequest, referral_id: UUID) -> HttpResponse:
        act(referral_id=referral_id, by=request.actor, at=now(), **more)
        messages.success(request, str(done))
        return redirect(PAGE, referral_id)

    return view


accept = _step(
    actions.accept_referral,
    gettext_lazy("Accepted. The sender has been told; the clock for the outcome runs."),
)
accepted_by_phone = _step(
    actions.accept_referral,
    gettext_lazy("Noted: accepted by telephone. The receiver has been told."),
    by_phone=True,
)
remind = _step(
    actions.remind_receiver,
    gettext_lazy("Reminded. It stands on the receiver's desk, and in the chronology."),
)
withdraw = _step(actions.withdraw_referral, gettext_lazy("Withdrawn. The receiver has been told."))
settle = _step(actions.settle_declined_referral, gettext_lazy("Noted: another way was found."))


@steps_only(PAGE)
@staff_page
def decline(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Decline with a reason; it goes back to the sender's desk."""
    _only_receivers(request)
    form = DeclineForm(request.POST, prefix="decline")
    if _done(
        form,
        lambda at: actions.decline_referral(
            referral_id=referral_id, **form.cleaned_data, by=request.actor, at=at
        ),
    ):
        messages.success(request, _("Declined. It is on the sender's desk again."))
        return redirect(PAGE, referral_id)
    return _page(request, referral_id, at=now(), decline=form)


@steps_only(PAGE)
@staff_page
def answer(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Give the outcome back to the sender."""
    _only_receivers(request)
    form = AnswerForm(request.POST, prefix="answer")
    if _done(
        form,
        lambda at: actions.answer_referral(
            referral_id=referral_id, outcome=form.cleaned_data["outcome"], is_last=not form.cleaned_data["more_follows"],
            by=request.actor, at=at,
        ),
    ):  # fmt: skip
        messages.success(
            request,
            _("This part was sent. The clock runs until the last part.")
            if form.cleaned_data["more_follows"]
            else _("Answered. The sender has been told."),
        )
        return redirect(PAGE, referral_id)
    return _page(request, referral_id, at=now(), answer=form)


def _only_receivers(request: StaffRequest) -> None:
    """A form that is not whole is drawn again, before any action could refuse: so the role is asked first."""
    if not role_may(request, "referral.answer"):
        raise Http404


def _done(form: forms.Form, act: Callable[[datetime], object]) -> bool:
    """Whether the form was whole and the action took it."""
    if not form.is_valid():
        return False
    try:
        act(now())
    except InvalidInput as problem:
        put_errors(form, problem)
        return False
    return True

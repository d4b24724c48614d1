"""The inbox: referrals to this agency with their clocks, and where those that it sent stand."""

from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.desks.case_frame import escalation_words
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page
from takatuf.desks.words import joined, lead_sentence
from takatuf.jointwork.queries import ReferralRow, ended, inbox, outbox
from takatuf.kernel.clock import now
from takatuf.web.parts import Row

HERE = "desks:inbox"
WAITING = ("sent", "seen")


@staff_page
def inbox_page(request: StaffRequest) -> HttpResponse:
    """New, accepted, ended; then what this agency sent to others, first what came back to it or is late."""
    at = now()
    rows = inbox(by=request.actor, at=at)
    sent = sorted(outbox(by=request.actor, at=at), key=lambda row: (row.due_at is None, row.due_at or at))
    ours = [row for row in sent if _is_ours(row, at)]
    context = {
        "lead": lead_sentence([row.due_at for row in (*rows, *ours)], at),
        "new": [_row(row) for row in rows if row.state in WAITING],
        "accepted": [_row(row) for row in rows if row.state not in WAITING],
        "ended": [_row(row) for row in ended(by=request.actor, at=at)],
        "sent": [_row(row, sent=True) for row in sent],
        "receives": bool(rows) or role_may(request, "referral.answer"),
    }
    return desk_page(request, "desks/inbox.html", context, here=HERE, at=at)


def _is_ours(row: ReferralRow, at: datetime) -> bool:
    """Whether a referral that we sent waits for us: it came back, the receiver asks, or it is late and somebody must call."""
    return row.due_at is not None and (row.asked or row.state == "declined" or row.due_at < at)


def _row(row: ReferralRow, *, sent: bool = False) -> Row:
    other = (
        _("to %(agency)s") % {"agency": row.to_agency}
        if sent
        else _("from %(agency)s") % {"agency": row.from_agency}
    )
    state = row.state_label if sent or row.state != "sent" else _("Nobody of your agency has opened it yet")
    asked = _("A question waits for the sender's answer") if row.asked else ""
    return Row(
        urgency=row.level, what=joined(row.purpose_label, other), code=row.code, url=reverse("desks:referral", args=[row.id]),
        detail=joined(state, asked, escalation_words(row) if sent else ""), due_at=row.due_at,
    )  # fmt: skip

"""What the pages of meetings and agreements say when a step is refused."""

from django.utils.translation import gettext_lazy as _

from takatuf.desks.refusals.kinds import Sentences
from takatuf.desks.words import listed
from takatuf.jointwork.actions import PacketField
from takatuf.jointwork.agreements.actions import AgreementOver, AlreadySigned
from takatuf.jointwork.agreements.rules import NoAgreement, OutsideAgreement
from takatuf.jointwork.meetings.actions import (
    CaseOnAgenda,
    ItemsOpen,
    LeftItem,
    MeetingNotOver,
    MeetingOver,
    NobodyCame,
)

_OUTSIDE = _(
    "The agreement between the two agencies does not allow this to be shared: %(fields)s. Leave it out, or choose another legal basis."
)


def _outside(refusal: OutsideAgreement) -> str:
    fields = listed(str(PacketField(field).label) for field in refusal.fields)
    return str(_OUTSIDE) % {"fields": fields}


SENTENCES: Sentences = {
    MeetingOver: _(
        "This meeting is over: its minutes are signed, or it was cancelled. Nothing is added to it."
    ),
    MeetingNotOver: _("The minutes are signed once the meeting has begun."),
    ItemsOpen: _("An item is neither discussed nor put off. Write what became of each, then sign."),
    NobodyCame: _("First note who came, then sign."),
    CaseOnAgenda: _("This case is on the agenda already."),
    LeftItem: _("This person has left the item already."),
    AlreadySigned: _("Your agency has signed this agreement already."),
    AgreementOver: _("This agreement has ended or has run out. Draft a new one."),
    NoAgreement: _(
        "No agreement in force lets your agency share with that agency for this purpose. Choose another legal basis, or agree first: see the page of agreements."
    ),
    OutsideAgreement: _outside,
}

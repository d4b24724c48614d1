"""What the pages of duty and handover say when a step is refused."""

from django.utils.translation import gettext_lazy as _

from takatuf.clocks.duty.actions import (
    AlreadyAccepted,
    AlreadySigned,
    AnotherPerson,
    NoticeDone,
    NotSignedYet,
    SameSigner,
)
from takatuf.desks.refusals.kinds import Sentences

SENTENCES: Sentences = {
    AlreadyAccepted: _(
        "A colleague has accepted this urgent call. It has stopped ringing; nothing is left for you to do here."
    ),
    AnotherPerson: _(
        "You opened the contact that this call is about, so a second person accepts it. It goes on ringing."
    ),
    NoticeDone: _("This was done already: a colleague noted it, or it was sent meanwhile."),
    AlreadySigned: _(
        "A colleague signed a moment before you. Load the page again to see the list as signed."
    ),
    SameSigner: _(
        "You handed over, so another person takes over. Ask somebody of the next shift to sign in here."
    ),
    NotSignedYet: _("The outgoing shift has not signed yet. Ask somebody of it to sign first."),
}

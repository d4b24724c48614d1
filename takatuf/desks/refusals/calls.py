"""What the call-taker's pages say when a step is refused."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from takatuf.desks.refusals.kinds import Sentences
from takatuf.intake.calls.actions import (
    CallBackEnded,
    CallBackPromised,
    CallEnded,
    CallOfAnother,
    DebriefAsked,
    RingingOver,
    SerialEntered,
    SerialUnknown,
    SerialVoided,
    TransferAnswered,
)


def _entered(refusal: SerialEntered) -> str:
    sentence = gettext(
        "The form %(serial)s was entered already. Two calls never share a form: check the number on the paper."
    )
    return sentence % {"serial": refusal.serial}


SENTENCES: Sentences = {
    CallEnded: _("This call was sent or closed already. Start a new call for what is new."),
    CallOfAnother: _("A colleague writes this call. Take it over first, then go on writing."),
    RingingOver: _("This call rings no more: a colleague took it, or the caller rang off."),
    TransferAnswered: _("This agency took the call over already. Load the page again to see who."),
    CallBackEnded: _(
        "A colleague was quicker: this call-back was kept or stopped already. Go on with the next in the queue."
    ),
    CallBackPromised: _(
        "A call-back is promised for this call already. To promise another, stop it first in the queue of call-backs."
    ),
    DebriefAsked: _("You asked for a talk after this call already. The shift leader sees it."),
    SerialEntered: _entered,
    SerialUnknown: _("No form with this serial number was printed here. Check the number on the paper."),
    SerialVoided: _("The form with this serial number was voided. Ask the shift leader before you go on."),
}

"""What the triage pages say when a step is refused."""

from django.utils.translation import gettext_lazy as _

from takatuf.clocks.actions import ClockRunning
from takatuf.desks.refusals.kinds import Sentences
from takatuf.intake.actions import KeyReused
from takatuf.triage.actions import (
    AlreadyDecided,
    AlreadyReviewed,
    NothingChanged,
    NothingToReopen,
    OwnDecision,
    SamePerson,
    VersionWaits,
)

SENTENCES: Sentences = {
    AlreadyDecided: _(
        "Somebody has decided about this report since you opened the page. Load it again to see how."
    ),
    SamePerson: _("You proposed this level. Another person must confirm it or refuse it."),
    OwnDecision: _("This is your own decision. A colleague looks at it again: leave it in the list."),
    AlreadyReviewed: _(
        "A colleague has looked at this decision already. Load the page again to read what was found."
    ),
    NothingToReopen: _(
        "This decision did not end the matter, so there is nothing to reopen. Write down what was learned."
    ),
    VersionWaits: _(
        "Another version of the rule waits for a second person. Answer it first, or ask a colleague to, then propose this one."
    ),
    NothingChanged: _(
        "You changed nothing: the version would say the same as the one in force. Change a value, or go back."
    ),
    ClockRunning: _("This clock is running already: somebody was quicker. Load the page again."),
    KeyReused: _("This was sent before with other words. Load the page again and send it once more."),
}

"""What the pages of exhibits say when a step is refused."""

from django.utils.translation import gettext_lazy as _

from takatuf.desks.refusals.kinds import Sentences
from takatuf.evidence.actions import NotAParty
from takatuf.evidence.rules import BeforeTheLastStep, ChainHasEnded, NotTheHolder

SENTENCES: Sentences = {
    NotTheHolder: _("By the chain somebody else holds this exhibit. A step is missing in between, or somebody was quicker: look at the chain, and record first how it came to whoever gives it."),
    ChainHasEnded: _("This exhibit was returned or destroyed: its chain has ended."),
    BeforeTheLastStep: _("This lies before the last step of the chain. Look at the day and the time."),
    NotAParty: _("A step is recorded by the agency that gives or takes the exhibit, or by the one that registered it."),
}  # fmt: skip

"""What the pages about who may see a case say when a step is refused."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from takatuf.desks.refusals.kinds import Sentences
from takatuf.desks.words import listed
from takatuf.jointwork.knowing.errors import (
    AgencyUnnamed,
    BlockedAlready,
    BlockEnded,
    KeptAlready,
    LockedAlready,
    NobodyCanUndo,
    NotAsked,
    NothingOpens,
    NotKept,
    NotLocked,
    OwnOpening,
    ReviewedAlready,
)


def _unnamed(refusal: AgencyUnnamed) -> str:
    return _(
        "Name a person of each of these too, or what they answer for would wait unseen: %(agencies)s."
    ) % {"agencies": listed([str(one) for one in refusal.agencies])}


SENTENCES: Sentences = {
    NobodyCanUndo: gettext_lazy("Name a supervisor of your agency too: somebody must be able to open the case again."),
    AgencyUnnamed: _unnamed,
    NothingOpens: gettext_lazy("No case opens under this code. The attempt is on record."),
    KeptAlready: gettext_lazy("This person is kept away already, or the part does not belong to this case."),
    NotKept: gettext_lazy("This person is not kept away any more."),
    LockedAlready: gettext_lazy("This case is locked already."),
    NotLocked: gettext_lazy("This case is not locked."),
    OwnOpening: gettext_lazy("You opened it yourself. Another person answers."),
    ReviewedAlready: gettext_lazy("Somebody was quicker: this was reviewed already."),
    BlockedAlready: gettext_lazy("This person is on the list of those who are not told already."),
    BlockEnded: gettext_lazy("This was lifted already."),
    NotAsked: gettext_lazy("This case takes no words from your agency now."),
}  # fmt: skip

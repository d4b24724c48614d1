"""What the pages say when a record cannot be held, listed or erased."""

from django.utils.translation import gettext_lazy as _

from takatuf.desks.refusals.kinds import Sentences
from takatuf.keeping.actions import (
    ErasureDecided,
    HeldAlready,
    ListedAlready,
    SecondPersonNeeded,
    StillStopped,
)

SENTENCES: Sentences = {
    HeldAlready: _("Your agency holds this record already."),
    ListedAlready: _("This record is on the list already, or it is erased."),
    SecondPersonNeeded: _("Your name stands under it already. A second person of your agency approves."),
    StillStopped: _(
        "Something stands against erasing it. The page says what; it is looked at again every night."
    ),
    ErasureDecided: _(
        "This is decided: it was approved by two persons, kept, or erased. Load the page again."
    ),
}

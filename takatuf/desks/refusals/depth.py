"""What the pages for other children, linked cases and what comes after closure say when a step is refused."""

from django.utils.translation import gettext_lazy as _

from takatuf.casework.actions import (
    AlreadyLinked,
    AlreadyNamed,
    AlreadySo,
    FollowUpDone,
    LinkStands,
    ReopeningNotProposed,
    ReopeningProposed,
    WeakLink,
)
from takatuf.casework.rules import CaseIsOpen
from takatuf.desks.refusals.kinds import Sentences

SENTENCES: Sentences = {
    AlreadyLinked: _("These two cases are linked so already, or the link waits for its second person."),
    AlreadyNamed: _("This child is on the list already."),
    AlreadySo: _("It stands so already: somebody was quicker. Load the page again to see it."),
    CaseIsOpen: _("The case is open; only a closed case is followed up after closure or reopened."),
    FollowUpDone: _("This follow-up was recorded already: somebody was quicker."),
    LinkStands: _("This link was confirmed or undone meanwhile. Load the page again to see how it stands."),
    ReopeningNotProposed: _("Nobody proposes to reopen this case now: it was answered meanwhile."),
    ReopeningProposed: _("Reopening this case was proposed already; it waits for a second person."),
    WeakLink: _("What is the same is not enough for such a link. Siblings share phones, and names are common. Choose \u201cThe same matter\u201d, or say what else is the same."),
}  # fmt: skip

"""What the pages about the reporter say when a step is refused."""

from django.utils.translation import gettext_lazy as _

from takatuf.desks.refusals.kinds import Sentences
from takatuf.intake.actions import AlreadyAsked, NotAProfessional, SecondPersonNeeded
from takatuf.intake.mailbox.queries import ContactClosed

SENTENCES: Sentences = {
    AlreadyAsked: _("Somebody has asked to open this contact already. Ask a second person to answer on this page."),
    SecondPersonNeeded: _("You asked for it. Ask another person to answer."),
    NotAProfessional: _("Only somebody who reported in their profession is told an outcome. Write this reporter a message instead."),
    ContactClosed: _("The contact is not open: not agreed, refused, the hour is over, or the reporter took it back. If it is still needed, ask again with a reason."),
}  # fmt: skip

"""What the pages about the reporter say when a step is refused."""

from django.utils.translation import gettext_lazy as _

from takatuf.desks.refusals.kinds import Sentences
from takatuf.intake.actions import AlreadyAsked, NotAProfessional, SecondPersonNeeded
from takatuf.intake.mailbox.queries import ContactClosed

SENTENCES: Sentences = {
    AlreadyAsked: _("Somebody has asked to open this contact already, and a second person has not answered yet."),
    SecondPersonNeeded: _("You asked for it. Another person must answer."),
    NotAProfessional: _("Only somebody who reported in their profession is told an outcome."),
    ContactClosed: _("The contact is not open: not agreed, refused, the hour is over, or the reporter took it back."),
}  # fmt: skip

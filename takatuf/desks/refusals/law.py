"""What the pages say when a text of law is not checked, or cannot be checked so."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from takatuf.clocks.law.actions import CheckedAlready, TextChanged
from takatuf.clocks.law.queries import LawNotChecked
from takatuf.desks.refusals.kinds import Sentences
from takatuf.desks.words import listed


def unchecked_law(refusal: LawNotChecked) -> str:
    """Which texts of law two persons have not read."""
    sentence = gettext(
        "The document names a law that two persons have not checked yet: %(titles)s. Check it on the page of texts of "
        "law, or write the sentence without naming it."
    )
    return sentence % {"titles": listed(refusal.titles)}


SENTENCES: Sentences = {
    LawNotChecked: unchecked_law,
    CheckedAlready: _("You have checked this text already. A second person is needed."),
    TextChanged: _("The words of this text have changed meanwhile. Read it again on the page."),
}

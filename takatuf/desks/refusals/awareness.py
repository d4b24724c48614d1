"""What the pages of awareness say when a step is refused."""

from django.utils.translation import gettext_lazy as _

from takatuf.awareness import errors
from takatuf.awareness.papers.drawing import CannotDraw
from takatuf.desks.refusals.kinds import Sentences

SENTENCES: Sentences = {
    errors.CampaignOver: _(
        "This campaign has ended. Start a new one to go on; the old code keeps leading to help."
    ),
    errors.GatheringOver: _(
        "This gathering has ended. Only its questions of six months later can still be opened."
    ),
    errors.NoSeatLeft: _("No seat is left at this gathering."),
    errors.DoneAlready: _("You have finished this lesson already."),
    errors.AnotherState: _("The draft stands elsewhere by now. Load the page again to see how."),
    errors.ReadAlready: _("A colleague has decided about this proposal already."),
    errors.OnlyForum: _("This belongs to a gathering of the kind forum."),
    CannotDraw: _("The sheet could not be drawn. Tell your administrator; the log says why."),
}

"""Refusals of this room; pages turn each into words that say what to do."""

from takatuf.kernel.errors import Refused


class CampaignOver(Refused):
    """The campaign has ended: nothing is added to it."""


class GatheringOver(Refused):
    """The gathering has ended: nobody registers and nothing is counted any more."""


class NoSeatLeft(Refused):
    """As many as there is room for have registered."""


class QuestionsClosed(Refused):
    """The person who leads the gathering has not opened these questions, or has closed them."""


class NotAnswered(Refused):
    """No answer was chosen at all."""


class DoneAlready(Refused):
    """This person has finished this version of the lesson."""


class NotYetRight(Refused):
    """The questions of a lesson are not all answered rightly; they may be tried again at once."""


class RegistrationUnknown(Refused):
    """No registration has this code."""


class TooMany(Refused):
    """So many come from one network that the page asks to wait."""


class AnotherState(Refused):
    """The draft recommendation is not in the state that this step needs."""


class VotedAlready(Refused):
    """This participant has voted on this draft already."""


class NotPresent(Refused):
    """Only a grown-up whom the agency noted as present votes; a group of children has no vote."""


class ReadAlready(Refused):
    """Somebody has decided about this proposal already."""


class OnlyForum(Refused):
    """This belongs to a gathering of the kind forum."""

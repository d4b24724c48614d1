"""Limits of questions and letters, how long a link holds, and its six digits; pure."""

from collections.abc import Mapping
from datetime import timedelta

from takatuf.clocks.rules import Limit, Unit
from takatuf.kernel.errors import NotFound, Refused

# Our defaults, until an agreement between the agencies says otherwise. Levels 1 and 2 run on clock hours (practice.md 1).
QUESTION_LIMITS: Mapping[int, Limit] = {
    1: Limit(1, Unit.CLOCK_HOURS),
    2: Limit(4, Unit.CLOCK_HOURS),
    3: Limit(24, Unit.CLOCK_HOURS),
    4: Limit(2, Unit.WORKING_DAYS),
}
LETTER_LIMITS: Mapping[int, Limit] = {
    1: Limit(4, Unit.CLOCK_HOURS),
    2: Limit(24, Unit.CLOCK_HOURS),
    3: Limit(2, Unit.WORKING_DAYS),
    4: Limit(5, Unit.WORKING_DAYS),
}
LAST_LEVEL = 3  # after this level of silence a letter to an authority outside is drafted
LINK_HOLDS = timedelta(days=7)
VISIT_HOLDS = timedelta(minutes=30)
DIGITS = 6


class QuestionOpen(Refused):
    """A question waits for its answer already."""


class NoQuestion(Refused):
    """No question waits for an answer."""


class LinkUnknown(NotFound):
    """No such link; the same for one that was used, has run out, was replaced, or had too many wrong codes."""


class WrongCode(Refused):
    """The six digits are not those of this link."""


class NoOtherInbox(Refused):
    """The suspect works in this agency, and no other inbox is set up for it."""


class SuspectWorksThere(Refused):
    """This case says that the suspect works in this agency."""


class LetterDone(Refused):
    """This letter was signed, sent or left meanwhile."""


class HasDesk(Refused):
    """This agency answers from its own desk; it needs no link and no paper."""


class NoDesk(Refused):
    """This agency has no account here: nobody would read a reminder."""

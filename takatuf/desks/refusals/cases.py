"""What the pages for cases, the inbox and referrals say when a step is refused."""

from django.utils.translation import gettext_lazy as _

from takatuf.casework.actions import CannotClose, ClosureNotProposed, SecondPersonNeeded
from takatuf.casework.actions.closing import AlreadyWaived, ClosureProposed
from takatuf.casework.actions.people import AlreadyInCase, NotAPartner
from takatuf.casework.actions.working import AlreadyDone
from takatuf.casework.editing.actions import ActionIsDone, AssessmentIsApproved
from takatuf.casework.rules import CaseIsClosed, StepSkipped
from takatuf.casework.words import MISSING, objection_sentence
from takatuf.clocks.holidays.actions import NothingChanges
from takatuf.desks.refusals.kinds import Sentences
from takatuf.jointwork.actions import (
    AlreadyAnswered,
    AlreadyReferred,
    HasDesk,
    LetterDone,
    NoDesk,
    NoOtherInbox,
    NoQuestion,
    NotAccepted,
    QuestionOpen,
    ReferralClosed,
    RemindedJustNow,
    StepDone,
    SuspectWorksThere,
)


def _skipped(refusal: StepSkipped) -> str:
    return " ".join(str(MISSING.get(code, code)) for code in refusal.missing)


def _objected(refusal: CannotClose) -> str:
    return " ".join(objection_sentence(objection) for objection in refusal.objections)


SENTENCES: Sentences = {
    AssessmentIsApproved: _("This assessment was approved and stands as it is. Record a new one."),
    StepSkipped: _skipped,
    CannotClose: _objected,
    CaseIsClosed: _("The case is closed; nothing is added to it."),
    SecondPersonNeeded: _("This is your own work. Another person must approve it."),
    ClosureNotProposed: _(
        "Nobody proposes to close this case now. Load the page again to see how it stands."
    ),
    ClosureProposed: _("Closing this case was proposed already; it waits for a second person."),
    AlreadyDone: _("This was done already: somebody was quicker. Load the page again to see how it stands."),
    AlreadyWaived: _("The social side of this case was waived before."),
    AlreadyInCase: _("This agency has this part in the case already."),
    NotAPartner: _("This agency is no partner of the case any more. Load the page again to see who is."),
    AlreadyReferred: _("This agency is asked for this already, and has not ended it."),
    AlreadyAnswered: _("A colleague has accepted this referral already. Load the page again to see who."),
    NotAccepted: _("First accept the referral; then give its outcome."),
    HasDesk: _("This agency has a desk here and answers there. Call it if it is urgent."),
    LetterDone: _(
        "This letter was signed, sent or left meanwhile. Load the page again to see how it stands."
    ),
    NoDesk: _(
        "This agency has no account here, so nobody would read a reminder. Call it, and note its answer."
    ),
    NoOtherInbox: _(
        "No other inbox is set up for this agency. Choose the public prosecution or the body that supervises the agency "
        "instead, and tell nobody there."
    ),
    NoQuestion: _("No question waits for an answer any more. Load the page again to see how it stands."),
    QuestionOpen: _("A question waits for its answer already. Load the page again to see it."),
    SuspectWorksThere: _(
        "An earlier referral of this case says that the suspect works in this agency. Tick that again, so that another inbox "
        "is used."
    ),
    ReferralClosed: _("This referral has ended: it was answered, declined or withdrawn."),
    RemindedJustNow: _(
        "They were sent this, or reminded of it, a moment ago. If it cannot wait, call the person on duty there."
    ),
    NothingChanges: _("This day is so already: somebody was quicker."),
    ActionIsDone: _("This was done; it stands as it was planned."),
    StepDone: _("This step was done already: somebody was quicker."),
}

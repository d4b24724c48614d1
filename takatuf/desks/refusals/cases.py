"""What the pages for cases, the inbox and referrals say when a step is refused."""

from django.utils.translation import gettext_lazy as _

from takatuf.casework.actions import CannotClose, ClosureNotProposed, SecondPersonNeeded
from takatuf.casework.actions.closing import AlreadyWaived, ClosureProposed
from takatuf.casework.actions.people import AlreadyInCase
from takatuf.casework.actions.working import AlreadyDone
from takatuf.casework.rules import CaseIsClosed, StepSkipped
from takatuf.casework.words import MISSING, objection_sentence
from takatuf.desks.refusals.kinds import Sentences
from takatuf.jointwork.actions import AlreadyAnswered, AlreadyReferred, NotAccepted, ReferralClosed, StepDone


def _skipped(refusal: StepSkipped) -> str:
    return " ".join(str(MISSING.get(code, code)) for code in refusal.missing)


def _objected(refusal: CannotClose) -> str:
    return " ".join(objection_sentence(objection) for objection in refusal.objections)


SENTENCES: Sentences = {
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
    AlreadyReferred: _("This agency is asked for this already, and has not ended it."),
    AlreadyAnswered: _("A colleague has accepted this referral already. Load the page again to see who."),
    NotAccepted: _("First accept the referral; then give its outcome."),
    ReferralClosed: _("This referral has ended: it was answered, declined or withdrawn."),
    StepDone: _("This step was done already: somebody was quicker."),
}

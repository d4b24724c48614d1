"""What the pages for the court and the figures say when a step is refused."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from takatuf.clocks.law.queries import LawNotChecked
from takatuf.court.actions import (
    AlreadyFiled,
    AnsweredAlready,
    AppealNoted,
    ApprovalMissing,
    ApprovedAfterwards,
    AuthorApproves,
    BeingBuilt,
    FactReplaced,
    FactWithdrawn,
    HearingOver,
    LedgerBehind,
    MeasureAsked,
    MeasureDecided,
    NoCourtKey,
    NoLongerStands,
    NoProceedings,
    NotBeforeTheCourt,
    NothingToCorrect,
    NotReady,
    NotSigned,
    NotTheAuthor,
    NotUnderReview,
    NotUrgent,
    PartyAlready,
    RestsOnUndoneLink,
    ReturnedAlready,
    ReviewedAlready,
    SameApprover,
    SealedAlready,
    ServedAlready,
    SignedAtOnce,
    SourceWithdrawn,
    StandsBefore,
    SubmissionFrozen,
)
from takatuf.court.document.errors import (
    CannotDraw,
    FontMissing,
    IdentityFound,
    IndexWrong,
    LettersLost,
    SummaryTooLong,
    TooLong,
)
from takatuf.court.rules import Hindrance
from takatuf.court.words import hindrance_sentence
from takatuf.desks.court_words import place_words
from takatuf.desks.refusals.kinds import Sentences
from takatuf.desks.refusals.law import unchecked_law
from takatuf.desks.words import listed
from takatuf.vault.house_signer import NoSigner, NoStampService
from takatuf.vault.signing import CannotSign, CertificateExpired, SignerUnfit
from takatuf.vault.stamps import StampServiceDown, StampServiceUnfit


def _hindered(refusal: NotReady) -> str:
    return " ".join(hindrance_sentence(code, number) for code, number in refusal.found)


def _fallen(refusal: NoLongerStands) -> str:
    numbers = listed(str(number) for _code, number in refusal.found)
    sentence = gettext(
        "Since this was signed, a fact in it was withdrawn, written anew or lost its source: %(facts)s. It was not filed. Begin "
        "a new main submission that goes on from this one; this one stays as it is and goes nowhere."
    )
    return sentence % {"facts": numbers}


def _identity(refusal: IdentityFound) -> str:
    sentence = gettext(
        "A name, number or address of a person on this case stands in the document: %(places)s. It was not signed. "
        "Send it back to draft and take the name out; write the child's code instead."
    )
    return sentence % {"places": listed(dict.fromkeys(place_words(place) for place in refusal.places))}


def _letters(refusal: LettersLost) -> str:
    sentence = gettext(
        "Words cannot be read back from the drawn document, so it was not signed. Look at the text that begins with: "
        "«%(text)s»."
    )
    return sentence % {"text": refusal.begins or "…"}


SENTENCES: Sentences = {
    RestsOnUndoneLink: _(
        "A link of this case with another was undone after the submission was begun. Look whether anything in it rests on the link, and say so on its page; then it can be signed and filed."
    ),
    ReviewedAlready: _("Somebody has looked at this already. Load the page again to see it."),
    NotReady: _hindered,
    NoLongerStands: _fallen,
    IdentityFound: _identity,
    LettersLost: _letters,
    IndexWrong: _(
        "The table of contents does not agree with the pages, so it was not signed. Tell your administrator."
    ),
    FontMissing: _(
        "The font of court documents is missing on this server, so nothing was signed. Tell your administrator."
    ),
    BeingBuilt: _("This document is being built already. Load the page again to see how far it is."),
    NoCourtKey: _(
        "This court has given no key yet. Ask it to give one in its reading room; until then nothing can be sealed for it."
    ),
    SealedAlready: _("Who the child is was sealed for the court already."),
    TooLong: _(
        "An urgent application is one page. Shorten its words or take facts out; the full submission follows it. Nothing was signed."
    ),
    SummaryTooLong: _(
        "The summary for the judge is longer than its one page, so nothing was signed. Name fewer key facts, or shorten what is asked, the danger and what cannot wait."
    ),
    NotUrgent: _("Only an urgent application has a call before it and an approval after it."),
    ApprovedAfterwards: _("A second person approved it already."),
    SignedAtOnce: _(
        "An urgent application is signed by one person at once, and approved by a second one afterwards."
    ),
    NothingToCorrect: _(
        "A correction holds newer versions of facts that stand in the submission before it. For new facts, begin a supplement."
    ),
    StandsBefore: _(
        "One of these facts stands in the submission before already. A supplement holds only what is new."
    ),
    CannotDraw: _(
        "The document could not be drawn, so nothing was signed. A character in it may be unknown to the font."
    ),
    CannotSign: _("The signature failed, so nothing was signed. Tell your administrator."),
    NoSigner: _("No signing key is set up on this server, so nothing was signed. Tell your administrator."),
    SignerUnfit: _(
        "The signing key of this server cannot be used, so nothing was signed. Tell your administrator."
    ),
    CertificateExpired: _(
        "The certificate of the signing key has run out, so nothing was signed. Tell your administrator: a new one is needed."
    ),
    StampServiceDown: _(
        "The time-stamp service does not answer, so nothing was signed. Nothing is lost: try again in a few minutes."
    ),
    StampServiceUnfit: _(
        "The time-stamp service of this server cannot be used, so nothing was signed. Tell your administrator."
    ),
    NoStampService: _("No time-stamp service is set up, so nothing was signed. Tell your administrator."),
    LedgerBehind: _("One moment: the ledger is still sealing the facts. Try again in a few seconds."),
    SubmissionFrozen: _("This submission is under review or signed: its words no longer change."),
    NotUnderReview: _(
        "This submission does not wait for approval now. Load the page again to see how it stands."
    ),
    AuthorApproves: _("You wrote this submission. Two other people must approve it."),
    SameApprover: _("You have approved this submission already. The second approval is another person's."),
    NotTheAuthor: _("Only who wrote the submission signs it: the signature carries that name."),
    ApprovalMissing: _("Two people, neither of them the author, must approve before anybody signs."),
    NotSigned: _("Only a signed submission goes to a court."),
    AlreadyFiled: _("This was done already: somebody was quicker. Load the page again to see how it stands."),
    NotBeforeTheCourt: _("This submission is not before this court."),
    NoProceedings: _(
        "This submission is not filed with a court yet, so there are no parties and no questions."
    ),
    HearingOver: _("What came of this hearing is on record already. Load the page again to read it."),
    MeasureAsked: _("The court is asked for this measure already, and has not decided yet."),
    MeasureDecided: _("The court has decided on this measure already. Load the page again to read it."),
    ReturnedAlready: _("This submission was handed back already; a new version answers it."),
    AppealNoted: _("The appeal of this party is on record already."),
    PartyAlready: _("This agency is a party already. Load the page again to see it in the list."),
    ServedAlready: _("This was acknowledged or proven already. Load the page again to see how it stands."),
    AnsweredAlready: _(
        "Your answer is with the court already; it is served on all parties and no longer changes."
    ),
    FactReplaced: _("This fact has a newer version. Work on that one."),
    FactWithdrawn: _("This fact was withdrawn."),
    SourceWithdrawn: _("This source was withdrawn already."),
}


def sentence_named(name: str, told: Mapping[str, Any]) -> str:
    """The sentence of a refusal that the worker met, by the error's name and what it kept for its words."""
    if "found" in told:
        return _hindered(NotReady([(Hindrance(code), number) for code, number in told["found"]]))
    if "places" in told:
        return _identity(IdentityFound("", places=told["places"]))
    if "titles" in told:
        return unchecked_law(LawNotChecked(told["titles"]))
    if "begins" in told:
        return _letters(LettersLost("", begins=told["begins"]))
    known = {kind.__name__: sentence for kind, sentence in SENTENCES.items()}
    sentence = known.get(name)
    if sentence is None or callable(sentence):
        return gettext("The document could not be made, so nothing was signed. Tell your administrator.")
    return str(sentence)

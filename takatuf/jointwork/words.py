"""The words of this room: lines of the chronology, notices, objections and steps without a pack."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from takatuf.casework.words import NOTICES as CASEWORK_NOTICES
from takatuf.jointwork.models import LegalBasis, Purpose, TrackKind
from takatuf.jointwork.packs import event_words, step_title

Sentences = Mapping[str, str | Promise]

LINES: Sentences = {
    "referral_sent": _("Referred to %(to_agency)s: %(purpose)s. Legal basis: %(legal_basis)s."),
    "referral_seen": _("%(to_agency)s has seen the referral."),
    "referral_accepted": _("%(to_agency)s accepted the referral."),
    "referral_accepted_by_phone": _("%(to_agency)s accepted the referral by telephone."),
    "referral_declined": _("%(to_agency)s declined the referral, with a reason."),
    "referral_answered": _("%(to_agency)s answered the referral."),
    "referral_part": _("%(to_agency)s gave a part of the outcome of the referral."),
    "referral_asked": _("%(to_agency)s asked a question back about the referral."),
    "referral_question_answered": _(
        "%(from_agency)s answered the question of %(to_agency)s about the referral."
    ),
    "referral_question_late": _("%(from_agency)s has not answered the question of %(to_agency)s in time."),
    "referral_link_issued": _("A one-time link to the referral was issued for %(to_agency)s."),
    "referral_reminded": _("%(from_agency)s reminded %(to_agency)s of the referral."),
    "referral_settled": _("Another way was found for the declined referral to %(to_agency)s."),
    "referral_withdrawn": _("The referral to %(to_agency)s was withdrawn."),
    "referral_escalated": _(
        "%(to_agency)s has not answered in time; escalated inside the agency to level %(level)s."
    ),
    "referral_outcome_late": _("%(to_agency)s accepted, but owes the outcome; escalated to level %(level)s."),
    "referral_returned_late": _(
        "The declined referral to %(to_agency)s still waits for another way; level %(level)s."
    ),
    "step_added": _("%(agency)s owes a step: %(step)s."),
    "step_done": _("%(agency)s did a step: %(step)s."),
    "step_stopped": _("A step of %(agency)s was stopped, as the case is open again: %(step)s."),
    "step_goes_on": _("The case is closed; %(agency)s goes on with a step: %(step)s."),
    "step_not_needed": _("The case is closed; a step of %(agency)s is not needed any more: %(step)s."),
    "step_late": _("%(agency)s is late with a step: %(step)s. Escalated to level %(level)s."),
    "step_moved": _("The limit of a step of %(agency)s moved: %(step)s."),
    "track_event": _("Recorded: %(event)s."),
    "meeting_item_proposed": _("The case was put on the agenda of the meeting %(meeting)s."),
    "meeting_decided": _("The meeting %(meeting)s decided what %(to_agency)s does next."),
}

NOTICES: Sentences = {
    "case_opened_with_reason": _(
        "%(agency)s opened your case %(code)s with a reason. Say within a day whether it was needed."
    ),
    "case_opened_in_danger": _(
        "%(agency)s opened your case %(code)s because a life is in danger. Look at it now."
    ),
    "case_shared": _("%(from_agency)s let your agency into case %(code)s as a partner."),
    "looks_to_review": _(
        "%(agency)s locked case %(code)s and asks you to review every look at it, each day."
    ),
    **CASEWORK_NOTICES,
    "referral_sent": _("A new referral from %(from_agency)s: %(purpose)s."),
    "referral_accepted": _("%(to_agency)s accepted your referral."),
    "referral_declined": _("%(to_agency)s declined your referral; find another way."),
    "referral_answered": _("%(to_agency)s answered your referral."),
    "referral_part": _("%(to_agency)s gave a part of the outcome of your referral."),
    "referral_asked": _(
        "%(to_agency)s asks you a question about your referral; its clock stands still meanwhile."
    ),
    "referral_question_answered": _(
        "%(from_agency)s answered your question about its referral; your clock runs again."
    ),
    "referral_question_late": _(
        "%(from_agency)s has not answered the question of %(to_agency)s in time; level %(level)s."
    ),
    "authority_letter_drafted": _(
        "A letter to an authority about the silence of %(to_agency)s is drafted; an official signs it or leaves it."
    ),
    "authority_letter_late": _(
        "The letter about the silence of %(to_agency)s is neither signed nor left; level %(level)s."
    ),
    "referral_withdrawn": _("%(from_agency)s withdrew its referral."),
    "referral_reminded": _("%(from_agency)s reminds you of its referral: %(purpose)s."),
    "referral_answer_near": _(
        "Most of the time for your answer to the referral of %(from_agency)s is gone: %(purpose)s."
    ),
    "referral_outcome_near": _(
        "Most of the time for the outcome of the referral of %(from_agency)s is gone: %(purpose)s."
    ),
    "referral_returned_near": _(
        "The referral that %(to_agency)s declined still waits for another way, and most of the time is gone."
    ),
    "referral_question_near": _(
        "%(to_agency)s waits for your answer to its question, and most of the time is gone."
    ),
    "referral_near_outside": _(
        "Most of the time of %(to_agency)s for your referral is gone. It has no account here: call it."
    ),
    "step_near": _("Most of the time for a step of your agency is gone: %(step)s."),
    "referral_escalated": _(
        "The referral of %(from_agency)s to %(to_agency)s was not answered in time; level %(level)s."
    ),
    "referral_outcome_late": _(
        "%(to_agency)s owes %(from_agency)s the outcome of a referral; level %(level)s."
    ),
    "referral_returned_late": _(
        "The referral that %(to_agency)s declined still waits for another way; level %(level)s."
    ),
    "step_added": _("Your agency owes a step: %(step)s."),
    "step_goes_on": _("The case was closed; your agency goes on with a step: %(step)s."),
    "step_not_needed": _("The case was closed; a step of your agency is not needed any more: %(step)s."),
    "step_late": _("%(agency)s is late with a step: %(step)s; level %(level)s."),
    "meeting_called": _("%(from_agency)s invites you to the meeting %(meeting)s."),
    "meeting_cancelled": _("%(from_agency)s cancelled the meeting %(meeting)s."),
    "meeting_signed": _("The minutes of the meeting %(meeting)s are signed."),
    "agreement_drafted": _("%(from_agency)s proposes the agreement %(code)s; it waits for your signature."),
    "agreement_signed": _(
        "The agreement %(code)s between %(from_agency)s and %(to_agency)s was signed by the other side."
    ),
    "agreement_ended": _("The agreement %(code)s between %(from_agency)s and %(to_agency)s was ended early."),
    "witness_silent": _(
        "The witness %(witness)s of %(agency)s has not cosigned the ledger; level %(level)s. Call those who run it."
    ),
    "agreement_expires": _("The agreement %(code)s runs out on %(until)s; decide what comes after."),
    "exhibit_changed": _(
        "The exhibit behind fact %(number)s of submission %(submission)s is no longer the one from which it was taken. Look at"
        " the exhibit, tell your administrator, and begin a correction."
    ),
    # Recommendations live in a room above; every notice on a desk has its words here.
    "recommendation_assigned": _("Your agency owes the recommendation %(code)s; its last day is %(until)s."),
    "recommendation_overdue": _("The recommendation %(code)s was due on %(until)s and is not closed."),
}

OBJECTIONS: Sentences = {
    "referral_open": _("The referral %(code)s is still open."),
    "referral_returned": _("The declined referral %(code)s still waits for another way."),
    "step_open": _("A step that must be done first is open: %(step)s."),
    "step_unnamed": _("Nobody has said what becomes of a step that is open: %(step)s."),
}

STEP_TITLES: Sentences = {
    "court_order": _("Carry out an order of the court"),
    "social_memorandum": _("Social memorandum before the hearing"),
    "protective_measure": _("Protective measure"),
    "health_examination": _("Health examination"),
    "school_support": _("Support at school"),
    "meeting_decision": _("Carry out a decision of the meeting"),
}


def title_of(code: str) -> str:
    """The words of a step in the active language; a code without words shows itself."""
    return step_title(code) or str(STEP_TITLES.get(code, code))


class _Events(dict[str, str | Promise]):
    """Events by code, in the language of the moment."""

    def get(self, key: str, default: object = None) -> str:
        del default
        return event_words(key)


class _StepTitles(dict[str, str | Promise]):
    """Titles by code, in the language of the moment: packs carry both languages in their files."""

    def get(self, key: str, default: object = None) -> str:
        del default
        return title_of(key)


CODES: dict[str, Sentences] = {
    "purpose": dict(Purpose.choices),
    "legal_basis": dict(LegalBasis.choices),
    "track": dict(TrackKind.choices),
    "step": _StepTitles(),
    "event": _Events(),
}

"""The words of this room: lines of the chronology, objections to closing, and what keeps a submission from going on."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from takatuf.court.models.proceeding_choices import PartyKind
from takatuf.court.rules import Hindrance

Sentences = Mapping[str, str | Promise]

LINES: Sentences = {
    "submission_signed_urgently": _(
        "Urgent application %(submission)s to %(to_agency)s was signed by one person. A second one approves it within one working day."
    ),
    "submission_approved_afterwards": _("A second person approved urgent application %(submission)s."),
    "submission_signed": _("Submission %(submission)s to %(to_agency)s was signed."),
    "submission_filed": _("Submission %(submission)s was filed with %(to_agency)s."),
    "submission_acknowledged": _("The court acknowledged receipt of submission %(submission)s."),
    "hearing_recorded": _("The court set a hearing on submission %(submission)s."),
    "ruling_recorded": _("The court ruled on submission %(submission)s."),
    "hearing_held": _("The hearing on submission %(submission)s was held."),
    "hearing_adjourned": _("The hearing on submission %(submission)s was adjourned."),
    "hearing_cancelled": _("The hearing on submission %(submission)s was cancelled."),
    "measure_decided": _("The court decided on a protective measure in submission %(submission)s."),
    "submission_handed_back": _("The court handed submission %(submission)s back for clarification."),
    "order_varied": _("The court varied an order on submission %(submission)s."),
    "appeal_noted": _("A party appeals the ruling on submission %(submission)s."),
    "court_question_asked": _("The court asked question %(number)s; all parties were served."),
    "court_question_answered": _(
        "%(party)s answered question %(number)s of the court; all parties were served."
    ),
}

OBJECTIONS: Sentences = {
    "court_submission_unfiled": _("Submission %(code)s is under way and not yet filed with the court."),
}

HINDRANCES: Sentences = {
    Hindrance.NO_FACTS: _("The submission has no fact yet."),
    Hindrance.FACT_UNSOURCED: _("Fact %(number)s has no source that stands. Add one, or take the fact out."),
    Hindrance.FACT_WITHDRAWN: _(
        "Fact %(number)s was withdrawn or has a newer version. Take it out, or place the newer one."
    ),
    Hindrance.REQUEST_MISSING: _("Say what the submission asks of the court."),
    Hindrance.SPEAKS_AGAINST_MISSING: _(
        "Write what speaks against the request, or one sentence that says why there is nothing."
    ),
    Hindrance.SOCIAL_STUDY_MISSING: _("The social study of the child is missing."),
    Hindrance.CHILD_VIEW_MISSING: _("Write the child's own view, or why it was not taken."),
    Hindrance.LIMITS_MISSING: _("Say what is not known."),
    Hindrance.CHANGE_MISSING: _("Say what is new since the bundle before."),
    Hindrance.CORRECTION_WHY_MISSING: _("Say why the bundle before is corrected."),
    Hindrance.DANGER_MISSING: _("Say what the danger is now."),
    Hindrance.CALL_MISSING: _("Call the court first, and put the call on record here."),
    Hindrance.FORBIDDEN_CONTENT: _(
        "What it did to the child names a sentence, another offence or an unproven allegation. Take it out, or write why it "
        "stays with the court's leave."
    ),
    Hindrance.EXHIBIT_CHANGED: _(
        "The exhibit behind fact %(number)s is no longer the one from which it was taken. Look at the exhibit, then write a new "
        "version of the fact."
    ),
}


def hindrance_sentence(code: Hindrance, number: int | None) -> str:
    """What keeps the submission from going on, in the active language."""
    return str(HINDRANCES[code]) % {"number": number}


CODES: Mapping[str, Sentences] = {"party": dict(PartyKind.choices)}

"""One sentence in the reader's language for each refusal with a name; an error's own text is never shown."""

from django.utils.translation import gettext as _

from takatuf.desks.refusals import (
    awareness,
    calls,
    cases,
    court,
    depth,
    duty,
    exhibits,
    insight,
    keeping,
    knowing,
    law,
    meetings,
    reporter,
    triage,
)
from takatuf.desks.refusals.kinds import Sentence, Sentences
from takatuf.kernel.errors import InvalidInput, Refused

__all__ = ["input_sentence", "sentence_of"]

_SENTENCES: Sentences = {
    **triage.SENTENCES,
    **awareness.SENTENCES,
    **cases.SENTENCES,
    **knowing.SENTENCES,
    **law.SENTENCES,
    **depth.SENTENCES,
    **calls.SENTENCES,
    **court.SENTENCES,
    **duty.SENTENCES,
    **exhibits.SENTENCES,
    **insight.SENTENCES,
    **keeping.SENTENCES,
    **meetings.SENTENCES,
    **reporter.SENTENCES,
}


def sentence_of(refusal: Refused) -> str:
    """Why a step was refused, by the error's class or its nearest parent that has words."""
    if isinstance(refusal, InvalidInput):
        return input_sentence(refusal)
    for kind in type(refusal).__mro__:
        if issubclass(kind, Refused) and kind in _SENTENCES:
            return _said(_SENTENCES[kind], refusal)
    return _("Something has changed since you opened the page. Load it again to see how things stand.")


def _said(sentence: Sentence, refusal: Refused) -> str:
    return str(sentence(refusal) if callable(sentence) else sentence)


def input_sentence(problem: InvalidInput) -> str:
    """What is wrong with one value, for the field that `problem.path` names."""
    sentences = {
        "required": _("Write something here: it is needed."),
        "empty": _("Write something here: it is needed."),
        "too_long": _("This is too long. Shorten it and send it again."),
        "not_a_phone": _("Write the number with digits only, from 3 to 15 of them."),
        "out_of_range": _("This number is too small or too large. Correct it and send it again."),
        "unknown_code": _("Choose one of the answers that are offered."),
        "in_the_future": _("This has not passed yet. Write a time that lies behind us."),
        "not_contact_point": _(
            "A request to a foreign counterpart goes to the national contact point. Choose it here."
        ),
        "unknown_registration": _(
            "No registration for this gathering has this code, or it was withdrawn. Check the digits."
        ),
        "unknown_country": _("Write the country with its two letters, for example FR."),
        "only_foreign": _("A country belongs to a request to a foreign counterpart only. Leave this empty."),
        "unknown_case": _("Your agency works on no case with this code. Look at the code again."),
        "unknown_record": _(
            "Your agency reaches no case and no report with this code. Look at the code again."
        ),
        "same_case": _("This is the case itself. Write the code of the other one."),
        "person_or_description": _("Choose a child of the case, or describe another one."),
        "before_begin": _("The end lies before the beginning. Correct one of the two."),
        "own_agency": _("Choose another agency than your own."),
        "in_the_past": _("This lies in the past. Choose a day or an hour still to come."),
        "locked": _("The case is locked. Unlock it first."),
        "reads_already": _("This agency has access to the case already."),
        "not_a_hash": _("This is no hash of this kind: look at how many digits it has."),
        "same_holder": _("This is who holds it already. Name who takes it."),
        "needed_holder": _("Say who takes it: an agency of the list, or another body by its name."),
        "needed_for_way": _("Write where the message goes, or choose another way."),
        "same_hour": _("Choose another time than the first."),
        "quiet_needs_both": _("Write when the quiet hours begin and when they end, or leave both empty."),
        "said_twice": _("This purpose stands here twice in the same direction."),
        "only_when_closed": _("Say how it ended when the report ends here, and only then."),
    }
    return sentences.get(problem.code) or _(
        "Something in the form could not be taken. Check it and send it again."
    )

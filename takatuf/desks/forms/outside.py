"""The forms around a referral beyond the desk: questions, links, what comes back on paper, letters to authorities."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.desks.forms.shapes import DayField, long_text
from takatuf.jointwork.referring.models import Did

ANSWERS = (Did.ACCEPTED, Did.DECLINED, Did.ASKED, Did.PART, Did.OUTCOME)
NEED_WORDS = {Did.DECLINED, Did.ASKED, Did.PART, Did.OUTCOME}
WRITE_WORDS = _("Write it here: it is needed for this answer.")


def _short(label: Any, missing: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=200, error_messages={"required": missing},
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )  # fmt: skip


class AskForm(forms.Form):
    """What the receiver needs to know before it can go on."""

    question = long_text(
        _("What do you need to know?"),
        needed=True,
        missing=_("Write your question."),
        rows=3,
        hint=_("Your clock stands still until the sender answers."),
    )


class QuestionAnswerForm(forms.Form):
    """The sender's answer to the receiver's question."""

    answer = long_text(
        _("Your answer"), needed=True, missing=_("Write the answer."), rows=3,
        hint=_("The receiver reads this. Write only what is needed for the purpose."),
    )  # fmt: skip


class LinkForm(forms.Form):
    """Where the digits of a new link go."""

    phone = forms.CharField(
        label=_("Mobile number for the six digits"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "dir": "ltr"}),
        help_text=_("A number that you know from elsewhere. Leave it empty to read the digits out on the telephone."),
    )  # fmt: skip


class EnterForm(forms.Form):
    """Who comes in by a link, and the digits from the second channel."""

    name = _short(_("Your name"), _("Write your name."))
    post = _short(_("Your post in the agency"), _("Write your post."))
    code = forms.CharField(
        label=_("Six digits"), max_length=12, error_messages={"required": _("Write the six digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}),
        help_text=_("They came to you by text message or telephone, not with the link."),
    )  # fmt: skip


class OutsideAnswerForm(forms.Form):
    """One answer with its words."""

    did = forms.ChoiceField(
        label=_("What do you answer?"), error_messages={"required": _("Choose your answer.")}, widget=forms.RadioSelect
    )  # fmt: skip
    text = long_text(_("In words"), hint=_("A reason, a question or what came of it. The sender reads this."))

    def __init__(self, data: Any = None, *, state: str, asked: bool = False) -> None:
        super().__init__(data)
        self.fields["did"].choices = answers_in(state, asked=asked)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Every answer but an acceptance needs words."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("did") in NEED_WORDS and not values.get("text", "").strip():
            self.add_error("text", WRITE_WORDS)
        return values


def answers_in(state: str, *, asked: bool) -> list[tuple[str, Any]]:
    """What can be answered while a referral is in this state; a second question waits for the answer to the first."""
    waiting = [
        (Did.ACCEPTED, _("We accept it")),
        (Did.DECLINED, _("We decline it, because:")),
    ]
    accepted = [
        (Did.OUTCOME, _("This is the outcome:")),
        (Did.PART, _("This is a part of the outcome; more follows:")),
    ]
    found = waiting if state in {"sent", "seen"} else accepted if state == "accepted" else []
    if found and not asked:
        found.append((Did.ASKED, _("We need to know more:")))
    return [(did.value, words) for did, words in found]


class PaperAnswerForm(OutsideAnswerForm):
    """What came back on paper, and who signed it there."""

    name = _short(_("Who signed it"), _("Write the name that stands on the paper."))
    post = _short(_("In which post"), _("Write the post that stands on the paper."))
    field_order = ("name", "post", "did", "text")

    def __init__(self, data: Any = None, *, state: str, asked: bool = False) -> None:
        super().__init__(data, state=state, asked=asked)
        self.fields["did"].label = _("What does the paper say?")


class SignLetterForm(forms.Form):
    """To which authority a letter goes."""

    authority = _short(
        _("To which authority?"),
        _("Write the authority."),
        _("It is named in the letter. Nothing goes out by itself."),
    )


class LetterSentForm(forms.Form):
    """On which day a signed letter went out."""

    sent_on = DayField(
        label=_("On which day was it sent?"), error_messages={"required": _("Choose the day.")}
    )


class LeaveLetterForm(forms.Form):
    """Why no letter goes out."""

    reason = long_text(_("Why does no letter go out?"), needed=True, missing=_("Write the reason."), rows=3)

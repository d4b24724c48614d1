"""The forms about the reporter: opening the contact, answering a wish to withdraw, releasing an outcome."""

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.intake.actions import LONGEST_MESSAGE
from takatuf.intake.statuses import OutcomeChoices, WithdrawalAnswer

PREFIX = "reporter"


class OpeningForm(forms.Form):
    """Why the reporter must be reached."""

    reason = forms.CharField(
        label=_("Why must the reporter be reached?"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why, even in a few words.")},
    )  # fmt: skip
    in_danger = forms.BooleanField(
        label=_("A life is in danger: open it now to me alone"), required=False,
        help_text=_("Without this a second person must agree first. With it a second person is alerted now and reviews it within 24 hours."),
    )  # fmt: skip


class WithdrawalForm(forms.Form):
    """A person's answer to a wish to withdraw."""

    answer = forms.ChoiceField(
        label=_("What is our answer?"), choices=WithdrawalAnswer.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("What the reporter reads"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the message first.")},
    )  # fmt: skip


class OutcomeForm(forms.Form):
    """What a professional reporter may learn."""

    outcome = forms.ChoiceField(
        label=_("What may the professional learn?"), choices=OutcomeChoices.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what may be told.")},
    )  # fmt: skip

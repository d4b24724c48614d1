"""The form by which a person says that a text of law was read at its source."""

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.clocks.law.actions import LONGEST_SOURCE


class CheckLawForm(forms.Form):
    """Where it was read, and a word that it says what is noted."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    source = forms.CharField(
        label=_("Where did you read the text itself?"), max_length=LONGEST_SOURCE,
        help_text=_("The official gazette or site, with number and date. A newspaper or a summary is not enough."),
        error_messages={"required": _("Say where you read it.")},
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )  # fmt: skip

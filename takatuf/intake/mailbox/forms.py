"""The forms of the follow-up pages: contact, safe hours, withdrawing, documents; and of the page that checks a confirmation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TIMES = [
    ("morning", _("In the morning (6 to 12)")), ("afternoon", _("In the afternoon (12 to 17)")),
    ("evening", _("In the evening (17 to 21)")), ("night", _("At night (21 to 6)")),
]  # fmt: skip
DAYS = [
    ("sat", _("Saturday")), ("sun", _("Sunday")), ("mon", _("Monday")), ("tue", _("Tuesday")), ("wed", _("Wednesday")),
    ("thu", _("Thursday")), ("fri", _("Friday")),
]  # fmt: skip
LEAVE = [
    ("no", _("No, leave no message")), ("yes", _("Yes, a short message without the matter")), ("", _("I do not know")),
]  # fmt: skip
_PLAIN = {"autocomplete": "off", "dir": "auto"}


class _Quiet(forms.Form):
    """No field is asked for by the browser itself; what is missing is said in our words."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class ContactForm(_Quiet):
    """A name or a way to be reached, given later."""

    name = forms.CharField(
        label=_("A name"), max_length=200, required=False, widget=forms.TextInput(attrs=_PLAIN)
    )
    phone = forms.CharField(
        label=_("A telephone number"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "dir": "ltr"}),
    )  # fmt: skip
    email = forms.CharField(
        label=_("An e-mail address"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email", "dir": "ltr"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of the three is enough."""
        values: dict[str, Any] = super().clean() or {}
        if not any(str(value).strip() for value in values.values()):
            self.add_error("name", _("Write a name, a number or an address; one is enough."))
        return values


class HoursForm(_Quiet):
    """When and how reaching the reporter is safe."""

    times = forms.MultipleChoiceField(
        label=_("When is it safe?"), choices=TIMES, required=False, widget=forms.CheckboxSelectMultiple
    )
    days = forms.MultipleChoiceField(
        label=_("On which days? None chosen means every day."), choices=DAYS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    leave_message = forms.ChoiceField(
        label=_("May we leave a message?"), choices=LEAVE, required=False, widget=forms.RadioSelect
    )
    who_answers = forms.CharField(
        label=_("Who may answer?"), max_length=200, required=False, widget=forms.TextInput(attrs=_PLAIN)
    )
    language = forms.CharField(
        label=_("In which language?"), max_length=100, required=False, widget=forms.TextInput(attrs=_PLAIN)
    )
    careful = forms.CharField(
        label=_("What should we be careful about?"), max_length=1_000, required=False,
        widget=forms.Textarea(attrs=_PLAIN | {"rows": 2, "class": "short"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Something must be said."""
        values: dict[str, Any] = super().clean() or {}
        if not any(values.get(name) for name in self.fields):
            self.add_error("times", _("Choose or write at least one thing."))
        return values


class WithdrawForm(_Quiet):
    """A wish to withdraw; no reason is asked for, one may be given."""

    reason = forms.CharField(
        label=_("Is there something we should know?"), max_length=1_000, required=False,
        help_text=_("You need not say anything. If somebody presses you to withdraw, you can tell us here."),
        widget=forms.Textarea(attrs=_PLAIN | {"rows": 3}),
    )  # fmt: skip


class DocumentForm(_Quiet):
    """A document with a few words about it."""

    words = forms.CharField(
        label=_("What is this document?"), max_length=1_000, widget=forms.Textarea(attrs=_PLAIN | {"rows": 2, "class": "short"}),
        error_messages={"required": _("Say in a few words what the document is.")},
    )  # fmt: skip
    document = forms.FileField(
        label=_("The document"), allow_empty_file=True,
        help_text=_("A PDF, a text or an office document, up to 5 MB. Never pictures, sound, films or archives."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.txt,.docx,.xlsx,.pptx,.odt,.ods,.odp"}),
        error_messages={"required": _("Choose a document first.")},
    )  # fmt: skip


class CheckForm(_Quiet):
    """The code of a confirmation and its second word."""

    code = forms.CharField(
        label=_("The code on the confirmation"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "dir": "ltr"}),
        error_messages={"required": _("Write the twelve digits.")},
    )  # fmt: skip
    second_word = forms.CharField(
        label=_("The second word"), max_length=60,
        help_text=_("It is not on the confirmation: its owner says it to you."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "dir": "auto"}),
        error_messages={"required": _("Write the second word.")},
    )  # fmt: skip

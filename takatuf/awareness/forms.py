"""The forms of the public pages: registering, a participant's code, and short questions with one answer each."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.awareness.lessons import Question
from takatuf.awareness.models import RegistrationKind
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.languages import in_language


class NumberField(forms.IntegerField):
    """A whole number in European or Arabic-Indic digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Write a number, in any digits.")}  # noqa: RUF012 - Django's own shape

    def to_python(self, value: Any) -> int | None:
        """The number, whatever digits it was written in."""
        whole: int | None = super().to_python(european_digits(value) if isinstance(value, str) else value)
        return whole


class RegisterForm(forms.Form):
    """Who comes: a grown-up, with a name for the certificate if they like, or a group of children by number."""

    kind = forms.ChoiceField(
        label=_("Who comes?"), choices=RegistrationKind.choices, widget=forms.RadioSelect, initial=RegistrationKind.PERSON,
        error_messages={"required": _("Choose one of the answers.")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("Your name, for the certificate"), required=False, max_length=120,
        help_text=_("Only if you want one with your name. It is sealed, and erased when you withdraw or after a year. Never a child's name."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )  # fmt: skip
    people = NumberField(
        label=_("For a group: how many children?"), required=False, min_value=1, max_value=200,
        help_text=_("A number is enough. No names of children."),
        error_messages={"min_value": _("A group has between 1 and 200 children."), "max_value": _("A group has between 1 and 200 children.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A group has a number and no name."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("kind") == RegistrationKind.CHILDREN:
            if not values.get("people"):
                self.add_error("people", _("Say how many children come."))
            if values.get("name"):
                self.add_error("name", _("Leave the name empty: children are registered by number only."))
        return values


class CodeForm(forms.Form):
    """The code of twelve digits that whoever registered was given."""

    code = forms.CharField(
        label=_("Your code of the registration"), max_length=40, help_text=_("Twelve digits, in any digits, with or without spaces."),
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write the code.")},
    )  # fmt: skip


class QuestionsForm(forms.Form):
    """Short questions, each with one answer or none."""

    def __init__(self, questions: Sequence[Question], language: str, data: Any = None) -> None:
        super().__init__(data)
        for question in questions:
            self.fields[question.code] = forms.ChoiceField(
                label=in_language(question.text, language), required=False, widget=forms.RadioSelect,
                choices=[(option.code, in_language(option.label, language)) for option in question.options],
                error_messages={"invalid_choice": _("Choose one of the answers.")},
            )  # fmt: skip

    def chosen(self) -> dict[str, str]:
        """The answers that were given, by question."""
        return {name: value for name, value in self.cleaned_data.items() if value}

"""A country's questions as a form of the desks."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from takatuf.casework.country_forms.files import LONGEST, CountryForm, Question


class CountryQuestions(forms.Form):
    """One field for each question; what holds is the form file's to say."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, form: CountryForm) -> None:
        super().__init__(data)
        asked = {question.code: question for question in form.questions}
        for question in form.questions:
            self.fields[question.code] = self._field(question, _hint(question, asked))

    @staticmethod
    def _field(question: Question, hint: str) -> forms.Field:
        needed = question.is_needed and question.only_when is None
        if question.kind == "choice":
            choices = [(code, str(words)) for code, words in question.choices]
            return forms.ChoiceField(
                label=str(question.ask), help_text=hint, required=needed, choices=choices, widget=forms.RadioSelect,
                error_messages={"required": _("Choose one of the answers.")},
            )  # fmt: skip
        is_long = question.kind == "text"
        widget = (
            forms.Textarea(attrs={"rows": 3})
            if is_long
            else forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        )
        return forms.CharField(
            label=str(question.ask), help_text=hint, required=needed, max_length=LONGEST, widget=widget
        )

    def answers(self) -> dict[str, str]:
        """What was written, for the action."""
        return {name: str(value) for name, value in self.cleaned_data.items()}


def _hint(question: Question, asked: Mapping[str, Question]) -> str:
    if question.only_when is None:
        return ""
    code, answers = question.only_when
    named = " / ".join(asked[code].words_for(answer) for answer in sorted(answers))
    return _("Only when “%(question)s” is: %(answers)s") % {"question": asked[code].ask, "answers": named}

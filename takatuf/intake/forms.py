"""The forms of the public pages: one question, the follow-up code, the code of an unsent report, a message."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from takatuf.intake.content import Answer, AnswerState
from takatuf.intake.flows import (
    Question,
    QuestionKind,
    check_answer,
    explain,
    in_language,
    shared_words,
)
from takatuf.intake.regions import REGIONS
from takatuf.kernel.errors import InvalidInput

ANSWER = "answer"
UNKNOWN, SKIP = "unknown", "skip"  # the buttons; the first is also an option where options are offered
NUMBER_PARTS = {"age": "numeric"}
LATIN_PARTS = {"phone": "tel", "email": "email"}
LONG_PARTS = {"detail", "careful"}


class Part(forms.CharField):
    """A field that may stay empty without "(optional)" beside it: the page says once that everything may be skipped."""

    def validate(self, value: Any) -> None:
        """Nothing is required."""


class QuestionForm(forms.Form):
    """One question as a form; `read` gives the answer, in which errors stand beside their fields."""

    use_required_attribute = False

    def __init__(
        self,
        question: Question,
        language: str,
        *,
        data: Mapping[str, Any] | None = None,
        before: Answer | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(question, before))
        self.question = question
        self.language = language
        self.fields.update(_fields(question, language))

    def read(self) -> Answer | None:
        """The answer that was sent, or None when something in it cannot be taken; the errors then say what."""
        if UNKNOWN in self.data:
            return Answer(AnswerState.UNKNOWN)
        if SKIP in self.data:
            return Answer(AnswerState.SKIPPED)
        if not self.is_valid():
            return None
        try:
            return check_answer(self.question, self._raw())
        except InvalidInput as error:
            part = error.path.rpartition(".")[2]
            self.add_error(part if part in self.fields else ANSWER, explain(error, self.language))
            return None

    def _raw(self) -> object:
        if ANSWER not in self.fields:
            return {name: self.cleaned_data[name] for name in self.question.parts}
        value = self.cleaned_data[ANSWER]
        if value in (UNKNOWN, [UNKNOWN]):
            return {"unknown": True}
        # "I don't know" beside an answer adds nothing to it.
        return [code for code in value if code != UNKNOWN] if isinstance(value, list) else value


def _initial(question: Question, before: Answer | None) -> dict[str, Any]:
    if before is None or before.state is AnswerState.SKIPPED:
        return {}
    if before.state is AnswerState.UNKNOWN:
        return (
            {ANSWER: [UNKNOWN] if question.kind is QuestionKind.CHOICES else UNKNOWN}
            if question.options
            else {}
        )
    if isinstance(before.value, Mapping):
        return dict(before.value)
    if question.kind is QuestionKind.IDENTIFIERS:
        return {ANSWER: "\n".join(before.value)}
    return {ANSWER: list(before.value) if isinstance(before.value, tuple) else before.value}


def _fields(question: Question, language: str) -> dict[str, forms.Field]:
    if question.parts:
        return {name: _part(question, name, language) for name in question.parts}
    label, why = in_language(question.title, language), _why(question, language)
    if not question.options:
        rows = 4 if question.kind is QuestionKind.IDENTIFIERS else 6
        widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
        return {ANSWER: Part(label=label, help_text=why, widget=widget, strip=False)}
    choices = [(option.code, in_language(option.label, language)) for option in question.options]
    choices.append((UNKNOWN, in_language(shared_words()["unknown"], language)))
    said = {"invalid_choice": explain(InvalidInput(question.code, "not_one_of"), language)}
    if question.kind is QuestionKind.CHOICE:
        return {
            ANSWER: forms.ChoiceField(
                choices=choices, label=label, help_text=why, widget=forms.RadioSelect, required=False, error_messages=said
            )
        }  # fmt: skip
    return {
        ANSWER: forms.MultipleChoiceField(
            choices=choices, label=label, help_text=why, widget=forms.CheckboxSelectMultiple, required=False,
            error_messages=said,
        )
    }  # fmt: skip


def _why(question: Question, language: str) -> str:
    why, hint = in_language(question.why, language), in_language(question.help, language)
    return format_html('{}<span class="hint">{}</span>', why, hint) if hint else why


def _part(question: Question, name: str, language: str) -> forms.Field:
    label = in_language(question.parts[name] or shared_words()["parts"][name], language)
    if name == "wanted":
        choices = [(code, in_language(words, language)) for code, words in shared_words()["wanted"].items()]
        return forms.ChoiceField(choices=choices, label=label, widget=forms.RadioSelect, required=False)
    if name == "language":
        tongues = [(code, in_language(words, language)) for code, words in shared_words()["tongues"].items()]
        return Part(label=label, widget=forms.Select(choices=[("", _("Not chosen")), *tongues]))
    if name == "region":
        return Part(label=label, widget=forms.Select(choices=[("", _("Not chosen")), *REGIONS.items()]))
    attrs = {"autocomplete": "off"}
    if name in LATIN_PARTS:
        attrs |= {"inputmode": LATIN_PARTS[name], "dir": "ltr"}
    if name in NUMBER_PARTS:
        attrs |= {"inputmode": NUMBER_PARTS[name], "class": "short-number"}
    if name in LONG_PARTS:
        return Part(label=label, widget=forms.Textarea(attrs=attrs | {"rows": 2, "class": "short"}))
    return Part(
        label=label, widget=forms.TextInput(attrs=attrs | ({} if "dir" in attrs else {"dir": "auto"}))
    )


class ReceiptForm(forms.Form):
    """The follow-up code, as its holder remembers it."""

    use_required_attribute = False
    receipt = forms.CharField(
        label=_("Your follow-up code"),
        help_text=_("Six words, or twenty digits. Spelling, spaces and marks need not be exact."),
        max_length=400,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "dir": "auto"}
        ),
        error_messages={"required": _("Write the follow-up code that you were given.")},
    )


class DraftCodeForm(forms.Form):
    """The code of an unsent report."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Code to continue"),
        help_text=_("Twelve digits, which you were shown when you asked for the code."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "dir": "ltr"}),
        error_messages={"required": _("Write the twelve digits.")},
    )


class MessageForm(forms.Form):
    """A message to those who read the report."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("Write to us"),
        help_text=_("What is new, or an answer to our question. No pictures, please; words are enough."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"autocomplete": "off", "rows": 5}),
        error_messages={"required": _("Write a few words before sending.")},
    )
    danger = forms.BooleanField(
        label=_("Somebody is in danger now"),
        help_text=_(
            "Your message then stands before others, and the centre is called at once. Do not wait for us: if you can, call the emergency number first."
        ),
        required=False,
    )

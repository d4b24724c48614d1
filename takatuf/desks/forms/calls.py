"""The forms of the call-taker's desk; the page of a call is drawn from the questions of its flow."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from takatuf.desks.forms.shapes import BothDigits, long_text
from takatuf.intake.calls.contents import UNKNOWN, Values, call_flow, field_names
from takatuf.intake.calls.queries import void_choices
from takatuf.intake.calls.rules import MOST_FORMS
from takatuf.intake.flows import Question, QuestionKind, explain, in_language, shared_words
from takatuf.intake.regions import REGIONS
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import InvalidInput

NUMBER = "number"
_OFF = {"autocomplete": "off"}
_LTR = _OFF | {"dir": "ltr"}
MOST_BUTTONS = 6  # more answers than these stand in a list
_ROWS = {"words": 7, "accounts": 3}


class Quick(forms.CharField):
    """A field that may stay empty without "(optional)" beside it: nothing on this page is needed."""

    def validate(self, value: Any) -> None:
        """Nothing is required."""


def language_now() -> str:
    """The language of the page."""
    return (get_language() or "ar").split("-")[0]


class CallForm(forms.Form):
    """Everything that is written while listening; nothing in it is needed, and what cannot be read yet is kept too."""

    use_required_attribute = False

    def __init__(self, number: str, values: Values, *, checked: bool = False) -> None:
        given = {NUMBER: number, **values}
        super().__init__(given if checked else None, initial=given)
        self.fields[NUMBER] = Quick(
            label=_("The caller's number"), widget=forms.TextInput(attrs=_LTR | {"inputmode": "tel"}),
            help_text=_("Empty: the number is withheld."),
        )  # fmt: skip
        for question in call_flow().questions:
            self.fields.update(_fields(question, language_now()))
        self.fields.update(_back_fields())
        if checked:
            self.is_valid()

    def blame(self, problem: InvalidInput) -> None:
        """Put what is wrong beside its field."""
        name = problem.path if problem.path in self.fields else "words"
        self.add_error(name, problem_words(problem))


def problem_words(problem: InvalidInput) -> str:
    """What is wrong with a field of the call, in one sentence."""
    own = {
        "required": _("Write what the caller said, even in a few words."),
        "number_needed": _("Write the number at which we may call back."),
        "both_ends": _("Safe hours need a beginning and an end."),
        "not_a_time": _("Write the time like this: 17:30."),
        "said_no": _("The caller said no to being called back."),
        "not_yet": _("This time is still to come."),
        "before_printing": _("This time lies before the form was printed. Check the time on the paper."),
    }
    return own.get(problem.code) or explain(problem, language_now())


def _fields(question: Question, language: str) -> dict[str, forms.Field]:
    names = field_names(question)
    if question.parts:
        return {name: _part(question, part, language) for part, name in names.items()}
    label, why = in_language(question.title, language), in_language(question.why, language)
    if not question.options:
        widget = forms.Textarea(attrs=_OFF | {"rows": _ROWS.get(question.code, 2)})
        return {question.code: Quick(label=label, help_text=why, widget=widget, strip=False)}
    choices = [(option.code, in_language(option.label, language)) for option in question.options]
    if question.kind is QuestionKind.CHOICES:
        return {
            question.code: forms.MultipleChoiceField(
                label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False
            )
        }
    if len(choices) > MOST_BUTTONS:
        choices.insert(0, ("", str(_("Not chosen"))))
        return {question.code: Quick(label=label, help_text=why, widget=forms.Select(choices=choices))}
    choices.append((UNKNOWN, in_language(shared_words()["unknown"], language)))
    return {
        question.code: forms.ChoiceField(
            label=label, choices=choices, widget=forms.RadioSelect, required=False
        )
    }


def _part(question: Question, part: str, language: str) -> forms.Field:
    label = in_language(question.parts[part] or shared_words()["parts"][part], language)
    if part == "region":
        choices = [("", _("Not chosen")), *REGIONS.items()]
        return Quick(label=label, widget=forms.Select(choices=choices))
    attrs = _LTR | {"inputmode": "tel"} if part == "phone" else _OFF | {"dir": "auto"}
    if part == "age":
        attrs = _OFF | {"inputmode": "numeric"}
    return Quick(label=label, widget=forms.TextInput(attrs=attrs))


def _back_fields() -> dict[str, forms.Field]:
    """What was agreed about calling back: they make a call-back with its own clock."""
    clock = forms.TextInput(attrs=_LTR | {"type": "time"})
    return {
        "back_due": Quick(
            label=_("Call back at"), widget=forms.TextInput(attrs=_LTR | {"type": "datetime-local"}),
            help_text=_("With a time here a call-back is promised, and its clock runs."),
        ),
        "back_from": Quick(label=_("Safe from"), widget=clock),
        "back_until": Quick(label=_("Safe until"), widget=clock),
        "back_message": forms.ChoiceField(
            label=_("May we leave a message?"), choices=[("", _("No, leave none")), ("yes", _("Yes"))], required=False,
            widget=forms.RadioSelect,
        ),
    }  # fmt: skip


def values_of(data: QueryDict) -> dict[str, str | list[str]]:
    """What stands in the fields of a form that was sent, unread."""
    several = {question.code for question in call_flow().questions if question.kind is QuestionKind.CHOICES}
    return {name: data.getlist(name) if name in several else data.get(name, "") for name in data}


class TransferForm(forms.Form):
    """Who took the call over: one choice, one name, one button."""

    use_required_attribute = False
    agency = forms.ChoiceField(label=gettext_lazy("Who takes over?"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Name of the person who took over"), required=False, max_length=200,
        widget=forms.TextInput(attrs=_OFF | {"dir": "auto"}),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None, agencies: list[tuple[str, str]]) -> None:
        super().__init__(data, prefix="transfer", initial={"agency": agencies[0][0] if agencies else ""})
        self.fields["agency"].choices = agencies  # type: ignore[attr-defined]


class StopForm(forms.Form):
    """Why a call-back is given up."""

    use_required_attribute = False
    reason = long_text(gettext_lazy("Why do we stop calling back?"), needed=True, rows=2)


class PrintForm(forms.Form):
    """How many blank forms."""

    use_required_attribute = False
    count = BothDigits(
        label=gettext_lazy("How many blank forms?"), min_value=1, max_value=MOST_FORMS, initial=10,
        help_text=gettext_lazy("Each gets a number of its own, and each is asked for later. At most 50 at a time."),
    )  # fmt: skip


class EnterForm(forms.Form):
    """A form that was filled by hand."""

    use_required_attribute = False
    serial = forms.CharField(
        label=gettext_lazy("Serial number on the form"), max_length=40, widget=forms.TextInput(attrs=_LTR),
        error_messages={"required": gettext_lazy("Write the serial number that is printed on the form.")},
    )  # fmt: skip
    started_at = forms.CharField(
        label=gettext_lazy("When the call began, as written on the paper"), max_length=40,
        widget=forms.TextInput(attrs=_LTR | {"type": "datetime-local"}),
        help_text=gettext_lazy("The clock of the report starts at this time."),
        error_messages={"required": gettext_lazy("Write the time that stands on the paper.")},
    )  # fmt: skip
    number = forms.CharField(
        label=gettext_lazy("The caller's number"), required=False, max_length=40,
        widget=forms.TextInput(attrs=_LTR | {"inputmode": "tel"}),
    )  # fmt: skip

    def clean_serial(self) -> str:
        """In any digits."""
        return european_digits(self.cleaned_data["serial"])


class VoidForm(forms.Form):
    """A form that will never be entered."""

    use_required_attribute = False
    reason = forms.ChoiceField(label=gettext_lazy("Why is it void?"), choices=void_choices)

"""The forms of the awareness officer: campaigns, gatherings, counts, reviews of advice."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from takatuf.awareness.lessons import Question, public_lessons
from takatuf.awareness.library import Numbers, library
from takatuf.awareness.words import AUDIENCES, GATHERING_KINDS, MATERIAL_FORMS, MOMENTS
from takatuf.desks.forms.shapes import BothDigits, DayField, MomentField, long_text
from takatuf.kernel.languages import in_language

CHOOSE = _("Choose one of the answers.")
OUT_OF_RANGE = _("This number is too small or too large. Correct it and send it again.")


def _language() -> str:
    return get_language() or "ar"


def _pieces() -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in library(_language(), numbers=Numbers("", ""))]


def _lessons() -> list[tuple[str, str]]:
    return [
        ("", str(_("No lesson"))),
        *((one.code, in_language(one.title, _language())) for one in public_lessons()),
    ]


def _line(label: Any, *, hint: Any = "", needed: bool = True, longest: int = 120) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=needed, max_length=longest, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Write something here: it is needed.")},
    )  # fmt: skip


def _count(
    label: Any, *, least: int = 0, most: int = 10_000_000, needed: bool = True, hint: Any = ""
) -> BothDigits:
    return BothDigits(
        label=label, min_value=least, max_value=most, required=needed, help_text=hint,
        error_messages={"required": _("Write a number, in any digits."), "min_value": OUT_OF_RANGE, "max_value": OUT_OF_RANGE},
    )  # fmt: skip


class CampaignForm(forms.Form):
    """A new campaign."""

    title_ar = _line(_("Title in Arabic"))
    title_en = _line(_("Title in English"))
    aim = long_text(
        _("What shall be different afterwards?"), needed=True, rows=2,
        hint=_("For example: children of this school know whom to tell. The ladder measures it; the number of people reached does not."),
    )  # fmt: skip
    piece = forms.ChoiceField(
        label=_("To which advice do its posters lead?"), choices=_pieces, widget=forms.RadioSelect, error_messages={"required": CHOOSE}
    )  # fmt: skip
    starts_on = DayField(label=_("First day"), error_messages={"required": _("Say which day.")})
    ends_on = DayField(label=_("Last day"), error_messages={"required": _("Say which day.")})


class GatheringForm(forms.Form):
    """A new gathering of a campaign."""

    kind = forms.ChoiceField(label=_("What kind of gathering?"), choices=GATHERING_KINDS, widget=forms.RadioSelect, error_messages={"required": CHOOSE})  # fmt: skip
    audience = forms.ChoiceField(label=_("For whom?"), choices=AUDIENCES, widget=forms.RadioSelect, error_messages={"required": CHOOSE})  # fmt: skip
    title_ar = _line(_("Title in Arabic"))
    title_en = _line(_("Title in English"))
    place = _line(_("Where"), needed=False, longest=200, hint=_("Whoever has the code sees it. Name nobody."))
    starts_at = MomentField(label=_("When does it begin?"), error_messages={"required": _("Say when.")})
    lesson_code = forms.ChoiceField(label=_("Which lesson is taught?"), choices=_lessons, required=False)
    sessions = _count(_("How many short sessions?"), least=1, most=20)
    seats = _count(
        _("How many seats?"), least=1, needed=False, hint=_("Leave it empty where nobody counts them.")
    )
    is_listed = forms.BooleanField(
        label=_("Show it on the page for everybody (never for a school visit)"), required=False
    )


class ReachForm(forms.Form):
    """How many people the campaign reached beyond its gatherings."""

    people = _count(_("How many people?"))
    source = _line(
        _("Where does the number come from?"), longest=200, hint=_("Counted or estimated, by whom and how.")
    )


class MaterialForm(forms.Form):
    """What was printed and handed out."""

    form = forms.ChoiceField(label=_("What?"), choices=MATERIAL_FORMS)
    language = forms.ChoiceField(
        label=_("In which language?"), choices=[("ar", _("Arabic")), ("en", _("English"))]
    )
    copies = _count(_("How many copies?"), least=1)
    handed_out_on = DayField(label=_("On which day?"), error_messages={"required": _("Say which day.")})


class CountForm(forms.Form):
    """How many came to one session."""

    session = _count(_("Session"), least=1, most=20)
    adults = _count(_("Grown-ups"), most=100_000)
    children = _count(_("Children"), most=100_000, hint=_("A number is enough. No names of children."))


class PaperForm(forms.Form):
    """Answers that were given on paper, as a number for each."""

    def __init__(self, questions: Sequence[Question], data: Any = None) -> None:
        super().__init__(data, prefix="paper")
        self._places: dict[str, tuple[str, str]] = {}
        for question in questions:
            for option in question.options:
                name = f"{question.code}-{option.code}"
                self._places[name] = (question.code, option.code)
                self.fields[name] = _count(in_language(option.label, _language()), needed=False, most=100_000)
        self._questions = [in_language(question.text, _language()) for question in questions]
        self._names = [
            [f"{question.code}-{option.code}" for option in question.options] for question in questions
        ]

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by question: its words, and a number for each answer."""
        return [
            (text, [self[name] for name in names])
            for text, names in zip(self._questions, self._names, strict=True)
        ]

    def counts(self) -> dict[tuple[str, str], int]:
        """The numbers that were written, by question and answer."""
        return {
            place: self.cleaned_data[name]
            for name, place in self._places.items()
            if self.cleaned_data.get(name)
        }


class ReviewForm(forms.Form):
    """A review of one piece of advice in one language."""

    piece = forms.ChoiceField(label=_("Which advice?"), choices=_pieces)
    language = forms.ChoiceField(
        label=_("In which language?"), choices=[("ar", _("Arabic")), ("en", _("English"))]
    )
    next_review_on = DayField(label=_("Next review on"), error_messages={"required": _("Say which day.")})
    is_native = forms.BooleanField(
        label=_("A native specialist of the field has read this version: it is no longer provisional"),
        required=False,
    )
    note = _line(_("Note"), needed=False, longest=300)


def in_a_year(today: date) -> date:
    """When advice is usually read again."""
    return today + timedelta(days=365)


__all__ = [
    "MOMENTS", "CampaignForm", "CountForm", "GatheringForm", "MaterialForm", "PaperForm", "ReachForm", "ReviewForm", "in_a_year",
]  # fmt: skip

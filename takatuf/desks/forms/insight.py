"""The forms of other countries' practices, self-assessments, research and the annual report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.desks.forms.shapes import BothDigits, DayField, long_text
from takatuf.insight.countries.files import PHASES, domains
from takatuf.insight.countries.models import Adoption
from takatuf.insight.research.models import ExtractKind

NEEDED = _("Write it in both languages: a page is published in each.")
WRITE_DAY = _("Write the day.")


def _line(label: Any, *, hint: Any = "", most: int = 300, missing: Any = NEEDED) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=most, widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": missing},
    )  # fmt: skip


class PracticeForm(forms.Form):
    """A practice of another country, with its source."""

    country = _line(
        _("Country, with its two letters"), hint=_("For example FR."), most=2, missing=_("Write the country.")
    )
    title_ar = _line(_("What they do, in Arabic"))
    title_en = _line(_("What they do, in English"))
    text_ar = long_text(_("How it works, in Arabic"), needed=True, missing=NEEDED, rows=3)
    text_en = long_text(_("How it works, in English"), needed=True, missing=NEEDED, rows=3)
    source = _line(
        _("Where is it written?"), hint=_("A law, a manual or a page that others can look up."), most=500,
        missing=_("Write the source: without it nobody can check it."),
    )  # fmt: skip


class JudgeForm(forms.Form):
    """What was made of a practice here."""

    adoption = forms.ChoiceField(
        label=_("What was made of it here?"), choices=Adoption.choices, widget=forms.RadioSelect
    )
    note_ar = long_text(_("What was adopted, or why not, in Arabic"), rows=3)
    note_en = long_text(_("What was adopted, or why not, in English"), rows=3)
    checked = forms.BooleanField(label=_("I have read the source myself"), required=False)


class AssessmentForm(forms.Form):
    """A phase and a note for each capability."""

    assessed_on = DayField(
        label=_("Day of the assessment"), error_messages={"required": WRITE_DAY, "invalid": WRITE_DAY}
    )
    note = long_text(_("About this assessment as a whole"), rows=3)

    def __init__(
        self, data: Any = None, *, names: dict[int, str], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.numbers = list(names)
        self._titles = {number: f"{number}. {name}" for number, name in names.items()}
        for number in names:
            self.fields[f"phase_{number}"] = forms.TypedChoiceField(
                label=_("Phase"), required=False, empty_value=None, coerce=int,
                choices=[("", _("Not looked at")), *((phase, _phase(phase)) for phase in PHASES)],
            )  # fmt: skip
            self.fields[f"note_{number}"] = forms.CharField(
                label=_("Why"),
                required=False,
                max_length=4_000,
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )

    def groups(self) -> list[tuple[str, list[tuple[str, forms.BoundField, forms.BoundField]]]]:
        """The fields by domain: of each capability its name, its phase and why."""
        return [
            (str(domain.name), [
                (self._titles[number], self[f"phase_{number}"], self[f"note_{number}"]) for number in domain.numbers
            ])
            for domain in domains()
        ]  # fmt: skip

    def scores(self) -> dict[int, tuple[int | None, str]]:
        """The phases and notes as the action takes them."""
        values = self.cleaned_data
        return {number: (values[f"phase_{number}"], values[f"note_{number}"]) for number in self.numbers}


def _phase(number: int) -> Any:
    return {1: _("Phase 1: building"), 2: _("Phase 2"), 3: _("Phase 3"), 4: _("Phase 4: maturity")}[number]


class NameForm(forms.Form):
    """The country's own name of a capability."""

    number = BothDigits(label=_("Number of the capability, 1 to 21"), min_value=1, max_value=21)
    name_ar = _line(_("Its name in Arabic"), most=200)
    name_en = _line(_("Its name in English"), most=200)


class ResearchForm(forms.Form):
    """Which table, over which quarters, for whom, for what, and until when."""

    kind = forms.ChoiceField(label=_("Which table?"), choices=ExtractKind.choices, widget=forms.RadioSelect)
    first_year = BothDigits(label=_("From the year"), min_value=2000, max_value=2100)
    first_quarter = BothDigits(label=_("and quarter, 1 to 4"), min_value=1, max_value=4)
    last_year = BothDigits(label=_("Until the year"), min_value=2000, max_value=2100)
    last_quarter = BothDigits(label=_("and quarter, 1 to 4"), min_value=1, max_value=4)
    institution = _line(
        _("For which institution?"),
        hint=_("An institution, not a person."),
        most=200,
        missing=_("Write the institution."),
    )
    purpose = long_text(
        _("What question does it answer?"), needed=True, missing=_("Write the question."), rows=3,
        hint=_("Two other persons read this before they approve."),
    )  # fmt: skip
    readable_until = DayField(
        label=_("Until when may it be read?"), error_messages={"required": WRITE_DAY, "invalid": WRITE_DAY},
        help_text=_("A year at most."),
    )  # fmt: skip


class RefuseForm(forms.Form):
    """Why a request is refused."""

    reason = long_text(_("Why is it refused?"), needed=True, missing=_("Write the reason."), rows=3)


class YearForm(forms.Form):
    """Of which year the report is."""

    year = BothDigits(label=_("Year of the report"), min_value=2020, max_value=2100)

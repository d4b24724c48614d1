"""The forms of recommendations."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.agencies.queries import AgencyName
from takatuf.desks.forms.shapes import BothDigits, DayField, long_text
from takatuf.insight.recommendations.actions import RecommendationSource, Wording

NEEDED = _("Write it in both languages: a page is published in each.")


def _line(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}), error_messages={"required": NEEDED}
    )  # fmt: skip


class WordingForm(forms.Form):
    """What a recommendation says, in both languages."""

    title_ar = _line(_("The recommendation in Arabic"))
    title_en = _line(_("The recommendation in English"))
    reason_ar = long_text(_("Why, in Arabic"), needed=True, missing=NEEDED, rows=3)
    reason_en = long_text(
        _("Why, in English"), needed=True, missing=NEEDED, rows=3,
        hint=_("Only published numbers; never a case and never a person."),
    )  # fmt: skip
    text_ar = long_text(_("More about it, in Arabic"), rows=3)
    text_en = long_text(_("More about it, in English"), rows=3)

    def to_wording(self) -> Wording:
        """The words as the actions take them."""
        return Wording(**{name: self.cleaned_data[name] for name in WordingForm.base_fields})


class ProposalForm(WordingForm):
    """A recommendation that a person proposes."""

    source = forms.ChoiceField(
        label=_("Where does it come from?"), widget=forms.RadioSelect, initial=RecommendationSource.REVIEW,
        choices=[choice for choice in RecommendationSource.choices if choice[0] != RecommendationSource.FIGURES],
    )  # fmt: skip
    source_note = forms.CharField(
        label=_("Which one?"), max_length=300, required=False, widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("The forum, the review, or the country and its practice, with its source."),
    )  # fmt: skip
    capability = BothDigits(
        label=_("Capability of the Model National Response, 1 to 21"),
        min_value=1,
        max_value=21,
        required=False,
    )


class AssignForm(forms.Form):
    """Who owes it, and by when."""

    owner = forms.TypedChoiceField(
        label=_("Which agency owes it?"), coerce=UUID, error_messages={"required": _("Choose the agency.")}
    )
    due_on = DayField(
        label=_("Last day"), error_messages={"required": _("Write the day."), "invalid": _("Write the day.")}
    )

    def __init__(
        self, data: Any = None, *, agencies: Sequence[AgencyName], due_on: date | None = None
    ) -> None:
        super().__init__(data, prefix="assign", initial={"due_on": due_on})
        self.fields["owner"].choices = [("", "—"), *((str(one.id), str(one)) for one in agencies)]  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    """Why it is declined."""

    reason = long_text(_("Why is it declined?"), needed=True, missing=_("Write the reason."), rows=3)


class ProgressForm(forms.Form):
    """How far it is."""

    note = long_text(
        _("How far is it?"),
        needed=True,
        missing=_("Write how far it is."),
        rows=3,
        hint=_("Read by staff only."),
    )


class CloseForm(forms.Form):
    """What shows that it was done."""

    evidence = long_text(
        _("What shows that it was done?"), needed=True, missing=_("Write what shows that it was done."), rows=3,
        hint=_("Published beside the recommendation: a document, a date, a number that changed."),
    )  # fmt: skip

"""The forms with which something that stands in a case already is edited."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.desks.conflicts import EditForm
from takatuf.desks.forms.shapes import LONGEST_TEXT, BothDigits, DayField, end_of_day, long_text
from takatuf.people.queries import age_precision_choices, sex_choices


class PersonForm(EditForm):
    """What is known of a person."""

    name = forms.CharField(
        label=_("Name"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )  # fmt: skip
    sex = forms.ChoiceField(label=_("Sex"), choices=sex_choices)
    birth_year = BothDigits(label=_("Year of birth"), required=False)
    age_precision = forms.ChoiceField(label=_("How it is known"), choices=age_precision_choices)
    notes = long_text(_("Notes"))


class PlanActionForm(EditForm):
    """One line of a plan."""

    action = forms.CharField(
        label=_("What is done"), max_length=LONGEST_TEXT, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Write something here: it is needed.")},
    )  # fmt: skip
    agency = forms.ChoiceField(label=_("By which agency"))
    due = DayField(
        label=_("Until the end of"), error_messages={"required": _("Say by which day this is done.")}
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        agencies: list[tuple[str, str]],
        seen: Mapping[str, str] | None = None,
        version: int = 1,
    ) -> None:
        super().__init__(data, seen=seen, version=version)
        field = self.fields["agency"]
        if isinstance(field, forms.ChoiceField):
            field.choices = agencies

    def planned(self) -> dict[str, Any]:
        """What the action takes: the text, the agency and the moment until which it is done."""
        values = self.written()
        return {
            "action": values["action"], "agency_id": UUID(values["agency"]), "due_at": end_of_day(values["due"]),
        }  # fmt: skip

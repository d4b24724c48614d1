"""The forms with which something that stands in a case already is edited."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.casework.actions import SafeNow
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


class AssessmentEdit(EditForm):
    """An assessment, written anew."""

    facts = long_text(_("Facts"), needed=True, rows=5, missing=_("Write the facts."))
    opinion = long_text(_("Opinion"), needed=True, missing=_("Write your opinion, apart from the facts."))
    child_view = long_text(_("The child's view"))
    caregiver_view = long_text(_("The caregiver's view"))


class VisitEdit(EditForm):
    """A visit, written anew."""

    child_seen = forms.ChoiceField(
        label=_("Was the child seen?"), widget=forms.RadioSelect,
        choices=[("alone", _("Yes, alone")), ("not_alone", _("Yes, but not alone")), ("no", _("No"))],
    )  # fmt: skip
    safe_now = forms.ChoiceField(
        label=_("Is the child safe now, in your judgement?"),
        widget=forms.RadioSelect,
        choices=SafeNow.choices,
    )
    not_alone_reason = long_text(
        _("Why was the child not seen alone?"), hint=_("Needed unless the child was seen alone."), rows=2
    )
    child_view = long_text(_("What the child said"), hint=_("In the child's own words."))
    note = long_text(_("What you noted"))

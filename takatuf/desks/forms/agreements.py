"""The forms of agreements between agencies."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.agencies.queries import AgencyName
from takatuf.desks.forms.shapes import BothDigits, DayField, long_text
from takatuf.jointwork.actions import PacketField, Purpose
from takatuf.jointwork.agreements.actions import TermGiven
from takatuf.jointwork.agreements.models import UnitChoices

MOST_TERMS = 6
SIDES = (("own", _("We share with them")), ("other", _("They share with us")))
OUT_OF_RANGE = _("This number is too small or too large. Correct it and send it again.")


def _day(label: Any) -> DayField:
    return DayField(
        label=label, error_messages={"required": _("Write the day."), "invalid": _("Write the day.")}
    )


def _number(label: Any, *, most: int, initial: int, hint: Any = "") -> BothDigits:
    return BothDigits(
        label=label, min_value=1, max_value=most, initial=initial, help_text=hint,
        error_messages={"required": _("Write a number, in any digits."), "min_value": OUT_OF_RANGE, "max_value": OUT_OF_RANGE},
    )  # fmt: skip


class AgreementForm(forms.Form):
    """Between whom, about what, from when until when, and who decides in a dispute."""

    second = forms.TypedChoiceField(
        label=_("With which agency?"), coerce=UUID, error_messages={"required": _("Choose the agency.")}
    )
    title = forms.CharField(
        label=_("What is it about?"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Write what it is about.")},
    )  # fmt: skip
    valid_from = _day(_("First day"))
    valid_to = _day(_("Last day"))
    dispute_path = long_text(
        _("Who decides when the two agencies do not agree?"), needed=True, missing=_("Write who decides."), rows=2,
        hint=_("Name the offices, and who decides when these do not agree either."),
    )  # fmt: skip
    dispute_days = _number(_("Within how many working days?"), most=60, initial=3)

    def __init__(
        self, data: Any = None, *, agencies: Sequence[AgencyName], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["second"].choices = [("", "—"), *((str(one.id), str(one)) for one in agencies)]  # type: ignore[attr-defined]


class TermForm(forms.Form):
    """One line: who shares what, for which purpose, and how fast the other side answers. Without a purpose it says nothing."""

    side = forms.ChoiceField(label=_("Who shares?"), choices=SIDES, widget=forms.RadioSelect, initial="own")
    purpose = forms.ChoiceField(
        label=_("For what?"), choices=lambda: [("", "—"), *Purpose.choices], required=False
    )
    fields_shared = forms.MultipleChoiceField(
        label=_("What may be shared?"), widget=forms.CheckboxSelectMultiple, required=False,
        choices=[(field.value, field.label) for field in PacketField if field not in {PacketField.REQUEST, PacketField.WORKPLACE}],
    )  # fmt: skip
    answer_amount = _number(_("The other side answers within"), most=720, initial=24)
    answer_unit = forms.ChoiceField(label=_("Counted in"), choices=UnitChoices.choices)

    def clean(self) -> dict[str, Any]:
        """A line with a purpose says what may be shared; one without says nothing."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("purpose") and not values.get("fields_shared"):
            self.add_error("fields_shared", _("Choose at least one field."))
        if values.get("fields_shared") and not values.get("purpose"):
            self.add_error("purpose", _("Choose what it is for."))
        return values

    @property
    def says_something(self) -> bool:
        """Whether the line is filled."""
        return bool(self.is_valid() and self.cleaned_data.get("purpose"))

    def to_term(self, *, own: UUID, other: UUID) -> TermGiven:
        """The line as the action takes it."""
        values = self.cleaned_data
        return TermGiven(
            own if values["side"] == "own" else other, values["purpose"], tuple(values["fields_shared"]), values["answer_amount"],
            values["answer_unit"],
        )  # fmt: skip


class EndForm(forms.Form):
    """Why an agreement is ended."""

    reason = long_text(
        _("Why is it ended?"), needed=True, missing=_("Write the reason."), rows=3, hint=_("The other agency reads this.")
    )  # fmt: skip

"""The forms of the court: hearings, rulings, orders."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from takatuf.court.actions import LimitUnit, OrderKind
from takatuf.desks.court_words import agencies_under_orders, limit_words
from takatuf.desks.forms.facts import line
from takatuf.desks.forms.shapes import BothDigits, DayField, long_text
from takatuf.desks.words import apart
from takatuf.jointwork.packs.court_limits import court_limit
from takatuf.kernel.arabic import european_digits

NEEDED = {"required": _("Write something here: it is needed.")}


class ClockField(forms.TimeField):
    """A time of day in European or Arabic-Indic digits."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def to_python(self, value: Any) -> Any:
        """The time, whatever digits it was written in."""
        return super().to_python(european_digits(value) if isinstance(value, str) else value)


class HearingForm(forms.Form):
    """A sitting of the court."""

    day = DayField(label=_("Day of the hearing"), error_messages=NEEDED)
    hour = ClockField(label=_("Time, in Riyadh"), error_messages=NEEDED)
    place = line(_("Where"))
    note = long_text(_("Note"), rows=2)

    def parts(self) -> dict[str, Any]:
        """The parts of `record_hearing`."""
        values = self.cleaned_data
        starts_at = timezone.make_aware(datetime.combine(values["day"], values["hour"]))
        return {"starts_at": starts_at, "place": values["place"], "note": values["note"]}


class RulingForm(forms.Form):
    """What the court decided, and on which facts."""

    ruled_on = DayField(label=_("Day of the ruling"), error_messages=NEEDED)
    text = long_text(_("What the court decided"), needed=True, rows=4)
    facts_relied_on = forms.MultipleChoiceField(
        label=_("It rests on these facts"), widget=forms.CheckboxSelectMultiple, required=False
    )
    appeal_until_on = DayField(label=_("Appeal is possible until"), required=False)
    appeal_checked = forms.BooleanField(
        label=_("I have checked this time limit against its source"), required=False
    )

    def __init__(self, data: Any = None, *, facts: Sequence[tuple[int, str]]) -> None:
        super().__init__(data, prefix="ruling")
        choices = [(str(number), f"{number} — {apart(text)}") for number, text in facts]
        self.fields["facts_relied_on"].choices = choices  # type: ignore[attr-defined]
        row = court_limit("appeal")
        known = _("checked") if row.checked else _("not checked against the law")
        self.fields["appeal_until_on"].help_text = _("The country's pack says: %(limit)s (%(known)s). Write the day yourself.") % {
            "limit": limit_words(row.limit.amount, row.limit.unit.value), "known": known,
        }  # fmt: skip

    def parts(self) -> dict[str, Any]:
        """The parts of `record_ruling`."""
        values = self.cleaned_data
        return {
            "ruled_on": values["ruled_on"], "text": values["text"], "appeal_until_on": values["appeal_until_on"],
            "appeal_checked": values["appeal_checked"],
            "facts_relied_on": [int(number) for number in values["facts_relied_on"]],
        }  # fmt: skip


class OrderForm(forms.Form):
    """What a ruling tells one agency to do, and in what time."""

    kind = forms.ChoiceField(label=_("What is ordered?"), choices=OrderKind.choices)
    text = long_text(_("The order in words"), hint=_("The agency reads this."), needed=True, rows=3)
    agency = forms.ChoiceField(label=_("Which agency owes it?"), choices=agencies_under_orders)
    limit_amount = BothDigits(
        label=_("In how much time?"), min_value=1, max_value=1000, error_messages=NEEDED
    )
    limit_unit = forms.ChoiceField(
        label=_("Counted in"), choices=LimitUnit.choices, initial=LimitUnit.CALENDAR_DAYS
    )

    def parts(self) -> dict[str, Any]:
        """The parts of `record_order`."""
        values = self.cleaned_data
        return {
            "kind": OrderKind(values["kind"]), "text": values["text"], "agency_id": UUID(values["agency"]),
            "limit_amount": values["limit_amount"], "limit_unit": LimitUnit(values["limit_unit"]),
        }  # fmt: skip

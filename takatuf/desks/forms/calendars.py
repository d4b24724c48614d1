"""The form that adds a holiday, or takes one away."""

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.desks.forms.shapes import DayField


class HolidayForm(forms.Form):
    """A day, what it is, and why."""

    day = DayField(label=_("Day"), error_messages={"required": _("Say which day.")})
    is_closed = forms.TypedChoiceField(
        label=_("On this day the offices are"), widget=forms.RadioSelect, coerce=lambda value: value == "closed",
        choices=[("closed", _("closed")), ("open", _("open, though the calendar says closed"))],
        error_messages={"required": _("Choose one of the answers.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why"), max_length=300, error_messages={"required": _("Write the reason.")},
        help_text=_("The decree or announcement and its date. Name nobody."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )  # fmt: skip

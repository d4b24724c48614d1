"""What several forms of the desks share: both sets of digits, a day's end as a limit, words for an empty field."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.arabic import european_digits

LONGEST_TEXT = 8000


class BothDigits(forms.IntegerField):
    """A whole number in European or Arabic-Indic digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Write a number, in any digits.")}  # noqa: RUF012 - Django's own shape

    def to_python(self, value: Any) -> int | None:
        """The number, whatever digits it was written in."""
        whole: int | None = super().to_python(european_digits(value) if isinstance(value, str) else value)
        return whole


class DayField(forms.DateField):
    """A day in European or Arabic-Indic digits."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        """The day, whatever digits it was written in."""
        day: date | None = super().to_python(european_digits(value) if isinstance(value, str) else value)
        return day


class MomentField(forms.DateTimeField):
    """A day and a time of day in the country's own time, in European or Arabic-Indic digits."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {"invalid": _("Write the day and the time.")}  # noqa: RUF012 - Django's own shape

    def to_python(self, value: Any) -> datetime | None:
        """The moment, aware, whatever digits it was written in."""
        moment: datetime | None = super().to_python(
            european_digits(value) if isinstance(value, str) else value
        )
        return moment


def long_text(
    label: Any, *, hint: Any = "", needed: bool = False, missing: Any = "", rows: int = 4
) -> forms.CharField:
    """A field for a few sentences; `missing` says at the top of the page which needed field is empty."""
    return forms.CharField(
        label=label, help_text=hint, required=needed, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing or _("Write something here: it is needed.")},
    )  # fmt: skip


def end_of_day(day: date) -> datetime:
    """The last minute of a day in the country's own time: what is due on a day may be done until it ends."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))

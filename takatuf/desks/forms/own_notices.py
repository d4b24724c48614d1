"""The forms by which a worker chooses how to be told, and which day and which digits stand on the own pages."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from takatuf.clocks.notices.actions import Chosen
from takatuf.clocks.notices.models import Way
from takatuf.clocks.notices.queries import ways
from takatuf.kernel.arabic import european_digits
from takatuf.web.words import both_dates, days_in_order


class HourField(forms.TimeField):
    """A time of day in European or Arabic-Indic digits."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    default_error_messages = {"invalid": _("Write a time of day, for example 08:00.")}  # noqa: RUF012 - Django's own shape

    def to_python(self, value: Any) -> time | None:
        """The time, whatever digits it was written in."""
        moment: time | None = super().to_python(european_digits(value) if isinstance(value, str) else value)
        return moment


class OwnNoticesForm(forms.Form):
    """By which way, at which hours, and when not."""

    way = forms.ChoiceField(
        label=_("How shall we tell you that something awaits you?"), choices=ways, widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
        help_text=_("A message never says what it is and names nobody: only that something awaits you, and where you sign in."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Your e-mail at work"), required=False, max_length=200,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={"invalid": _("This is not an e-mail address.")},
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Your telephone"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel", "autocomplete": "off"}),
        help_text=_("The same number is rung for an urgent call when you are on duty."),
    )  # fmt: skip
    first_at = HourField(
        label=_("One message for everything, at"), error_messages={"required": _("Write a time of day, for example 08:00.")},
        help_text=_("Not one for each thing. Where nothing came, nothing is sent."),
    )  # fmt: skip
    second_at = HourField(label=_("And again at"), required=False)
    quiet_from = HourField(
        label=_("Quiet hours begin at"), required=False,
        help_text=_("Nothing is sent then, unless you are on duty; it waits until they end."),
    )  # fmt: skip
    quiet_until = HourField(label=_("Quiet hours end at"), required=False)
    urgent_at_once = forms.BooleanField(
        label=_("Tell me at once when an urgent call of my agency begins, outside the quiet hours"),
        required=False,
    )

    def chosen(self) -> Chosen:
        """The choice as the action takes it; after `is_valid`."""
        values = self.cleaned_data
        names = ("first_at", "second_at", "quiet_from", "quiet_until", "urgent_at_once")
        return Chosen(
            way=Way(values["way"]), language=(get_language() or "ar").split("-")[0], **{name: values[name] for name in names}
        )  # fmt: skip


class OwnDatesForm(forms.Form):
    """As the country writes days, or the Hijri day first; each answer shows today in that way."""

    first = forms.ChoiceField(
        label=_("How shall your pages write dates?"), widget=forms.RadioSelect,
        help_text=_("Documents for the court and published figures keep the form of the country."),
    )  # fmt: skip

    def __init__(self, *given: Any, at: datetime, **values: Any) -> None:
        super().__init__(*given, **values)
        with days_in_order(hijri_first=False):
            country = both_dates(at)
        with days_in_order(hijri_first=True):
            hijri = both_dates(at)
        self.fields["first"].choices = [  # type: ignore[attr-defined]
            ("country", gettext("As the country writes them: %(today)s") % {"today": country}),
            ("hijri", gettext("The Hijri day first: %(today)s") % {"today": hijri}),
        ]


class OwnDigitsForm(forms.Form):
    """European or Arabic-Indic digits on the own pages in Arabic; each answer shows them."""

    digits = forms.ChoiceField(
        label=_("Which digits shall your Arabic pages have?"), widget=forms.RadioSelect,
        choices=[("european", _("European: 0123456789")), ("arabic", _("Arabic-Indic: ٠١٢٣٤٥٦٧٨٩"))],
        help_text=_("Codes, telephones and accounts stay as they are: they are copied and read out. You may type in either."),
    )  # fmt: skip

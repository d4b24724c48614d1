"""The forms of the duty rota, of urgent calls and of the handover."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from takatuf.agencies.queries import WorkerName
from takatuf.clocks.duty.models import PlaceChoices
from takatuf.desks.forms.shapes import DayField
from takatuf.desks.handing_over import OpenItem

SUNDAY_FIRST = (6, 0, 1, 2, 3, 4, 5)
LONGEST_NOTE = 500
TOO_MANY = _("Write one note for all lines: there are too many for a note each.")
#: Which notes have a field of their own; with more urgent lines than these, the note for all of them serves.
MOST_NOTES = 25


def _places() -> list[tuple[str, Any]]:
    return [(value, label) for value, label in PlaceChoices.choices if value != PlaceChoices.LEAD]


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Write the time."), "invalid": _("Write the time.")},
    )  # fmt: skip


def _day(label: Any) -> DayField:
    return DayField(
        label=label, error_messages={"required": _("Write the day."), "invalid": _("Write the day.")}
    )


class _WithWorker(forms.Form):
    """A form in which a colleague is chosen."""

    worker = forms.TypedChoiceField(
        label=_("Who?"),
        coerce=UUID,
        error_messages={"required": _("Choose who."), "invalid_choice": _("Choose who.")},
    )

    def __init__(
        self, data: Any = None, *, people: Sequence[WorkerName], prefix: str = "", **more: Any
    ) -> None:
        super().__init__(data, prefix=prefix or None, **more)
        choices = [("", "—"), *((str(one.id), str(one)) for one in people)]
        self.fields["worker"].choices = choices  # type: ignore[attr-defined]


class ShiftForm(_WithWorker):
    """A weekly shift on one or more days."""

    place = forms.ChoiceField(label=_("In which place?"), choices=_places)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days does it start?"), coerce=int, widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(day, WEEKDAYS[day]) for day in SUNDAY_FIRST],
        error_messages={"required": _("Choose at least one day.")},
    )  # fmt: skip
    starts = _time(_("From what time?"))
    ends = _time(_("Until what time?"))
    from_on = _day(_("First day"))


class ChangeForm(_WithWorker):
    """A dated exception: somebody else, or nobody."""

    place = forms.ChoiceField(label=_("In which place?"), choices=_places)
    starts_on = _day(_("From which day?"))
    starts = _time(_("From what time?"))
    ends_on = _day(_("Until which day?"))
    ends = _time(_("Until what time?"))

    def __init__(self, data: Any = None, *, people: Sequence[WorkerName], **more: Any) -> None:
        super().__init__(data, people=people, **more)
        field = self.fields["worker"]
        field.required = False
        field.empty_value = None  # type: ignore[attr-defined]
        field.choices = [("", _("Nobody")), *list(field.choices)[1:]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The two moments, in the country's time."""
        values: dict[str, Any] = super().clean() or {}
        for name in ("starts", "ends"):
            if values.get(f"{name}_on") and values.get(name):
                values[f"{name}_at"] = make_aware(datetime.combine(values[f"{name}_on"], values[name]))
        if "starts_at" in values and "ends_at" in values and values["ends_at"] <= values["starts_at"]:
            self.add_error("ends", _("It ends before it starts."))
        return values


class NumberForm(forms.Form):
    """How somebody is reached when on duty."""

    worker = forms.ChoiceField(label=_("Whose number?"), required=False)
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Kept sealed. It is used for urgent calls only, and seen by your own agency only."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail"), required=False, max_length=200, widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={"invalid": _("This is not an e-mail address.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, choices: Sequence[tuple[str, Any]], **more: Any) -> None:
        super().__init__(data, prefix="number", **more)
        self.fields["worker"].choices = choices  # type: ignore[attr-defined]


class ByPhoneForm(_WithWorker):
    """Who accepted by telephone: a name and a button."""


class OutgoingForm(forms.Form):
    """What was agreed about each urgent line; one note may serve for all that have none of their own."""

    for_all = forms.CharField(
        label=_("One note for all urgent lines without a note of their own"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    use_required_attribute = False

    def __init__(self, data: Any = None, *, items: Sequence[OpenItem]) -> None:
        super().__init__(data, prefix="out")
        self.urgent = [item for item in items if item.urgent]
        for_all = bool(data and data.get("out-for_all", "").strip())
        if not self.urgent:
            del self.fields["for_all"]
        elif len(self.urgent) > MOST_NOTES:
            self.fields["for_all"].required = True
            self.fields["for_all"].error_messages["required"] = TOO_MANY
        for item in self.urgent[:MOST_NOTES]:
            self.fields[note_name(item)] = forms.CharField(
                label=" — ".join(part for part in (item.code, item.what) if part), required=not for_all, max_length=LONGEST_NOTE,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": _("Write what was agreed about this, even in a few words.")},
            )  # fmt: skip
        self.order_fields([*(name for name in self.fields if name != "for_all"), "for_all"])

    def note_of(self, item: OpenItem) -> str:
        """What was agreed about a line."""
        own: str = self.cleaned_data.get(note_name(item), "").strip()
        return own or (self.cleaned_data.get("for_all", "").strip() if item.urgent else "")


def note_name(item: OpenItem) -> str:
    """The field of a line's note; the same each time the page is drawn."""
    return f"note_{hashlib.sha256(item.key.encode()).hexdigest()[:16]}"

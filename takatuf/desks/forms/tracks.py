"""The forms of joint work tracks: something happened, and a time that does not count."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.desks.forms.shapes import MomentField
from takatuf.jointwork.packs import PackWords

CHOOSE = _("Choose one of the answers.")
MISSING_MOMENT = _("Say when.")


def _one_of(words: Sequence[PackWords], *, label: Any) -> forms.ChoiceField:
    """Codes of a country's rules to choose from, in the reader's language."""
    return forms.ChoiceField(
        label=label, choices=[(each.code, str(each)) for each in words], widget=forms.RadioSelect,
        error_messages={"required": CHOOSE},
    )  # fmt: skip


class EventForm(forms.Form):
    """What of the country's rules happened, and when."""

    happened_at = MomentField(
        label=_("When it happened"),
        help_text=_("The limits count from this moment, not from when you write it down."),
        error_messages={"required": MISSING_MOMENT},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, events: Sequence[PackWords]) -> None:
        super().__init__(data)
        self.fields["code"] = _one_of(events, label=_("What happened"))
        self.order_fields(["code"])


class ExcludedTimeForm(forms.Form):
    """A time that does not count towards one step."""

    begins_at = MomentField(label=_("From"), error_messages={"required": MISSING_MOMENT})
    ends_at = MomentField(label=_("Until"), error_messages={"required": MISSING_MOMENT})

    def __init__(self, data: Mapping[str, Any] | None, *, exclusions: Sequence[PackWords]) -> None:
        super().__init__(data)
        self.fields["code"] = _one_of(exclusions, label=_("What took the time"))
        self.order_fields(["code"])

"""The forms of keeping and erasing: a code and a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.desks.forms.shapes import long_text


def _code(hint: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Code of the case or the report"), help_text=hint, max_length=30,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={"required": _("Write the code, for example C-26-000007.")},
    )  # fmt: skip


class HoldForm(forms.Form):
    """Which record must be kept, and why."""

    code = _code(_("A case is held with all that belongs to it."))
    reason = long_text(_("Why must it be kept?"), needed=True, missing=_("Write the reason."), rows=3)


class AskForm(forms.Form):
    """Which record somebody has a right to have erased, and why."""

    code = _code(_("One that your agency leads."))
    reason = long_text(
        _("Who asks, and by what right?"), needed=True, missing=_("Write the reason."), rows=3,
        hint=_("It is sealed with the record, and goes with it."),
    )  # fmt: skip


class LiftForm(forms.Form):
    """Why a hold is lifted."""

    reason = long_text(_("Why is it lifted?"), needed=True, missing=_("Write the reason."), rows=2)

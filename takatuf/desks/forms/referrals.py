"""The forms for opening a case from a report, and for referrals."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from takatuf.desks.forms.cases import CHOOSE
from takatuf.desks.forms.shapes import BothDigits, long_text
from takatuf.desks.words import listed
from takatuf.jointwork.actions import LegalBasis, PacketField, Purpose
from takatuf.people.queries import sex_choices
from takatuf.triage.rules import Level, level_name

Choices = list[tuple[str, str]]
# What is asked for is shared whenever something is written there; it is no tick box.
TICKED = [field for field in PacketField if field not in {PacketField.REQUEST, PacketField.WORKPLACE}]

MISSING = {
    "to_agency": _("Choose the agency."),
    "purpose": _("Choose what the agency is asked for."),
    "legal_basis": _("Choose the legal basis."),
}


def level_choices() -> list[tuple[int, str]]:
    """The levels of a case; the fifth of triage opens none."""
    language = (get_language() or "ar").split("-")[0]
    return [(int(level), f"{int(level)} — {level_name(level, language)}") for level in Level if level <= 4]


class ChildForm(forms.Form):
    """The level, and what is known of the child; everything may still be unknown."""

    level = forms.TypedChoiceField(label=_("Level of urgency"), choices=level_choices, coerce=int)
    name = forms.CharField(
        label=_("The child's name"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_("It stays closed: pages show a code instead."),
    )  # fmt: skip
    age = BothDigits(
        label=_("The child's age in years"), required=False, min_value=0, max_value=150,
        error_messages={"min_value": _("This number is too small or too large. Correct it and send it again."), "max_value": _("This number is too small or too large. Correct it and send it again.")},
    )  # fmt: skip
    sex = forms.ChoiceField(
        label=_("The child's sex"), choices=sex_choices, initial="unknown", required=False
    )
    notes = long_text(
        _("What else is known"),
        hint=_("Where the child can be reached safely, the language, who knows of the report."),
    )


class LeadForm(forms.Form):
    """Which agency leads the case."""

    lead = forms.ChoiceField(
        label=_("Which agency leads the case?"), error_messages={"required": CHOOSE},
        help_text=_("It reaches the whole case, and is answerable for the child. Your agency stays a partner."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, agencies: Choices, suggested: str) -> None:
        super().__init__(data, initial={"lead": suggested}, prefix="lead")
        self.fields["lead"].choices = agencies  # type: ignore[attr-defined]


class ReferralForm(forms.Form):
    """To whom, for what, on which basis, and field by field what is shared. Without an agency nothing is sent."""

    to_agency = forms.ChoiceField(label=_("To which agency?"), required=False)
    purpose = forms.ChoiceField(
        label=_("For what?"), choices=lambda: [("", "—"), *Purpose.choices], required=False
    )
    legal_basis = forms.ChoiceField(
        label=_("On which legal basis?"), choices=lambda: [("", "—"), *LegalBasis.choices], required=False
    )
    packet = forms.MultipleChoiceField(
        label=_("What is shared"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Only what this agency needs for this purpose. It sees these fields and nothing else of the case."),
    )  # fmt: skip
    suspect_works_there = forms.BooleanField(
        label=_("The suspect works in this agency"), required=False,
        help_text=_("It then goes to another inbox, and this agency sees nothing of it."),
    )  # fmt: skip
    country = forms.CharField(
        label=_("Country of the foreign counterpart"), required=False, max_length=2,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=_("Only for a request to a foreign counterpart: two letters, for example FR. It goes to the national contact point."),
    )  # fmt: skip
    request = long_text(
        _("What is asked for"), hint=_("One or two sentences. The agency reads this too."), rows=3
    )

    def __init__(
        self,
        data: Any = None,
        *,
        prefix: str,
        agencies: Choices,
        texts: dict[str, str] | None = None,
        needed: bool,
    ) -> None:
        super().__init__(data, prefix=prefix)
        for name in ("to_agency", "purpose", "legal_basis"):
            self.fields[name].required = needed
            self.fields[name].error_messages["required"] = MISSING[name]
        self.fields["to_agency"].choices = [("", "—"), *agencies]  # type: ignore[attr-defined]
        self.fields["packet"].choices = [  # type: ignore[attr-defined]
            (field.value, _with_text(str(field.label), (texts or {}).get(field.value))) for field in TICKED
        ]

    @property
    def is_wanted(self) -> bool:
        """Whether something shall be sent."""
        return bool(self.cleaned_data.get("to_agency"))

    def clean(self) -> dict[str, Any]:
        """With an agency everything is said; without one nothing is."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("to_agency"):
            if "to_agency" not in self.errors and (values.get("purpose") or values.get("request")):
                self.add_error("to_agency", MISSING["to_agency"])
            return values
        for name in ("purpose", "legal_basis"):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, MISSING[name])
        if not values.get("packet") and not values.get("request"):
            self.add_error("packet", _("Choose at least one field, or write what is asked for."))
        return values

    def to_send(self) -> dict[str, Any]:
        """The parts of `refer_case`."""
        values = self.cleaned_data
        packet: Sequence[str] = values["packet"]
        asked = [PacketField.REQUEST.value] if values["request"] else []
        return {
            "to_agency_id": UUID(values["to_agency"]), "purpose": Purpose(values["purpose"]), "request": values["request"],
            "legal_basis": LegalBasis(values["legal_basis"]), "packet": [*packet, *asked],
            "suspect_works_there": values["suspect_works_there"], "country": values["country"],
        }  # fmt: skip


def _with_text(label: str, text: str | None) -> str:
    """The label with what would be shared, where that is known."""
    if text is None:
        return label
    return (
        f"{label}: {listed(text.splitlines())}"
        if text
        else str(_("%(label)s: nothing known") % {"label": label})
    )


class DeclineForm(forms.Form):
    """Why a referral is declined."""

    reason = long_text(
        _("Why do you decline?"),
        needed=True,
        missing=_("Write the reason."),
        rows=3,
        hint=_("The sender reads this and finds another way."),
    )


class AnswerForm(forms.Form):
    """What came of a referral."""

    outcome = long_text(
        _("What came of it?"),
        needed=True,
        missing=_("Write what came of it."),
        hint=_("The sender reads this."),
    )
    more_follows = forms.BooleanField(
        label=_("This is a part; more follows, and the clock runs on"), required=False
    )

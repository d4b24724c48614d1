"""The forms of exhibits and their chains of custody. There is no field for a file, on purpose."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.desks.forms.shapes import BothDigits, MomentField, long_text
from takatuf.evidence.actions import LONGEST_SIZE, Described, Holder, Step
from takatuf.evidence.queries import custody_kinds, exhibit_kinds
from takatuf.evidence.rules import TAKEN, Custody

CHOOSE = _("Choose one of the answers.")
OUTSIDE = "outside"
Choices = Sequence[tuple[str, str]]
_SIZE = {
    "min_value": _("This number is too small or too large. Correct it and send it again."),
    "max_value": _("This number is too small or too large. Correct it and send it again."),
}


def _line(label: Any, *, hint: Any = "", longest: int = 200, code: bool = False) -> forms.CharField:
    side = {"dir": "ltr", "spellcheck": "false"} if code else {"dir": "auto"}
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=longest,
        widget=forms.TextInput(attrs={**side, "autocomplete": "off"}),
    )  # fmt: skip


class _StepFields(forms.Form):
    """What both forms ask of a step: who gives, who takes, when, where, why."""

    giver_agency = forms.ChoiceField(label=_("Which agency gives it?"), required=False)
    giver_body = _line(_("Which other body or family, where it is no agency of the list?"))
    giver_person = _line(_("Name of who gives it"))
    taker_agency = forms.ChoiceField(label=_("Which agency takes it?"), required=False)
    taker_body = _line(
        _("Which other body, where it is no agency of the list?"), hint=_("For example a laboratory.")
    )
    taker_person = _line(
        _("Name of who takes it"), hint=_("The person, or the store in which it lies. It counts for the next step: only who holds it can give it on."),
    )  # fmt: skip
    happened_at = MomentField(
        label=_("When did this take place?"), error_messages={"required": _("Write when it happened.")}
    )
    place = _line(_("Where?"))
    seal_number = _line(_("Number on the seal"), longest=60, code=True)
    reason = long_text(_("Why?"), needed=True, missing=_("Write the reason."), rows=2)

    def __init__(
        self, data: Mapping[str, Any] | None, *, agencies: Choices, initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        for name in ("giver_agency", "taker_agency"):
            self.fields[name].choices = [("", "—"), *agencies, (OUTSIDE, _("None of these"))]  # type: ignore[attr-defined]

    def step(self, kind: str) -> Step:
        """The step as the action takes it; after `is_valid`."""
        values = self.cleaned_data
        return Step(
            kind=Custody(kind), happened_at=values["happened_at"], giver=self._holder("giver"), taker=self._holder("taker"),
            reason=values["reason"], place=values["place"], seal_number=values["seal_number"],
        )  # fmt: skip

    def _holder(self, side: str) -> Holder:
        values = self.cleaned_data
        chosen = values[f"{side}_agency"]
        agency = UUID(chosen) if chosen and chosen != OUTSIDE else None
        return Holder(agency, "" if agency else values[f"{side}_body"], values[f"{side}_person"])

    def need_taker(self) -> None:
        """Say at the field that nobody is named who takes the exhibit."""
        if not self._holder("taker").is_named:
            self.add_error(
                "taker_agency", _("Say who takes it: an agency of the list, or another body by its name.")
            )


class ExhibitForm(_StepFields):
    """A new exhibit, and the seizure or the receipt that begins its chain."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=exhibit_kinds,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE},
    )
    description = long_text(
        _("Describe it in neutral words"), needed=True, missing=_("Describe the exhibit in neutral words."), rows=2,
        hint=_("What the thing is: make, colour, number of the device. Never what a picture or a film shows, and no names."),
    )  # fmt: skip
    origin = long_text(
        _("Where does it come from?"), needed=True, missing=_("Write where it comes from."), rows=2,
        hint=_("The search, the provider, the person, with the number of the report or the order."),
    )  # fmt: skip
    made_from = forms.ChoiceField(
        label=_("Is it a copy or a part of another exhibit?"), required=False,
        help_text=_("An image of a disk is a copy of the device: both are exhibits of their own."),
    )  # fmt: skip
    storage = _line(
        _("Where does it lie?"),
        hint=_("The store and the number of the place. Never a link to the material."),
    )
    sha256 = _line(
        _("SHA-256, as received"),
        longest=120,
        code=True,
        hint=_("64 digits and letters. Hashes go into the system; the material stays outside."),
    )
    sha1 = _line(_("SHA-1, as received"), longest=80, code=True)
    md5 = _line(_("MD5, as received"), longest=60, code=True)
    size = BothDigits(
        label=_("Size in bytes"), required=False, min_value=0, max_value=LONGEST_SIZE, error_messages=_SIZE
    )
    material_embargo = forms.BooleanField(
        label=_("The material itself is shown to nobody and copied for nobody without a judge's word"), required=False
    )  # fmt: skip
    how = forms.ChoiceField(
        label=_("How did it come?"),
        widget=forms.RadioSelect,
        choices=lambda: custody_kinds(first=True),
        error_messages={"required": CHOOSE},
    )

    field_order = (
        "kind", "description", "origin", "made_from", "storage", "sha256", "sha1", "md5", "size", "material_embargo", "how",
        "giver_agency", "giver_body", "giver_person", "taker_agency", "taker_body", "taker_person", "happened_at", "place",
        "seal_number", "reason",
    )  # fmt: skip

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        agencies: Choices,
        others: Choices,
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, agencies=agencies, initial={"material_embargo": True, **initial})
        self.fields["made_from"].choices = [("", _("No")), *others]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody takes it."""
        values: dict[str, Any] = super().clean() or {}
        self.need_taker()
        return values

    def described(self) -> Described:
        """The exhibit as the action takes it; after `is_valid`."""
        values = self.cleaned_data
        names = (
            "kind",
            "description",
            "origin",
            "storage",
            "sha256",
            "sha1",
            "md5",
            "size",
            "material_embargo",
        )
        made_from = UUID(values["made_from"]) if values["made_from"] else None
        return Described(made_from=made_from, **{name: values[name] for name in names})


class CustodyForm(_StepFields):
    """What happened to an exhibit after the last step."""

    kind = forms.ChoiceField(
        label=_("What happened?"),
        widget=forms.RadioSelect,
        choices=lambda: custody_kinds(first=False),
        error_messages={"required": CHOOSE},
    )

    field_order = (
        "kind", "giver_agency", "giver_body", "giver_person", "taker_agency", "taker_body", "taker_person", "happened_at", "place",
        "seal_number", "reason",
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None, *, agencies: Choices, initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, agencies=agencies, initial=initial)
        self.fields["giver_agency"].label = _("Which agency holds it until now?")
        self.fields["giver_body"].label = _("Which other body holds it, where it is no agency of the list?")
        self.fields["giver_person"].label = _("Name of who holds it until now")
        self.fields["giver_person"].help_text = _(
            "As the last step has it. Where somebody else gave it to you, a step is missing: record that one first."
        )
        self.fields["taker_agency"].help_text = _("Only where it was handed over or returned.")

    def clean(self) -> dict[str, Any]:
        """Somebody takes what is handed over or returned."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("kind") in TAKEN:
            self.need_taker()
        return values

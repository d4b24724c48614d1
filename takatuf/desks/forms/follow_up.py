"""The forms of what follows at court: how a hearing ended, measures, handing back, variation, appeal, compliance."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from takatuf.court.actions import (
    HearingCause,
    HearingEnd,
    LimitUnit,
    MeasureDecision,
    MeasureKind,
    ReturnReason,
)
from takatuf.court.parties import PartyRow
from takatuf.desks.forms.rulings import NEEDED, ClockField
from takatuf.desks.forms.shapes import BothDigits, DayField, long_text
from takatuf.desks.words import apart


class HearingEndForm(forms.Form):
    """How a hearing ended and who came; an adjourned one says when it goes on."""

    end = forms.ChoiceField(label=_("What came of it?"), choices=HearingEnd.choices)
    cause = forms.ChoiceField(
        label=_("If it was not held: on whose side was the reason?"), required=False,
        choices=[("", _("It was held")), *HearingCause.choices],
    )  # fmt: skip
    came = forms.MultipleChoiceField(
        label=_("Who came?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    next_day = DayField(label=_("If adjourned: the next day"), required=False)
    next_hour = ClockField(label=_("At"), required=False)
    note = long_text(_("Note"), rows=2)

    def __init__(self, data: Any = None, *, parties: Sequence[PartyRow], prefix: str = "") -> None:
        super().__init__(data, prefix=prefix or None)
        self._parties = [row.id for row in parties]
        self.fields["came"].choices = [(str(row.id), row.label) for row in parties]  # type: ignore[attr-defined]

    def parts(self) -> dict[str, Any]:
        """The parts of `note_hearing`."""
        values = self.cleaned_data
        present = {UUID(one) for one in values["came"]}
        next_at = None
        if values["next_day"] and values["next_hour"]:
            next_at = timezone.make_aware(datetime.combine(values["next_day"], values["next_hour"]))
        end = HearingEnd(values["end"])
        came = {} if end is HearingEnd.CANCELLED else {one: one in present for one in self._parties}
        return {
            "end": end, "cause": HearingCause(values["cause"]) if values["cause"] else None, "note": values["note"],
            "came": came, "next_starts_at": next_at,
        }  # fmt: skip


class MeasureForm(forms.Form):
    """A measure that spares the child, and why."""

    kind = forms.ChoiceField(label=_("Which measure?"), choices=MeasureKind.choices)
    why = long_text(_("Why does this child need it?"), needed=True, rows=3)
    facts = forms.MultipleChoiceField(
        label=_("It rests on these facts"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Any = None, *, facts: Sequence[tuple[int, str]]) -> None:
        super().__init__(data, prefix="measure")
        choices = [(str(number), f"{number} — {apart(text)}") for number, text in facts]
        self.fields["facts"].choices = choices  # type: ignore[attr-defined]

    def parts(self) -> dict[str, Any]:
        """The parts of `ask_measure`."""
        values = self.cleaned_data
        return {
            "kind": MeasureKind(values["kind"]), "why": values["why"], "facts": [int(number) for number in values["facts"]],
        }  # fmt: skip


class MeasureDecisionForm(forms.Form):
    """What the court decides on a measure."""

    decision = forms.ChoiceField(label=_("What does the court decide?"), choices=MeasureDecision.choices)
    words = long_text(_("In the court's words"), rows=2)
    until_on = DayField(label=_("Until (leave empty: until the end of the proceedings)"), required=False)

    def parts(self) -> dict[str, Any]:
        """The parts of `decide_measure`."""
        values = self.cleaned_data
        return {
            "decision": MeasureDecision(values["decision"]), "words": values["words"], "until_on": values["until_on"],
        }  # fmt: skip


class ReturnForm(forms.Form):
    """Why the court hands a submission back."""

    reason = forms.ChoiceField(label=_("Why is it handed back?"), choices=ReturnReason.choices)
    note = long_text(_("What must be made clear?"), needed=True, rows=3)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="return")

    def parts(self) -> dict[str, Any]:
        """The parts of `return_submission`."""
        values = self.cleaned_data
        return {"reason": ReturnReason(values["reason"]), "note": values["note"]}


class VariationForm(forms.Form):
    """What an order says from now on, and until when."""

    text = long_text(_("The order from now on"), needed=True, rows=3)
    limit_amount = BothDigits(
        label=_("In how much time, from now?"), min_value=1, max_value=1000, error_messages=NEEDED
    )
    limit_unit = forms.ChoiceField(
        label=_("Counted in"), choices=LimitUnit.choices, initial=LimitUnit.CALENDAR_DAYS
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="vary")

    def parts(self) -> dict[str, Any]:
        """The parts of `vary_order`."""
        values = self.cleaned_data
        return {
            "text": values["text"], "limit_amount": values["limit_amount"], "limit_unit": LimitUnit(values["limit_unit"]),
        }  # fmt: skip


class AppealForm(forms.Form):
    """That a party appeals, and since when."""

    party = forms.ChoiceField(label=_("Which party appeals?"))
    lodged_on = DayField(label=_("Day of the appeal"), error_messages=NEEDED)

    def __init__(self, data: Any = None, *, parties: Sequence[PartyRow]) -> None:
        super().__init__(data, prefix="appeal")
        self.fields["party"].choices = [(str(row.id), row.label) for row in parties]  # type: ignore[attr-defined]

    def parts(self) -> dict[str, Any]:
        """The parts of `note_appeal`."""
        values = self.cleaned_data
        return {"party_id": UUID(values["party"]), "lodged_on": values["lodged_on"]}


class ComplianceForm(forms.Form):
    """What the agency did under an order of the court."""

    text = long_text(
        _("What was done?"), hint=_("The court reads this at once. Write the child's code, never a name."), needed=True, rows=4
    )  # fmt: skip

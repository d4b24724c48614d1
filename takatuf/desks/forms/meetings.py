"""The forms of meetings: calling one, its agenda, who came, what was decided."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from takatuf.agencies.queries import AgencyName, WorkerName
from takatuf.desks.conflicts import EditForm
from takatuf.desks.forms.shapes import BothDigits, DayField, MomentField, end_of_day, long_text
from takatuf.jointwork.meetings.models import ItemState, MeetingForm, MeetingKind
from takatuf.jointwork.words import CODES

CHOOSE = _("Choose one of the answers.")
USUAL_MINUTES, LONGEST_MINUTES = 30, 720


def _named(people: Sequence[WorkerName]) -> list[tuple[str, str]]:
    return [(str(one.id), f"{one} — {one.agency}") for one in people]


class CallForm(forms.Form):
    """What, when, where or how, who chairs, who is invited."""

    kind = forms.ChoiceField(
        label=_("What for?"), choices=MeetingKind.choices, widget=forms.RadioSelect, error_messages={"required": CHOOSE}
    )  # fmt: skip
    starts_at = MomentField(label=_("When does it begin?"), error_messages={"required": _("Say when.")})
    minutes = BothDigits(
        label=_("For how many minutes?"), initial=USUAL_MINUTES, min_value=5, max_value=LONGEST_MINUTES,
        error_messages={"required": _("Write a number, in any digits."), "min_value": _("This number is too small or too large. Correct it and send it again."), "max_value": _("This number is too small or too large. Correct it and send it again.")},
    )  # fmt: skip
    form = forms.ChoiceField(
        label=_("How does the team meet?"), choices=MeetingForm.choices, widget=forms.RadioSelect,
        error_messages={"required": CHOOSE},
    )  # fmt: skip
    place = forms.CharField(
        label=_("Where, or at which number"), required=False, max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_("Every invited agency sees this. Write nothing about a case here."),
    )  # fmt: skip
    chair = forms.TypedChoiceField(
        label=_("Who chairs and signs the minutes?"), coerce=UUID, error_messages={"required": CHOOSE}
    )
    agencies = forms.TypedMultipleChoiceField(
        label=_("Which agencies are invited?"), coerce=UUID, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one agency.")},
        help_text=_("Each sees time and place. What is said about a case is seen only by those who reach that case."),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, agencies: Sequence[AgencyName], chairs: Sequence[WorkerName]
    ) -> None:
        super().__init__(data)
        self.fields["agencies"].choices = [(str(one.id), str(one)) for one in agencies]  # type: ignore[attr-defined]
        self.fields["chair"].choices = [(str(one.id), str(one)) for one in chairs]  # type: ignore[attr-defined]


class ProposeForm(forms.Form):
    """A case by its code, or a matter without a case, and what shall be decided."""

    code = forms.CharField(
        label=_("The case's code"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("For example C-26-000912. Leave it empty for a matter that is about no case."),
    )  # fmt: skip
    question = long_text(
        _("What shall the meeting decide?"), needed=True, missing=_("Write what the meeting shall decide."), rows=3,
        hint=_("The child by code, never by name."),
    )  # fmt: skip


class CameForm(forms.Form):
    """Who came: a list to tick, and one guest without an account."""

    came = forms.TypedMultipleChoiceField(
        label=_("Who came?"), coerce=UUID, widget=forms.CheckboxSelectMultiple, required=False
    )
    guest_agency = forms.TypedChoiceField(
        label=_("A guest without an account: from which agency?"),
        coerce=UUID,
        required=False,
        empty_value=None,
    )
    guest_name = forms.CharField(
        label=_("The guest's name"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )  # fmt: skip

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[WorkerName],
        agencies: Sequence[AgencyName],
        came: Sequence[UUID] = (),
    ) -> None:
        super().__init__(data, initial={"came": [str(id) for id in came]}, prefix="came")
        self.fields["came"].choices = _named(people)  # type: ignore[attr-defined]
        self.fields["guest_agency"].choices = [("", "—"), *((str(one.id), str(one)) for one in agencies)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A guest has an agency and a name, or neither."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("guest_agency") and not values.get("guest_name"):
            self.add_error("guest_name", _("Write the guest's name."))
        if values.get("guest_name") and not values.get("guest_agency"):
            self.add_error("guest_agency", _("Choose the agency."))
        return values


class MinuteForm(EditForm):
    """What was said, and whether the item was discussed or put off."""

    state = forms.ChoiceField(
        label=_("What became of it?"), widget=forms.RadioSelect, error_messages={"required": CHOOSE},
        choices=[(value, label) for value, label in ItemState.choices if value != ItemState.PLANNED],
    )  # fmt: skip
    notes = long_text(_("What was said"), hint=_("It stands in the minutes."))


class DecideForm(forms.Form):
    """A decision, who carries it out, until when, and who saw it differently."""

    text = long_text(
        _("What was decided?"), needed=True, missing=_("Write what was decided."), rows=3,
        hint=_("Its owner reads this, also where that agency does not reach the case."),
    )  # fmt: skip
    owner = forms.TypedChoiceField(
        label=_("Which agency does it?"), coerce=UUID, error_messages={"required": _("Choose the agency.")}
    )
    due_on = DayField(label=_("Until which day?"), error_messages={"required": _("Write the day.")})
    track = forms.ChoiceField(label=_("On which track?"), choices=lambda: list(CODES["track"].items()))
    dissent = long_text(_("Who saw it differently, and why"), rows=2)

    def __init__(self, data: Any = None, *, agencies: Sequence[AgencyName]) -> None:
        super().__init__(data, prefix="decide", initial={"track": "assessment_support"})
        self.fields["owner"].choices = [("", "—"), *((str(one.id), str(one)) for one in agencies)]  # type: ignore[attr-defined]

    def to_decide(self) -> dict[str, Any]:
        """The parts of `decide_item`."""
        values = self.cleaned_data
        due_at: datetime = end_of_day(values["due_on"])
        return {
            "text": values["text"], "owner_id": values["owner"], "due_at": due_at, "track": values["track"],
            "dissent": values["dissent"],
        }  # fmt: skip


class LeaveForm(forms.Form):
    """Who leaves an item because of a conflict of interest."""

    worker = forms.TypedChoiceField(
        label=_("Who leaves this item?"), coerce=UUID, error_messages={"required": CHOOSE}
    )

    def __init__(self, data: Any = None, *, people: Sequence[WorkerName], own: UUID) -> None:
        super().__init__(data, prefix="leave", initial={"worker": str(own)})
        self.fields["worker"].choices = _named(people)  # type: ignore[attr-defined]


def default_start(at: datetime) -> datetime:
    """Ten in the morning of the next day: most meetings are called for the day after."""
    return (localtime(at) + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)

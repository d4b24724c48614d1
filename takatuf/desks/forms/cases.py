"""The forms of the case pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.casework.actions import ActionPlanned, AssessmentKind, ClosureReason, ReviewDecision, SafeNow
from takatuf.desks.forms.shapes import LONGEST_TEXT, DayField, end_of_day, long_text
from takatuf.desks.words import apart, joined
from takatuf.jointwork.actions import AtClosure, LeftOpen
from takatuf.jointwork.queries import StepRow
from takatuf.web.words import words_for_time_left

CHOOSE = _("Choose one of the answers.")
NOTHING_PLANNED = _("Write at least one thing that is done, by whom and until when.")
NO_DAY = _("Say by which day this is done.")
FIRST_ROWS, MOST_ROWS = 3, 12


class AssessmentForm(forms.Form):
    """What was found, and apart from it what is thought."""

    kind = forms.ChoiceField(label=_("Kind of assessment"), choices=AssessmentKind.choices)
    facts = long_text(
        _("Facts"),
        hint=_("What was seen, heard or read, and by whom. No opinion here."),
        needed=True,
        rows=5,
        missing=_("Write the facts."),
    )
    opinion = long_text(
        _("Opinion"),
        hint=_("What you think of it, and why. It is never counted as a fact."),
        needed=True,
        missing=_("Write your opinion, apart from the facts."),
    )
    child_view = long_text(
        _("The child's view"),
        hint=_("In the child's own words, and how you asked. Leave it empty when not heard yet."),
    )
    caregiver_view = long_text(_("The caregiver's view"))


class PlanForm(forms.Form):
    """A goal, and who does what by when; rows grow as they are needed."""

    goal = long_text(
        _("Goal"),
        hint=_("What shall be different for the child?"),
        needed=True,
        rows=3,
        missing=_("Write the goal."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, agencies: list[tuple[str, str]], own: UUID
    ) -> None:
        super().__init__(data)
        self.rows = self._count(data)
        for place in range(self.rows):
            self._add_row(place, agencies, own)

    @staticmethod
    def _count(data: Mapping[str, Any] | None) -> int:
        asked = str((data or {}).get("rows", FIRST_ROWS))
        count = int(asked) if asked.isascii() and asked.isdigit() else FIRST_ROWS
        return min(max(count + ("more" in (data or {})), 1), MOST_ROWS)

    def _add_row(self, place: int, agencies: list[tuple[str, str]], own: UUID) -> None:
        self.fields[f"action_{place}"] = forms.CharField(
            label=_("What is done"), required=place == 0, max_length=LONGEST_TEXT, error_messages={"required": NOTHING_PLANNED},
            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        )  # fmt: skip
        self.fields[f"agency_{place}"] = forms.ChoiceField(
            label=_("By which agency"),
            choices=agencies,
            initial=str(own),
            error_messages={"required": CHOOSE},
        )
        self.fields[f"due_{place}"] = DayField(
            label=_("Until the end of"), required=place == 0, error_messages={"required": NO_DAY}
        )

    @property
    def row_fields(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The rows for the page."""
        return [(self[f"action_{n}"], self[f"agency_{n}"], self[f"due_{n}"]) for n in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        """A row is whole or empty, and at least one is there."""
        values: dict[str, Any] = super().clean() or {}
        planned = []
        for place in range(self.rows):
            action, agency, due = (values.get(f"{name}_{place}") for name in ("action", "agency", "due"))
            if action and due and agency:
                planned.append(ActionPlanned(action=action, agency_id=UUID(agency), due_at=end_of_day(due)))
            elif action and not due and f"due_{place}" not in self.errors:
                self.add_error(f"due_{place}", NO_DAY)
            elif due and not action and f"action_{place}" not in self.errors:
                self.add_error(f"action_{place}", _("Say what is done by this day."))
        values["actions"] = planned
        return values


class VisitForm(forms.Form):
    """A visit: whether the child was seen, seen alone, and is safe now."""

    child_seen = forms.ChoiceField(
        label=_("Was the child seen?"), widget=forms.RadioSelect, error_messages={"required": CHOOSE},
        choices=[("alone", _("Yes, alone")), ("not_alone", _("Yes, but not alone")), ("no", _("No"))],
    )  # fmt: skip
    safe_now = forms.ChoiceField(
        label=_("Is the child safe now, in your judgement?"), widget=forms.RadioSelect, choices=SafeNow.choices,
        error_messages={"required": CHOOSE},
    )  # fmt: skip
    not_alone_reason = long_text(
        _("Why was the child not seen alone?"), hint=_("Needed unless the child was seen alone."), rows=2
    )
    child_view = long_text(_("What the child said"), hint=_("In the child's own words."))
    note = long_text(_("What you noted"), hint=_("What you saw. Whom you met, and who else was there."))

    def clean(self) -> dict[str, Any]:
        """A child who was not seen alone has a written reason."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("child_seen") in {"not_alone", "no"} and not values.get("not_alone_reason"):
            self.add_error("not_alone_reason", _("Write why the child was not seen alone."))
        return values


class ReviewForm(forms.Form):
    """The whole case was looked at."""

    decision = forms.ChoiceField(
        label=_("How does it go on?"),
        widget=forms.RadioSelect,
        choices=ReviewDecision.choices,
        error_messages={"required": CHOOSE},
    )
    note = long_text(_("Why"))


class ClosureForm(forms.Form):
    """A proposal to close the case."""

    reason = forms.ChoiceField(
        label=_("Why is it closed?"),
        widget=forms.RadioSelect,
        choices=ClosureReason.choices,
        error_messages={"required": CHOOSE},
    )
    outcome = long_text(
        _("What was reached for the child"), needed=True, missing=_("Write what was reached for the child.")
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, steps: Sequence[StepRow] = (), at: datetime
    ) -> None:
        """`steps` are the open ones that do not have to be done first: each is asked what becomes of it."""
        super().__init__(data)
        self.steps = steps
        for row in steps:
            self.fields[f"step_{row.id}"] = forms.ChoiceField(
                label=row.title_label, choices=AtClosure.choices, widget=forms.RadioSelect, initial=row.at_closure, required=False,
                help_text=_standing(row, at),
            )  # fmt: skip
            self.fields[f"why_{row.id}"] = forms.CharField(
                label=_("Why, or what its owner must know"), initial=row.at_closure_why, max_length=LONGEST_TEXT, required=False,
                widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
            )  # fmt: skip

    @property
    def step_fields(self) -> list[tuple[StepRow, forms.BoundField, forms.BoundField]]:
        """The open steps for the page, each with its two fields."""
        return [(row, self[f"step_{row.id}"], self[f"why_{row.id}"]) for row in self.steps]

    def clean(self) -> dict[str, Any]:
        """What is not needed any more has a written reason; a step without an answer is the action's to refuse."""
        values: dict[str, Any] = super().clean() or {}
        for row in self.steps:
            if values.get(f"step_{row.id}") == AtClosure.NOT_NEEDED and not values.get(f"why_{row.id}"):
                self.add_error(f"why_{row.id}", _("Write why this step is not needed any more."))
        return values

    def left(self) -> list[LeftOpen]:
        """What was said of the steps, for the action."""
        said = [
            (row.id, self.cleaned_data[f"step_{row.id}"], self.cleaned_data[f"why_{row.id}"])
            for row in self.steps
        ]
        return [LeftOpen(*one) for one in said if one[1]]


def _standing(row: StepRow, at: datetime) -> str:
    """What a step is about, who owes it and how long is left."""
    left = words_for_time_left(row.due_at - at) if row.due_at else str(_("without a limit"))
    return joined(apart(row.detail) if row.detail else "", str(row.owner), left)


class WaiverForm(forms.Form):
    """Why the social side is not needed."""

    reason = long_text(
        _("Why is the social side not needed?"), needed=True, missing=_("Write the reason."),
        hint=_("It stands in the case under your name. Whoever reads the case later reads this."),
    )  # fmt: skip

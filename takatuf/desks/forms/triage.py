"""The forms of the triage pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.desks.words import urgency_of
from takatuf.intake.actions import LONGEST_MESSAGE
from takatuf.intake.queries import kind_choices
from takatuf.intake.statuses import ClosedAs
from takatuf.triage.queries import outcome_choices
from takatuf.triage.rules import Level
from takatuf.web.templatetags.takatuf import urgency_word

ENDS = ("information", "close")


def _levels() -> list[tuple[int, str]]:
    return [(int(level), f"{int(level)} — {urgency_word(urgency_of(level))}") for level in Level]


class DecisionForm(forms.Form):
    """A person's decision about a report."""

    outcome = forms.ChoiceField(
        label=_("What happens with the report?"), choices=outcome_choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens with the report.")},
    )  # fmt: skip
    level = forms.TypedChoiceField(
        label=_("Level of urgency"), choices=_levels, coerce=int,
        help_text=_("To lower a report from Level 1 or 2, or to end it there, a second person must confirm."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        help_text=_("In your own words. Whoever reads the decision later reads this."),
        error_messages={"required": _("Write why you decide so, even in a few words.")},
    )  # fmt: skip
    closed_as = forms.ChoiceField(
        label=_("When it ends here: what the reporter is told"), choices=lambda: [("", "—"), *ClosedAs.choices], required=False
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=_("What is it about, in your own judgement?"), choices=kind_choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one; “Not known yet” is one of them.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """An ending says how it ended; whatever goes on says nothing of an end."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("outcome") in ENDS:
            if not values.get("closed_as"):
                self.add_error("closed_as", _("Choose what the reporter is told."))
        else:
            values["closed_as"] = ""
        return values


def decision_form(data: Any = None, *, level: int, kinds: Sequence[str]) -> DecisionForm:
    """The form, filled with what the machine suggests and the reporter's own label."""
    return DecisionForm(
        data, initial={"level": level, "outcome": "open_case", "kinds": list(kinds)}, prefix="decision"
    )


class MessageForm(forms.Form):
    """A message to the reporter."""

    text = forms.CharField(
        label=_("Write to the reporter"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_MESSAGE,
        help_text=_("Whoever holds the receipt reads this. Write nothing about the child's place or planned visits."),
        error_messages={"required": _("Write the message first.")},
    )  # fmt: skip
    needs_answer = forms.BooleanField(label=_("We need an answer"), required=False)

"""The forms of the triage pages."""

from collections.abc import Sequence
from functools import partial
from secrets import token_urlsafe
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.desks.report_words import identifier_word
from takatuf.desks.words import urgency_of
from takatuf.intake.actions import LONGEST_MESSAGE
from takatuf.intake.content import IdentifierClaim
from takatuf.intake.queries import kind_choices
from takatuf.intake.statuses import ClosedAs
from takatuf.triage.queries import outcome_choices, source_choices, why_closed_choices
from takatuf.triage.rules import Level
from takatuf.triage.signals import signal_choices
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
    why_closed = forms.ChoiceField(
        label=_("When it ends here: why, of the list"), choices=lambda: [("", "—"), *why_closed_choices()], required=False,
        help_text=_("Some endings are drawn for the second look of a colleague, so that we learn where we err."),
    )  # fmt: skip
    together = forms.BooleanField(
        label=_("The same decision for every report of this matter that waits in this line"), required=False,
        help_text=_("Each report keeps its own decision, clock and receipt."),
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
            if not values.get("why_closed"):
                self.add_error("why_closed", _("Choose why it ends here."))
        else:
            values["closed_as"] = values["why_closed"] = ""
        return values


def decision_form(data: Any = None, *, level: int, kinds: Sequence[str]) -> DecisionForm:
    """The form, filled with what the machine suggests and the reporter's own label."""
    return DecisionForm(
        data,
        initial={"level": level, "outcome": "open_case", "kinds": list(kinds), "together": True},
        prefix="decision",
    )


class MessageForm(forms.Form):
    """A message to the reporter."""

    text = forms.CharField(
        label=_("Write to the reporter"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_MESSAGE,
        help_text=_("Whoever holds the receipt reads this. Write nothing about the child's place or planned visits."),
        error_messages={"required": _("Write the message first.")},
    )  # fmt: skip
    needs_answer = forms.BooleanField(label=_("We need an answer"), required=False)
    key = forms.CharField(
        max_length=64, required=False, widget=forms.HiddenInput, initial=partial(token_urlsafe, 16)
    )


class FactsForm(forms.Form):
    """What became known since the report came in. Only what is certain is ticked; nothing here lowers a level."""

    facts = forms.MultipleChoiceField(
        label=_("What is known now?"),
        choices=signal_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    child_age = forms.IntegerField(
        label=_("Age of the child in years"), min_value=0, max_value=17, required=False
    )
    source = forms.ChoiceField(label=_("Where do you know it from?"), choices=source_choices)
    words = forms.CharField(
        label=_("In your own words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    account = forms.CharField(
        label=_("A new account, number or address"), max_length=300, required=False,
        help_text=_("As it was given. It is searched for at once."),
    )  # fmt: skip
    account_kind = forms.ChoiceField(
        label=_("What kind is it?"), required=False,
        choices=lambda: [(kind, identifier_word(kind)) for kind in ("account", "phone", "email", "url")],
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Nothing at all is nothing to put on record."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("facts") and values.get("child_age") is None and not values.get("account"):
            self.add_error("facts", _("Tick what is known now, or write an age or an account."))
        return values

    def known(self) -> dict[str, Any]:
        """The facts as triage takes them."""
        facts: dict[str, Any] = dict.fromkeys(self.cleaned_data["facts"], True)
        age = self.cleaned_data.get("child_age")
        return facts | ({"child_age": age} if age is not None else {})

    def identifiers(self) -> list[IdentifierClaim]:
        """The account, number or address, if one was written."""
        value = self.cleaned_data.get("account", "")
        return (
            [IdentifierClaim(kind=self.cleaned_data["account_kind"] or "account", value=value)]
            if value
            else []
        )

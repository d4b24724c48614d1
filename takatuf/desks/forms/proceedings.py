"""The forms around a submission at court: parties, proof of delivery, questions, answers."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from takatuf.court.actions import Channel, OnPaper, PartyKind, PositionTaken, ProofKind, Stance
from takatuf.court.parties import PartyRow
from takatuf.desks.court_words import possible_parties
from takatuf.desks.forms.facts import line
from takatuf.desks.forms.rulings import NEEDED
from takatuf.desks.forms.shapes import DayField, end_of_day, long_text
from takatuf.desks.words import apart

FactChoice = tuple[int, str]


class PartyForm(forms.Form):
    """Who takes part, and how this party is served."""

    kind = forms.ChoiceField(
        label=_("Which party?"),
        choices=[choice for choice in PartyKind.choices if choice[0] != PartyKind.APPLICANT],
    )
    channel = forms.ChoiceField(label=_("How is it served?"), choices=Channel.choices)
    agency = forms.ChoiceField(
        label=_("Its account"), required=False, choices=possible_parties,
        help_text=_("Only if it is served in the system: it reads the submission at once, and nothing else of the case."),
    )  # fmt: skip
    addressee = line(_("To whom the letter goes"), hint=_("Only on paper."))
    address = line(
        _("Where the letter goes"), hint=_("Known to who serves it and to the court; no other party sees it.")
    )

    def parts(self) -> dict[str, Any]:
        """The parts of `add_party`."""
        values = self.cleaned_data
        channel = Channel(values["channel"])
        agency = UUID(values["agency"]) if values["agency"] else None
        letter = OnPaper(values["addressee"], values["address"]) if channel is not Channel.ACCOUNT else None
        return {
            "kind": PartyKind(values["kind"]), "channel": channel, "agency_id": agency, "letter": letter,
        }  # fmt: skip


class DeliveryForm(forms.Form):
    """How and when a party without an account received a letter."""

    proof_kind = forms.ChoiceField(label=_("How is it known?"), choices=ProofKind.choices)
    received_on = DayField(label=_("Day on which it was received"), error_messages=NEEDED)
    proof = line(_("Number or note"), hint=_("Number of the item, or who signed the receipt."), needed=True)

    def parts(self, *, at: datetime, served_at: datetime) -> dict[str, Any]:
        """The parts of `prove_delivery`; the day of sending and today count as within the time."""
        values = self.cleaned_data
        noon = timezone.make_aware(datetime.combine(values["received_on"], time(12)))
        if timezone.localdate(noon) == timezone.localdate(served_at):
            noon = max(noon, served_at)
        if timezone.localdate(noon) == timezone.localdate(at):
            noon = min(noon, at)
        return {
            "kind": ProofKind(values["proof_kind"]), "received_at": noon, "proof": values["proof"],
        }  # fmt: skip


class TimeForm(forms.Form):
    """Until when an answer is awaited now."""

    due_on = DayField(label=_("Answers are awaited until the end of"), error_messages=NEEDED)

    def due_at(self) -> datetime:
        """The end of that day."""
        return end_of_day(self.cleaned_data["due_on"])


class QuestionForm(TimeForm):
    """What the court asks, of whom, about which facts, until when."""

    text = long_text(_("The question"), needed=True, rows=4)
    facts = forms.MultipleChoiceField(
        label=_("It is about these facts"), widget=forms.CheckboxSelectMultiple, required=False
    )
    parties = forms.MultipleChoiceField(
        label=_("Who answers it?"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Nobody chosen: all parties. Whoever answers, question and answers are served on all."),
    )  # fmt: skip
    field_order = ("text", "facts", "parties", "due_on")

    def __init__(self, data: Any = None, *, facts: Sequence[FactChoice], parties: Sequence[PartyRow]) -> None:
        super().__init__(data)
        self.fields["facts"].choices = _fact_choices(facts)  # type: ignore[attr-defined]
        self.fields["parties"].choices = [(str(row.id), row.label) for row in parties]  # type: ignore[attr-defined]

    def parts(self) -> dict[str, Any]:
        """The parts of `ask_question`."""
        values = self.cleaned_data
        return {
            "text": values["text"], "facts": [int(number) for number in values["facts"]],
            "party_ids": [UUID(one) for one in values["parties"]], "due_at": self.due_at(),
        }  # fmt: skip


def _fact_choices(facts: Sequence[FactChoice]) -> list[tuple[str, str]]:
    return [(str(number), f"{number} — {apart(text)}") for number, text in facts]


class AnswerForm(forms.Form):
    """An answer to the court, with positions on the facts that the question is about."""

    text = long_text(_("The answer"), needed=True, rows=6)
    exculpatory = forms.BooleanField(
        label=_("It speaks for the accused"), required=False,
        help_text=_("Such an answer is served on all parties like every other, and marked."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, facts: Sequence[FactChoice], positions: bool) -> None:
        super().__init__(data)
        self._numbers = [number for number, _text in facts] if positions else []
        for number, text in facts if positions else ():
            self.fields[f"stance_{number}"] = forms.ChoiceField(
                label=_("Fact %(number)s: %(text)s") % {"number": number, "text": apart(text)}, required=False,
                choices=[("", _("No position")), *(choice for choice in Stance.choices if choice[0] != Stance.NOT_ASKED)],
            )  # fmt: skip
            self.fields[f"reason_{number}"] = line(_("Why? (fact %(number)s)") % {"number": number})

    def parts(self) -> dict[str, Any]:
        """The parts of `answer_court`."""
        values = self.cleaned_data
        positions = [
            PositionTaken(number, Stance(values[f"stance_{number}"]), values[f"reason_{number}"])
            for number in self._numbers
            if values.get(f"stance_{number}")
        ]
        return {"text": values["text"], "exculpatory": values["exculpatory"], "positions": positions}

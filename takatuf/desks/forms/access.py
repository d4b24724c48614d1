"""The forms about who may see a case."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.agencies.knowing_models import Reach
from takatuf.desks.forms.cases import CHOOSE
from takatuf.desks.forms.shapes import BothDigits, MomentField, long_text
from takatuf.jointwork.knowing.models import Finding

Choices = Sequence[tuple[str, str]]
Data = Mapping[str, Any] | None
SAY_WHY = _("Say why.")
REACHES = (
    (Reach.PARTNERS.value, _("Every agency that was let in")),
    (Reach.AGENCY.value, _("Our agency alone: the other agencies keep only what they were asked for")),
    (Reach.TEAM.value, _("Named persons of our agency alone: for everybody else the case is not there")),
)


def _why(hint: Any = "") -> forms.CharField:
    return long_text(_("Why"), hint=hint, needed=True, rows=3, missing=SAY_WHY)


def _persons(
    label: Any, choices: Choices, hint: Any = "", *, needed: bool = False
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=needed, help_text=hint, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": CHOOSE},
    )  # fmt: skip


class ReachForm(forms.Form):
    """How far a case is shared."""

    def __init__(
        self, data: Data = None, *, staff: Choices, leads: bool, reach: str, named: Sequence[str]
    ) -> None:
        super().__init__(data)
        offered = [one for one in REACHES if leads or one[0] != Reach.AGENCY]
        self.fields["reach"] = forms.ChoiceField(
            label=_("Who may see this case?"), choices=offered, widget=forms.RadioSelect, initial=reach,
            error_messages={"required": CHOOSE},
        )  # fmt: skip
        self.fields["named"] = _persons(
            _("The named persons"), staff, _("At least one of them must be able to open the case again: a supervisor."),
        )  # fmt: skip
        self.fields["named"].initial = list(named)
        self.fields["reason"] = _why()


class ReasonForm(forms.Form):
    """A reason, and nothing else."""

    def __init__(self, data: Data = None, *, hint: Any = "") -> None:
        super().__init__(data)
        self.fields["reason"] = _why(hint)


class KeepAwayForm(forms.Form):
    """A colleague who must not reach a case, or must not see parts of it before an interview."""

    def __init__(self, data: Data = None, *, staff: Choices, parts: Choices) -> None:
        super().__init__(data)
        self.fields["worker"] = forms.ChoiceField(
            label=_("Who"), choices=[("", _("Choose a person")), *staff], error_messages={"required": CHOOSE}
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("From what?"), widget=forms.RadioSelect, initial="conflict", error_messages={"required": CHOOSE},
            choices=[
                ("conflict", _("From the whole case: a conflict of interest")),
                ("embargo", _("From parts of it: whoever interviews the child must not have seen them")),
            ],
        )  # fmt: skip
        self.fields["parts"] = _persons(_("Which parts"), parts, _("Only for an interview."))
        self.fields["until"] = MomentField(
            label=_("Until"), required=False, help_text=_("Empty: until somebody else lifts it.")
        )
        self.fields["reason"] = _why()


class LockForm(forms.Form):
    """A case in the news."""

    def __init__(
        self, data: Data = None, *, staff: Choices, reviewers: Choices, named: Sequence[str]
    ) -> None:
        super().__init__(data)
        self.fields["named"] = _persons(
            _("Whose access goes on"), staff,
            _("One person at least of each agency that answers for a part of the case, and one who can unlock it."), needed=True,
        )  # fmt: skip
        self.fields["named"].initial = list(named)
        self.fields["reviewer"] = forms.ChoiceField(
            label=_("Which agency reviews every look?"), choices=[("", _("Choose an agency")), *reviewers],
            error_messages={"required": CHOOSE},
        )  # fmt: skip
        self.fields["spoken"] = long_text(
            _("The one text that is said outside"), needed=True, rows=3, missing=_("Write the text."),
            hint=_("Nothing about the case: no place, no age, no name. Whoever is asked says this and nothing else."),
        )  # fmt: skip
        self.fields["reason"] = _why()


class BlockForm(forms.Form):
    """Somebody of the case who must not be told."""

    def __init__(self, data: Data = None, *, persons: Choices) -> None:
        super().__init__(data)
        self.fields["person"] = forms.ChoiceField(
            label=_("Who must not be told?"), choices=[("", _("Choose a person")), *persons], error_messages={"required": CHOOSE}
        )  # fmt: skip
        self.fields["reason"] = _why(
            _(
                "Pages, packets and letters warn everybody until a supervisor lifts it. It is reviewed every 30 days."
            )
        )


class AskWordsForm(forms.Form):
    """An agency that may add to a case and not read it."""

    def __init__(self, data: Data = None, *, agencies: Choices) -> None:
        super().__init__(data)
        self.fields["agency"] = forms.ChoiceField(
            label=_("Which agency"),
            choices=[("", _("Choose an agency")), *agencies],
            error_messages={"required": CHOOSE},
        )
        self.fields["until"] = MomentField(
            label=_("Until"), required=False, help_text=_("Empty: until it is withdrawn.")
        )
        self.fields["reason"] = _why()


class LetInForm(forms.Form):
    """An agency that becomes a partner of a case."""

    def __init__(self, data: Data = None, *, agencies: Choices) -> None:
        super().__init__(data)
        self.fields["agency"] = forms.ChoiceField(
            label=_("Which agency"),
            choices=[("", _("Choose an agency")), *agencies],
            error_messages={"required": CHOOSE},
        )
        self.fields["level"] = forms.ChoiceField(
            label=_("How far?"), widget=forms.RadioSelect, error_messages={"required": CHOOSE},
            choices=[
                ("read", _("It reads the case and writes nothing in it")),
                ("write", _("It reads the case and writes in it: steps, visits, exhibits")),
            ],
        )  # fmt: skip
        self.fields["reason"] = _why(
            _("Who needs an answer to one question only gets a referral instead, and sees nothing else.")
        )


class OpenForm(forms.Form):
    """Opening a case with a reason."""

    code = forms.CharField(
        label=_("Code of the case"), max_length=20, help_text=_("For example C-26-000912."), error_messages={"required": _("Write the code of the case.")},
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip
    in_danger = forms.ChoiceField(
        label=_("Is a life in danger now?"), widget=forms.RadioSelect, choices=[("no", _("No, another reason")), ("yes", _("Yes, danger to life"))],
        error_messages={"required": CHOOSE},
    )  # fmt: skip
    reason = _why(
        _("The agency that leads the case reads it at once, and answers within a day whether it was needed.")
    )
    hours = BothDigits(
        label=_("For how many hours"), min_value=1, max_value=24, initial=4,
        error_messages={
            "required": _("Write a number, in any digits."), "min_value": _("From 1 to 24 hours."), "max_value": _("From 1 to 24 hours."),
        },
    )  # fmt: skip


class FindingForm(forms.Form):
    """What a second person found."""

    finding = forms.ChoiceField(
        label=_("What did you find?"), choices=Finding.choices, widget=forms.RadioSelect, error_messages={"required": CHOOSE}
    )  # fmt: skip
    note = long_text(_("Your note"), needed=True, rows=3, missing=_("Write a sentence about it."))


class WordsForm(forms.Form):
    """Words for a case that the writer does not read."""

    words = long_text(
        _("What you know"), needed=True, missing=_("Write something."),
        hint=_("It goes to those who work on the case. You see your own words again, and nothing else of the case."),
    )  # fmt: skip

"""The forms for facts: what is stated, where it stands, and what the parties say of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.court.actions import DatePrecision, FactKind, Party, Source, SourceKind, Stance
from takatuf.court.origins import Origin
from takatuf.desks.forms.shapes import DayField, long_text

LONGEST_LABEL = 300
CHOOSE = _("Choose one of the answers that are offered.")


def line(label: Any, *, hint: Any = "", needed: bool = False) -> forms.CharField:
    """A field for one line in either language."""
    return forms.CharField(
        label=label, help_text=hint, required=needed, max_length=LONGEST_LABEL,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Write something here: it is needed.")},
    )  # fmt: skip


class SourceForm(forms.Form):
    """Where a fact comes from, and the place in it. What the source's row is, the page knows and no field carries."""

    origin: Origin | None = None

    source_kind = forms.ChoiceField(label=_("Where does it come from?"), choices=SourceKind.choices)
    source_label = line(
        _("Name of the source"),
        hint=_("As the document will call it: school register, statement of the provider."),
        needed=True,
    )
    locator = line(
        _("Place in the source"),
        hint=_("Page, paragraph or minute, so that the judge finds it at once."),
        needed=True,
    )
    quoted = long_text(_("The words as they stand there"), hint=_("Only if the wording matters."), rows=3)

    def source(self) -> Source:
        """The source that the form holds."""
        values = self.cleaned_data
        return Source(
            kind=SourceKind(values["source_kind"]), label=values["source_label"], locator=values["locator"],
            quoted=values["quoted"], source_id=self.origin.source_id if self.origin else None,
            sha256=self.origin.sha256 if self.origin else "",
        )  # fmt: skip


class FactForm(SourceForm):
    """One fact with its first source. A fact never changes: a correction is a new version."""

    text_ar = long_text(
        _("The fact, in Arabic"), needed=True, rows=3,
        hint=_("One sentence that can be true or not. The child by the code of the document, never by name."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What kind of sentence is it?"), choices=FactKind.choices,
        help_text=_("An opinion stays an opinion: it is never counted as agreed."),
    )  # fmt: skip
    occurred_on = DayField(label=_("When did it happen?"), required=False)
    precision = forms.ChoiceField(
        label=_("How exactly is the date known?"), required=False,
        choices=[choice for choice in DatePrecision.choices if choice[0] != DatePrecision.UNKNOWN],
    )  # fmt: skip
    field_order = (
        "text_ar",
        "kind",
        "occurred_on",
        "precision",
        "source_kind",
        "source_label",
        "locator",
        "quoted",
    )

    def __init__(
        self, data: Any = None, *, initial: dict[str, Any] | None = None, origin: Origin | None = None
    ) -> None:
        super().__init__(data, initial=initial or (_from(origin) if origin else None))
        self.origin = origin

    def fact(self) -> dict[str, Any]:
        """The parts of `record_fact`."""
        values = self.cleaned_data
        day = values["occurred_on"]
        precision = DatePrecision(values["precision"] or DatePrecision.DAY) if day else DatePrecision.UNKNOWN
        return {
            "text_ar": values["text_ar"], "kind": FactKind(values["kind"]), "occurred_on": day,
            "occurred_precision": precision, "sources": [self.source()],
        }  # fmt: skip


def _from(origin: Origin) -> dict[str, Any]:
    """What the form holds when a fact is taken from something: the words stand as quotation and as a first draft."""
    return {
        "text_ar": origin.quoted, "kind": origin.kind, "occurred_on": origin.occurred_on,
        "precision": DatePrecision.DAY if origin.occurred_on else "", "source_kind": origin.source_kind,
        "source_label": origin.label, "locator": origin.locator, "quoted": origin.quoted,
    }  # fmt: skip


class WithdrawForm(forms.Form):
    """Withdrawing a fact or a source, with why."""

    why = long_text(
        _("Why is it withdrawn?"), needed=True, rows=3,
        hint=_("It stays to be read, with this reason. Whoever wrote it into a submission is stopped before signing."),
    )  # fmt: skip


class PositionForm(forms.Form):
    """What one party says of a fact."""

    party = forms.ChoiceField(label=_("Which party?"), choices=Party.choices)
    stance = forms.ChoiceField(
        label=_("What does it say of this fact?"), choices=Stance.choices, widget=forms.RadioSelect,
        error_messages={"required": CHOOSE},
    )  # fmt: skip
    reason = long_text(_("In its own words"), hint=_("Stands beside the fact in the document."), rows=3)

    def position(self) -> dict[str, Any]:
        """The parts of `state_position`."""
        values = self.cleaned_data
        return {
            "party": Party(values["party"]),
            "stance": Stance(values["stance"]),
            "reason": values["reason"],
        }

"""The forms of case work in depth."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from takatuf.casework.actions import (
    ConcernStatus,
    LinkBasis,
    LinkKind,
    Listened,
    ReopeningReason,
    SafeNow,
    SafetyChoice,
    Wellbeing,
)
from takatuf.desks.conflicts import EditForm
from takatuf.desks.forms.shapes import long_text
from takatuf.intake.queries import kind_choices

CHOOSE = _("Choose one of the answers.")
MORE, SOMEBODY_ELSE = "more", "else"
SEEN = [("alone", _("Yes, alone")), ("not_alone", _("Yes, but not alone")), ("no", _("No"))]
WHY_NOT_ALONE = _("Write why the child was not seen alone.")


def _radios(label: Any, choices: Sequence[tuple[str, Any]], *, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=hint, choices=choices, widget=forms.RadioSelect, error_messages={"required": CHOOSE}
    )  # fmt: skip


def _code(label: Any, *, hint: Any, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=20, error_messages={"required": _("Write the code of the case.")},
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip


class FollowUpForm(forms.Form):
    """What was found when somebody asked after the child."""

    child_seen = _radios(_("Was the child seen?"), SEEN)
    not_alone_reason = long_text(
        _("Why was the child not seen alone?"), hint=_("Needed unless the child was seen alone."), rows=2
    )
    wellbeing = _radios(_("How is the child?"), Wellbeing.choices)
    safe_now = _radios(_("Is the child safe now, in your judgement?"), SafeNow.choices)
    child_view = long_text(_("What the child said"), hint=_("In the child's own words."))
    listened = forms.ChoiceField(
        label=_("Does the child say that somebody listened?"), required=False, choices=Listened.choices, widget=forms.RadioSelect,
        initial=Listened.NOT_ASKED,
        help_text=_("Ask gently, and only where the child wants to answer. In the figures it is counted for the whole country together, never by person or agency."),
    )  # fmt: skip
    found = long_text(
        _("What was found"),
        needed=True,
        missing=_("Write what was found."),
        hint=_(
            "Where the child is not well or not safe, reopening the case is proposed at once in your name."
        ),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, owed_days: Sequence[int]) -> None:
        super().__init__(data)
        which = [
            (
                str(days),
                ngettext("%(count)s day after closure", "%(count)s days after closure", days)
                % {"count": days},
            )
            for days in owed_days
        ]
        self.fields["after_days"] = _radios(_("Which follow-up is it?"), [*which, (MORE, _("One more"))])
        self.order_fields(["after_days"])

    def clean(self) -> dict[str, Any]:
        """A child who was not seen alone has a written reason."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("child_seen") in {"not_alone", "no"} and not values.get("not_alone_reason"):
            self.add_error("not_alone_reason", WHY_NOT_ALONE)
        if values.get("child_seen") == "no" and values.get("listened") not in {"", Listened.NOT_ASKED}:
            self.add_error("listened", _("A child who was not seen was not asked."))
        return values


class ReopeningForm(forms.Form):
    """Why a closed case is worked on again."""

    reason = _radios(_("Why is it reopened?"), ReopeningReason.choices)
    why = long_text(
        _("What has happened?"),
        needed=True,
        missing=_("Write what has happened."),
        hint=_("Whoever answers the proposal reads this."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, reports: Sequence[tuple[UUID, str]]) -> None:
        super().__init__(data)
        self.fields["report_id"] = forms.ChoiceField(
            label=_("The report that caused it"), required=False,
            help_text=_("Needed where a new report is the reason. A report is laid to the case at the triage desk first."),
            choices=[("", _("No report")), *((str(id_), code) for id_, code in reports)],
        )  # fmt: skip
        self.order_fields(["reason", "report_id", "why"])

    def clean(self) -> dict[str, Any]:
        """A new report is named."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("reason") == ReopeningReason.NEW_REPORT and not values.get("report_id"):
            self.add_error("report_id", _("Choose the report that caused it."))
        return values


class DeclineForm(forms.Form):
    """Why a case stays closed."""

    reason = long_text(
        _("Why does it stay closed?"), needed=True, missing=_("Write why the case stays closed.")
    )


class OtherChildForm(forms.Form):
    """A child with the same exposure: somebody of the case, or a description."""

    description = long_text(
        _("Who is it?"),
        rows=3,
        hint=_(
            "A name or whatever is known: how old, where, how the child is exposed to the same. It is sealed."
        ),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, known: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        if known:
            self.fields["person_id"] = _radios(
                _("Is the child in this case already?"), [*known, (SOMEBODY_ELSE, _("No, another child"))]
            )
            self.order_fields(["person_id"])

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        values: dict[str, Any] = super().clean() or {}
        chosen = values.get("person_id", SOMEBODY_ELSE)
        values["person_id"] = UUID(chosen) if chosen and chosen != SOMEBODY_ELSE else None
        if values["person_id"] is not None:
            values["description"] = ""
        elif not values.get("description") and "person_id" not in self.errors:
            self.add_error("description", _("Write what is known of the child."))
        return values


class SafetyForm(forms.Form):
    """A decision about the safety of a child with the same exposure."""

    decision = _radios(_("What is decided?"), SafetyChoice.choices)
    own_case_code = _code(
        _("The child's own case"),
        hint=_("Its code, for example C-26-000912. Only where a case of their own is open."),
        required=False,
    )
    reason = long_text(
        _("Why"),
        needed=True,
        missing=_("Write the reason."),
        hint=_("What you know, and from whom. Where the child cannot be reached: what was tried."),
    )

    def clean(self) -> dict[str, Any]:
        """A case of their own has a code."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("decision") == SafetyChoice.OWN_CASE and not values.get("own_case_code"):
            self.add_error("own_case_code", _("Write the code of the case."))
        return values


class LinkForm(forms.Form):
    """Two cases belong together, and what is the same."""

    other_code = _code(
        _("The other case"),
        hint=_("Its code, for example C-26-000912. Your agency works on both."),
        required=True,
    )
    kind = _radios(_("How do they belong together?"), LinkKind.choices)
    # A name alone carries no link of any kind, so it is not offered.
    basis = _radios(
        _("What is the same?"), [(code, words) for code, words in LinkBasis.choices if code != LinkBasis.NAME],
        hint=_("A telephone number, an address or a name alone never says that two children are one, or siblings."),
    )  # fmt: skip
    why = long_text(_("How do you know?"), needed=True, missing=_("Write how you know."), rows=3)


class UndoForm(forms.Form):
    """Why two cases do not belong together."""

    reason = long_text(
        _("Why do the cases not belong together?"), needed=True, missing=_("Write the reason."), rows=3
    )


class ConcernForm(forms.Form):
    """A further kind of exploitation."""

    def __init__(self, data: Mapping[str, Any] | None, *, named: Sequence[str]) -> None:
        super().__init__(data)
        offered = [(code, words) for code, words in kind_choices() if code not in named and code != "unknown"]
        self.fields["kind"] = _radios(_("What may the child be exposed to?"), offered)


class JudgementForm(EditForm):
    """How sure a concern is."""

    status = _radios(_("How sure is it?"), ConcernStatus.choices)
    reason = long_text(_("On what does it rest?"), needed=True, missing=_("Write on what it rests."))

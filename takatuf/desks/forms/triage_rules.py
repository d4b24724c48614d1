"""The form in which a version of the rule of triage is proposed: every number that may change, and a factor more."""

import re
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from takatuf.desks.words import urgency_of
from takatuf.triage.rulefile.editing import AddedFactor, Edit
from takatuf.triage.rules import Rule, RuleFile
from takatuf.triage.signals import signal_choices
from takatuf.web.templatetags.takatuf import urgency_word

LEVELS_BY_POINTS = (2, 3, 4)
#: Where a sentence holds a number of one report; the rule itself has none.
_COUNTED = re.compile(r"\s*\([^(]*\{count\}\)")


def sentence_in_language(rule: Rule) -> str:
    """A rule's own sentence in the reader's language."""
    texts = dict(rule.because)
    said = texts.get((get_language() or "ar").split("-")[0], texts["en"])
    return _COUNTED.sub("", said)


def level_words(level: int) -> str:
    """Number and word of a level."""
    return f"{level} — {urgency_word(urgency_of(level))}"


class RulesForm(forms.Form):
    """One version: the fields are made from the rule that is in force."""

    why = forms.CharField(
        label=gettext_lazy("Why should the rule change?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        help_text=gettext_lazy("Whoever answers reads this, and everybody later. Name no person."),
        error_messages={"required": gettext_lazy("Write why the rule should change.")},
    )  # fmt: skip

    def __init__(self, rulefile: RuleFile, data: Any = None) -> None:
        super().__init__(data, prefix="rules")
        self._factors = [*rulefile.factors, *rulefile.switched_off]
        for rule in self._factors:
            self.fields[f"points_{rule.code}"] = _number(sentence_in_language(rule), rule.points, 1, 9)
        off = forms.MultipleChoiceField(
            label=_("Factors that do not count"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(rule.code, sentence_in_language(rule)) for rule in self._factors],
            initial=[rule.code for rule in rulefile.switched_off],
        )  # fmt: skip
        self.fields["off"] = off
        for level in rulefile.levels:
            number, words = int(level.level), level_words(int(level.level))
            if number in LEVELS_BY_POINTS:
                label = _("Level %(level)s: from how many points on?") % {"level": words}
                self.fields[f"at_least_{number}"] = _number(label, level.at_least, 1, 99)
            label = _("Level %(level)s: minutes until the first review") % {"level": words}
            self.fields[f"minutes_{number}"] = _number(label, level.review_minutes, 1, 43_200)
        self._add_shares(rulefile)
        self._add_new_factor()

    def _add_shares(self, rulefile: RuleFile) -> None:
        sampling, care = rulefile.sampling, rulefile.care
        label = _("Endings of Levels 3 to 5 that a colleague looks at again, in per cent")
        self.fields["share_percent"] = _number(label, sampling.share_percent, 1, 100)
        label = _("How many of each person's first endings are looked at again")
        self.fields["first_ones"] = _number(label, sampling.first_ones, 1, 100)
        label = _("After how many hard reports a break is offered")
        self.fields["break_after"] = _number(label, care.break_after, 1, 100)
        label = _("How many hard reports one shift should hold at most")
        self.fields["most_per_shift"] = _number(label, care.most_per_shift, 1, 200)

    def _add_new_factor(self) -> None:
        self.fields["new_signal"] = forms.ChoiceField(
            label=_("A further factor: which fact?"), choices=[("", "—"), *signal_choices()], required=False
        )
        self.fields["new_points"] = forms.IntegerField(
            label=_("Its points"), min_value=1, max_value=9, required=False
        )
        self.fields["new_origin"] = forms.CharField(
            label=_("Its source: a law, a standard, or our own policy"), max_length=200, required=False
        )
        self.fields["new_ar"] = forms.CharField(
            label=_("Its sentence in Arabic, beginning with “لأن”"), max_length=300, required=False
        )
        self.fields["new_en"] = forms.CharField(
            label=_("Its sentence in English, beginning with “because”"), max_length=300, required=False
        )

    def clean(self) -> dict[str, Any]:
        """A further factor is whole or not there."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("new_signal"):
            for name in ("new_points", "new_origin", "new_ar", "new_en"):
                if not values.get(name):
                    self.add_error(name, _("A further factor needs this too."))
        return values

    def edit(self) -> Edit:
        """What the version changes."""
        values = self.cleaned_data
        return Edit(
            points={rule.code: values[f"points_{rule.code}"] for rule in self._factors},
            off=frozenset(values["off"]),
            at_least={level: values[f"at_least_{level}"] for level in LEVELS_BY_POINTS},
            review_minutes={level: values[f"minutes_{level}"] for level in (1, 2, 3, 4, 5)},
            sampling={name: values[name] for name in ("share_percent", "first_ones")},
            care={name: values[name] for name in ("break_after", "most_per_shift")},
            added=self._added(),
        )

    def _added(self) -> AddedFactor | None:
        values = self.cleaned_data
        if not values["new_signal"]:
            return None
        return AddedFactor(
            code=f"own_{values['new_signal']}", signal=values["new_signal"], points=values["new_points"],
            origin=values["new_origin"], because_ar=values["new_ar"], because_en=values["new_en"],
        )  # fmt: skip

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields in groups with a title each, for the page."""
        groups = {
            _("Points"): [f"points_{rule.code}" for rule in self._factors],
            _("Switched off"): ["off"],
            _("Levels and clocks"): [
                name for name in self.fields if name.startswith(("at_least_", "minutes_"))
            ],
            _("Second looks and care"): ["share_percent", "first_ones", "break_after", "most_per_shift"],
            _("A further factor"): ["new_signal", "new_points", "new_origin", "new_ar", "new_en"],
            _("The reason"): ["why"],
        }
        return [(title, [self[name] for name in names]) for title, names in groups.items()]


def _number(label: str, initial: int, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, initial=initial, min_value=least, max_value=most)

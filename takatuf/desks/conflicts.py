"""The page on which somebody decides, field by field, when another person changed the same thing meanwhile.

A form for editing extends `EditForm`: it carries the version that was seen and what each field held then (`was_<field>`).
The action raises EditConflict; `conflict_of` compares old, theirs and mine; the page sends the same form again with a
choice for each field that both changed. A third person's change in between leads to the page once more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from takatuf.agencies.queries import workers_by_id
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.edits import Change, EditConflict, FieldChange, compare

WAS, CHOOSE = "was_", "choose_"
MINE, THEIRS, BOTH = "mine", "theirs", "both"


class EditForm(forms.Form):
    """A form that knows which version it was drawn from."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        seen: Mapping[str, str] | None = None,
        version: int = 1,
    ) -> None:
        initial = {**(seen or {}), "version": version}
        super().__init__(_decided(data) if data is not None else None, initial=initial)
        self.named = [name for name in self.fields if name != "version"]
        for name in self.named:
            self.fields[f"{WAS}{name}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=(seen or {}).get(name, "")
            )

    def was(self) -> dict[str, str]:
        """What each field held when the form was drawn."""
        return {name: str(self.data.get(f"{WAS}{name}", "")) for name in self.named}

    def mine(self) -> dict[str, str]:
        """What was written into each field."""
        return {name: self._plain(name) for name in self.named}

    def _plain(self, name: str) -> str:
        """Digits of either kind are the same number and the same day."""
        text = str(self.data.get(name, ""))
        is_number = isinstance(self.fields[name], forms.IntegerField | forms.DateField)
        return european_digits(text).strip() if is_number else text

    def visible(self) -> list[forms.BoundField]:
        """The fields that people fill in."""
        return [self[name] for name in self.named]

    def unseen(self) -> list[forms.BoundField]:
        """The fields that travel with the form."""
        return [self["version"], *(self[f"{WAS}{name}"] for name in self.named)]

    def written(self) -> dict[str, Any]:
        """The checked values of the facts, for the action."""
        return {name: self.cleaned_data[name] for name in self.named}


def _decided(data: Mapping[str, Any]) -> QueryDict:
    """The data with each choice of the conflict page carried out: theirs, mine, or one after the other."""
    whole = QueryDict(mutable=True)
    whole.update({name: str(data[name]) for name in data})
    for key in data:
        if not key.startswith(CHOOSE):
            continue
        name = key.removeprefix(CHOOSE)
        theirs, mine = whole.get(f"{WAS}{name}", ""), whole.get(name, "")
        whole[name] = {THEIRS: theirs, BOTH: f"{theirs}\n{mine}".strip()}.get(str(data[key]), mine)
    return whole


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One field on the conflict page, its values in the reader's words; `needs_choice` where both changed it."""

    name: str
    label: str
    old: str
    theirs: str
    mine: str
    is_long: bool
    needs_choice: bool
    is_theirs: bool
    value: str
    current: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the page shows: who was quicker, when, and every field that somebody changed."""

    version: int
    changed_by: str
    changed_at: datetime | None
    choices: list[FieldChoice]
    unchanged: list[tuple[str, str]]


def conflict_of(form: EditForm, conflict: EditConflict) -> Conflict:
    """Compare what was seen, what stands there now and what the form brings."""
    mine = form.mine()
    changes = compare(old=form.was(), theirs=conflict.current, mine=mine)
    named = {change.name for change in changes}
    who = workers_by_id({conflict.changed_by}) if conflict.changed_by else {}
    return Conflict(
        version=conflict.version,
        changed_by=str(next(iter(who.values()), "")),
        changed_at=conflict.changed_at,
        choices=[_choice(form, change, conflict) for change in changes],
        unchanged=[(name, conflict.current.get(name, "")) for name in form.named if name not in named],
    )


def _choice(form: EditForm, change: FieldChange, conflict: EditConflict) -> FieldChoice:
    bound = form[change.name]
    options = dict(getattr(bound.field, "choices", []))

    def words(value: str) -> str:
        return str(options.get(value, value))

    merged = change.theirs if change.change is Change.THEIRS else change.mine
    return FieldChoice(
        name=change.name, label=str(bound.label), old=words(change.old), theirs=words(change.theirs), mine=words(change.mine),
        is_long=isinstance(bound.field.widget, forms.Textarea), needs_choice=change.change is Change.BOTH,
        is_theirs=change.change is Change.THEIRS, value=merged, current=conflict.current.get(change.name, ""),
    )  # fmt: skip

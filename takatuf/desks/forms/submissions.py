"""The forms for a submission: beginning it, its words, its facts, and sending it on."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.court.actions import SubmissionKind
from takatuf.court.queries import FactRow
from takatuf.court.rules import Recipient, Request, Sections, StudyPart
from takatuf.desks.court_words import courts, input_words, numbers_in, numbers_words
from takatuf.desks.forms.facts import LONGEST_LABEL, line
from takatuf.desks.forms.shapes import BothDigits, MomentField, long_text
from takatuf.desks.refusals import input_sentence
from takatuf.kernel.errors import InvalidInput

MOST_ROWS = 12
#: The fields of one row, by group.
GROUPS = {
    "request": ("text", "facts"),
    "study": ("heading", "text", "sources", "reply"),
    "recipient": ("name", "reason"),
}
Rows = list[tuple[forms.BoundField, ...]]


def put_error(form: forms.Form, problem: InvalidInput) -> None:
    """Say an action's complaint at the field that it names, or above all fields."""
    name = problem.path if problem.path in form.fields else None
    form.add_error(name, input_words(problem) or input_sentence(problem))


class StartForm(forms.Form):
    """Begin a submission."""

    court = forms.ChoiceField(label=_("To which court?"), choices=courts)
    docket = forms.CharField(
        label=_("The court's number of the proceedings"), max_length=40,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Write something here: it is needed.")},
    )  # fmt: skip
    child_code = forms.CharField(
        label=_("The child's code in this document"), max_length=20,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_("The judge reads this code instead of the name. Use one that nobody outside can trace."),
        error_messages={"required": _("Write something here: it is needed.")},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=SubmissionKind.choices, widget=forms.RadioSelect, required=False
    )
    supplements = forms.ChoiceField(
        label=_("Which earlier submission does it go on from?"), required=False,
        help_text=_(
            "A supplement adds only what is new, a correction only what was wrong; facts and pages keep their numbers."
        ),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, earlier: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, initial={"kind": SubmissionKind.MAIN})
        if earlier:
            self.fields["supplements"].choices = [("", _("None, it is the first")), *earlier]  # type: ignore[attr-defined]
        else:
            del self.fields["supplements"]
            first = (SubmissionKind.MAIN, SubmissionKind.URGENT)
            self.fields["kind"].choices = [(one.value, one.label) for one in first]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A supplement or correction goes on from something."""
        values = super().clean() or {}
        if values.get("kind") in {SubmissionKind.SUPPLEMENT, SubmissionKind.CORRECTION} and not values.get(
            "supplements"
        ):
            self.add_error("supplements", _("Choose the submission that it adds to or corrects."))
        return values

    def parts(self) -> dict[str, Any]:
        """The parts of `start_submission`."""
        values = self.cleaned_data
        before = values.get("supplements")
        return {
            "court_id": UUID(values["court"]), "docket": values["docket"], "child_code": values["child_code"],
            "supplements": UUID(before) if before else None, "kind": SubmissionKind(values["kind"]) if values["kind"] else None,
        }  # fmt: skip


def _lines(text: str) -> tuple[str, ...]:
    return tuple(stripped for found in text.splitlines() if (stripped := found.strip()))


class SectionsForm(forms.Form):
    """The words of a submission, in Arabic; rows grow as they are needed. An empty part may stay empty in a draft."""

    summary = long_text(
        _("Summary for the judge"), hint=_("What is asked and why, in three sentences at most."), rows=3
    )
    key_facts = line(
        _("Key facts"), hint=_("The numbers of the facts on which most depends, for example 1, 2, 4.")
    )
    risk_now = long_text(_("The danger now"), rows=2)
    urgent_measures = long_text(_("What cannot wait"), hint=_("One measure a line."), rows=2)
    impact = long_text(_("What it did to the child"), rows=3)
    child_view = long_text(
        _("The child's own view"), hint=_("In the child's words, or why it was not taken."), rows=3
    )
    child_view_taken = line(_("How the view was taken"))
    interviews_so_far = BothDigits(
        label=_("How often the child was interviewed so far"), min_value=0, max_value=99, required=False
    )
    interview_protocol = line(
        _("Protocol of the interviews"),
        hint=_("By which evidence-based protocol, and who was trained for it."),
    )
    forbidden_why = line(
        _("Why it stays, with the court's leave"),
        hint=_(
            "Only where what it did to the child names a sentence, another offence or an unproven allegation."
        ),
    )
    correction_why = long_text(_("Why the bundle before is corrected"), rows=2)
    speaks_against = long_text(
        _("What speaks against the request"),
        hint=_("One thing a line. The court trusts who says it."),
        rows=3,
    )
    why_nothing_speaks_against = line(_("Or: why nothing speaks against it"))
    limits = long_text(_("What is not known"), rows=3)
    author_licence = line(_("Your licence number"))
    what_changed = long_text(_("What changed since the last version"), rows=2)
    english_summary = long_text(_("Summary in English"), rows=3)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        sections: Sections,
        version: int,
        kind: SubmissionKind = SubmissionKind.MAIN,
    ) -> None:
        super().__init__(data, initial=_initial(sections))
        if version == 1:
            del self.fields["what_changed"]
        if kind is not SubmissionKind.CORRECTION:
            del self.fields["correction_why"]
        self.counts = {
            "request": self._count(data, "request", len(sections.requests)),
            "study": self._count(data, "study", len(sections.social_study)),
            "recipient": self._count(data, "recipient", len(sections.distribution)),
        }
        for place in range(self.counts["request"]):
            self.fields[f"request_{place}_text"] = long_text(_("What is asked"), rows=2)
            self.fields[f"request_{place}_facts"] = line(_("It rests on the facts"))
        for place in range(self.counts["study"]):
            self.fields[f"study_{place}_heading"] = line(_("Heading"))
            self.fields[f"study_{place}_text"] = long_text(_("What was found"), rows=3)
            self.fields[f"study_{place}_sources"] = long_text(
                _("From where"), hint=_("One source a line."), rows=2
            )
            self.fields[f"study_{place}_reply"] = long_text(_("What the family answered"), rows=2)
        for place in range(self.counts["recipient"]):
            self.fields[f"recipient_{place}_name"] = line(_("Who else receives it"))
            self.fields[f"recipient_{place}_reason"] = line(_("Why"))

    @staticmethod
    def _count(data: Mapping[str, Any] | None, group: str, filled: int) -> int:
        asked = str((data or {}).get(f"{group}_rows", filled + 1))
        count = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else filled + 1
        return min(max(count + (f"more_{group}" in (data or {})), 1), MOST_ROWS)

    def _rows(self, group: str) -> Rows:
        return [
            tuple(self[f"{group}_{place}_{part}"] for part in GROUPS[group])
            for place in range(self.counts[group])
        ]

    @property
    def requests(self) -> Rows:
        """The rows of what is asked."""
        return self._rows("request")

    @property
    def study(self) -> Rows:
        """The rows of the social study."""
        return self._rows("study")

    @property
    def recipients(self) -> Rows:
        """The rows of who else receives the document."""
        return self._rows("recipient")

    @property
    def wants_more(self) -> bool:
        """Whether a button asked for another row: then nothing is kept yet."""
        return any(name.startswith("more_") for name in self.data)

    def _said(self, group: str) -> list[tuple[str, ...]]:
        rows = [
            tuple(self.cleaned_data.get(f"{group}_{place}_{part}", "") for part in GROUPS[group])
            for place in range(self.counts[group])
        ]
        return [row for row in rows if any(row)]

    def sections(self) -> Sections:
        """The words as the rules know them."""
        values = self.cleaned_data
        return Sections(
            summary=values["summary"],
            key_facts=numbers_in(values["key_facts"]),
            risk_now=values["risk_now"],
            urgent_measures=_lines(values["urgent_measures"]),
            requests=tuple(Request(text, numbers_in(facts)) for text, facts in self._said("request")),
            social_study=tuple(
                StudyPart(heading, text, _lines(sources), reply)
                for heading, text, sources, reply in self._said("study")
            ),
            impact=values["impact"],
            child_view=values["child_view"],
            child_view_taken=values["child_view_taken"],
            interviews_so_far=values["interviews_so_far"] or 0,
            interview_protocol=values["interview_protocol"],
            forbidden_why=values["forbidden_why"],
            correction_why=values.get("correction_why", ""),
            speaks_against=_lines(values["speaks_against"]),
            why_nothing_speaks_against=values["why_nothing_speaks_against"],
            limits=values["limits"],
            distribution=tuple(Recipient(name, reason) for name, reason in self._said("recipient")),
            author_licence=values["author_licence"],
            what_changed=values.get("what_changed", ""),
            english_summary=values["english_summary"],
        )


def _initial(sections: Sections) -> dict[str, Any]:
    initial: dict[str, Any] = {
        name: getattr(sections, name)
        for name in (
            "summary", "risk_now", "impact", "child_view", "child_view_taken", "interviews_so_far", "limits",
            "why_nothing_speaks_against", "author_licence", "what_changed", "english_summary", "interview_protocol",
            "forbidden_why", "correction_why",
        )
    }  # fmt: skip
    initial["key_facts"] = numbers_words(sections.key_facts)
    initial["urgent_measures"] = "\n".join(sections.urgent_measures)
    initial["speaks_against"] = "\n".join(sections.speaks_against)
    for place, request in enumerate(sections.requests):
        initial |= {
            f"request_{place}_text": request.text_ar,
            f"request_{place}_facts": numbers_words(request.facts),
        }
    for place, part in enumerate(sections.social_study):
        initial |= {
            f"study_{place}_heading": part.heading, f"study_{place}_text": part.text,
            f"study_{place}_sources": "\n".join(part.sources), f"study_{place}_reply": part.reply,
        }  # fmt: skip
    for place, recipient in enumerate(sections.distribution):
        initial |= {f"recipient_{place}_name": recipient.name, f"recipient_{place}_reason": recipient.reason}
    return initial


class PlaceForm(forms.Form):
    """Which facts of the case stand in the submission, in the order of their numbers."""

    facts = forms.MultipleChoiceField(
        label=_("Facts of the case that do not stand in it yet"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one fact.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, facts: Sequence[FactRow]) -> None:
        super().__init__(data)
        self.fields["facts"].choices = [  # type: ignore[attr-defined]
            (str(fact.id), f"{fact.text_ar} — {fact.standing.label}") for fact in facts
        ]


class UndoneLinkForm(forms.Form):
    """What was found about a submission after a link was undone."""

    finding = long_text(
        _("What in the submission rests on the link, and what was changed?"), needed=True, missing=_("Write what you found."),
        hint=_("Where nothing rests on it, say so. Your name stands beside it."), rows=3,
    )  # fmt: skip


class CallForm(forms.Form):
    """The telephone call to the court before an urgent application."""

    called_at = MomentField(label=_("When did you call?"))
    to = line(
        _("With whom did you speak?"),
        hint=_("Office or function; a name only if the court gave it."),
        needed=True,
    )
    said = long_text(_("What was said"), needed=True, rows=2)


class ReturnForm(forms.Form):
    """Send a submission back to its author."""

    reason = forms.CharField(
        label=_("What must change?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_LABEL * 10,
        error_messages={"required": _("Write something here: it is needed.")},
    )  # fmt: skip

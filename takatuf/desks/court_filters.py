"""Choosing which facts of a document are shown, by plain links; and what a version brought, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from takatuf.court.actions import Standing, SubmissionKind
from takatuf.court.changes import Changes
from takatuf.court.reading import VersionRow, Versions
from takatuf.desks.court_reading import ReadFact
from takatuf.desks.court_words import facts_words
from takatuf.desks.words import listed
from takatuf.web.words import both_dates

ALL, NEW = "", "new"


@dataclass(frozen=True, slots=True)
class Filter:
    """One link: which facts it shows, and how many."""

    query: str
    label: str
    count: int
    here: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The facts that are shown, the links above them, and what is left out now."""

    facts: tuple[ReadFact, ...]
    filters: tuple[Filter, ...]
    left_out: str


def shown(facts: Sequence[ReadFact], wanted: str) -> Shown:
    """The facts of one standing, or the new ones, or all; a word that is no filter shows all."""
    groups = {ALL: (_("All facts"), list(facts))}
    for standing in Standing:
        groups[standing.value] = (
            str(standing.label),
            [fact for fact in facts if fact.code == standing.value],
        )
    groups[NEW] = (_("New in this version"), [fact for fact in facts if fact.is_new])
    there = {code: group for code, group in groups.items() if code == ALL or group[1]}
    chosen = wanted if wanted in there else ALL
    filters = tuple(
        Filter(f"?show={code}" if code else "?", label, len(rows), here=code == chosen)
        for code, (label, rows) in there.items()
    )
    rows = there[chosen][1]
    hidden = len(facts) - len(rows)
    left_out = ngettext(
        "%(count)s other fact is left out here.", "%(count)s other facts are left out here.", hidden
    ) % {"count": hidden}
    return Shown(tuple(rows), filters if len(there) > 2 else (), left_out if hidden else "")


def change_sentences(found: Changes) -> list[str]:
    """What this version changed, a sentence for each kind of change."""
    parts = {
        "requests": _("what is asked"), "study": _("the social study"), "child": _("the child's own view"),
        "limits": _("what is not known"), "against": _("what speaks against the request"),
    }  # fmt: skip
    sentences = (
        (found.new, _("New: %(what)s.")),
        (found.reworded, _("Worded anew: %(what)s.")),
        (found.restanding, _("Stands otherwise between the parties: %(what)s.")),
        (found.gone, _("No longer there: %(what)s.")),
    )
    said = [sentence % {"what": facts_words(numbers)} for numbers, sentence in sentences if numbers]
    if found.parts:
        said.append(_("Also changed: %(parts)s.") % {"parts": listed(parts[code] for code in found.parts)})
    return said


def later_sentence(versions: Versions) -> str:
    """What became of the open version since: replaced by a new main one, or added to and corrected; empty for the newest."""
    place = next((number for number, row in enumerate(versions.rows, 1) if row.is_open), len(versions.rows))
    after = versions.rows[place:]
    replaced = [row for row in after if row.kind == SubmissionKind.MAIN]
    return " ".join(_came(row) for row in (replaced[-1:] or after))


def _came(row: VersionRow) -> str:
    came_at = row.filed_at or row.signed_at
    sentence = {
        SubmissionKind.SUPPLEMENT: _("This was added to on %(day)s by version %(number)s."),
        SubmissionKind.CORRECTION: _(
            "Something in this was corrected on %(day)s by version %(number)s; the rest stands."
        ),
    }.get(row.kind, _("This was replaced on %(day)s by version %(number)s."))
    return sentence % {"day": both_dates(came_at) if came_at else "", "number": row.version}


def late_sentence(versions: Versions) -> str:
    """That the open version is late material; empty where it is not."""
    if versions.late_for is None:
        return ""
    return _("Late material: it came after the hearing of %(day)s had been set.") % {
        "day": both_dates(versions.late_for)
    }

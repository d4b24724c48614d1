"""Practices for everybody; capabilities and self-assessments for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from takatuf.agencies.actions import require
from takatuf.agencies.queries import AgencyName, agencies
from takatuf.insight.countries.files import capability_names, country_name, domains, known_practices
from takatuf.insight.countries.models import Adoption, CapabilityName, Practice, SelfAssessment
from takatuf.insight.dictionary import Words
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """A practice in the reader's language."""

    id: UUID
    country: str
    title: str
    text: str
    source: str
    checked: bool
    adoption: str
    adoption_label: str
    note: str
    note_ar: str
    note_en: str


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One capability in the last assessment, and before; a phase is None where nobody looked."""

    number: int
    name: str
    phase: int | None
    note: str
    before: int | None


@dataclass(frozen=True, slots=True)
class DomainRows:
    """The capabilities of a domain."""

    name: str
    rows: tuple[ScoreRow, ...]


@dataclass(frozen=True, slots=True)
class AssessmentName:
    """A self-assessment in a list."""

    id: UUID
    assessed_on: date
    agency: AgencyName
    written_at: datetime


def practices() -> list[PracticeRow]:
    """Every practice, by country. No scope: it is public, and about no person."""
    return [_practice(row) for row in Practice.objects.order_by("country", "title_en")]


def practice(practice_id: UUID) -> PracticeRow:
    """One practice. Raises NotFound."""
    row = Practice.objects.filter(pk=practice_id).first()
    if row is None:
        raise NotFound("No such practice.")
    return _practice(row)


def practices_to_load(*, by: Actor) -> int:
    """How many practices of the file are not taken in yet. Raises NotAllowed."""
    require(by, "recommendation.propose")
    known = set(Practice.objects.values_list("key", flat=True))
    return sum(one["key"] not in known for one in known_practices())


def _practice(row: Practice) -> PracticeRow:
    arabic = (get_language() or "ar").startswith("ar")
    return PracticeRow(
        id=row.pk, country=country_name(row.country), title=row.title_ar if arabic else row.title_en,
        text=row.text_ar if arabic else row.text_en, source=row.source, checked=row.checked, adoption=row.adoption,
        adoption_label=str(Adoption(row.adoption).label), note=row.adopted_note_ar if arabic else row.adopted_note_en,
        note_ar=row.adopted_note_ar, note_en=row.adopted_note_en,
    )  # fmt: skip


def names_of_capabilities() -> Mapping[int, Words]:
    """The names in use: the country's own, else the file's."""
    changed = {row.number: Words(row.name_ar, row.name_en) for row in CapabilityName.objects.all()}
    return {number: changed.get(number, words) for number, words in capability_names().items()}


def assessments(*, by: Actor) -> list[AssessmentName]:
    """Every self-assessment, the newest first. Raises NotAllowed."""
    require(by, "recommendation.read")
    names = {agency.id: agency for agency in agencies()}
    rows = SelfAssessment.objects.order_by("-assessed_on", "-written_at")
    return [AssessmentName(row.pk, row.assessed_on, names[row.agency_id], row.written_at) for row in rows]


def last_assessed_on() -> date | None:
    """The day of the last self-assessment; None before the first."""
    return SelfAssessment.objects.order_by("-assessed_on").values_list("assessed_on", flat=True).first()


def assessment_rows(*, by: Actor) -> list[DomainRows]:
    """The last self-assessment by domain, beside the one before it; without one, the names alone. Raises NotAllowed."""
    require(by, "recommendation.read")
    newest = list(SelfAssessment.objects.order_by("-assessed_on", "-written_at")[:2])
    last, before = (newest + [None, None])[:2]
    names = names_of_capabilities()
    return [
        DomainRows(
            str(domain.name), tuple(_score(number, names[number], last, before) for number in domain.numbers)
        )
        for domain in domains()
    ]


def _score(number: int, name: Words, last: SelfAssessment | None, before: SelfAssessment | None) -> ScoreRow:
    nothing: dict[str, Any] = {"phase": None, "note": ""}
    now, then = (row.scores[str(number)] if row else nothing for row in (last, before))
    return ScoreRow(number, str(name), now["phase"], now["note"], then["phase"])

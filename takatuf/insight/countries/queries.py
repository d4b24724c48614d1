"""Practices for everybody; capabilities and self-assessments for staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import get_language

from takatuf.agencies.actions import require
from takatuf.agencies.queries import AgencyName, WorkerName, agencies, workers_by_id
from takatuf.insight.countries.files import capability_names, country_name, domains, known_practices
from takatuf.insight.countries.models import Adoption, CapabilityName, Practice, SelfAssessment
from takatuf.insight.dictionary import Words
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound

#: How many self-assessments stand beside each other; older ones are opened from the list.
BESIDE_EACH_OTHER = 4


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
    """One capability: its phase in each assessment of the table, the newest first; None where nobody looked."""

    number: int
    name: str
    phases: tuple[int | None, ...]
    note: str


@dataclass(frozen=True, slots=True)
class DomainRows:
    """The capabilities of a domain."""

    name: str
    rows: tuple[ScoreRow, ...]


@dataclass(frozen=True, slots=True)
class AssessmentTable:
    """The self-assessments beside each other, the newest first, and what changed since the same agency's one before.

    `since` is the day of that one; without it nothing is compared, since two agencies may see things differently.
    """

    columns: tuple["AssessmentName", ...]
    domains: tuple[DomainRows, ...]
    since: date | None
    up: int
    down: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class PastAssessment:
    """One self-assessment as it was written, capabilities by the names that they had."""

    row: "AssessmentName"
    note: str
    written_by: WorkerName | None
    domains: tuple[DomainRows, ...]


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
    return [_assessment(row, names) for row in rows]


def last_assessed_on() -> date | None:
    """The day of the last self-assessment; None before the first."""
    return SelfAssessment.objects.order_by("-assessed_on").values_list("assessed_on", flat=True).first()


def assessment_table(*, by: Actor) -> AssessmentTable:
    """The latest self-assessments by domain; without any, the names alone. Raises NotAllowed."""
    require(by, "recommendation.read")
    rows = list(SelfAssessment.objects.order_by("-assessed_on", "-written_at"))
    shown, names = rows[:BESIDE_EACH_OTHER], names_of_capabilities()
    before = next((row for row in rows[1:] if row.agency_id == rows[0].agency_id), None) if rows else None
    moves = _moves(rows[0], before) if before else []
    known = {agency.id: agency for agency in agencies()}
    return AssessmentTable(
        columns=tuple(_assessment(row, known) for row in shown),
        domains=tuple(
            DomainRows(str(domain.name), tuple(_score(number, str(names[number]), shown) for number in domain.numbers))
            for domain in domains()
        ),
        since=before.assessed_on if before else None, up=sum(move > 0 for move in moves), down=sum(move < 0 for move in moves),
        unchanged=moves.count(0),
    )  # fmt: skip


def past_assessment(assessment_id: UUID, *, by: Actor) -> PastAssessment:
    """One self-assessment, with the names of that day. Raises NotAllowed, NotFound."""
    require(by, "recommendation.read")
    row = SelfAssessment.objects.filter(pk=assessment_id).first()
    if row is None:
        raise NotFound("No such self-assessment.")
    return PastAssessment(
        row=_assessment(row, {agency.id: agency for agency in agencies()}), note=row.note,
        written_by=workers_by_id({row.written_by_id}).get(row.written_by_id),
        domains=tuple(
            DomainRows(str(domain.name), tuple(_score(number, str(Words(**row.names[str(number)])), [row]) for number in domain.numbers))
            for domain in domains()
        ),
    )  # fmt: skip


def _assessment(row: SelfAssessment, names: Mapping[UUID, AgencyName]) -> AssessmentName:
    return AssessmentName(row.pk, row.assessed_on, names[row.agency_id], row.written_at)


def _moves(last: SelfAssessment, before: SelfAssessment) -> list[int]:
    """By how many phases each capability moved; left out where one of the two did not look."""
    pairs = [
        (last.scores[number]["phase"], before.scores.get(number, {}).get("phase")) for number in last.scores
    ]
    return [now - then for now, then in pairs if now is not None and then is not None]


def _score(number: int, name: str, rows: Sequence[SelfAssessment]) -> ScoreRow:
    phases = tuple(row.scores[str(number)]["phase"] for row in rows)
    return ScoreRow(number, name, phases, rows[0].scores[str(number)]["note"] if rows else "")

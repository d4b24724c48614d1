"""Taking in practices, saying what was made of them, and assessing oneself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from takatuf.agencies.actions import require
from takatuf.clocks.queries import agency_of
from takatuf.insight.countries.files import PHASES, capability_names, known_practices
from takatuf.insight.countries.models import Adoption, CapabilityName, Practice, SelfAssessment
from takatuf.insight.countries.queries import names_of_capabilities
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

LONGEST = 4_000
_SAYS_WHAT = {Adoption.ADOPTED, Adoption.ADAPTED, Adoption.LEFT}


class AlreadyAssessed(Refused):
    """This agency has assessed itself on this day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeText:
    """What a practice is, in both languages, and where it is written."""

    country: str
    title_ar: str
    title_en: str
    text_ar: str
    text_en: str
    source: str


@transaction.atomic
def load_known_practices(*, by: Actor, at: datetime) -> int:
    """Take in the practices of the file that are not there yet; returns how many. Raises NotAllowed."""
    require(by, "recommendation.propose")
    known = set(Practice.objects.values_list("key", flat=True))
    new = [one for one in known_practices() if one["key"] not in known]
    for one in new:
        _write(
            one["key"],
            PracticeText(
                country=one["country"], title_ar=one["title"]["ar"], title_en=one["title"]["en"], text_ar=one["text"]["ar"],
                text_en=one["text"]["en"], source=one["source"],
            ), by, at,
        )  # fmt: skip
    return len(new)


@transaction.atomic
def add_practice(*, text: PracticeText, by: Actor, at: datetime) -> Practice:
    """Add a practice of another country with its source. Raises NotAllowed, InvalidInput that names the field."""
    require(by, "recommendation.propose")
    return _write(f"person:{uuid7()}", text, by, at)


def _write(key: str, text: PracticeText, by: Actor, at: datetime) -> Practice:
    for name in ("title_ar", "title_en", "text_ar", "text_en", "source"):
        if not getattr(text, name).strip():
            raise InvalidInput(name, "empty")
    if len(text.country) != 2 or not text.country.isalpha():
        raise InvalidInput("country", "unknown_country")
    row = Practice(
        key=key, country=text.country.upper(), title_ar=text.title_ar.strip(), title_en=text.title_en.strip(),
        text_ar=text.text_ar.strip(), text_en=text.text_en.strip(), source=text.source.strip(), written_by_id=by.id, written_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    write("practice.added", about=None, by=by, at=at, extra={"practice": str(row.pk)})
    return row


@transaction.atomic
def judge_practice(
    *, practice_id: UUID, adoption: str, note_ar: str, note_en: str, checked: bool, by: Actor, at: datetime
) -> Practice:
    """Say what was made of a practice here, and whether a person has read its source.

    What was adopted, or why it was not, is said in both languages. Raises NotAllowed, NotFound, InvalidInput.
    """
    require(by, "recommendation.decide")
    row = Practice.objects.filter(pk=practice_id).select_for_update().first()
    if row is None:
        raise NotFound("No such practice.")
    if adoption not in Adoption.values:
        raise InvalidInput("adoption", "unknown_code")
    for name, text in (("note_ar", note_ar), ("note_en", note_en)):
        if adoption in _SAYS_WHAT and not text.strip():
            raise InvalidInput(name, "empty")
        if len(text) > LONGEST:
            raise InvalidInput(name, "too_long")
    row.adoption, row.checked = adoption, checked
    row.adopted_note_ar, row.adopted_note_en = note_ar.strip(), note_en.strip()
    row.save(update_fields=["adoption", "checked", "adopted_note_ar", "adopted_note_en"])
    write("practice.judged", about=None, by=by, at=at, extra={"practice": str(row.pk), "adoption": adoption})
    return row


@transaction.atomic
def assess_ourselves(
    *, scores: Mapping[int, tuple[int | None, str]], assessed_on: date, note: str, by: Actor, at: datetime
) -> SelfAssessment:
    """Put a self-assessment on record: for each capability a phase (1-4, None: not looked at) and a note.

    The names are kept as they are called now. Raises NotAllowed, InvalidInput that names the field, AlreadyAssessed.
    """
    require(by, "capability.assess")
    agency_id = agency_of(by)
    if assessed_on > localdate(at):
        raise InvalidInput("assessed_on", "in_the_future")
    if set(scores) != set(capability_names()):
        raise InvalidInput("scores", "required")
    for number, (phase, words) in scores.items():
        if phase is not None and phase not in PHASES:
            raise InvalidInput(f"phase_{number}", "out_of_range")
        if len(words) > LONGEST:
            raise InvalidInput(f"note_{number}", "too_long")
    if all(phase is None for phase, _words in scores.values()):
        raise InvalidInput("scores", "required")
    if SelfAssessment.objects.filter(agency_id=agency_id, assessed_on=assessed_on).exists():
        raise AlreadyAssessed("This agency has assessed itself on this day.")
    names = names_of_capabilities()
    row = SelfAssessment(
        assessed_on=assessed_on, note=note.strip(), agency_id=agency_id, written_by_id=by.id, written_at=at,
        names={str(number): {"ar": words.ar, "en": words.en} for number, words in names.items()},
        scores={str(number): {"phase": phase, "note": words.strip()} for number, (phase, words) in scores.items()},
    )  # fmt: skip
    row.save(force_insert=True)
    write("capabilities.assessed", about=None, by=by, at=at, extra={"assessment": str(row.pk)})
    return row


@transaction.atomic
def rename_capability(*, number: int, name_ar: str, name_en: str, by: Actor, at: datetime) -> None:
    """Call a capability by the country's own name from now on; earlier assessments keep theirs.

    Raises NotAllowed, InvalidInput that names the field.
    """
    require(by, "capability.assess")
    if number not in capability_names():
        raise InvalidInput("number", "out_of_range")
    for name, text in (("name_ar", name_ar), ("name_en", name_en)):
        if not text.strip():
            raise InvalidInput(name, "empty")
        if len(text) > 200:
            raise InvalidInput(name, "too_long")
    row = CapabilityName.objects.filter(number=number).select_for_update().first() or CapabilityName(
        number=number
    )
    row.name_ar, row.name_en, row.changed_by_id, row.changed_at = name_ar.strip(), name_en.strip(), by.id, at
    row.save()
    write("capability.renamed", about=None, by=by, at=at, extra={"capability": str(number)})

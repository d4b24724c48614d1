"""What each field of a Primero case becomes here; pure. What has no place is handed on as it came, and counted.

The names are those of the forms that Primero ships (primeroIMS/primero, db/configuration, and doc/api/cases). Rollouts
add fields of their own: those are left over, sealed beside the case.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from takatuf.casework.models import PersonRole
from takatuf.casework.taking_over.actions import ComingCase, ComingPerson
from takatuf.kernel.errors import InvalidInput

Value = TypeVar("Value", int, str)
VERSION = "1"
LEVELS = {"high": 2, "medium": 3, "low": 4}
WITHOUT_RISK = 3
CLOSED = {"closed", "transferred", "duplicate"}
CONCERNS = {
    "trafficked_smuggled": "trafficking", "trafficking": "trafficking", "trafficked": "trafficking",
    "child_labour": "labour", "child_labor": "labour", "worst_forms_of_child_labour": "labour",
    "early_marriage": "marriage", "child_marriage": "marriage", "sexually_exploited": "other", "begging": "begging",
}  # fmt: skip
SIBLINGS = {"brother", "sister", "sibling"}
_DAY = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}")


@dataclass(frozen=True, slots=True)
class PhoneClaim:
    """A telephone number of the child's household."""

    value: str = field(repr=False)
    kind: str = "phone"
    platform: str = ""
    note: str = ""
    whose: str = "child"


@dataclass(frozen=True, slots=True)
class MappedCase:
    """A case ready to be taken over; `mapped` and `left` are the names of its fields, with values or without a place."""

    coming: ComingCase
    mapped: dict[str, str]
    left: tuple[str, ...]


def map_case(given: Mapping[str, Any], *, path: str) -> MappedCase:
    """Map one case. Raises InvalidInput with the path of what cannot be read; empty fields count as not there."""
    fields = _Fields(given, path)
    source_id = fields.text("id", "id of the case there") or fields.text("case_id", "id of the case there")
    if not source_id:
        raise InvalidInput(f"{path}.id", "required")
    opened_at = fields.day("registration_date", "opened at") or fields.moment("created_at", "opened at")
    if opened_at is None:
        raise InvalidInput(f"{path}.registration_date", "required")
    closed_at = _closed_at(fields, opened_at)
    child = _child(fields, opened_at)
    around = _around(fields, opened_at)
    coming = ComingCase(
        source="primero", source_id=source_id, source_code=fields.text("case_id_display", "code there") or source_id,
        mapping=VERSION, level=_level(fields), opened_at=opened_at, closed_at=closed_at, kinds=_kinds(fields),
        people=(child, *around), left_over=fields.left(),
    )  # fmt: skip
    return MappedCase(coming, fields.mapped, tuple(coming.left_over))


def _level(fields: "_Fields") -> int:
    risk = fields.choice("risk_level", "level", {**LEVELS, "no_risk": 4, "none": 4})
    return WITHOUT_RISK if risk is None else risk


def _closed_at(fields: "_Fields", opened_at: datetime) -> datetime | None:
    status = fields.text("status", "open or closed")
    if status not in {"", "open", *CLOSED}:
        raise InvalidInput(f"{fields.path}.status", "unknown_code", value=status)
    closed = fields.day("date_closure", "closed at")
    if status not in CLOSED:
        return None
    return max(closed or fields.moment("last_updated_at", "closed at") or opened_at, opened_at)


def _kinds(fields: "_Fields") -> tuple[str, ...]:
    named = fields.texts("protection_concerns", "concerns")
    return tuple(dict.fromkeys(CONCERNS.get(name, "other") for name in named)) or ("unknown",)


def _child(fields: "_Fields", opened_at: datetime) -> ComingPerson:
    parts = [fields.text(name, "child: name") for name in ("name_first", "name_middle", "name_last")]
    whole = fields.text("name", "child: name")
    born = fields.day("date_of_birth", "child: year of birth")
    age = fields.number("age", "child: year of birth", highest=150)
    estimated = fields.flag("estimated", "child: how the age is known")
    year = born.year if born else None if age is None else opened_at.year - age
    precision = "estimated" if estimated else "document" if born else "stated"
    phone = fields.text("telephone_current", "identifier of the child")
    return ComingPerson(
        role=PersonRole.CHILD, name=" ".join(part for part in parts if part) or whole,
        sex=fields.choice("sex", "child: sex", {"male": "male", "female": "female"}) or "unknown",
        birth_year=year, age_precision="" if year is None else precision, notes=_notes(fields),
        identifiers=(PhoneClaim(phone),) if phone else (),
    )  # fmt: skip


def _notes(fields: "_Fields") -> str:
    lines = []
    for place, note in fields.rows("notes_section", "child: notes"):
        inner = _Fields(note, place)
        said = (inner.text(name, "") for name in ("note_date", "note_subject", "note_text"))
        lines.append(" — ".join(part for part in said if part))
    return "\n".join(line for line in lines if line)


def _around(fields: "_Fields", opened_at: datetime) -> list[ComingPerson]:
    people = []
    for place, row in fields.rows("family_details_section", "caregivers and siblings"):
        inner = _Fields(row, place)
        relation = inner.text("relation", "").lower()
        is_caregiver = inner.flag("relation_is_caregiver", "")
        age = inner.number("relation_age", "", highest=150)
        name = inner.text("relation_name", "")
        if not (is_caregiver or relation in SIBLINGS):
            fields.keep("family_details_section", row)
            continue
        people.append(ComingPerson(
            role=PersonRole.CAREGIVER if is_caregiver else PersonRole.SIBLING, name=name,
            birth_year=None if age is None else opened_at.year - age, age_precision="" if age is None else "stated", notes=relation,
        ))  # fmt: skip
        if rest := inner.left():
            fields.keep("family_details_section", {"relation_name": name, **rest})
    return people


class _Fields:
    """The fields of one object: what was asked for is mapped, the rest is left; a wrong one is named by its path."""

    def __init__(self, given: Mapping[str, Any], path: str) -> None:
        self.path = path
        self.mapped: dict[str, str] = {}
        self._given = {name: value for name, value in given.items() if value not in (None, "", [], {})}
        self._kept: dict[str, list[Any]] = {}

    def left(self) -> dict[str, Any]:
        """What has no place here, as it came."""
        return {
            **{name: value for name, value in self._given.items() if name not in self.mapped}, **self._kept,
        }  # fmt: skip

    def keep(self, name: str, value: Any) -> None:
        """A part of a mapped field that has no place."""
        self._kept.setdefault(name, []).append(value)

    def _take(self, name: str, target: str) -> Any:
        if name in self._given:
            self.mapped[name] = target
        return self._given.get(name)

    def _wrong(self, name: str, code: str, **params: str | int) -> InvalidInput:
        return InvalidInput(f"{self.path}.{name}", code, **params)

    def text(self, name: str, target: str) -> str:
        value = self._take(name, target)
        if isinstance(value, (dict, list)):
            raise self._wrong(name, "not_text")
        return "" if value is None else str(value).strip()

    def texts(self, name: str, target: str) -> list[str]:
        value = self._take(name, target) or []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._wrong(name, "not_a_list")
        return value

    def rows(self, name: str, target: str) -> list[tuple[str, Mapping[str, Any]]]:
        value = self._take(name, target) or []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._wrong(name, "not_a_list")
        return [(f"{self.path}.{name}[{place}]", row) for place, row in enumerate(value)]

    def choice(self, name: str, target: str, known: Mapping[str, Value]) -> Value | None:
        value = self.text(name, target)
        if value and value not in known:
            self.mapped.pop(name)  # an answer of that rollout's own: kept as it came, not guessed
        return known.get(value)

    def number(self, name: str, target: str, *, highest: int) -> int | None:
        value = self._take(name, target)
        if value is None:
            return None
        try:
            number = int(str(value))
        except ValueError:
            raise self._wrong(name, "not_a_number") from None
        if not 0 <= number <= highest:
            raise self._wrong(name, "out_of_range", lowest=0, highest=highest)
        return number

    def flag(self, name: str, target: str) -> bool:
        value = self._take(name, target)
        if value not in (None, True, False, "true", "false", "yes", "no"):
            raise self._wrong(name, "unknown_code")
        return value in (True, "true", "yes")

    def day(self, name: str, target: str) -> datetime | None:
        text = self.text(name, target)
        if not text:
            return None
        match = _DAY.match(text)
        try:
            year, month, day = re.split("[-/]", match.group()) if match else ("", "", "")
            return datetime.combine(date(int(year), int(month), int(day)), time(), UTC)
        except ValueError:
            raise self._wrong(name, "not_a_date") from None

    def moment(self, name: str, target: str) -> datetime | None:
        text = self.text(name, target)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise self._wrong(name, "not_a_date") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""What the JSON door takes and gives; its documentation is made from these."""

from datetime import datetime
from typing import Annotated, Required
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints
from typing_extensions import TypedDict  # pydantic reads this one on Python 3.11

from takatuf.intake.content import Kind
from takatuf.people.identifiers import IdentifierKind

MOST_REPORTS = 1000
LARGEST_BODY = 8 * 1024 * 1024  # bytes

NO_ZERO_BYTE = r"^[^\x00]*$"  # no database column could hold one
Short = Annotated[str, StringConstraints(max_length=256, pattern=NO_ZERO_BYTE)]
Long = Annotated[str, StringConstraints(max_length=50_000, pattern=NO_ZERO_BYTE)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{8,128}$")]


# What comes in is checked as plain dictionaries: a model object for each part of each report takes ten times as long.
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=False, use_enum_values=True)


class IdentifierIn(TypedDict, total=False):
    """An account, link, number or address, as it stands at the provider."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]

    kind: Required[IdentifierKind]
    value: Required[Annotated[str, StringConstraints(min_length=1, max_length=2083, pattern=NO_ZERO_BYTE)]]
    platform: Short
    note: Short
    whose: Annotated[str, StringConstraints(pattern=r"^(subject|child|recipient|linked)?$")]


class PlaceIn(TypedDict, total=False):
    """Where it happens or where the child is."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]

    region: Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z0-9-]*$")]
    city: Short
    detail: Short


class PersonIn(TypedDict, total=False):
    """A person whom the report speaks of."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]

    role: Required[Annotated[str, StringConstraints(pattern=r"^(child|subject|recipient|reporter)$")]]
    names: Annotated[list[Short], Field(max_length=20)]
    born_on: Annotated[str, StringConstraints(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$")]
    age: Annotated[int, Field(ge=0, le=150)] | None
    place: PlaceIn
    school: Short
    note: Short


class SignalsIn(TypedDict, total=False):
    """What triage reads: true, false, or left out when nobody knows."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]

    danger_now: bool | None
    life_threatened: bool | None
    happening_live_or_within_72h: bool | None
    meeting_arranged: bool | None
    self_harm: bool | None
    sadistic_coercion: bool | None
    suspect_lives_or_cares_and_recent: bool | None
    child_missing: bool | None
    child_under_2_or_cannot_speak: bool | None
    partner_flagged_immediate: bool | None
    threatened_or_extorted_now: bool | None
    contact_in_person: bool | None
    suspect_access: bool | None
    extortion_ongoing: bool | None
    grooming_underway: bool | None
    child_age: Annotated[int, Field(ge=0, le=25)] | None
    disability_or_care: bool | None
    child_reachable: bool | None
    position_of_trust: bool | None
    picture_spread: bool | None
    no_safe_adult: bool | None
    violence_at_home: bool | None


class ReportIn(TypedDict, total=False):
    """One report. Words alone are enough; no file is ever taken here."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]

    key: Annotated[Key | None, Field(description="Sent twice with the same key, it is one report.")]
    kinds: Annotated[list[Kind], Field(max_length=9)]
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,6})?$")]
    narrative: Long
    occurred_at: AwareDatetime | None
    occurred_words: Annotated[str, StringConstraints(max_length=3000, pattern=NO_ZERO_BYTE)]
    identifiers: Annotated[list[IdentifierIn], Field(max_length=200)]
    people: Annotated[list[PersonIn], Field(max_length=50)]
    place: PlaceIn
    signals: SignalsIn
    reference: Annotated[Short, Field(description="The provider's own number for this report.")]
    service: Short
    email: Annotated[Short, Field(description="Where the provider's people can be asked.")]
    annotations: Annotated[
        dict[
            Annotated[str, StringConstraints(max_length=100, pattern=NO_ZERO_BYTE)],
            Short | bool | int | None,
        ],
        Field(
            max_length=100,
            description="Flags of any name; those that are not known here are kept as they came.",
        ),
    ]


class ProblemAt(Schema):
    """One thing that is wrong: where, what, and a sentence in the sender's language."""

    path: str
    code: str
    sentence: str


class Problem(Schema):
    """Why a request was refused."""

    code: str
    sentence: str
    errors: list[ProblemAt] = []


class ReportOut(Schema):
    """What became of one report: received, repeated (it was received before), checked (a dry run) or refused."""

    outcome: str
    id: UUID | None = None
    code: str = ""
    receipt: str = Field("", description="Twenty digits that open the mailbox of this report.")
    completeness: int = 0
    missing: list[str] = []
    errors: list[ProblemAt] = []


class BatchOut(Schema):
    """What became of each report of a batch, in their order."""

    received: int
    repeated: int
    refused: int
    results: list[ReportOut]


class StatusOut(Schema):
    """How a report stands."""

    id: UUID
    code: str
    received_at: datetime
    status: str
    sentence: str
    completeness: int
    missing: list[str]

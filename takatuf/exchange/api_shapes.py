"""What the JSON door takes and gives; its documentation is made from these."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from takatuf.intake.content import Kind
from takatuf.people.identifiers import IdentifierKind

MOST_REPORTS = 1000
LARGEST_BODY = 8 * 1024 * 1024  # bytes

# No zero bytes: no database column could hold them.
Short = Annotated[str, StringConstraints(max_length=256, pattern=r"^[^\x00]*$")]
Long = Annotated[str, StringConstraints(max_length=50_000, pattern=r"^[^\x00]*$")]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{8,128}$")]


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class IdentifierIn(_Strict):
    """An account, link, number or address, as it stands at the provider."""

    kind: IdentifierKind
    value: Annotated[str, StringConstraints(min_length=1, max_length=2083, pattern=r"^[^\x00]*$")]
    platform: Short = ""
    note: Short = ""
    whose: Annotated[str, StringConstraints(pattern=r"^(subject|child|recipient|linked)?$")] = ""


class PlaceIn(_Strict):
    """Where it happens or where the child is."""

    region: Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z0-9-]*$")] = ""
    city: Short = ""
    detail: Short = ""


class PersonIn(_Strict):
    """A person whom the report speaks of."""

    role: Annotated[str, StringConstraints(pattern=r"^(child|subject|recipient|reporter)$")]
    names: Annotated[list[Short], Field(max_length=20)] = []
    born_on: Annotated[str, StringConstraints(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$")] = ""
    age: Annotated[int, Field(ge=0, le=150)] | None = None
    place: PlaceIn = PlaceIn()
    school: Short = ""
    note: Short = ""


class SignalsIn(_Strict):
    """What triage reads: true, false, or left out when nobody knows."""

    danger_now: bool | None = None
    life_threatened: bool | None = None
    happening_live_or_within_72h: bool | None = None
    meeting_arranged: bool | None = None
    self_harm: bool | None = None
    sadistic_coercion: bool | None = None
    suspect_lives_or_cares_and_recent: bool | None = None
    child_missing: bool | None = None
    child_under_2_or_cannot_speak: bool | None = None
    partner_flagged_immediate: bool | None = None
    threatened_or_extorted_now: bool | None = None
    contact_in_person: bool | None = None
    suspect_access: bool | None = None
    extortion_ongoing: bool | None = None
    grooming_underway: bool | None = None
    child_age: Annotated[int, Field(ge=0, le=25)] | None = None
    disability_or_care: bool | None = None
    child_reachable: bool | None = None
    position_of_trust: bool | None = None
    picture_spread: bool | None = None
    no_safe_adult: bool | None = None
    violence_at_home: bool | None = None


class ReportIn(_Strict):
    """One report. Words alone are enough; no file is ever taken here."""

    key: Key | None = Field(None, description="Sent twice with the same key, it is one report.")
    kinds: Annotated[list[Kind], Field(max_length=9)] = []
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,6})?$")] = "en"
    narrative: Long = ""
    occurred_at: AwareDatetime | None = None
    occurred_words: Annotated[str, StringConstraints(max_length=3000, pattern=r"^[^\x00]*$")] = ""
    identifiers: Annotated[list[IdentifierIn], Field(max_length=200)] = []
    people: Annotated[list[PersonIn], Field(max_length=50)] = []
    place: PlaceIn = PlaceIn()
    signals: SignalsIn = SignalsIn()
    reference: Short = Field("", description="The provider's own number for this report.")
    service: Short = ""
    email: Short = Field("", description="Where the provider's people can be asked.")
    annotations: Annotated[
        dict[
            Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")],
            Short | bool | int | None,
        ],
        Field(
            max_length=100,
            description="Flags of any name; those that are not known here are kept as they came.",
        ),
    ] = {}


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

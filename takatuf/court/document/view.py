"""What a submission to the court says, as frozen values; the document is drawn from these and from nothing else.

Only the redacted view comes here: a child by code, never a name. Every text is Arabic and given, unless its name says
`_en`; the standing of a fact is computed in `takatuf.court.rules` and handed over.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from takatuf.court.rules import FactKind, Party, Stance, Standing, SubmissionKind


class DatePrecision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class AgencyAnswer(StrEnum):
    """What became of the question to an agency."""

    ANSWERED = "answered"
    DECLINED = "declined"
    SILENT = "silent"
    ESCALATED = "escalated"


class MeasureState(StrEnum):
    """How a measure stands."""

    DONE = "done"
    UNDER_WAY = "under_way"
    LATE = "late"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Occurred:
    """When something happened: the first day, the last day if it was a span, and how exactly it is known."""

    on: date | None
    precision: DatePrecision = DatePrecision.DAY
    until: date | None = None


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where a fact comes from: what it is, the place in it, the exhibit that holds it, and the words as they stand there."""

    label: str
    locator: str = ""
    exhibit_no: str = ""
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class PositionView:
    """What a party says of a fact, and why."""

    party: Party
    stance: Stance
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FactView:
    """One numbered fact, with its kind, its sources, and where each party stands."""

    id: UUID
    number: int
    text_ar: str
    kind: FactKind
    standing: Standing
    occurred: Occurred
    agency: str
    sources: tuple[SourceView, ...]
    positions: tuple[PositionView, ...] = ()
    speaks_against: str = ""
    #: In a correction: what stood under this number. In a supplement: the number of the fact that this one replaces.
    stood: str = ""
    replaces: int | None = None
    #: How the fact that it replaces stood; a newer version begins without positions, and a judge is not to miss the quarrel.
    stood_as: Standing | None = None


@dataclass(frozen=True, slots=True)
class AgencyView:
    """An agency that was asked: its mandate, when, and what came back."""

    name: str
    mandate: str
    asked_at: datetime
    answer: AgencyAnswer
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RequestView:
    """One thing asked of the court, and the facts on which it rests."""

    text: str
    facts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SummaryView:
    """The one page for the judge. Key facts, agreed and contested are numbers of facts."""

    request: str
    key_facts: tuple[int, ...]
    agreed: tuple[int, ...] = ()
    contested: tuple[int, ...] = ()
    risk_now: str = ""
    urgent_measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChronologyEntry:
    """One line of the chronology; the fact's number where the line is a fact."""

    occurred: Occurred
    text: str
    fact: int | None = None


@dataclass(frozen=True, slots=True)
class StudySection:
    """A part of the social study: what was found, from whom, and what the family answered."""

    heading: str
    text: str
    sources: tuple[str, ...] = ()
    reply: str = ""


@dataclass(frozen=True, slots=True)
class ChildViewSection:
    """The child's own view, how it was taken, and how often the child has had to tell it."""

    text: str
    how_taken: str
    interviews: int
    protocol: str = ""


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure, who owes it, and how it stands."""

    text: str
    agency: str
    state: MeasureState
    due_on: date | None = None
    done_on: date | None = None
    #: What came of it, or why it was refused, in the agency's own words.
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class CustodyView:
    """One step of an exhibit's way: who had it, when, and what was done."""

    at: datetime
    holder: str
    action: str


@dataclass(frozen=True, slots=True)
class ExhibitView:
    """An exhibit, described neutrally; never the material itself."""

    exhibit_no: str
    description: str
    sha256: str
    held_by: str
    custody: tuple[CustodyView, ...] = ()
    embargo: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """Who approved, in which role, when."""

    name: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecipientView:
    """Who receives the document, and why it goes no further."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class RedactionView:
    """What was taken out, as kind, reason, basis and person; never the value."""

    kind: str
    reason: str
    basis: str
    by: str


@dataclass(frozen=True, slots=True)
class SuspectView:
    """Somebody who is suspected, without a name, and how that stands; it travels with every submission (practice.md 21)."""

    label: str
    status: str


@dataclass(frozen=True, slots=True)
class MethodView:
    """How a link was found, and who confirmed it; never a score (practice.md 3)."""

    method: str
    confirmed_by: str
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class CallView:
    """The telephone call to the court that goes before an urgent application."""

    at: datetime
    to: str
    said: str


@dataclass(frozen=True, slots=True)
class BeforeView:
    """The signed bundle that this document goes on from, whose numbers of facts and pages it keeps."""

    version: int
    signed_at: datetime
    last_page: int


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """The whole document. `supersedes_sha256` and `what_changed` stand together from version 2 on."""

    id: UUID
    court: str
    docket: str
    child_code: str
    submitting_body: str
    author: str
    author_licence: str
    classification: str
    version: int
    written_at: datetime
    summary: SummaryView
    agencies: tuple[AgencyView, ...]
    facts: tuple[FactView, ...]
    chronology: tuple[ChronologyEntry, ...]
    social_study: tuple[StudySection, ...]
    impact: str
    child_view: ChildViewSection
    measures: tuple[MeasureView, ...]
    exhibits: tuple[ExhibitView, ...]
    requests: tuple[RequestView, ...]
    speaks_against: tuple[str, ...]
    why_nothing_speaks_against: str
    limits: str
    declaration: str
    approvals: tuple[ApprovalView, ...]
    distribution: tuple[RecipientView, ...]
    summary_en: str
    redactions: tuple[RedactionView, ...] = ()
    supersedes_sha256: str = ""
    what_changed: str = ""
    ledger_key: str = ""
    kind: SubmissionKind = SubmissionKind.MAIN
    first_page: int = 1
    before: BeforeView | None = None
    suspects: tuple[SuspectView, ...] = ()
    methods: tuple[MethodView, ...] = ()
    call: CallView | None = None
    correction_why: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the document. `relationship` is PDF/A-3's: source, data, alternative or supplement."""

    name: str
    data: bytes
    mime_type: str
    relationship: str
    description: str

"""What stands before the court: kinds of facts, their standing, the steps of a submission, and what it must hold."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import rfc8785


class FactKind(StrEnum):
    """The kinds that a document keeps apart (field/court.md 8; practice.md 24)."""

    OBSERVATION = "observation"
    STATEMENT = "statement"
    RECORD = "record"
    OPINION = "opinion"
    INFERENCE = "inference"


class Party(StrEnum):
    """Who takes a position on a fact."""

    PROSECUTION = "prosecution"
    DEFENCE = "defence"
    GUARDIAN = "guardian"
    CHILD_REPRESENTATIVE = "child_representative"


class Stance(StrEnum):
    """What a party says of a fact."""

    ADMITS = "admits"
    DENIES = "denies"
    NO_KNOWLEDGE = "no_knowledge"
    NOT_ASKED = "not_asked"


class Standing(StrEnum):
    """How a fact stands between the parties: computed, never typed."""

    AGREED = "agreed"
    CONTESTED = "contested"
    UNESTABLISHED = "unestablished"
    OPINION = "opinion"


class SubmissionState(StrEnum):
    """The life of a submission."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    SIGNED = "signed"
    FILED = "filed"
    ACKNOWLEDGED = "acknowledged"


class Stage(StrEnum):
    """How far the building of a document has come."""

    WAITING = "waiting"
    GATHERING = "gathering"
    DRAWING = "drawing"
    CHECKING = "checking"
    SIGNING = "signing"
    DONE = "done"


class SubmissionKind(StrEnum):
    """What a submission is.

    A supplement holds only what is new, a correction only what was wrong, an urgent application one page (practice.md 13).
    """

    MAIN = "main"
    SUPPLEMENT = "supplement"
    CORRECTION = "correction"
    URGENT = "urgent"


class Hindrance(StrEnum):
    """Why a submission cannot go on; the page has the sentence for each."""

    NO_FACTS = "no_facts"
    FACT_UNSOURCED = "fact_unsourced"
    FACT_WITHDRAWN = "fact_withdrawn"
    REQUEST_MISSING = "request_missing"
    SPEAKS_AGAINST_MISSING = "speaks_against_missing"
    SOCIAL_STUDY_MISSING = "social_study_missing"
    CHILD_VIEW_MISSING = "child_view_missing"
    LIMITS_MISSING = "limits_missing"
    CHANGE_MISSING = "change_missing"
    CORRECTION_WHY_MISSING = "correction_why_missing"
    DANGER_MISSING = "danger_missing"
    CALL_MISSING = "call_missing"
    FORBIDDEN_CONTENT = "forbidden_content"
    EXHIBIT_CHANGED = "exhibit_changed"


APPROVALS_NEEDED = 2


def approvals_needed(kind: SubmissionKind) -> int:
    """How many persons approve before anybody signs; an urgent application is approved afterwards (practice.md 13)."""
    return 0 if kind is SubmissionKind.URGENT else APPROVALS_NEEDED


_NEXT: dict[SubmissionState, SubmissionState] = {
    SubmissionState.DRAFT: SubmissionState.REVIEWED,
    SubmissionState.REVIEWED: SubmissionState.APPROVED,
    SubmissionState.APPROVED: SubmissionState.SIGNED,
    SubmissionState.SIGNED: SubmissionState.FILED,
    SubmissionState.FILED: SubmissionState.ACKNOWLEDGED,
}


def may_follow(
    state: SubmissionState, wanted: SubmissionState, kind: SubmissionKind = SubmissionKind.MAIN
) -> bool:
    """Whether `wanted` is the next step; a submission under review may also go back to draft.

    An urgent application is signed from the draft, and goes to nobody before that.
    """
    if kind is SubmissionKind.URGENT and state is SubmissionState.DRAFT:
        return wanted is SubmissionState.SIGNED
    if wanted is SubmissionState.DRAFT:
        return state in {SubmissionState.REVIEWED, SubmissionState.APPROVED}
    return _NEXT.get(state) is wanted


def is_open(state: SubmissionState) -> bool:
    """Whether the submission's own words may still change."""
    return state is SubmissionState.DRAFT


def standing(kind: FactKind, stances: Mapping[Party, Stance]) -> Standing:
    """How a fact stands between the parties, from each party's last position.

    An opinion stays an opinion, whatever anybody says of it. One denial makes a fact contested. It is agreed when the
    prosecution and the defence both admit it and nobody denies it. Everything else is not established.
    """
    if kind is FactKind.OPINION:
        return Standing.OPINION
    if Stance.DENIES in stances.values():
        return Standing.CONTESTED
    if all(stances.get(party) is Stance.ADMITS for party in (Party.PROSECUTION, Party.DEFENCE)):
        return Standing.AGREED
    return Standing.UNESTABLISHED


@dataclass(frozen=True, slots=True)
class Request:
    """One thing asked of the court, tied to the numbers of the facts on which it rests."""

    text_ar: str
    facts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StudyPart:
    """A part of the social study: what was found, from whom, and what the family answered to it (right to reply)."""

    heading: str
    text: str
    sources: tuple[str, ...] = ()
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives the document, and why it goes no further."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sections:
    """The parts of a submission that a person writes, in Arabic; the rest is drawn from the records of all agencies."""

    summary: str = ""
    key_facts: tuple[int, ...] = ()
    risk_now: str = ""
    urgent_measures: tuple[str, ...] = ()
    requests: tuple[Request, ...] = ()
    social_study: tuple[StudyPart, ...] = ()
    impact: str = ""
    child_view: str = ""
    child_view_taken: str = ""
    interviews_so_far: int = 0
    interview_protocol: str = ""
    speaks_against: tuple[str, ...] = ()
    why_nothing_speaks_against: str = ""
    limits: str = ""
    distribution: tuple[Recipient, ...] = ()
    author_licence: str = ""
    what_changed: str = ""
    english_summary: str = ""
    correction_why: str = ""
    #: Why the impact says what a victim's statement may not hold without the court's leave; empty where it says no such thing.
    forbidden_why: str = ""

    @property
    def facts_named(self) -> set[int]:
        """The numbers of facts that the person's own words refer to."""
        return {*self.key_facts, *(number for request in self.requests for number in request.facts)}


@dataclass(frozen=True, slots=True)
class PlacedFact:
    """What the gates need to know of a fact in a submission: its number, and whether a source still stands."""

    number: int
    sources: int
    withdrawn: bool = False
    exhibit_changed: bool = False


_Found = list[tuple[Hindrance, int | None]]


def hindrances(
    sections: Sections,
    facts: Sequence[PlacedFact],
    *,
    kind: SubmissionKind = SubmissionKind.MAIN,
    called: bool = False,
    forbidden: bool = False,
) -> _Found:
    """What keeps a submission from going on, each with the number of the fact that it is about.

    What speaks against the request is required, or a sentence why there is nothing (issue 5; the house's promise 4).
    A supplement or correction repeats nothing, so it needs only what is its own; an urgent application needs the
    telephone `called` before it. `forbidden`: the impact holds what needs the court's leave.
    """
    found: _Found = [] if facts else [(Hindrance.NO_FACTS, None)]
    found += [(Hindrance.FACT_UNSOURCED, fact.number) for fact in facts if not fact.sources]
    found += [(Hindrance.FACT_WITHDRAWN, fact.number) for fact in facts if fact.withdrawn]
    found += [(Hindrance.EXHIBIT_CHANGED, fact.number) for fact in facts if fact.exhibit_changed]
    found += [(code, None) for code, is_there in _needed(sections, kind, called=called) if not is_there]
    if forbidden and not sections.forbidden_why.strip():
        found.append((Hindrance.FORBIDDEN_CONTENT, None))
    return found


def _needed(sections: Sections, kind: SubmissionKind, *, called: bool) -> Sequence[tuple[Hindrance, bool]]:
    """What this kind of submission must say, in the order of the document, and whether it does."""
    asks = any(request.text_ar.strip() for request in sections.requests)
    against = any(line.strip() for line in sections.speaks_against)
    weighed = against or bool(sections.why_nothing_speaks_against.strip())
    if kind is SubmissionKind.SUPPLEMENT:
        changed = bool(sections.what_changed.strip())
        return (Hindrance.CHANGE_MISSING, changed), (Hindrance.SPEAKS_AGAINST_MISSING, weighed or not asks)
    if kind is SubmissionKind.CORRECTION:
        return ((Hindrance.CORRECTION_WHY_MISSING, bool(sections.correction_why.strip())),)
    if kind is SubmissionKind.URGENT:
        return (
            (Hindrance.CALL_MISSING, called),
            (Hindrance.REQUEST_MISSING, asks),
            (Hindrance.DANGER_MISSING, bool(sections.risk_now.strip())),
            (Hindrance.SPEAKS_AGAINST_MISSING, weighed),
        )
    return (
        (Hindrance.REQUEST_MISSING, asks),
        (Hindrance.SPEAKS_AGAINST_MISSING, weighed),
        (Hindrance.SOCIAL_STUDY_MISSING, any(part.text.strip() for part in sections.social_study)),
        (Hindrance.CHILD_VIEW_MISSING, bool(sections.child_view.strip())),
        (Hindrance.LIMITS_MISSING, bool(sections.limits.strip())),
    )


def approvals_count(author: UUID, approvers: Iterable[UUID]) -> int:
    """How many approvals count: each person once, the author never."""
    return len(set(approvers) - {author})


def next_numbers(taken: Iterable[int], wanted: int) -> list[int]:
    """The numbers for newly placed facts: after the highest taken, so that a supplement keeps the first numbering."""
    first = max(taken, default=0) + 1
    return list(range(first, first + wanted))


def fact_commitment(salt: bytes, *, code: str, number: int, text_ar: str) -> str:
    """What the ledger's leaf says of a placed fact: SHA-256, in hexadecimal, over the salt and the canonical words.

    The salt (16 bytes) is printed with the fact's proof inside the document, so whoever holds the document can compute
    it again, and the ledger alone reveals nothing. Canonical: RFC 8785 over code of the submission, number, Arabic text.
    """
    words = rfc8785.dumps({"code": code, "number": number, "text_ar": text_ar})
    return hashlib.sha256(salt + words).hexdigest()

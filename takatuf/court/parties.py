"""The parties of a submission, what was served on whom, the court's questions and the answers, as each reader may see them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import AgencyName, agencies
from takatuf.court.filed import NoProceedings, proceedings_of, submission_reached
from takatuf.court.models import (
    Answer,
    CourtParty,
    FactPosition,
    Proceedings,
    Question,
    QuestionAsked,
    Service,
    Submission,
    SubmissionFact,
)
from takatuf.court.models.choices import Party, Stance
from takatuf.court.models.proceeding_choices import Channel, PartyKind, ProofKind, Served
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party of the proceedings; `agency` is empty for one that is served on paper."""

    id: UUID
    kind: PartyKind
    number: int
    several: bool
    agency: AgencyName | None
    channel: Channel

    @property
    def label(self) -> str:
        """What the party is called on every page: its place in the proceedings, never a person's name."""
        return f"{self.kind.label} {self.number}" if self.several else str(self.kind.label)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One thing served on one party; `addressee`, `address` and `proof` are the letter's, opened."""

    id: UUID
    party: PartyRow
    what: Served
    number: int
    served_at: datetime
    due_at: datetime
    received_at: datetime | None
    acknowledged_at: datetime | None
    proof_kind: ProofKind | None
    proof: str
    addressee: str
    address: str
    is_own: bool

    @property
    def is_open(self) -> bool:
        """Whether the clock still runs: not acknowledged in the system, not proven on paper."""
        return self.received_at is None if self.party.agency is None else self.acknowledged_at is None


@dataclass(frozen=True, slots=True)
class PositionLine:
    """A position on a fact that came with an answer."""

    number: int
    party: Party
    stance: Stance
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer, opened."""

    id: UUID
    party: PartyRow
    text: str
    exculpatory: bool
    given_at: datetime
    positions: tuple[PositionLine, ...]


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A party that owes an answer; only the court and this party are shown one."""

    party: PartyRow
    answered_at: datetime | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question of the court, opened, with the answers so far."""

    id: UUID
    number: int
    text: str
    facts: tuple[int, ...]
    asked_at: datetime
    due_at: datetime
    asked: tuple[AskedRow, ...]
    answers: tuple[AnswerRow, ...]

    @property
    def owes(self) -> AskedRow | None:
        """The reader's own part, when it has not answered."""
        return next((row for row in self.asked if row.is_own and row.answered_at is None), None)


@dataclass(frozen=True, slots=True)
class ProceedingsView:
    """The parties, services and questions that this reader reaches."""

    docket: str
    parties: tuple[PartyRow, ...]
    services: tuple[ServiceRow, ...]
    questions: tuple[QuestionRow, ...]


def party_rows(proceedings_id: UUID) -> dict[UUID, PartyRow]:
    """The parties by id, the first first."""
    rows = list(CourtParty.objects.filter(proceedings_id=proceedings_id).order_by("added_at", "pk"))
    kinds = [row.kind for row in rows]
    names = {agency.id: agency for agency in agencies()}
    return {
        row.pk: PartyRow(
            row.pk, PartyKind(row.kind), row.number, kinds.count(row.kind) > 1,
            names[row.agency_id] if row.agency_id else None, Channel(row.channel),
        )
        for row in rows
    }  # fmt: skip


def open_proceedings_of(submission_id: UUID, *, by: Actor, at: datetime) -> ProceedingsView:
    """Open the parties, services and questions around a filed submission; the look is put on record.

    A party sees what was served on itself and what it served; the court everything. Raises NotAllowed, NotFound,
    NoProceedings before the submission is filed.
    """
    require(by, "submission.read")
    proceedings = proceedings_of(submission_reached(submission_id))
    disclose(record_ids=[proceedings.record_id], what="open_proceedings_of", by=by, at=at)
    parties = party_rows(proceedings.pk)
    return ProceedingsView(
        docket=proceedings.docket,
        parties=tuple(parties.values()),
        services=tuple(_services(proceedings, parties, by)),
        questions=tuple(_questions(proceedings, parties, by)),
    )


def proceedings_or_none(submission_id: UUID, *, by: Actor, at: datetime) -> ProceedingsView | None:
    """As `open_proceedings_of`; None where there are none for this reader, as before filing."""
    try:
        return open_proceedings_of(submission_id, by=by, at=at)
    except NoProceedings:
        return None


def _services(proceedings: Proceedings, parties: Mapping[UUID, PartyRow], by: Actor) -> list[ServiceRow]:
    rows = list(Service.objects.filter(proceedings_id=proceedings.pk).order_by("-served_at", "-pk"))
    numbers = numbers_of(rows)
    return [
        ServiceRow(
            id=row.pk, party=parties[row.party_id], what=Served(row.what), number=numbers.get(row.subject_id, 0),
            served_at=row.served_at, due_at=row.due_at, received_at=row.received_at, acknowledged_at=row.acknowledged_at,
            proof_kind=ProofKind(row.proof_kind) if row.proof_kind else None, proof=row.unseal("proof"),
            addressee=row.unseal("addressee"), address=row.unseal("address"),
            is_own=_is(parties[row.party_id], by),
        )
        for row in rows
    ]  # fmt: skip


def _is(party: PartyRow, by: Actor) -> bool:
    return party.agency is not None and party.agency.id == by.agency


def numbers_of(services: Collection[Service]) -> dict[UUID, int]:
    """The number by which a thing that was served is called: a submission's version, a question's number."""
    ids = {row.subject_id for row in services}
    numbers: dict[UUID, int] = dict(Submission.objects.filter(pk__in=ids).values_list("pk", "version"))
    numbers |= dict(Question.objects.filter(pk__in=ids).values_list("pk", "number"))
    numbers |= dict(Answer.objects.filter(pk__in=ids).values_list("pk", "question__number"))
    return numbers


def _questions(proceedings: Proceedings, parties: Mapping[UUID, PartyRow], by: Actor) -> list[QuestionRow]:
    rows = list(Question.objects.filter(proceedings_id=proceedings.pk).order_by("number"))
    ids = [row.pk for row in rows]
    asked: dict[UUID, list[AskedRow]] = defaultdict(list)
    for one in QuestionAsked.objects.filter(question_id__in=ids).order_by("pk"):
        party = parties[one.party_id]
        asked[one.question_id].append(AskedRow(party, one.answered_at, _is(party, by)))
    answers: dict[UUID, list[AnswerRow]] = defaultdict(list)
    given = list(Answer.objects.filter(question_id__in=ids).order_by("given_at", "pk"))
    positions = _positions(given)
    for answer in given:
        answers[answer.question_id].append(
            AnswerRow(
                answer.pk, parties[answer.party_id], answer.unseal("text"), answer.exculpatory, answer.given_at,
                tuple(positions[answer.pk]),
            )
        )  # fmt: skip
    return [
        QuestionRow(
            row.pk, row.number, row.unseal("text"), tuple(row.facts), row.asked_at, row.due_at, tuple(asked[row.pk]),
            tuple(answers[row.pk]),
        )
        for row in rows
    ]  # fmt: skip


def _positions(answers: Collection[Answer]) -> dict[UUID, list[PositionLine]]:
    found: dict[UUID, list[PositionLine]] = defaultdict(list)
    rows = list(FactPosition.objects.filter(answer_id__in=[row.pk for row in answers]).order_by("at", "pk"))
    numbers = dict(
        SubmissionFact.objects.filter(fact_id__in=[row.fact_id for row in rows]).values_list(
            "fact_id", "number"
        )
    )
    for row in rows:
        if row.answer_id is not None:
            found[row.answer_id].append(
                PositionLine(
                    numbers.get(row.fact_id, 0), Party(row.party), Stance(row.stance), row.unseal("reason")
                )
            )
    return found


def positions_since(fact_ids: Collection[UUID], *, by: Actor) -> dict[UUID, list[PositionLine]]:
    """What answers to the court said of these facts after the document was signed, the earliest first."""
    require(by, "submission.read")
    found: dict[UUID, list[PositionLine]] = defaultdict(list)
    rows = FactPosition.objects.filter(fact_id__in=list(fact_ids), answer__isnull=False).order_by("at", "pk")
    for row in rows:
        found[row.fact_id].append(PositionLine(0, Party(row.party), Stance(row.stance), row.unseal("reason")))
    return found


@dataclass(frozen=True, slots=True)
class LetterView:
    """What is printed and sent to a party without an account."""

    service: ServiceRow
    docket: str
    code: str
    court: AgencyName
    words: str
    asked_until: datetime | None


def open_letter(submission_id: UUID, service_id: UUID, *, by: Actor, at: datetime) -> LetterView | None:
    """Open a letter of service; None where there is none for this reader. The look is on record.

    A letter without an address of its own takes the last one of the same party.
    """
    require(by, "party.write")
    submission = submission_reached(submission_id)
    view = open_proceedings_of(submission_id, by=by, at=at)
    row = next((one for one in view.services if one.id == service_id and one.party.agency is None), None)
    if row is None:
        return None
    if not row.addressee:
        known = next((one for one in view.services if one.party.id == row.party.id and one.addressee), None)
        row = _with_address(row, known)
    names = {agency.id: agency for agency in agencies()}
    question = next((one for one in view.questions if one.number == row.number), None)
    words, until = "", None
    if question and row.what is Served.QUESTION:
        words = question.text
        until = question.due_at if any(one.party.id == row.party.id for one in question.asked) else None
    elif question and row.what is Served.ANSWER:
        words = "\n\n".join(f"{answer.party.label}: {answer.text}" for answer in question.answers)
    return LetterView(row, view.docket, submission.code, names[submission.court_id], words, until)


def _with_address(row: ServiceRow, known: ServiceRow | None) -> ServiceRow:
    return replace(row, addressee=known.addressee, address=known.address) if known else row

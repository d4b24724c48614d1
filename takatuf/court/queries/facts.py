"""The facts of a case, opened: each with its sources, the positions of the parties, and how it stands."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import AgencyName, agencies
from takatuf.casework.queries import case_head
from takatuf.court import rules
from takatuf.court.models import Fact, FactPosition, FactSource
from takatuf.court.models.choices import FactKind, Party, SourceKind, Stance, Standing
from takatuf.kernel.actors import Actor
from takatuf.vault.queries import data_keys


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source of a fact, opened."""

    id: UUID
    kind: SourceKind
    label: str
    locator: str
    source_id: UUID | None
    quoted: str
    withdrawn_at: datetime | None
    withdrawn_why: str = ""
    #: Of the exhibit when the fact was taken from it; empty for every other source.
    source_sha256: str = ""

    @property
    def quoted_sha256(self) -> str:
        """The hash by which a reader compares the words; never stored, since a hash of short words gives them away."""
        return hashlib.sha256(self.quoted.encode()).hexdigest() if self.quoted else ""


@dataclass(frozen=True, slots=True)
class PositionRow:
    """The last position of one party, opened."""

    party: Party
    stance: Stance
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact with its sources and positions. `standing` is computed, never stored."""

    id: UUID
    number: int
    text_ar: str
    text_en: str
    kind: FactKind
    standing: Standing
    occurred_on: date | None
    occurred_precision: str
    agency: AgencyName
    recorded_at: datetime
    sources: tuple[SourceRow, ...]
    positions: tuple[PositionRow, ...]
    supersedes: UUID | None
    replaced_by: UUID | None
    withdrawn_at: datetime | None
    withdrawn_why: str = ""

    @property
    def standing_sources(self) -> tuple[SourceRow, ...]:
        """The sources that were not withdrawn."""
        return tuple(source for source in self.sources if source.withdrawn_at is None)

    @property
    def withdrawn_sources(self) -> tuple[SourceRow, ...]:
        """The sources that were withdrawn; they stay to be seen."""
        return tuple(source for source in self.sources if source.withdrawn_at is not None)


def fact_rows(facts: Sequence[Fact]) -> list[FactRow]:
    """The facts opened, in the order given, with a few queries however many there are."""
    ids = [fact.pk for fact in facts]
    keys = data_keys({fact.record_id for fact in facts})
    sources: dict[UUID, list[SourceRow]] = defaultdict(list)
    for source in FactSource.objects.filter(fact_id__in=ids).order_by("added_at", "pk"):
        sources[source.fact_id].append(_source_row(source, keys.get(source.record_id)))
    positions: dict[UUID, dict[Party, PositionRow]] = defaultdict(dict)
    for row in FactPosition.objects.filter(fact_id__in=ids).order_by("at", "pk"):
        party = Party(row.party)
        positions[row.fact_id][party] = PositionRow(
            party, Stance(row.stance), row.unseal("reason", key=keys.get(row.record_id)), row.at
        )
    replaced = dict(Fact.objects.filter(supersedes_id__in=ids).values_list("supersedes_id", "pk"))
    names = {agency.id: agency for agency in agencies()}
    return [
        FactRow(
            id=fact.pk,
            number=fact.number,
            text_ar=fact.unseal("text_ar", key=keys.get(fact.record_id)),
            text_en=fact.unseal("text_en", key=keys.get(fact.record_id)),
            kind=FactKind(fact.kind),
            standing=_standing(fact, positions[fact.pk].values()),
            occurred_on=fact.occurred_on,
            occurred_precision=fact.occurred_precision,
            agency=names[fact.agency_id],
            recorded_at=fact.recorded_at,
            sources=tuple(sources[fact.pk]),
            positions=tuple(positions[fact.pk].values()),
            supersedes=fact.supersedes_id,
            replaced_by=replaced.get(fact.pk),
            withdrawn_at=fact.withdrawn_at,
            withdrawn_why=fact.unseal("withdrawn_why", key=keys.get(fact.record_id)),
        )
        for fact in facts
    ]


def _source_row(source: FactSource, key: bytes | None) -> SourceRow:
    return SourceRow(
        source.pk, SourceKind(source.source_kind), source.unseal("label", key=key), source.unseal("locator", key=key),
        source.source_id, source.unseal("quoted", key=key), source.withdrawn_at, source.unseal("withdrawn_why", key=key),
        source.unseal("source_sha256", key=key),
    )  # fmt: skip


def _standing(fact: Fact, positions: Iterable[PositionRow]) -> Standing:
    stances = {rules.Party(row.party): rules.Stance(row.stance) for row in positions}
    return Standing(rules.standing(rules.FactKind(fact.kind), stances))


def facts_of(case_id: UUID, *, by: Actor, at: datetime) -> list[FactRow]:
    """The facts of a case by number, replaced and withdrawn ones included; the look is on record.

    Raises NotAllowed, NotFound.
    """
    require(by, "submission.read")
    case_record_id = case_head(case_id, by=by).record_id
    rows = fact_rows(list(Fact.objects.filter(record_id=case_record_id).order_by("number")))
    if rows:
        disclose(record_ids=[case_record_id], what="facts_of", by=by, at=at)
    return rows

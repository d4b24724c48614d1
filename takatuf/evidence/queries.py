"""The exhibits of a record with their chains, as pages and documents show them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from takatuf.agencies.actions import disclose
from takatuf.agencies.queries import AgencyName, WorkerName, agencies, workers_by_id
from takatuf.evidence.models import CustodyEvent, CustodyKind, Exhibit, ExhibitKind
from takatuf.evidence.rules import FIRST, LAST, Custody
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class HolderRow:
    """Who gives or takes: an agency of the house, or another body; and the person, where one was named."""

    agency: AgencyName | None
    body: str
    person: str

    def __str__(self) -> str:
        where = str(self.agency) if self.agency else self.body
        if not self.person:
            return where
        return (
            _("%(person)s, %(agency)s") % {"person": self.person, "agency": where} if where else self.person
        )


@dataclass(frozen=True, slots=True)
class CustodyRow:
    """One step of a chain. `giver` is empty where nobody was named, `taker` after a destruction."""

    id: UUID
    number: int
    kind: str
    kind_label: str
    giver: HolderRow | None
    taker: HolderRow | None
    happened_at: datetime
    place: str
    seal_number: str
    reason: str
    recorded_by: WorkerName
    recorded_at: datetime
    entry_id: UUID


@dataclass(frozen=True, slots=True)
class ExhibitRow:
    """An exhibit with its whole chain, the first step first. Hashes are empty where none was received; `size` in bytes."""

    id: UUID
    number: int
    kind: str
    kind_label: str
    made_from_number: int | None
    description: str
    origin: str
    storage: str
    sha256: str
    sha1: str
    md5: str
    size: int | None
    material_embargo: bool
    agency: AgencyName
    added_by: WorkerName
    added_at: datetime
    custody: tuple[CustodyRow, ...]

    @property
    def last(self) -> CustodyRow:
        """The step that happened last."""
        return self.custody[-1]

    @property
    def held_by(self) -> HolderRow | None:
        """Who holds it now; nobody once it was destroyed. A returned one is with whom it was returned to."""
        return self.last.taker

    @property
    def has_ended(self) -> bool:
        """Whether its chain has ended."""
        return Custody(self.last.kind) in LAST


def exhibits_of(record_id: UUID, *, by: Actor) -> list[ExhibitRow]:
    """The exhibits of a record in the order of their numbers, each with its chain; empty for who does not reach it.

    For documents that are made from an opened case; a page for people calls `open_exhibits`.
    """
    del by  # the scope of the actor is in the database
    exhibits = list(Exhibit.objects.filter(record_id=record_id).order_by("number"))
    steps = list(CustodyEvent.objects.filter(record_id=record_id).order_by("exhibit_id", "number"))
    names = {agency.id: agency for agency in agencies()}
    staff = workers_by_id({row.added_by_id for row in exhibits} | {row.recorded_by_id for row in steps})
    chains: dict[UUID, list[CustodyRow]] = defaultdict(list)
    for step in steps:
        chains[step.exhibit_id].append(_custody_row(step, names, staff))
    numbers = {row.pk: row.number for row in exhibits}
    return [
        ExhibitRow(
            id=row.pk, number=row.number, kind=row.kind, kind_label=row.get_kind_display(),
            made_from_number=numbers.get(row.made_from_id) if row.made_from_id else None,
            description=row.unseal("description"), origin=row.unseal("origin"), storage=row.unseal("storage"),
            sha256=row.unseal("sha256"), sha1=row.unseal("sha1"), md5=row.unseal("md5"), size=row.size,
            material_embargo=row.material_embargo, agency=names[row.agency_id], added_by=staff[row.added_by_id],
            added_at=row.added_at, custody=tuple(chains[row.pk]),
        )
        for row in exhibits
    ]  # fmt: skip


def hashes_of(exhibit_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The SHA-256 of these exhibits, as far as the actor in scope reaches them; empty where an exhibit has none."""
    return {row.pk: row.unseal("sha256") for row in Exhibit.objects.filter(pk__in=exhibit_ids)}


def hashes_with_keys(
    exhibit_ids: Sequence[UUID], keys: Mapping[UUID, bytes], *, using: str
) -> dict[UUID, str]:
    """The SHA-256 of these exhibits for a job that holds the data keys of their records; those without a key are left out."""
    rows = Exhibit.objects.using(using).filter(pk__in=exhibit_ids, record_id__in=list(keys))
    return {row.pk: row.unseal("sha256", key=keys[row.record_id]) for row in rows}


def open_exhibits(record_id: UUID, *, by: Actor, at: datetime) -> list[ExhibitRow]:
    """The exhibits of a record for a page; the look is put on record."""
    rows = exhibits_of(record_id, by=by)
    if rows:
        disclose(record_ids=[record_id], what="open_exhibits", by=by, at=at)
    return rows


def _custody_row(
    row: CustodyEvent, names: dict[UUID, AgencyName], staff: dict[UUID, WorkerName]
) -> CustodyRow:
    return CustodyRow(
        id=row.pk, number=row.number, kind=row.kind, kind_label=row.get_kind_display(),
        giver=_holder(names.get(row.giver_agency_id) if row.giver_agency_id else None, row.unseal("giver_body"), row.unseal("giver_person")),
        taker=_holder(names.get(row.taker_agency_id) if row.taker_agency_id else None, row.unseal("taker_body"), row.unseal("taker_person")),
        happened_at=row.happened_at, place=row.unseal("place"), seal_number=row.unseal("seal_number"), reason=row.unseal("reason"),
        recorded_by=staff[row.recorded_by_id], recorded_at=row.recorded_at, entry_id=row.entry_id,
    )  # fmt: skip


def _holder(agency: AgencyName | None, body: str, person: str) -> HolderRow | None:
    return HolderRow(agency, body, person) if agency or body or person else None


def exhibit_kinds() -> list[tuple[str, str]]:
    """Every kind of exhibit with its words, for forms."""
    return [(value, str(label)) for value, label in ExhibitKind.choices]


def custody_kinds(*, first: bool) -> list[tuple[str, str]]:
    """The steps that begin a chain, or with `first` false those that may follow, with their words, for forms."""
    return [(value, str(label)) for value, label in CustodyKind.choices if (Custody(value) in FIRST) is first]

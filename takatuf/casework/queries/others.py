"""Other children: linked cases as far as each side may see them, and decisions about children with the same exposure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from takatuf.agencies.queries import AgencyName, WorkerName, agencies, workers_by_id
from takatuf.casework.models import Case, CaseLink, CaseRole, ExposedChild, PersonRole, SafetyDecision
from takatuf.casework.queries.lists import CaseRow, case_head, cases_by_record
from takatuf.casework.rules import Objection
from takatuf.kernel.actors import Actor
from takatuf.people.queries import PersonRow, person_rows


@dataclass(frozen=True, slots=True)
class Outside:
    """All that one side of a link learns of the other: the code, and who leads the case."""

    code: str
    lead_id: UUID


def outsides_of(links: Sequence[CaseLink]) -> dict[UUID, Outside]:
    """By the case's record, the outside of both cases of these links, as far as the actor in scope may know it."""
    records = {record_id for row in links for record_id in (row.record_id, row.other_record_id)}
    found = {
        row.record_id: Outside(row.code, row.lead_id) for row in Case.objects.filter(record_id__in=records)
    }
    if records - set(found):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM house.linked_cases(%s)", [[row.pk for row in links]])
            found |= {record_id: Outside(code, lead_id) for record_id, code, lead_id in cursor.fetchall()}
    return found


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as it is seen from one case. `case_id` and `why` are empty for who does not reach the other case."""

    id: UUID
    kind: str
    kind_label: str
    basis_label: str
    code: str
    lead: AgencyName
    case_id: UUID | None
    why: str
    proposed_by: WorkerName | None
    proposed_at: datetime
    confirmed_by: WorkerName | None
    confirmed_at: datetime | None
    undone_by: WorkerName | None
    undone_at: datetime | None
    undone_reason: str


def links_of(case_id: UUID, *, by: Actor, head: CaseRow | None = None) -> list[LinkRow]:
    """The links of a case, those that stand first. The caller has opened the case, and may hand its head on. Raises NotFound."""
    head = head or case_head(case_id, by=by)
    rows = list(
        (CaseLink.objects.filter(record_id=head.record_id) | CaseLink.objects.filter(other_record_id=head.record_id))
        .order_by("undone_at", "-proposed_at")
    )  # fmt: skip
    outsides = outsides_of(rows)
    sides = [row.other_record_id if row.record_id == head.record_id else row.record_id for row in rows]
    reached = cases_by_record(sides, by=by)
    names = {agency.id: agency for agency in agencies()}
    staff = workers_by_id(
        {id for row in rows for id in (row.proposed_by_id, row.confirmed_by_id, row.undone_by_id) if id}
    )
    found = [
        LinkRow(
            id=row.pk, kind=row.kind, kind_label=row.get_kind_display(), basis_label=row.get_basis_display(),
            code=outsides[side].code, lead=names[outsides[side].lead_id],
            case_id=reached[side].id if side in reached else None,
            why=row.unseal("why") if side in reached else "", proposed_by=staff.get(row.proposed_by_id),
            proposed_at=row.proposed_at, confirmed_by=staff.get(row.confirmed_by_id) if row.confirmed_by_id else None,
            confirmed_at=row.confirmed_at, undone_by=staff.get(row.undone_by_id) if row.undone_by_id else None,
            undone_at=row.undone_at, undone_reason=row.unseal("undone_reason") if side in reached else "",
        )
        for row, side in zip(rows, sides, strict=True)
        if side in outsides
    ]  # fmt: skip
    return sorted(found, key=lambda row: row.undone_at is not None)


@dataclass(frozen=True, slots=True)
class UndoneLink:
    """A link that counted once and was undone: what it said of which other case, and when it stopped counting."""

    id: UUID
    kind_label: str
    code: str
    undone_at: datetime


def undone_links(case_record_id: UUID, *, since: datetime, by: Actor) -> list[UndoneLink]:
    """The links of a case that were confirmed once and undone at `since` or later, the first first."""
    del by  # the scope of the actor is in the database
    mine = CaseLink.objects.filter(record_id=case_record_id) | CaseLink.objects.filter(
        other_record_id=case_record_id
    )
    rows = list(mine.filter(confirmed_at__isnull=False, undone_at__gte=since).order_by("undone_at", "pk"))
    outsides = outsides_of(rows) if rows else {}
    found = []
    for row in rows:
        side = row.other_record_id if row.record_id == case_record_id else row.record_id
        code = outsides[side].code if side in outsides else ""
        if row.undone_at is not None:
            found.append(UndoneLink(row.pk, row.get_kind_display(), code, row.undone_at))
    return found


@dataclass(frozen=True, slots=True)
class SafetyRow:
    """One decision about a child with the same exposure."""

    decision: str
    decision_label: str
    reason: str
    own_case_id: UUID | None
    own_case_code: str
    by: WorkerName | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ExposedChildRow:
    """A child with the same exposure: a person without the name, or what was told, and the decisions, the last first."""

    id: UUID
    person: PersonRow | None
    description: str
    due_at: datetime
    named_by: WorkerName | None
    named_at: datetime
    decisions: tuple[SafetyRow, ...]

    @property
    def decided(self) -> bool:
        return bool(self.decisions)


def exposed_children_of(
    case_id: UUID, *, by: Actor, at: datetime, head: CaseRow | None = None
) -> list[ExposedChildRow]:
    """Every child of the list, those without a decision first, then by the clock. The caller has opened the case, and may hand its head on."""
    head = head or case_head(case_id, by=by)
    children = list(ExposedChild.objects.filter(record_id=head.record_id).order_by("due_at", "pk"))
    taken = list(SafetyDecision.objects.filter(record_id=head.record_id).order_by("-at", "-pk"))
    persons = person_rows([row.person_id for row in children if row.person_id], by=by, at=at)
    own = cases_by_record([row.own_case_record_id for row in taken if row.own_case_record_id], by=by)
    staff = workers_by_id({*(row.named_by_id for row in children), *(row.decided_by_id for row in taken)})
    decisions: dict[UUID, list[SafetyRow]] = {}
    for row in taken:
        case = own.get(row.own_case_record_id) if row.own_case_record_id else None
        decisions.setdefault(row.child_id, []).append(
            SafetyRow(
                row.decision, row.get_decision_display(), row.unseal("reason"), case.id if case else None,
                case.code if case else "", staff.get(row.decided_by_id), row.at,
            )
        )  # fmt: skip
    found = [
        ExposedChildRow(
            id=row.pk, person=persons.get(row.person_id) if row.person_id else None, description=row.unseal("description"),
            due_at=row.due_at, named_by=staff.get(row.named_by_id), named_at=row.named_at,
            decisions=tuple(decisions.get(row.pk, [])),
        )
        for row in children
    ]  # fmt: skip
    return sorted(found, key=lambda row: row.decided)


def nameable_children(case_id: UUID, *, by: Actor, at: datetime) -> list[tuple[PersonRow, str]]:
    """Persons of the case who may be put on the list, with the word for their role: siblings and witnesses."""
    head = case_head(case_id, by=by)
    on_it = set(
        ExposedChild.objects.filter(record_id=head.record_id, person_id__isnull=False).values_list(
            "person_id", flat=True
        )
    )
    roles = CaseRole.objects.filter(
        record_id=head.record_id, role__in=(PersonRole.SIBLING, PersonRole.WITNESS)
    )
    rows = [row for row in roles.order_by("at", "pk") if row.person_id not in on_it]
    persons = person_rows([row.person_id for row in rows], by=by, at=at)
    return [(persons[row.person_id], row.get_role_display()) for row in rows if row.person_id in persons]


def open_safety_decisions(case_record_id: UUID) -> list[Objection]:
    """What speaks against closing: children with the same exposure about whose safety nobody has decided."""
    decided = SafetyDecision.objects.filter(record_id=case_record_id).values("child_id")
    count = ExposedChild.objects.filter(record_id=case_record_id).exclude(pk__in=decided).count()
    return [Objection("safety_decision_open", {"count": count})] if count else []

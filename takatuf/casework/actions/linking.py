"""Linking cases that belong together, and undoing a link."""

from datetime import datetime
from typing import NoReturn
from uuid import UUID

from django.db import connection, transaction

from takatuf.agencies.actions import require
from takatuf.casework.actions.lines import told
from takatuf.casework.events import CaseLinkUndone
from takatuf.casework.models import Case, CaseLink, LinkBasis, LinkKind
from takatuf.casework.queries.others import outsides_of
from takatuf.casework.rules import link_holds, link_needs_two
from takatuf.casework.shared import SecondPersonNeeded, needed
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.kernel.events import publish
from takatuf.ledger.actions import write


class WeakLink(Refused):
    """What is the same is not enough for a link of this kind (practice.md 20)."""


class AlreadyLinked(Refused):
    """These two cases are linked so already, or the link waits for its second person."""


class LinkStands(Refused):
    """The link was confirmed or undone before."""


def _two_cases(one: Case | None, other: Case | None) -> tuple[Case, Case]:
    """Both cases, locked in one order and the smaller record first. Raises NotFound where one cannot be written to."""
    if one is None or other is None:
        raise NotFound("No such case.")
    pair = sorted((one.record_id, other.record_id))
    rows = {
        row.record_id: row
        for row in Case.objects.filter(record_id__in=pair).order_by("record_id").select_for_update()
    }
    if len(rows) < len(pair):
        raise NotFound("No such case.")
    return rows[pair[0]], rows[pair[1]]


@transaction.atomic
def link_cases(
    *, case_id: UUID, other_code: str, kind: LinkKind, basis: LinkBasis, why: str, by: Actor, at: datetime
) -> CaseLink:
    """Say that two cases belong together and what is the same; a link between children waits for a second person.

    Both cases are such as the actor may write in. Raises NotAllowed, NotFound, WeakLink, AlreadyLinked, and InvalidInput
    for a code that the actor does not reach, for the case itself, and without `why`.
    """
    require(by, "case.link")
    case = Case.objects.filter(pk=case_id).first()
    named = Case.objects.filter(code=other_code.strip().upper()).first()
    if case is not None and named is None:
        raise InvalidInput("other_code", "unknown_case")
    if case is not None and named is not None and named.pk == case.pk:
        raise InvalidInput("other_code", "same_case")
    first, second = _two_cases(case, named)
    if not link_holds(kind, basis):
        raise WeakLink("This is not enough for such a link.")
    standing = CaseLink.objects.filter(
        record_id=first.record_id, other_record_id=second.record_id, kind=kind, undone_at__isnull=True
    )
    if standing.exists():
        raise AlreadyLinked("These cases are linked so already.")
    row = CaseLink(
        record_id=first.record_id, other_record_id=second.record_id, kind=kind, basis=basis, proposed_by_id=by.id,
        proposed_at=at,
    )  # fmt: skip
    row.seal(why=needed("why", why))
    stands = not link_needs_two(kind)
    if stands:
        row.confirmed_by_id, row.confirmed_at = by.id, at
    row.save(force_insert=True)
    _tell_both(row, first, second, "cases_linked" if stands else "link_proposed", by=by, at=at, why=why)
    return row


def _tell_both(
    row: CaseLink, first: Case, second: Case, line: str, *, by: Actor, at: datetime, why: str = ""
) -> None:
    """The ledger's entry and the line of each chronology; each names the other case by its code alone."""
    for here, there in ((first, second), (second, first)):
        told(
            case=here, entry=f"case.{line}", line=line, by=by, at=at, source=there.code,
            params={"other": there.code, "link": row.kind, "basis": row.basis},
            content={"link": row.pk, "kind": row.kind, "basis": row.basis, "other": there.record_id, "why": why},
        )  # fmt: skip


@transaction.atomic
def confirm_link(*, case_id: UUID, link_id: UUID, by: Actor, at: datetime) -> CaseLink:
    """Confirm a link as a second person who may write in both cases.

    Raises NotAllowed, NotFound, LinkStands, SecondPersonNeeded.
    """
    require(by, "case.link")
    first, second = _both_of(case_id, link_id)
    row = CaseLink.objects.select_for_update().get(pk=link_id)
    if row.confirmed_at is not None or row.undone_at is not None:
        raise LinkStands("This link was confirmed or undone before.")
    if row.proposed_by_id == by.id:
        raise SecondPersonNeeded("A link between children has two persons.")
    row.confirmed_by_id, row.confirmed_at = by.id, at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    _tell_both(row, first, second, "cases_linked", by=by, at=at)
    return row


def _both_of(case_id: UUID, link_id: UUID) -> tuple[Case, Case]:
    case, row = _reached(case_id, link_id)
    other_id = row.other_record_id if row.record_id == case.record_id else row.record_id
    return _two_cases(case, Case.objects.filter(record_id=other_id).first())


def _reached(case_id: UUID, link_id: UUID) -> tuple[Case, CaseLink]:
    case = Case.objects.filter(pk=case_id).first()
    row = CaseLink.objects.filter(pk=link_id).first()
    if case is None or row is None or case.record_id not in {row.record_id, row.other_record_id}:
        raise NotFound("No such link.")
    return case, row


@transaction.atomic
def undo_link(*, case_id: UUID, link_id: UUID, reason: str, by: Actor, at: datetime) -> CaseLink:
    """Undo a link, or turn a proposed one down, from either case. Every agency that works on one of the two is told.

    Publishes CaseLinkUndone.

    The chronology of the other case has its line where the actor may write there; its agencies have the notice always.
    Raises NotAllowed, NotFound, LinkStands, InvalidInput without a reason.
    """
    require(by, "case.link")
    case, row = _reached(case_id, link_id)
    case = Case.objects.select_for_update().filter(pk=case.pk).first() or _hidden()
    row = CaseLink.objects.select_for_update().filter(pk=row.pk).first() or _hidden()
    if row.undone_at is not None:
        raise LinkStands("This link was undone before.")
    outsides = outsides_of([row])
    row.seal(undone_reason=needed("reason", reason))
    row.undone_by_id, row.undone_at = by.id, at
    row.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    other_id = row.other_record_id if row.record_id == case.record_id else row.record_id
    there = outsides[other_id]
    content: dict[str, str | UUID] = {"link": row.pk, "kind": row.kind, "reason": reason, "other": other_id}
    params = {"other": there.code, "link": row.kind, "basis": row.basis}
    told(
        case=case,
        entry="case.link_undone",
        line="link_undone",
        by=by,
        at=at,
        source=there.code,
        params=params,
        content=content,
    )
    other = Case.objects.select_for_update().filter(record_id=other_id).first()
    mirrored = {"other": case.code, "link": row.kind, "basis": row.basis}
    if other is not None:
        told(case=other, entry="case.link_undone", line="link_undone", by=by, at=at, source=case.code, params=mirrored,
            content={**content, "other": case.record_id},
        )  # fmt: skip
    else:
        write("case.link_undone", about=other_id, by=by, at=at, content={**content, "other": case.record_id})
    with connection.cursor() as cursor:
        cursor.execute("SELECT house.tell_link_undone(%s, %s)", [row.pk, at])
    publish(
        CaseLinkUndone(link_id=row.pk, record_id=row.record_id, other_record_id=row.other_record_id, by=by.id, at=at)
    )  # fmt: skip
    return row


def _hidden() -> NoReturn:
    """Who may only read the case does not learn more than that there is nothing to undo."""
    raise NotFound("No such link.")

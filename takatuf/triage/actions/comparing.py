"""What the machine does after reports came in: it finds those of the same matter, and rates again whom they concern."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import OperationalError, transaction

from takatuf.agencies.actions import require
from takatuf.intake.pressure.queries import bursts_of, reports_of_burst
from takatuf.intake.queries import ReportHead, heads_by_record, report_contents, report_heads
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound, Refused
from takatuf.ledger.actions import write
from takatuf.people.queries import kinds_shared
from takatuf.triage import likeness
from takatuf.triage.actions.drawing import note_false_low
from takatuf.triage.actions.rating import rate_again
from takatuf.triage.actions.settling import alone, gave_way, one_at_a_time, settle
from takatuf.triage.models import BundleMember, Cause, Rating, SameBy, TextToken
from takatuf.vault.keys import keyring
from takatuf.vault.tokens import uuid_from_secret

log = structlog.get_logger(__name__)

# So many of one bundle's candidates are compared word by word; who shares more shares something common.
CANDIDATES = 20
# From here on one more changes no points in any version (rulefile.guard.HIGHEST_COUNTED).
ENOUGH = 12
COMPARING_LOCK = 7_240_301  # any number that no other lock of the house uses
_COUNTED = "previous_reports_linked"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A report that is compared: its head, and the other reports of its agency that share identifiers with it."""

    head: ReportHead
    shared: Mapping[UUID, frozenset[str]]  # report -> kinds


def compare_reports(*, at: datetime, by: Actor, most: int = 100) -> int:
    """Compare the oldest reports that nobody has compared; returns how many there were.

    Runs inside system_scope("triage"). Reports of the same matter become one bundle; each report that names an account,
    number or address of another one is rated again, and so is the other one: raised where the rule says so, never lowered.
    One worker compares at a time; a report that a person holds just now waits for the next round.
    """
    if not alone(lock=COMPARING_LOCK):
        return 0
    waiting = Rating.objects.filter(awaiting=True, compared=False).order_by("at", "pk")
    rows = list(waiting.select_for_update(skip_locked=True)[:most])
    if not rows:
        return 0
    Rating.objects.filter(pk__in=[row.pk for row in rows]).update(compared=True)
    for each in with_shared(report_ids=[row.report_id for row in rows], by=by):
        try:
            with transaction.atomic():
                _rate_whom_it_concerns(each, by, at)
                _bundle(each, by, at)
        except Refused as refusal:
            # One report whose words were erased must not keep the others from being compared; it stays in the queue.
            log.warning("triage.not_compared", report=str(each.head.id), kind=type(refusal).__name__)
        except OperationalError as error:
            if not gave_way(error=error):
                raise
            Rating.objects.filter(report_id=each.head.id).update(compared=False)
    return len(rows)


def with_shared(*, report_ids: list[UUID], by: Actor) -> list[_Waiting]:
    """Each report with those of its own agency that share an identifier: the job reaches every agency's, a rating counts these."""
    heads = report_heads(report_ids, by=by)
    records = {head.record_id: head for head in heads.values()}
    shared = kinds_shared(list(records), by=by)
    others = heads_by_record([*{other for found in shared.values() for other in found}], by=by)
    return [
        _Waiting(
            head,
            {
                others[record].id: kinds
                for record, kinds in shared.get(head.record_id, {}).items()
                if record in others and others[record].agency_id == head.agency_id
            },
        )
        for report_id in report_ids
        if (head := heads.get(report_id))
    ]


def _rate_whom_it_concerns(each: _Waiting, by: Actor, at: datetime) -> None:
    """Each of the reports that share an identifier, where counting one more can still change its points.

    A report that waits for its own turn is counted here and rated then: an address that thirty reports name would
    otherwise be gone through thirty times for each of them.
    """
    if not each.shared:
        return
    before_of = _latest([each.head.id, *each.shared])
    concerned = [
        report
        for report, rating in before_of.items()
        if _counted(rating) < ENOUGH and (report == each.head.id or rating.compared or not rating.awaiting)
    ]
    for other in with_shared(report_ids=concerned, by=by):
        before = before_of[other.head.id]
        if _counted(before) >= min(len(other.shared), ENOUGH):
            continue
        rating = rate_again(
            report_id=other.head.id, by=by, at=at, cause=Cause.OTHER_REPORT, linked=len(other.shared)
        )
        if rating.level < before.level:
            note_false_low(report_id=other.head.id, found_level=rating.level, at=at)


def _latest(report_ids: Sequence[UUID]) -> dict[UUID, Rating]:
    """The newest rating of each of these reports, in one question; `latest_rating` for many."""
    rows = Rating.objects.filter(report_id__in=report_ids).order_by("report_id", "-at", "-pk")
    return {row.report_id: row for row in rows.distinct("report_id")}


def _counted(rating: Rating) -> int:
    return max(
        (dict(reason["params"]).get("count", 0) for reason in rating.reasons if reason["code"] == _COUNTED),
        default=0,
    )


def _bundle(each: _Waiting, by: Actor, at: datetime) -> None:
    """Put the report with the first candidate that tells of the same matter and still waits."""
    if BundleMember.objects.filter(report_id=each.head.id).exists():
        return
    burst = bursts_of([each.head.id], by=by).get(each.head.id)
    same_text = _same_text(each.head, by, at)
    in_burst = reports_of_burst(burst.burst, by=by) if burst else []
    candidates = _waiting([*each.shared, *same_text, *in_burst], each.head)
    contents = report_contents([each.head.id, *candidates], by=by)
    mark = str(burst.burst) if burst else ""
    mine = likeness.told(contents[each.head.id], burst=mark)
    for candidate in candidates:
        other = likeness.told(contents[candidate], burst=mark if candidate in in_burst else "")
        same = likeness.same_by(mine, other, kinds=each.shared.get(candidate, frozenset()))
        if same:
            _join(each.head, candidate, same, mine, by=by, at=at)
            return


def _waiting(report_ids: Iterable[UUID], head: ReportHead) -> list[UUID]:
    """Those that wait at the same agency; a report that nobody has decided about is never added to a decided one."""
    rows = Rating.objects.filter(
        report_id__in=set(report_ids) - {head.id}, agency_id=head.agency_id, awaiting=True
    )
    return list(rows.order_by("at", "pk").values_list("report_id", flat=True)[:CANDIDATES])


def _same_text(head: ReportHead, by: Actor, at: datetime) -> list[UUID]:
    """The reports with the same words, found by a keyed hash; this report's own hash is kept for those to come."""
    words = likeness.told(report_contents([head.id], by=by)[head.id]).words
    if len(words) < likeness.SHORTEST:
        return []
    token = uuid_from_secret(keyring().purpose_key("triage-text"), f"{head.agency_id} {words}").bytes
    if not TextToken.objects.filter(report_id=head.id).exists():
        TextToken(
            record_id=head.record_id, report_id=head.id, agency_id=head.agency_id, token=token, at=at
        ).save(force_insert=True)
    same = TextToken.objects.filter(token=token, agency_id=head.agency_id).exclude(report_id=head.id)
    return list(same.order_by("-at").values_list("report_id", flat=True)[:CANDIDATES])


def _join(
    head: ReportHead, candidate: UUID, same: str, mine: likeness.Told, *, by: Actor, at: datetime
) -> None:
    one_at_a_time(report_id=candidate)
    member = BundleMember.objects.filter(report_id=candidate).first()
    if member is not None and member.apart_at is not None:
        return  # a person said that it belongs to no bundle
    if member is None:
        other = report_heads([candidate], by=by)[candidate]
        member = _add(other, candidate, SameBy.FIRST, "", by=by, at=at)
    first = report_contents([member.bundle], by=by)[member.bundle]
    _add(head, member.bundle, same, likeness.alone(mine, likeness.told(first)), by=by, at=at)
    settle(bundle=member.bundle)


def _add(head: ReportHead, bundle: UUID, same: str, alone: str, *, by: Actor, at: datetime) -> BundleMember:
    row = BundleMember(
        bundle=bundle, record_id=head.record_id, report_id=head.id, agency_id=head.agency_id, same_by=same, alone=alone,
        joined_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    content = {"bundle": bundle, "same_by": str(same), "alone": alone}
    write("triage.bundled", about=head.record_id, by=by, at=at, content=content)
    return row


@transaction.atomic
def take_apart(*, report_id: UUID, by: Actor, at: datetime) -> None:
    """Take a report out of its bundle: it stands alone from now on, and the machine never puts it back.

    Raises NotAllowed, and NotFound where it has no bundle.
    """
    require(by, "report.triage")
    member = BundleMember.objects.filter(report_id=report_id, apart_at__isnull=True).first()
    if member is None:
        raise NotFound("This report belongs to no bundle.")
    member.apart_by_id, member.apart_at = by.id, at
    member.save(update_fields=["apart_by", "apart_at"])
    write("triage.taken_apart", about=member.record_id, by=by, at=at, content={"bundle": member.bundle})
    settle(bundle=member.bundle)

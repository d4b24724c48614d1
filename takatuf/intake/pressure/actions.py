"""Counting a crowd and marking bursts; no action here ever stops a report, and none stores an address."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from takatuf.agencies.scope import system_scope
from takatuf.intake.content import ReportContent
from takatuf.intake.events import ReportReceived, ReportsReceived
from takatuf.intake.pressure.arrival import Arrival
from takatuf.intake.pressure.models import BurstReason
from takatuf.intake.pressure.rules import Limits
from takatuf.intake.pressure.tokens import Sign, key_of_day, may_burst, signs_of
from takatuf.kernel.bulk import Bulk, Bytes, Texts, Uuids, uuid7_bytes
from takatuf.kernel.errors import Refused

STEP = 5  # seconds that are counted together
LOOKS_BACK = timedelta(minutes=1)
COUNTS_KEPT_FOR = timedelta(minutes=2)
SIGNS_KEPT_FOR = timedelta(hours=1)
NETWORK_SIGNS_KEPT_FOR = timedelta(minutes=10)
SAME = 3  # reports with the same words or links within the hour make a burst

log = structlog.get_logger(__name__)


def key_of(*, day: date) -> bytes:
    """The key of this day, the same on every machine; made by whoever comes first, and those of other days destroyed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM intake_pressureday WHERE day_on = %s", [day])
        row = cursor.fetchone()
        if row is None:
            cursor.execute("DELETE FROM intake_pressureday WHERE day_on < %s", [day])
            cursor.execute(
                "INSERT INTO intake_pressureday (day_on, key) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [day, os.urandom(32)],
            )
            cursor.execute("SELECT key FROM intake_pressureday WHERE day_on = %s", [day])
            row = cursor.fetchone()
    return key_of_day(bytes(row[0]))


def forget_crowd(*, at: datetime) -> None:
    """Destroy the keys of days that are over, and erase what is counted no more; the worker's clock calls it."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_pressureday WHERE day_on < %s", [at.date()])
        cursor.execute("DELETE FROM intake_pressurecount WHERE started_at < %s", [at - COUNTS_KEPT_FOR])
        cursor.execute("DELETE FROM intake_burstsign WHERE last_at < %s", [at - SIGNS_KEPT_FOR])


def count_sends(*, sends: Mapping[bytes, int], limits: Limits, at: datetime) -> tuple[int, dict[bytes, int]]:
    """Add what this process has counted; returns the last minute's sends of all processes together.

    First those of the site, in which no network counts for more than its calm rate; then those of each network that is
    above it.
    """
    started_at = datetime.fromtimestamp(int(at.timestamp()) // STEP * STEP, UTC)
    with connection.cursor() as cursor:
        if sends:
            networks = sorted(sends)  # in one order on every machine, so that two never wait for each other
            cursor.execute(
                "INSERT INTO intake_pressurecount AS counted (started_at, network, sends)"
                " SELECT %s, * FROM unnest(%s::bytea[], %s::int[])"
                " ON CONFLICT (started_at, network) DO UPDATE SET sends = counted.sends + excluded.sends",
                [started_at, networks, [sends[network] for network in networks]],
            )
            cursor.execute("DELETE FROM intake_pressurecount WHERE started_at < %s", [at - COUNTS_KEPT_FOR])
        cursor.execute(
            "SELECT network, sum(sends)::int FROM intake_pressurecount WHERE started_at > %s GROUP BY network",
            [at - LOOKS_BACK],
        )
        rows = cursor.fetchall()
    site = sum(min(count, limits.network) for _, count in rows)
    return site, {bytes(network): count for network, count in rows if count > limits.network}


@dataclass(frozen=True, slots=True)
class _Seen:
    report: bytes
    record: bytes
    content: ReportContent = field(repr=False)
    arrival: Arrival | None = None


def notice_report(event: ReportReceived) -> None:
    """Listener to ReportReceived: once the report is stored, look whether it came in a burst."""
    _once_stored(
        [_Seen(event.report_id.bytes, event.record_id.bytes, event.content, event.arrival)], event.at
    )


def notice_reports(event: ReportsReceived) -> None:
    """Listener to ReportsReceived: what `notice_report` does, for many by the same few statements."""
    _once_stored(
        [_Seen(each.report_id, each.record.record, each.content, each.arrival) for each in event.reports], event.at
    )  # fmt: skip


def _once_stored(seen: list[_Seen], at: datetime) -> None:
    """After the commit: a mark is a hint, and may neither hold a report back nor let machines wait for each other."""
    if crowd := [each for each in seen if may_burst(each.content)]:
        transaction.on_commit(partial(mark_bursts, seen=crowd, at=at), robust=True)


def mark_bursts(*, seen: Sequence[_Seen], at: datetime) -> None:
    """Mark the reports that have their words, their links or their network in common with enough others.

    Opens a scope of its own. The reports that came before a burst was known as one are marked too, but not by their
    network: no report is kept beside the network that it came from. A failure is logged and changes nothing else.
    """
    try:
        key = key_of(day=at.date())
        signs = [
            (each, signs_of(each.content, each.arrival.network if each.arrival else b"", key))
            for each in seen
        ]
        if any(found for _, found in signs):
            with system_scope("intake"):
                _mark(signs, at)
    except (DatabaseError, Refused) as error:
        log.warning("intake.bursts_not_marked", kind=type(error).__name__, count=len(seen))


@dataclass(slots=True)
class _Common:
    """What one statement says about one sign of this batch."""

    sign: Sign
    burst: bytes
    reports: list[_Seen]


@dataclass(frozen=True, slots=True)
class _Mark:
    record: bytes
    burst: UUID
    reasons: set[BurstReason]


@dataclass(frozen=True, slots=True)
class _Known:
    burst: UUID
    seen: int
    first: list[tuple[UUID, UUID]]


def _mark(signs: Sequence[tuple[_Seen, list[Sign]]], at: datetime) -> None:
    common: dict[bytes, _Common] = {}
    for (each, found), burst in zip(signs, uuid7_bytes(len(signs)), strict=True):
        for sign in found:
            # All signs of one report begin the same burst, so that texts which share several are in one.
            common.setdefault(sign.token, _Common(sign, burst, [])).reports.append(each)
    bulk = Bulk()
    known = _add_signs(bulk, [common[token] for token in sorted(common)], at)
    marks: dict[bytes, _Mark] = {}
    earlier: dict[bytes, _Mark] = {}
    for each, found in signs:
        bursts = [(sign, known[sign.token]) for sign in found if _is_burst(sign, known[sign.token])]
        if bursts:
            _, chosen = max(bursts, key=lambda one: (-_strength(one[0]), one[1].seen, one[0].token))
            marks[each.report] = _Mark(each.record, chosen.burst, {sign.reason for sign, _ in bursts})
            for sign, row in bursts:
                for report, record in row.first:
                    earlier.setdefault(report.bytes, _Mark(record.bytes, row.burst, {sign.reason}))
    if marks:
        _store_marks(bulk, earlier | marks, at)


def _strength(sign: Sign) -> int:
    return list(BurstReason).index(sign.reason)


def _is_burst(sign: Sign, known: _Known) -> bool:
    return known.seen >= (settings.TAKATUF_BURST_NETWORK if sign.reason is BurstReason.SAME_NETWORK else SAME)


def _add_signs(bulk: Bulk, rows: Sequence[_Common], at: datetime) -> dict[bytes, _Known]:
    first = [
        []
        if row.sign.reason is BurstReason.SAME_NETWORK
        else [UUID(bytes=id) for each in row.reports[:SAME] for id in (each.report, each.record)]
        for row in rows
    ]
    old = f"sign.last_at < %s - interval '{int(SIGNS_KEPT_FOR.total_seconds())} s' OR (sign.reason = 'same_network' AND sign.last_at < %s - interval '{int(NETWORK_SIGNS_KEPT_FOR.total_seconds())} s')"  # fmt: skip
    bulk.execute(
        "INSERT INTO intake_burstsign AS sign (token, reason, burst, seen, first_reports, last_at)"  # noqa: S608 - own text
        " SELECT u.token, u.reason, u.burst, u.seen, u.first_reports::uuid[], %s"
        " FROM unnest(%s::bytea[], %s::text[], %s::uuid[], %s::int[], %s::text[])"
        " AS u(token, reason, burst, seen, first_reports)"
        " ON CONFLICT (token) DO UPDATE SET last_at = excluded.last_at,"
        f" burst = CASE WHEN {old} THEN excluded.burst ELSE sign.burst END,"
        f" seen = CASE WHEN {old} THEN excluded.seen ELSE sign.seen + excluded.seen END,"
        f" first_reports = CASE WHEN {old} THEN excluded.first_reports WHEN sign.seen < {SAME}"
        " THEN sign.first_reports || excluded.first_reports ELSE sign.first_reports END",
        [
            at, Bytes([row.sign.token for row in rows]), Texts([row.sign.reason.value for row in rows]),
            Uuids([row.burst for row in rows]), [len(row.reports) for row in rows],
            Texts(["{" + ",".join(map(str, ids)) + "}" for ids in first]), *[at] * 6,
        ],
    )  # fmt: skip
    bulk.execute("DELETE FROM intake_burstsign WHERE last_at < %s", [at - SIGNS_KEPT_FOR])
    bulk.execute(
        "SELECT token, burst, seen, first_reports FROM intake_burstsign WHERE token = ANY(%s::bytea[])",
        [Bytes([row.sign.token for row in rows])],
    )
    return {
        bytes(token): _Known(burst, count, list(zip(first[::2], first[1::2], strict=True)))
        for token, burst, count, first in bulk.fetchall()
    }


def _store_marks(bulk: Bulk, marks: Mapping[bytes, _Mark], at: datetime) -> None:
    """A report that is marked already keeps its first mark."""
    rows = list(marks.values())
    bulk.insert("intake_burstmark", {
        "id": Uuids(uuid7_bytes(len(rows))), "report_id": Uuids(list(marks)), "record_id": Uuids([row.record for row in rows]),
        "burst": Uuids([row.burst.bytes for row in rows]),
        "reasons": ("{}::varchar[]", Texts(["{" + ",".join(sorted(row.reasons)) + "}" for row in rows])), "marked_at": at,
    }, also="ON CONFLICT DO NOTHING")  # fmt: skip

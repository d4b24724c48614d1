"""A year of invented reports in the demonstration country, so that its published figures have something to say."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils.timezone import localdate, make_aware

from takatuf.agencies.models import Worker
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope, worker_scope
from takatuf.config.commands.transfer import read_report
from takatuf.insight.actions import make_release
from takatuf.insight.rules import last_quarters
from takatuf.intake.actions import Received
from takatuf.intake.bulk import Incoming, receive_reports
from takatuf.intake.calls.actions import close_call, start_call
from takatuf.intake.content import Channel, ContactWish, Kind, Place, ReportContent, ReporterKind, Signals
from takatuf.triage.actions import confirm_downgrade, decide
from takatuf.triage.queries import reports_awaiting_triage

_CALM = Signals(danger_now=False, child_age=16, child_reachable=True)
_URGENT = Signals(danger_now=False, child_age=11, contact_in_person=True, suspect_access=True)


@dataclass(frozen=True, slots=True)
class _Group:
    """Reports that are alike: how many in each of the four quarters, by which door, from whom, about what, where."""

    counts: tuple[int, int, int, int]
    channel: Channel
    reporter: ReporterKind
    kind: Kind
    region: str
    signals: Signals = _CALM


YEAR = (
    _Group((15, 17, 18, 16), Channel.PUBLIC_WEB, ReporterKind.PARENT, Kind.GROOMING, "SA-01"),
    _Group((10, 10, 11, 10), Channel.PUBLIC_WEB, ReporterKind.BYSTANDER, Kind.ONLINE_EXPLOITATION, "SA-02"),
    _Group((12, 12, 11, 13), Channel.HOTLINE, ReporterKind.PROFESSIONAL, Kind.LABOUR, "SA-02"),
    _Group((10, 11, 10, 10), Channel.HOTLINE, ReporterKind.BYSTANDER, Kind.BEGGING, "SA-04"),
    _Group((10, 10, 15, 19), Channel.PROVIDER, ReporterKind.PROVIDER, Kind.EXTORTION, "SA-01"),
    _Group((10, 11, 10, 11), Channel.AGENCY, ReporterKind.PROFESSIONAL, Kind.GROOMING, "SA-04", _URGENT),
    _Group((2, 1, 2, 1), Channel.MESSAGE, ReporterKind.PROFESSIONAL, Kind.MARRIAGE, "SA-09"),
)
# The reports of a quarter come in so many batches, each in one transaction as a crowd's would.
BATCHES = 6
READ_AFTER = (7, 12, 40, 55, 130, 600, 2_000)  # minutes until a person reads, in turn; urgent ones sooner
URGENT_AFTER = (5, 9, 14, 38)
# The calls of a quarter that became no report, by how they ended.
CALLS = {"advice": 13, "silent": 10, "test": 11}
ENDED = "بلاغ للعلم، لا حاجة إلى تدخل."


def reports_of_a_year(*, at: datetime) -> None:
    """The reports of the four quarters whose figures are due, each received and read by a person in its own time."""
    sample = read_report(None, received_at=at)
    for place, quarter in enumerate(last_quarters(localdate(at))):
        first = make_aware(datetime.combine(quarter.first_day, time(9)))
        days = (quarter.last_day - quarter.first_day).days
        waiting = list(_reports_of(place, sample))
        for batch in range(BATCHES):
            came = first + timedelta(days=1 + batch * (days - 7) // BATCHES, hours=2 * batch)
            reports = waiting[batch::BATCHES]
            with system_scope("intake") as by:
                received = receive_reports(
                    batch=[
                        Incoming(content, f"demonstration-{quarter}-{batch:02d}-{number:04d}")
                        for number, content in enumerate(reports)
                    ],
                    lead=agency_by_code("centre").id, by=by, at=came,
                )  # fmt: skip
            _read([one.report_id for one in received if isinstance(one, Received)], came)


def calls_of_a_year(*, at: datetime) -> None:
    """The calls of the same quarters that ended without a report, one every other day."""
    amal = Worker.objects.get(user__username="amal").pk
    for quarter in last_quarters(localdate(at)):
        came = make_aware(datetime.combine(quarter.first_day, time(10)))
        with worker_scope(amal) as by:
            for outcome, count in CALLS.items():
                for _ in range(count):
                    call = start_call(by=by, at=came)
                    close_call(call_id=call, outcome=outcome, by=by, at=came + timedelta(minutes=4))
                    came += timedelta(days=2)


def _reports_of(place: int, sample: ReportContent) -> Iterator[ReportContent]:
    for group in YEAR:
        content = replace(
            sample, channel=group.channel, reporter_kind=group.reporter, kinds=(group.kind,), narrative="بلاغ محايد للتجربة.",
            identifiers=(), answers={}, place=Place(region=group.region), signals=group.signals, contact=ContactWish(),
        )  # fmt: skip
        yield from [content] * group.counts[place]


def _read(report_ids: list[UUID], came: datetime) -> None:
    """A person reads each and keeps it as information; a second one confirms where it was urgent."""
    noura, khalid = (Worker.objects.get(user__username=name).pk for name in ("noura", "khalid"))
    with worker_scope(noura) as by:
        levels = {row.report_id: row.level for row in reports_awaiting_triage(by=by, at=came)}
        for turn, id in enumerate(report_ids):
            suggested = levels[id]
            decide(
                report_id=id, level=suggested - 1 if suggested > 3 and turn % 4 == 3 else suggested, outcome="information",
                reason=ENDED, closed_as="acted_on", why_closed="acted_on", by=by,
                at=came + timedelta(minutes=_minutes(turn, urgent=suggested <= 2)),
            )  # fmt: skip
    with worker_scope(khalid) as by:
        for id in report_ids:
            if levels[id] <= 2:
                confirm_downgrade(report_id=id, by=by, at=came + timedelta(minutes=READ_AFTER[-1] + 20))


def _minutes(turn: int, *, urgent: bool) -> int:
    after = URGENT_AFTER if urgent else READ_AFTER
    return after[turn % len(after)]


def publish_the_year(*, at: datetime) -> None:
    """The figures of the year, as the director publishes them on their day."""
    with worker_scope(Worker.objects.get(user__username="director").pk) as by:
        make_release(by=by, at=at)

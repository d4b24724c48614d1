"""Reports for the tests of the triage desk."""

from datetime import UTC, datetime, timedelta
from itertools import count

from takatuf.agencies.queries import AgencyName
from takatuf.agencies.scope import system_scope
from takatuf.intake.actions import Received, receive_report
from takatuf.intake.content import (
    Channel,
    IdentifierClaim,
    Kind,
    PersonClaim,
    Place,
    ReportContent,
    ReporterKind,
    Signals,
)
from takatuf.triage.actions import compare_reports

AT = datetime(2026, 3, 5, 22, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=10)
#: Rated at Level 5 with nothing unknown, so that every change shows.
QUIET = Signals(child_age=15, child_reachable=True, danger_now=False)
TOLD = "كتب صاحب حساب لا نعرفه إلى الطفل مراراً وطلب رقم هاتفه."
_numbers = count(1)


def receive(
    lead: AgencyName,
    signals: Signals = QUIET,
    *,
    at: datetime = AT,
    reporter: ReporterKind = ReporterKind.PARENT,
    account: str = "",
    link: str = "",
    told: str = TOLD,
    region: str = "",
    child: str = "",
    channel: Channel = Channel.PUBLIC_WEB,
) -> Received:
    """A report that the agency received."""
    identifiers = [IdentifierClaim(kind="account", value=account, platform="instagram")] if account else []
    identifiers += [IdentifierClaim(kind="url", value=link)] if link else []
    content = ReportContent(
        channel=channel, reporter_kind=reporter, kinds=(Kind.GROOMING,), narrative=told, signals=signals,
        identifiers=tuple(identifiers), place=Place(region=region),
        people=(PersonClaim(role="child", names=(child,)),) if child else (),
    )  # fmt: skip
    with system_scope("intake") as by:
        return receive_report(
            content=content, key=f"key-of-a-triage-test-{next(_numbers):06}", lead=lead.id, by=by, at=at
        )


def compare(at: datetime = LATER, *, most: int = 100) -> int:
    """What the worker does every few seconds."""
    with system_scope("triage") as by:
        return compare_reports(at=at, by=by, most=most)

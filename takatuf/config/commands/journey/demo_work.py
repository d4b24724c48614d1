"""Reports that wait to be read in the demonstration country, of every urgency."""

from dataclasses import replace
from datetime import datetime, timedelta

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.config.commands.transfer import read_report
from takatuf.intake.actions import receive_report
from takatuf.intake.content import Channel, IdentifierClaim, Kind, Signals
from takatuf.kernel.clock import now

_ACCOUNT = (IdentifierClaim(kind="account", value="falcon_77", platform="لعبة"),)
_NOTHING_GIVEN: tuple[IdentifierClaim, ...] = ()

# Minutes ago, what it is about, the reporter's own words, what the first review will weigh, the account that was named.
WAITING = (
    (
        6,
        Kind.GROOMING,
        "اتصل حساب بابني وطلب لقاءه مساء اليوم قرب الحديقة.",
        Signals(meeting_arranged=True, danger_now=True),
        _ACCOUNT,
    ),
    (
        95,
        Kind.ONLINE_EXPLOITATION,
        "حساب في لعبة يطلب من أطفال الحي أرقام هواتفهم.",
        Signals(grooming_underway=True, child_age=11),
        _ACCOUNT,
    ),
    (
        200,
        Kind.LABOUR,
        "رأيت إعلاناً يعرض عملاً لأطفال في الشارع ليلاً.",
        Signals(child_reachable=True),
        _NOTHING_GIVEN,
    ),
    (
        700,
        Kind.BEGGING,
        "طفل يبيع المناديل كل يوم عند الإشارة وقت المدرسة.",
        Signals(child_reachable=True, child_age=10),
        _NOTHING_GIVEN,
    ),
    (
        1500,
        Kind.UNKNOWN,
        "وصلتني رسالة مزعجة من حساب مجهول ثم حُذفت.",
        Signals(danger_now=False, child_age=16),
        _NOTHING_GIVEN,
    ),
)


def reports_waiting() -> None:
    """Receive the waiting reports, each some minutes ago."""
    sample = read_report(None, received_at=now())
    for minutes, kind, narrative, signals, identifiers in WAITING:
        content = replace(
            sample, kinds=(kind,), narrative=narrative, signals=signals, identifiers=identifiers, answers={}
        )
        with system_scope("intake") as by:
            receive_report(
                content=content,
                key=f"demonstration-{minutes:06d}",
                lead=agency_by_code("centre").id,
                by=by,
                at=now() - timedelta(minutes=minutes),
            )


QUARTER = {Channel.PUBLIC_WEB: 23, Channel.HOTLINE: 14, Channel.PROVIDER: 4}


def reports_of_a_quarter(*, at: datetime) -> None:
    """Further reports, each by its door, so that a figure has something to count and something to hide."""
    sample = read_report(None, received_at=at)
    for channel, count in QUARTER.items():
        for number in range(count):
            content = replace(
                sample, channel=channel, narrative="بلاغ محايد للتجربة.", identifiers=(), answers={}
            )
            with system_scope("intake") as by:
                receive_report(
                    content=content,
                    key=f"quarter-{channel}-{number:06d}",
                    lead=agency_by_code("centre").id,
                    by=by,
                    at=at,
                )

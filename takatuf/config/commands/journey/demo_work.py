"""Reports that wait to be read in the demonstration country, of every urgency."""

from dataclasses import replace
from datetime import timedelta

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.config.commands.transfer import read_report
from takatuf.intake.actions import receive_report
from takatuf.intake.content import IdentifierClaim, ReportContent
from takatuf.kernel.clock import now

WAITING: tuple[tuple[int, str, dict[str, object]], ...] = (
    (6, "اتصل حساب بابني وطلب لقاءه مساء اليوم قرب الحديقة.", {"meeting_arranged": True, "danger_now": True}),
    (95, "حساب في لعبة يطلب من أطفال الحي أرقام هواتفهم.", {"grooming_underway": True, "child_age": 11}),
    (200, "رأيت إعلاناً يعرض عملاً لأطفال في الشارع ليلاً.", {"child_reachable": True}),
    (700, "طفل يبيع المناديل كل يوم عند الإشارة وقت المدرسة.", {"child_reachable": True, "child_age": 10}),
    (1500, "وصلتني رسالة مزعجة من حساب مجهول ثم حُذفت.", {"danger_now": False, "child_age": 16}),
)


def reports_waiting() -> None:
    """Receive the waiting reports, each some minutes ago."""
    sample = read_report(None, received_at=now())
    for minutes, narrative, signals in WAITING:
        at = now() - timedelta(minutes=minutes)
        with system_scope("intake") as by:
            receive_report(
                content=_told(sample, narrative, signals), key=f"demo-report-{minutes:06}", lead=agency_by_code("centre").id, by=by, at=at
            )


def _told(sample: ReportContent, narrative: str, signals: dict[str, object]) -> ReportContent:
    blank = type(sample.signals)()
    claims = (IdentifierClaim(kind="account", value="falcon_77", platform="لعبة"),) if "grooming_underway" in signals else ()
    return replace(
        sample, narrative=narrative, signals=replace(blank, **signals), identifiers=claims, answers={}
    )  # type: ignore[arg-type]

"""Reports that wait to be read in the demonstration country, of every urgency."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from takatuf.agencies.models import Worker
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope, worker_scope
from takatuf.config.commands.transfer import read_report
from takatuf.insight.actions import draw_missing_charts
from takatuf.insight.annual.actions import make_annual_report
from takatuf.insight.countries.actions import assess_ourselves, judge_practice, load_known_practices
from takatuf.insight.countries.queries import practices
from takatuf.insight.proposing import propose_from_figures
from takatuf.insight.recommendations.actions import (
    approve_recommendation,
    assign_recommendation,
    close_recommendation,
)
from takatuf.insight.recommendations.first_set import load_forum_drafts
from takatuf.insight.recommendations.queries import recommendations
from takatuf.intake.actions import receive_report
from takatuf.intake.content import (
    Channel,
    IdentifierClaim,
    Kind,
    Signals,
)
from takatuf.kernel.actors import Actor
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


def figures_and_recommendations(*, at: datetime) -> None:
    """What a director has done with the published figures: charts drawn, recommendations at every stage, practices, an assessment."""
    draw_missing_charts(at=at)
    director = Worker.objects.get(user__username="director").pk
    with worker_scope(director) as by:
        load_forum_drafts(by=by, at=at - timedelta(days=20))
        load_known_practices(by=by, at=at - timedelta(days=20))
        _judge_practices(by, at - timedelta(days=15))
        propose_from_figures(by=by, at=at - timedelta(days=12))
        rows = {row.title: row.id for row in recommendations(by=by, at=at)}
        path = rows.get("مسار إبلاغ للطفل وحملة مدرسية")
        means = rows["توفير وسائل الإبلاغ وآلياته المختلفة وتطويرها"]
        for id in filter(None, (path, means)):
            approve_recommendation(recommendation_id=id, by=by, at=at - timedelta(days=11))
            assign_recommendation(
                recommendation_id=id, owner_id=agency_by_code("centre").id, due_on=(at + timedelta(days=60)).date(), by=by,
                at=at - timedelta(days=10),
            )  # fmt: skip
        close_recommendation(
            recommendation_id=means, evidence="فُتح نموذج بلاغ عام بالعربية والإنجليزية، وصندوق رسائل للمبلِّغ، وخط هاتفي واحد.", by=by,
            at=at - timedelta(days=2),
        )  # fmt: skip
        scores: dict[int, tuple[int | None, str]] = dict.fromkeys(range(1, 22), (None, ""))
        scores |= {
            1: (2, "لجنة وطنية قائمة"),
            5: (3, "تقرير موحد إلى القاضي"),
            12: (3, "بوابة بلاغ واحدة"),
            14: (1, ""),
        }
        year_ago = {**scores, 1: (1, ""), 5: (2, ""), 12: (1, "عدة قنوات لا تلتقي")}
        assess_ourselves(
            scores=year_ago,
            assessed_on=(at - timedelta(days=370)).date(),
            note="أول نظرة، قبل بوابة البلاغ الواحدة.",
            by=by,
            at=at,
        )
        assess_ourselves(scores=scores, assessed_on=(at - timedelta(days=5)).date(), note="", by=by, at=at)
        make_annual_report(year=localdate(at).year, by=by, at=at)


#: What was made of some practices of other countries, by their titles. All invented.
JUDGED = {
    "البحث في سجلات الجهات خلال 24 ساعة": (
        "adapted", "يقارن النظام كل بلاغ بما سبقه، ويقرر شخص (مخترع للعرض).", "The system compares each report with earlier ones, and a person decides (invented).",
    ),
    "خلية واحدة تجمع البلاغات وترسل بياناتها بلا أسماء إلى المرصد": (
        "adopted", "مركز واحد يجمع البلاغات، وتُنشر أعدادها كل ربع سنة (مخترع للعرض).", "One centre gathers the reports, and numbers come out each quarter (invented).",
    ),
    "محكمة متخصصة ومهلة سنة للفصل": ("considered", "", ""),
}  # fmt: skip


def _judge_practices(by: Actor, at: datetime) -> None:
    """What the country made of some of the practices of others."""
    for row in practices():
        if row.title in JUDGED:
            adoption, note_ar, note_en = JUDGED[row.title]
            judge_practice(
                practice_id=row.id, adoption=adoption, note_ar=note_ar, note_en=note_en, checked=False, by=by, at=at
            )  # fmt: skip

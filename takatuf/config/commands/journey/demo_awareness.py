"""A campaign in the demonstration country: a school visit that was counted, an evening to come, a ladder. All invented."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from takatuf.agencies.models import Worker
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope, worker_scope
from takatuf.awareness import actions
from takatuf.awareness.lessons import lesson
from takatuf.insight.ladder.actions import count_ladders
from takatuf.intake.actions import receive_report
from takatuf.intake.content import Channel, ReportContent, ReporterKind, Signals
from takatuf.kernel.actors import Actor
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from takatuf.triage.actions import decide

CHILDREN, REPORTS, CALLS = 84, 23, 11


def awareness_under_way() -> UUID:
    """One campaign of the ministry, counted as the day began; returns its id."""
    at = now()
    officer = Worker.objects.get(user__username="maha").pk
    with worker_scope(officer) as by:
        campaign = actions.start_campaign(
            title_ar="أقول لشخص كبير أثق به", title_en="I tell a grown-up whom I trust", piece="young-13-17",
            aim="يعرف طلاب المدرسة لمن يقولون، وأن الذنب ليس ذنبهم.", starts_on=(at - timedelta(days=40)).date(),
            ends_on=(at + timedelta(days=50)).date(), by=by, at=at - timedelta(days=40),
        )  # fmt: skip
        visit = actions.call_gathering(
            campaign_id=campaign.pk, kind="school_visit", audience="child", title_ar="زيارة مدرسة مخترعة", title_en="Visit to an invented school",
            place="", starts_at=at - timedelta(days=30), lesson_code="trust-takes-time", sessions=4, seats=None, is_listed=False,
            by=by, at=at - timedelta(days=38),
        )  # fmt: skip
        actions.call_gathering(
            campaign_id=campaign.pk, kind="parents_evening", audience="parent", title_ar="مساء للأهل: هدوء في البيت",
            title_en="Evening for parents: calm at home", place="قاعة البلدية", starts_at=at + timedelta(days=9),
            lesson_code="calm-at-home", sessions=2, seats=60, is_listed=True, by=by, at=at,
        )  # fmt: skip
        actions.note_material(
            campaign_id=campaign.pk, form="card", language="ar", copies=400, handed_out_on=(at - timedelta(days=30)).date(), by=by, at=at
        )  # fmt: skip
        actions.note_reach(
            campaign_id=campaign.pk, people=1200, source="تقدير المدرسة من ملصقات المداخل", by=by, at=at
        )
        for session in range(1, 5):
            actions.count_attendance(
                gathering_id=visit.pk, session=session, adults=3, children=CHILDREN - 4 * session, by=by, at=at
            )  # fmt: skip
        for moment, share in (("before", 0.45), ("after", 0.85)):
            _answers(visit.pk, moment, share, by, at)
    _help_sought(campaign.code)
    with system_scope("counting") as by:
        count_ladders(by=by, at=now())
    return campaign.pk


def _answers(gathering_id: UUID, moment: str, share: float, by: Actor, at: datetime) -> None:
    """The answers of one moment, as they were entered from paper."""
    counts = {}
    for question in lesson("trust-takes-time").asked(moment):
        right = next(option.code for option in question.options if option.counts)
        other = next(option.code for option in question.options if not option.counts)
        counts[question.code, right] = round(CHILDREN * share)
        counts[question.code, other] = CHILDREN - round(CHILDREN * share)
    actions.add_paper_answers(gathering_id=gathering_id, moment=moment, counts=counts, by=by, at=at)


def _help_sought(code: str) -> None:
    """Reports and calls that carry the campaign's code, over the last month; all of them were read and closed in time."""
    drawn, lead = Random(7), agency_by_code("centre").id  # noqa: S311 - the demonstration is the same each time
    officer = Worker.objects.get(user__username="noura").pk
    for number in range(REPORTS + CALLS):
        content = ReportContent(
            channel=Channel.PUBLIC_WEB if number < REPORTS else Channel.HOTLINE, reporter_kind=ReporterKind.CHILD,
            narrative=f"كلام محايد مخترع للعرض، رقم {number + 1}.", signals=Signals(danger_now=False, child_age=15), campaign=code,
        )  # fmt: skip
        at = now() - timedelta(days=drawn.randint(2, 28), minutes=drawn.randint(0, 600))
        with system_scope("intake") as by:
            report = receive_report(
                content=content, key=f"demonstration-campaign-{uuid7()}", lead=lead, by=by, at=at
            )
        with worker_scope(officer) as by:
            decide(
                report_id=report.report_id, level=3, outcome="information", reason="استُمع إليه، ولا خطر الآن.", closed_as="acted_on", why_closed="acted_on", by=by,
                at=at + timedelta(minutes=25),
            )  # fmt: skip

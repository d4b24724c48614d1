"""Campaigns and gatherings that the tests begin with."""

from datetime import timedelta
from typing import Any

from takatuf.agencies.queries import AgencyName, WorkerName
from takatuf.agencies.rules import Role
from takatuf.awareness.actions import (
    add_paper,
    add_session,
    call_gathering,
    draft_motion,
    open_questions,
    start_campaign,
)
from takatuf.awareness.models import Campaign, Gathering
from takatuf.kernel.clock import now
from tests.factories import acting, make_agency, make_worker


def make_officer(agency: AgencyName | None = None) -> WorkerName:
    """An awareness officer of an agency."""
    return make_worker(agency or make_agency(), Role.AWARENESS_OFFICER)


def make_campaign(officer: WorkerName, **values: Any) -> Campaign:
    """A running campaign of the officer's agency."""
    at = now()
    given = {
        "title_ar": "حملة مخترعة", "title_en": "An invented campaign", "aim": "الأطفال يعرفون لمن يقولون", "piece": "young-13-17",
        "starts_on": at.date(), "ends_on": at.date() + timedelta(days=90),
    }  # fmt: skip
    with acting(officer) as by:
        return start_campaign(**(given | values), by=by, at=at)


def make_gathering(officer: WorkerName, campaign: Campaign, *, asks: str = "", **values: Any) -> Gathering:
    """A school visit of three sessions tomorrow; `asks` opens its questions."""
    at = now()
    given = {
        "kind": "school_visit", "audience": "child", "title_ar": "زيارة مخترعة", "title_en": "An invented visit", "place": "",
        "starts_at": at + timedelta(days=1), "lesson_code": "trust-takes-time", "sessions": 3, "seats": None, "is_listed": False,
    }  # fmt: skip
    with acting(officer) as by:
        row = call_gathering(campaign_id=campaign.pk, **(given | values), by=by, at=at)
        if asks:
            open_questions(gathering_id=row.pk, moment=asks, by=by, at=at)
    return row


def make_forum(officer: WorkerName, campaign: Campaign) -> Gathering:
    """A forum with a session, a paper and a draft recommendation."""
    at = now()
    row = make_gathering(
        officer,
        campaign,
        kind="forum",
        audience="everybody",
        title_ar="ملتقى مخترع",
        title_en="An invented forum",
        lesson_code="",
        is_listed=True,
    )
    with acting(officer) as by:
        session = add_session(
            gathering_id=row.pk,
            title_ar="جلسة مخترعة",
            title_en="An invented session",
            chair="شخص مخترع",
            starts_at=at,
            by=by,
            at=at,
        )
        add_paper(
            session_id=session.pk,
            title="ورقة مخترعة",
            author="شخص مخترع",
            abstract="كلام محايد.",
            by=by,
            at=at,
        )
        draft_motion(
            gathering_id=row.pk, title_ar="توحيد الإبلاغ", title_en="One way to report", reason_ar="سبب مخترع", reason_en="An invented reason",
            by=by, at=at,
        )  # fmt: skip
    return row

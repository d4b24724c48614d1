"""A forum of the demonstration country that runs today, and the training of its staff. All invented."""

from datetime import datetime, timedelta
from uuid import UUID

from takatuf.agencies.models import Worker
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope, worker_scope
from takatuf.awareness import actions
from takatuf.awareness.lessons import training_of
from takatuf.awareness.queries import open_gathering
from takatuf.insight.recommendations.actions import (
    RecommendationSource,
    Wording,
    approve_recommendation,
    assign_recommendation,
    propose_recommendation,
)
from takatuf.insight.training.actions import count_training
from takatuf.kernel.actors import Actor

PARTICIPANTS, FOR = 14, 11
ONE_LINE = ("خط واحد خلف جميع قنوات البلاغ", "One line behind every way to report")
IN_SCHOOL = ("شخص يقصده الأطفال في كل مدرسة", "In every school a person to whom children can go")
IN_SESSIONS = ("برامج من عدة جلسات بدل المحاضرة الواحدة", "Several sessions instead of one lecture")


def forum_under_way(campaign_id: UUID, *, at: datetime) -> None:
    """One draft that was adopted, handed on and is owed; one that is put to the vote; one open for remarks."""
    with worker_scope(_worker("maha")) as by:
        forum = actions.call_gathering(
            campaign_id=campaign_id, kind="forum", audience="everybody", title_ar="ملتقى حماية الأطفال (مخترع للعرض)",
            title_en="Forum on protecting children (invented)", place="قاعة المؤتمرات", starts_at=at - timedelta(hours=3),
            lesson_code="", sessions=2, seats=200, is_listed=True, by=by, at=at - timedelta(days=30),
        )  # fmt: skip
        session = actions.add_session(
            gathering_id=forum.pk, title_ar="من البلاغ إلى الحماية", title_en="From a report to protection", chair="رئيسة الجلسة (مخترعة)",
            starts_at=at - timedelta(hours=2), by=by, at=at - timedelta(days=29),
        )  # fmt: skip
        actions.add_paper(
            session_id=session.pk, title="ما الذي يجعل الطفل يخبر؟", author="باحثة مخترعة", by=by, at=at - timedelta(days=28),
            abstract="ورقة مخترعة للعرض: حديث قصير متكرر أنفع من محاضرة واحدة.",
        )  # fmt: skip
        drafts = [
            _draft(forum.pk, words, by, at - timedelta(days=20))
            for words in (ONE_LINE, IN_SCHOOL, IN_SESSIONS)
        ]
    _say(forum.code, None, "يُطبع رقم خط مساندة الطفل على كتب المدارس.", at=at - timedelta(days=9))
    _say(forum.code, drafts[2], "يُشرك الأهل في جلسة واحدة على الأقل.", at=at - timedelta(days=8))
    _read_proposals(forum.pk, at=at - timedelta(days=7))
    _say(forum.code, None, "يُدرَّب سائقو الحافلات المدرسية أيضاً.", at=at - timedelta(days=1))
    _vote(forum.pk, forum.code, drafts[0], at=at - timedelta(hours=2))
    with worker_scope(_worker("maha")) as by:
        actions.close_vote(motion_id=drafts[0], by=by, at=at - timedelta(hours=1))
        actions.open_vote(motion_id=drafts[1], by=by, at=at - timedelta(hours=1))
    _hand_on(drafts[0], forum.title_ar, at=at - timedelta(minutes=50))


def training_under_way(*, at: datetime) -> None:
    """Most of the staff have finished the lessons for everybody; the rest of the training is open."""
    people = list(Worker.objects.using("keeper").filter(is_active=True).order_by("pk"))
    for place, worker in enumerate(people):
        for lesson in training_of(worker.role)[: 2 if place % 4 else 1]:
            if place % 5 == 4:
                continue
            right = {
                question.code: next(option.code for option in question.options if option.counts) for question in lesson.questions
            }  # fmt: skip
            with worker_scope(worker.pk) as by:
                actions.finish_lesson(
                    lesson_code=lesson.code, chosen=right, by=by, at=at - timedelta(days=place)
                )
    with system_scope("counting") as by:
        count_training(by=by, at=at)


def _worker(username: str) -> UUID:
    return Worker.objects.get(user__username=username).pk


def _draft(forum_id: UUID, words: tuple[str, str], by: Actor, at: datetime) -> UUID:
    return actions.draft_motion(
        gathering_id=forum_id, title_ar=words[0], title_en=words[1], reason_ar="نوقشت في الجلسة الأولى (مخترع للعرض).",
        reason_en="Discussed in the first session (invented).", by=by, at=at,
    ).pk  # fmt: skip


def _say(code: str, motion_id: UUID | None, text: str, *, at: datetime) -> None:
    with system_scope("awareness") as by:
        actions.send_proposal(gathering_code=code, motion_id=motion_id, text=text, by=by, at=at)


def _read_proposals(forum_id: UUID, *, at: datetime) -> None:
    from takatuf.awareness.forum import open_forum

    with worker_scope(_worker("maha")) as by:
        _forum, waiting = open_forum(forum_id, by=by, at=at)
        for one in waiting:
            actions.publish_proposal(proposal_id=one.id, words=one.text, by=by, at=at)


def _vote(forum_id: UUID, code: str, motion_id: UUID, *, at: datetime) -> None:
    with system_scope("awareness") as by:
        codes = [
            actions.register(
                gathering_code=code, kind="person", people=1, name="", by=by, at=at - timedelta(days=3)
            ).code
            for _ in range(PARTICIPANTS)
        ]
    with worker_scope(_worker("maha")) as by:
        actions.open_vote(motion_id=motion_id, by=by, at=at)
        here = open_gathering(forum_id, by=by, at=at).registrations
        actions.note_came(gathering_id=forum_id, came={one.id: True for one in here}, by=by, at=at)
    with system_scope("awareness") as by:
        for place, own in enumerate(codes):
            actions.cast_vote(code=own, motion_id=motion_id, is_for=place < FOR, by=by, at=at)


def _hand_on(motion_id: UUID, forum: str, *, at: datetime) -> None:
    with worker_scope(_worker("maha")) as by:
        made = propose_recommendation(
            source=RecommendationSource.FORUM, key=f"forum:{motion_id}", source_note=forum, capability=12, by=by, at=at,
            wording=Wording(
                title_ar=ONE_LINE[0], title_en=ONE_LINE[1], reason_ar="اعتمدها الملتقى بالتصويت (مخترع للعرض).",
                reason_en="The forum adopted it by vote (invented).",
            ),
        )  # fmt: skip
        actions.note_handed_on(motion_id=motion_id, recommendation_id=made.pk, by=by, at=at)
    with worker_scope(_worker("director")) as by:
        approve_recommendation(recommendation_id=made.pk, by=by, at=at)
        assign_recommendation(
            recommendation_id=made.pk,
            owner_id=agency_by_code("centre").id,
            due_on=(at + timedelta(days=120)).date(),
            by=by,
            at=at,
        )

"""A forum from its programme to a tracked recommendation: proposals are read first, votes are secret and cast once."""

import re
import threading
from datetime import timedelta
from html import unescape

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.http import HttpResponse
from django.test import Client

from takatuf.agencies.scope import system_scope
from takatuf.awareness import actions
from takatuf.awareness.errors import AnotherState, NotPresent, ReadAlready, RegistrationUnknown, VotedAlready
from takatuf.awareness.models import Gathering, Motion, Proposal, Registration, Vote, VoteCount
from takatuf.config.commands.country import make_country
from takatuf.insight.recommendations.actions import approve_recommendation
from takatuf.insight.recommendations.models import Recommendation
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput
from tests.awareness.situations import make_campaign, make_gathering
from tests.desks.people import PASSWORD, QUICK_HASHERS, SECRET, sign_in, worker_named
from tests.desks.situations import acting_as

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def forum(house: None, settings: object) -> Gathering:
    settings.PASSWORD_HASHERS = QUICK_HASHERS  # type: ignore[attr-defined]
    make_country(password=PASSWORD, totp_secret=SECRET)
    officer = worker_named("maha")
    return make_gathering(
        officer, make_campaign(officer), kind="forum", audience="everybody", title_en="An invented forum", lesson_code="", sessions=3,
        is_listed=True,
    )  # fmt: skip


def said(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def _drafts(forum: Gathering) -> Motion:
    with acting_as("maha") as by:
        return actions.draft_motion(
            gathering_id=forum.pk, title_ar="توحيد الإبلاغ", title_en="One way to report", reason_ar="سبب", reason_en="A reason", by=by,
            at=now(),
        )  # fmt: skip


def _registers(forum: Gathering) -> str:
    with system_scope("awareness") as by:
        return actions.register(
            gathering_code=forum.code, kind="person", people=1, name="", by=by, at=now()
        ).code


def _are_here(forum: Gathering) -> None:
    """The agency notes that everybody who registered came."""
    with acting_as("maha") as by:
        came = dict.fromkeys(
            Registration.objects.filter(gathering_id=forum.pk).values_list("pk", flat=True), True
        )
        actions.note_came(gathering_id=forum.pk, came=came, by=by, at=now())


def _votes(motion: Motion, code: str, *, is_for: bool = True) -> None:
    with system_scope("awareness") as by:
        actions.cast_vote(code=code, motion_id=motion.pk, is_for=is_for, by=by, at=now())


def test_a_forum_leads_from_a_programme_to_a_tracked_recommendation(forum: Gathering) -> None:
    desk, address = sign_in("maha"), f"/en/desk/gatherings/{forum.pk}/forum/"
    public, page = Client(), f"/en/learn/g/{forum.code}/forum/"
    starts = (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")

    desk.post(
        f"{address}session/",
        {"session-title_ar": "جلسة", "session-title_en": "First session", "session-starts_at": starts},
    )
    session = re.search(r'<option value="([0-9a-f-]{36})"', said(desk.get(address)))
    assert session is not None
    desk.post(f"{address}paper/", {
        "paper-session_id": session[1], "paper-title": "An invented paper", "paper-author": "Somebody invented", "paper-abstract": "Words.",
    })  # fmt: skip
    desk.post(f"{address}draft/", {
        "motion-title_ar": "توحيد الإبلاغ", "motion-title_en": "One way to report", "motion-reason_ar": "سبب", "motion-reason_en": "A reason",
    })  # fmt: skip
    motion = Motion.objects.get()
    public.post(f"{page}{motion.pk}/remark/", {"text": "A remark with an invented Name"})
    before = said(public.get(page))
    with acting_as("maha"):
        waiting = Proposal.objects.get()
    desk.post(f"{address}proposals/{waiting.pk}/", {"words": "A remark"})
    after = said(public.get(page))
    code = _registers(forum)
    desk.post(f"{address}{motion.pk}/vote/")
    too_early = public.post(f"{page}{motion.pk}/vote/", {"choice": "for", "code": code})
    _are_here(forum)
    voted = said(public.post(f"{page}{motion.pk}/vote/", {"choice": "for", "code": code}))
    again = public.post(f"{page}{motion.pk}/vote/", {"choice": "against", "code": code})
    desk.post(f"{address}{motion.pk}/vote/", {"close": "1"})
    handed = said(desk.post(f"{address}{motion.pk}/hand-on/", follow=True))

    assert "First session" in before
    assert "An invented paper" in before
    assert "A remark" not in before
    assert "A remark" in after
    assert "invented Name" not in after
    assert too_early.status_code == 422
    assert "has not noted yet that you came" in said(too_early)
    assert "Your vote is counted" in voted
    assert again.status_code == 422
    assert "Each participant votes once" in said(again)
    assert re.search(r"For: 1\s+— Against: none", said(public.get(page)))
    assert "proposed as a recommendation" in handed
    assert "once a person has approved it" in said(public.get(page))
    with acting_as("director") as by:
        kept = Recommendation.objects.get()
        approve_recommendation(recommendation_id=kept.pk, by=by, at=now())
    followed = said(public.get(page))
    assert kept.title_en == "One way to report"
    assert f"/en/figures/recommendations/{kept.code}/" in followed
    assert "nobody owes it yet" in followed


def test_what_is_left_out_is_erased_and_decided_once(forum: Gathering) -> None:
    with system_scope("awareness") as by:
        row = actions.send_proposal(gathering_code=forum.code, motion_id=None, text="كلام", by=by, at=now())
    with acting_as("maha") as by:
        actions.leave_out_proposal(proposal_id=row.pk, by=by, at=now())
    with acting_as("maha") as by, pytest.raises(ReadAlready):
        actions.publish_proposal(proposal_id=row.pk, words="كلام", by=by, at=now())

    with acting_as("maha"):
        assert Proposal.objects.get().text is None


def test_only_those_who_came_vote_once_while_the_vote_is_open(forum: Gathering) -> None:
    motion, code = _drafts(forum), _registers(forum)
    with system_scope("awareness") as by:
        group = actions.register(
            gathering_code=forum.code, kind="children", people=20, name="", by=by, at=now()
        ).code

    with pytest.raises(AnotherState):
        _votes(motion, code)
    with acting_as("maha") as by:
        actions.open_vote(motion_id=motion.pk, by=by, at=now())
    with pytest.raises(RegistrationUnknown):
        _votes(motion, "123456789012")
    with pytest.raises(NotPresent):
        _votes(motion, code)
    _are_here(forum)
    with pytest.raises(NotPresent):
        _votes(motion, group)
    _votes(motion, code)
    with pytest.raises(VotedAlready):
        _votes(motion, code, is_for=False)
    with acting_as("maha"):
        assert Vote.objects.count() == 1
        assert list(VoteCount.objects.values_list("is_for", "count")) == [(True, 1)]


def test_who_gave_no_name_shows_a_code_and_votes(forum: Gathering) -> None:
    motion, code = _drafts(forum), _registers(forum)
    with acting_as("maha") as by:
        actions.open_vote(motion_id=motion.pk, by=by, at=now())
    desk, address = sign_in("maha"), f"/en/desk/gatherings/{forum.pk}/"

    wrong = desk.post(f"{address}code/", {"code": "1234 5678 9012"})
    right = desk.post(f"{address}code/", {"code": code}, follow=True)
    _votes(motion, code)

    assert wrong.status_code == 200
    assert "No registration for this gathering has this code" in said(wrong)
    assert "It is noted that this person came" in said(right)
    with acting_as("maha"):
        assert list(VoteCount.objects.values_list("is_for", "count")) == [(True, 1)]


def test_how_somebody_voted_is_kept_nowhere(forum: Gathering) -> None:
    """Not even whoever holds the keys and the whole database can tell: rows that name a voter bear no choice."""
    motion = _drafts(forum)
    with acting_as("maha") as by:
        actions.open_vote(motion_id=motion.pk, by=by, at=now())
    codes = [_registers(forum) for _ in range(3)]
    _are_here(forum)
    for code, is_for in zip(codes, (True, False, True), strict=True):
        _votes(motion, code, is_for=is_for)
    with acting_as("maha") as by:
        closed = actions.close_vote(motion_id=motion.pk, by=by, at=now())

    assert {field.name for field in Vote._meta.get_fields()} == {"id", "record", "motion"}
    assert (closed.votes_for, closed.votes_against, closed.state) == (2, 1, "adopted")
    with acting_as("maha"), pytest.raises(DatabaseError):  # the page's own job alone counts
        VoteCount(record_id=forum.record_id, motion_id=motion.pk, is_for=True, count=9).save(
            force_insert=True
        )


def test_two_who_vote_at_once_are_both_counted(forum: Gathering) -> None:
    motion = _drafts(forum)
    with acting_as("maha") as by:
        actions.open_vote(motion_id=motion.pk, by=by, at=now())
    codes = [_registers(forum) for _ in range(2)]
    _are_here(forum)
    ready = threading.Barrier(2)

    def come(code: str) -> None:
        try:
            ready.wait()
            _votes(motion, code)
        finally:
            connection.close()

    people = [threading.Thread(target=come, args=[code]) for code in codes]
    for one in people:
        one.start()
    for one in people:
        one.join()

    with acting_as("maha"):
        assert list(VoteCount.objects.values_list("is_for", "count")) == [(True, 2)]


def test_words_that_are_too_long_are_refused_by_name_and_never_cut(forum: Gathering) -> None:
    with system_scope("awareness") as by:
        row = actions.send_proposal(gathering_code=forum.code, motion_id=None, text="كلام", by=by, at=now())

    with acting_as("maha") as by, pytest.raises(InvalidInput, match="too_long"):
        actions.publish_proposal(proposal_id=row.pk, words="x" * 2001, by=by, at=now())
    with acting_as("maha") as by, pytest.raises(InvalidInput, match="too_long"):
        actions.draft_motion(
            gathering_id=forum.pk,
            title_ar="x" * 201,
            title_en="x",
            reason_ar="x",
            reason_en="x",
            by=by,
            at=now(),
        )
    page = sign_in("maha").post(f"/en/desk/gatherings/{forum.pk}/forum/proposals/{row.pk}/", {"words": " "})
    assert page.status_code == 409
    assert "Write something here" in said(page)


def test_the_database_refuses_a_decided_draft_without_votes_and_a_published_proposal_without_words(
    forum: Gathering,
) -> None:
    motion = _drafts(forum)
    with system_scope("awareness") as by:
        row = actions.send_proposal(
            gathering_code=forum.code, motion_id=motion.pk, text="كلام", by=by, at=now()
        )

    for attempt in (
        lambda: Motion.objects.filter(pk=motion.pk).update(state="adopted"),
        lambda: Proposal.objects.filter(pk=row.pk).update(state="published"),
        lambda: Proposal.objects.filter(pk=row.pk).update(state="left_out"),
    ):
        with acting_as("maha"), pytest.raises(IntegrityError):
            attempt()


def test_a_school_visit_is_no_forum(forum: Gathering) -> None:
    officer = worker_named("maha")
    visit = make_gathering(officer, make_campaign(officer))

    assert Client().get(f"/en/learn/g/{visit.code}/forum/").status_code == 404
    assert sign_in("maha").get(f"/en/desk/gatherings/{visit.pk}/forum/").status_code == 404

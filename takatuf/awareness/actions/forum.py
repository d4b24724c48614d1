"""Running a forum: sessions, papers, proposals read by a person, draft recommendations put to the vote and handed on."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from takatuf.agencies.models import Worker
from takatuf.awareness.errors import (
    AnotherState,
    GatheringOver,
    NotPresent,
    OnlyForum,
    ReadAlready,
    RegistrationUnknown,
    VotedAlready,
)
from takatuf.awareness.models import (
    ForumPaper,
    ForumSession,
    Gathering,
    GatheringKind,
    Motion,
    MotionState,
    Proposal,
    ProposalState,
    Registration,
    RegistrationKind,
    VoteCount,
)
from takatuf.awareness.participants import registration_id, vote_id
from takatuf.awareness.shared import RUN, fit, need_words, own_gathering, person
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

LONGEST = 2000


def _forum(gathering_id: UUID, by: Actor) -> tuple[Worker, Gathering]:
    worker = person(by, RUN)
    row = own_gathering(gathering_id, by)
    if row.kind != GatheringKind.FORUM:
        raise OnlyForum("This gathering is no forum.")
    return worker, row


def _words(name: str, text: str) -> None:
    """What the public writes, or a person releases of it. Raises InvalidInput."""
    if not text.strip():
        raise InvalidInput(name, "empty")
    if len(text) > LONGEST:
        raise InvalidInput(name, "too_long")


@transaction.atomic
def add_session(
    *,
    gathering_id: UUID,
    title_ar: str,
    title_en: str,
    chair: str,
    starts_at: datetime,
    by: Actor,
    at: datetime,
) -> ForumSession:
    """Add a session to the programme. Raises NotAllowed, NotFound, GatheringOver, OnlyForum, InvalidInput."""
    worker, forum = _forum(gathering_id, by)
    need_words(ForumSession, title_ar=title_ar, title_en=title_en)
    fit(ForumSession, chair=chair)
    row = ForumSession(
        gathering_id=forum.pk, agency_id=worker.agency_id, title_ar=title_ar.strip(), title_en=title_en.strip(), chair=chair.strip(),
        starts_at=starts_at,
    )  # fmt: skip
    row.save(force_insert=True)
    write(
        "forum.session",
        about=forum.record_id,
        by=by,
        at=at,
        content={"session": row.pk, "title": row.title_ar},
    )
    return row


@transaction.atomic
def add_paper(
    *, session_id: UUID, title: str, author: str, abstract: str, by: Actor, at: datetime
) -> ForumPaper:
    """Add a paper to a session. Raises NotAllowed, NotFound, GatheringOver, InvalidInput."""
    session = ForumSession.objects.filter(pk=session_id).first()
    if session is None:
        raise NotFound("No such session.")
    worker, forum = _forum(session.gathering_id, by)
    need_words(ForumPaper, title=title, author=author, abstract=abstract)
    row = ForumPaper(
        session_id=session.pk, agency_id=worker.agency_id, title=title.strip(), author=author.strip(), abstract=abstract.strip(), added_at=at
    )  # fmt: skip
    row.save(force_insert=True)
    write("forum.paper", about=forum.record_id, by=by, at=at, content={"paper": row.pk, "title": row.title})
    return row


@transaction.atomic
def draft_motion(
    *,
    gathering_id: UUID,
    title_ar: str,
    title_en: str,
    reason_ar: str,
    reason_en: str,
    by: Actor,
    at: datetime,
) -> Motion:
    """Write a draft recommendation; the public may remark on it until it is put to the vote.

    Raises NotAllowed, NotFound, GatheringOver, OnlyForum, InvalidInput.
    """
    worker, forum = _forum(gathering_id, by)
    need_words(Motion, title_ar=title_ar, title_en=title_en, reason_ar=reason_ar, reason_en=reason_en)
    row = Motion(
        gathering_id=forum.pk, agency_id=worker.agency_id, title_ar=title_ar.strip(), title_en=title_en.strip(),
        reason_ar=reason_ar.strip(), reason_en=reason_en.strip(), written_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    write(
        "forum.drafted",
        about=forum.record_id,
        by=by,
        at=at,
        content={"motion": row.pk, "title": row.title_ar},
    )
    return row


def _own_motion(motion_id: UUID, by: Actor, *states: MotionState) -> tuple[Motion, Gathering]:
    """Raises NotFound, AnotherState."""
    row = Motion.objects.select_for_update().filter(pk=motion_id, agency_id=agency_of(by)).first()
    if row is None:
        raise NotFound("No such draft of this agency.")
    if row.state not in states:
        raise AnotherState(f"The draft is {row.state}.")
    return row, Gathering.objects.get(pk=row.gathering_id)


@transaction.atomic
def open_vote(*, motion_id: UUID, by: Actor, at: datetime) -> None:
    """Put a draft to the vote of those who registered. Raises NotAllowed, NotFound, AnotherState."""
    person(by, RUN)
    row, forum = _own_motion(motion_id, by, MotionState.DRAFT)
    row.state = MotionState.VOTING
    row.save(update_fields=["state"])
    write("forum.vote_opened", about=forum.record_id, by=by, at=at, content={"motion": row.pk})


@transaction.atomic
def close_vote(*, motion_id: UUID, by: Actor, at: datetime) -> Motion:
    """Count the votes and publish the outcome: adopted by more votes for than against.

    Raises NotAllowed, NotFound, AnotherState.
    """
    person(by, RUN)
    row, forum = _own_motion(motion_id, by, MotionState.VOTING)
    votes = dict(VoteCount.objects.filter(motion_id=row.pk).values_list("is_for", "count"))
    row.votes_for, row.votes_against, row.decided_at = votes.get(True, 0), votes.get(False, 0), at
    row.state = MotionState.ADOPTED if row.votes_for > row.votes_against else MotionState.NOT_ADOPTED
    row.save(update_fields=["state", "votes_for", "votes_against", "decided_at"])
    content = {"motion": row.pk, "for": row.votes_for, "against": row.votes_against, "state": str(row.state)}
    write("forum.vote_closed", about=forum.record_id, by=by, at=at, content=content)
    return row


@transaction.atomic
def note_handed_on(*, motion_id: UUID, recommendation_id: UUID, by: Actor, at: datetime) -> None:
    """Write which tracked recommendation an adopted draft became. Raises NotAllowed, NotFound, AnotherState."""
    person(by, RUN)
    row, forum = _own_motion(motion_id, by, MotionState.ADOPTED)
    if row.handed_on is not None:
        raise AnotherState("This draft was handed on before.")
    row.handed_on = recommendation_id
    row.save(update_fields=["handed_on"])
    write(
        "forum.handed_on",
        about=forum.record_id,
        by=by,
        at=at,
        content={"motion": row.pk, "recommendation": recommendation_id},
    )


@transaction.atomic
def publish_proposal(*, proposal_id: UUID, words: str, by: Actor, at: datetime) -> None:
    """Publish what somebody proposed, in the words that a person released: no name and nothing about a child stays in.

    Raises NotAllowed, NotFound, ReadAlready, InvalidInput.
    """
    person(by, RUN)
    row = _waiting(proposal_id)
    _words("words", words)
    row.state, row.published, row.read_at = ProposalState.PUBLISHED, words.strip(), at
    row.save(update_fields=["state", "published", "read_at"])
    write(
        "forum.published",
        about=row.record_id,
        by=by,
        at=at,
        content={"proposal": row.pk, "words": row.published},
    )


@transaction.atomic
def leave_out_proposal(*, proposal_id: UUID, by: Actor, at: datetime) -> None:
    """Leave a proposal out; its words are erased. Raises NotAllowed, NotFound, ReadAlready."""
    person(by, RUN)
    row = _waiting(proposal_id)
    row.state, row.text, row.read_at = ProposalState.LEFT_OUT, None, at
    row.save(update_fields=["state", "text", "read_at"])
    write("forum.left_out", about=row.record_id, by=by, at=at, content={"proposal": row.pk})


def _waiting(proposal_id: UUID) -> Proposal:
    row = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if row is None:
        raise NotFound("No such proposal.")
    if row.state != ProposalState.WAITING:
        raise ReadAlready("Somebody has decided about it already.")
    return row


@transaction.atomic
def send_proposal(
    *, gathering_code: str, motion_id: UUID | None, text: str, by: Actor, at: datetime
) -> Proposal:
    """Propose something to a forum, or remark on a draft, without a name. Runs inside system_scope("awareness").

    Raises NotFound, GatheringOver, OnlyForum, AnotherState for a draft that is no longer open, InvalidInput.
    """
    forum = Gathering.objects.filter(code=gathering_code).first()
    if forum is None:
        raise NotFound("No such gathering.")
    if forum.kind != GatheringKind.FORUM:
        raise OnlyForum("This gathering is no forum.")
    if forum.ended_at is not None:
        raise GatheringOver("This gathering has ended.")
    _words("text", text)
    if motion_id is not None:
        motion = Motion.objects.filter(pk=motion_id, gathering_id=forum.pk).first()
        if motion is None:
            raise NotFound("No such draft.")
        if motion.state != MotionState.DRAFT:
            raise AnotherState("This draft is no longer open for remarks.")
    row = Proposal(record_id=forum.record_id, gathering_id=forum.pk, motion_id=motion_id, sent_at=at)
    row.seal(text=text.strip())
    row.save(force_insert=True)
    write(
        "forum.proposed",
        about=forum.record_id,
        by=by,
        at=at,
        content={"proposal": row.pk, "text": text.strip()},
    )
    return row


@transaction.atomic
def cast_vote(*, code: str, motion_id: UUID, is_for: bool, by: Actor, at: datetime) -> None:
    """Vote on a draft with the code of one's registration: once, and nobody can see who voted how.

    Only a grown-up whom the agency noted as present votes: whoever registers ten times has one vote at most. The choice
    is added to a counter and kept nowhere else. Runs inside system_scope("awareness").
    Raises RegistrationUnknown, NotFound, AnotherState, NotPresent, VotedAlready.
    """
    motion = Motion.objects.filter(pk=motion_id).first()
    if motion is None:
        raise NotFound("No such draft.")
    if motion.state != MotionState.VOTING:
        raise AnotherState("This draft is not put to the vote.")
    voter = Registration.objects.filter(
        pk=registration_id(code), gathering_id=motion.gathering_id, withdrawn_at__isnull=True
    ).first()
    if voter is None:
        raise RegistrationUnknown("No registration for this forum has this code.")
    if not voter.came or voter.kind != RegistrationKind.PERSON:
        raise NotPresent("The agency has not noted that this person came.")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO awareness_vote (id, record_id, motion_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [vote_id(voter.pk, motion.pk), voter.record_id, motion.pk],
        )
        if not cursor.rowcount:
            raise VotedAlready("This participant has voted on this draft.")
        cursor.execute(
            "INSERT INTO awareness_votecount AS kept (id, record_id, motion_id, is_for, count) VALUES (%s, %s, %s, %s, 1)"
            " ON CONFLICT ON CONSTRAINT awareness_votecount_once DO UPDATE SET count = kept.count + 1",
            [uuid7(), voter.record_id, motion.pk, is_for],
        )
    write("forum.voted", about=voter.record_id, by=by, at=at, content={"motion": motion.pk})

"""A forum as everybody sees it, and as the agency that runs it does."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from takatuf.agencies.actions import disclose, require
from takatuf.awareness.following import Followed, followed
from takatuf.awareness.models import (
    ForumPaper,
    ForumSession,
    Gathering,
    GatheringKind,
    Motion,
    MotionState,
    Proposal,
    ProposalState,
    Vote,
)
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper."""

    title: str
    author: str
    abstract: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session with its papers."""

    id: UUID
    title: str
    chair: str
    starts_at: datetime
    papers: tuple[PaperView, ...]


@dataclass(frozen=True, slots=True)
class MotionView:
    """A draft recommendation; votes stand only once they are counted."""

    id: UUID
    title_ar: str
    title_en: str
    reason_ar: str
    reason_en: str
    state: str
    state_label: str
    votes_for: int | None
    votes_against: int | None
    handed_on: UUID | None
    remarks: tuple[str, ...] = ()
    cast: int = 0
    followed: Followed | None = None

    @property
    def title(self) -> str:
        return self.title_en if _english() else self.title_ar

    @property
    def reason(self) -> str:
        return self.reason_en if _english() else self.reason_ar


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A proposal that waits to be read by a person."""

    id: UUID
    text: str = field(repr=False)
    on: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class ForumView:
    """The whole of a forum that is published."""

    sessions: tuple[SessionView, ...]
    motions: tuple[MotionView, ...]
    proposals: tuple[str, ...]


def _english() -> bool:
    return (get_language() or "ar").startswith("en")


def forum_of(gathering_id: UUID) -> ForumView:
    """Programme, drafts and what was released of the public's proposals; inside system_scope("awareness")."""
    released: dict[UUID | None, list[str]] = {}
    rows = Proposal.objects.filter(gathering_id=gathering_id, state=ProposalState.PUBLISHED)
    for motion_id, words in rows.order_by("read_at", "pk").values_list("motion_id", "published"):
        released.setdefault(motion_id, []).append(words)
    return ForumView(_sessions(gathering_id), _motions(gathering_id, released), tuple(released.get(None, ())))


def _sessions(gathering_id: UUID) -> tuple[SessionView, ...]:
    sessions = list(ForumSession.objects.filter(gathering_id=gathering_id).order_by("starts_at", "pk"))
    papers: dict[UUID, list[PaperView]] = {}
    for row in ForumPaper.objects.filter(session_id__in=[one.pk for one in sessions]).order_by(
        "added_at", "pk"
    ):
        papers.setdefault(row.session_id, []).append(PaperView(row.title, row.author, row.abstract))
    return tuple(
        SessionView(
            one.pk, one.title_en if _english() else one.title_ar, one.chair, one.starts_at, tuple(papers.get(one.pk, ()))
        )
        for one in sessions
    )  # fmt: skip


def _motions(gathering_id: UUID, remarks: dict[UUID | None, list[str]]) -> tuple[MotionView, ...]:
    rows = list(Motion.objects.filter(gathering_id=gathering_id).order_by("written_at", "pk"))
    return tuple(
        MotionView(
            row.pk, row.title_ar, row.title_en, row.reason_ar, row.reason_en, row.state, str(MotionState(row.state).label),
            row.votes_for, row.votes_against, row.handed_on, tuple(remarks.get(row.pk, ())),
            Vote.objects.filter(motion_id=row.pk).count() if row.state == MotionState.VOTING else 0,
            followed(row.handed_on) if row.handed_on else None,
        )
        for row in rows
    )  # fmt: skip


def motion_of(motion_id: UUID, *, by: Actor) -> tuple[MotionView, UUID]:
    """One draft of the own agency, and its gathering. Raises NotAllowed, NotFound."""
    require(by, "campaign.run")
    row = Motion.objects.filter(pk=motion_id, agency_id=agency_of(by)).first()
    if row is None:
        raise NotFound("No such draft of this agency.")
    found = next(one for one in _motions(row.gathering_id, {}) if one.id == row.pk)
    return found, row.gathering_id


def open_forum(gathering_id: UUID, *, by: Actor, at: datetime) -> tuple[ForumView, tuple[WaitingView, ...]]:
    """The forum with what waits to be read, for the agency that runs it. The look is on record.

    Raises NotAllowed, NotFound.
    """
    require(by, "campaign.run")
    row = Gathering.objects.filter(pk=gathering_id, agency_id=agency_of(by), kind=GatheringKind.FORUM).first()
    if row is None:
        raise NotFound("No such forum of this agency.")
    disclose(record_ids=[row.record_id], what="forum", by=by, at=at)
    view = forum_of(gathering_id)
    titles = {one.id: one.title for one in view.motions}
    waiting = Proposal.objects.filter(gathering_id=row.pk, state=ProposalState.WAITING).order_by(
        "sent_at", "pk"
    )
    return view, tuple(
        WaitingView(one.pk, one.unseal("text"), titles.get(one.motion_id, "") if one.motion_id else "", one.sent_at)
        for one in waiting
    )  # fmt: skip

"""What somebody outside the house does with a referral, by link, by their own system, or on paper."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.jointwork.models import AnswerLink, OutsideAct, Referral
from takatuf.jointwork.referring.actions.links import LONGEST_NAME, of_outsider
from takatuf.jointwork.referring.actions.taking import (
    Answering,
    end_doors,
    needed,
    take_acceptance,
    take_outcome,
    take_question,
    take_refusal,
)
from takatuf.jointwork.referring.models import Did, Way
from takatuf.jointwork.referring.reading import door_of
from takatuf.jointwork.rules import OPEN, Answer, ReferralState, next_state
from takatuf.jointwork.shared import locked_referral, told
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput

_Taker = Callable[[Referral, Answering, str], object]
_TAKERS: Mapping[Did, _Taker] = {
    Did.ACCEPTED: lambda referral, who, text: take_acceptance(
        referral=referral, who=who, tell=referral.from_agency_id
    ),
    Did.DECLINED: lambda referral, who, text: take_refusal(referral=referral, who=who, reason=text),
    Did.ASKED: lambda referral, who, text: take_question(referral=referral, who=who, question=text),
    Did.PART: lambda referral, who, text: take_outcome(
        referral=referral, who=who, outcome=text, is_last=False
    ),
    Did.OUTCOME: lambda referral, who, text: take_outcome(
        referral=referral, who=who, outcome=text, is_last=True
    ),
}


@transaction.atomic
def look_as_guest(*, by: Actor, at: datetime) -> Referral:
    """Open the referral as a guest: the look is on record under the name that was given, and the sender sees it.

    Raises NotAllowed, NotFound.
    """
    door = door_of(by)
    referral = locked_referral(door.referral_id)
    if referral.state == ReferralState.SENT:
        referral.state, referral.seen_at = next_state(ReferralState.SENT, Answer.SEE), at
        referral.save(update_fields=["state", "seen_at"])
        told(referral, "referral_seen", by=by, at=at, agency_id=referral.to_agency_id)
    _named(referral, door, Did.OPENED, at)
    return referral


@transaction.atomic
def answer_as_guest(*, did: Did, text: str, by: Actor, at: datetime) -> Referral:
    """Accept, decline, ask back or give the outcome as a guest; with the last answer the door closes.

    Raises NotAllowed, NotFound, InvalidInput, and what the referral's state refuses.
    """
    door = door_of(by)
    referral = locked_referral(door.referral_id)
    _taker(did)(referral, Answering(by, at, None, referral.to_agency_id), text)
    _named(referral, door, did, at)
    if ReferralState(referral.state) not in OPEN:
        end_doors(referral=referral, at=at)
    return referral


@transaction.atomic
def answer_from_paper(
    *, referral_id: UUID, did: Did, text: str, name: str, post: str, by: Actor, at: datetime
) -> Referral:
    """Type in, as the sender, what came back on paper, and who had signed it there.

    Raises NotAllowed, NotFound, HasDesk, InvalidInput, and what the referral's state refuses.
    """
    require(by, "referral.send")
    referral = locked_referral(referral_id)
    of_outsider(referral=referral, by=by)
    name, post = needed(path="name", text=name)[:LONGEST_NAME], needed(path="post", text=post)[:LONGEST_NAME]
    _taker(did)(referral, Answering(by, at, None), text)
    act = _act(referral, Way.PAPER, did, at)
    act.entered_by_id = by.id
    act.seal(name=name, post=post)
    act.save(force_insert=True)
    if ReferralState(referral.state) not in OPEN:
        end_doors(referral=referral, at=at)
    return referral


def _taker(did: Did) -> _Taker:
    if did not in _TAKERS:
        raise InvalidInput("did", "unknown_code")
    return _TAKERS[did]


def _named(referral: Referral, door: AnswerLink, did: Did, at: datetime) -> None:
    act = _act(referral, Way(door.way), did, at)
    if door.way == Way.LINK:
        act.seal(name=door.unseal("visitor_name"), post=door.unseal("visitor_post"))
    act.save(force_insert=True)


def _act(referral: Referral, way: Way, did: Did, at: datetime) -> OutsideAct:
    return OutsideAct(record_id=referral.record_id, referral_id=referral.pk, way=way, did=did, at=at)

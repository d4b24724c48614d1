"""One-time links: issuing one, and coming in by it with the six digits from a second channel."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.agencies.models import Agency
from takatuf.agencies.numbers import checked_phone, seal_contact
from takatuf.agencies.scope import guest_scope, system_scope
from takatuf.clocks.duty.codes import code_of
from takatuf.clocks.duty.models import DutyNotice, NoticeChannel
from takatuf.clocks.duty.words import ANSWER_CODE
from takatuf.jointwork.models import AnswerLink, Referral
from takatuf.jointwork.referring.actions.taking import end_doors, needed
from takatuf.jointwork.referring.models import MOST_WRONG_CODES, Way
from takatuf.jointwork.referring.rules import LINK_HOLDS, VISIT_HOLDS, HasDesk, LinkUnknown, WrongCode
from takatuf.jointwork.rules import OPEN, ReferralClosed, ReferralState
from takatuf.jointwork.shared import locked_referral, told
from takatuf.kernel.actors import Actor
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import NotAllowed
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write

TOKEN_BYTES = 16
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link as it is shown this once. `code` is empty when the digits went out by text message."""

    id: UUID
    token: str = field(repr=False)
    code: str = field(repr=False)
    ends_at: datetime


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _secret() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(TOKEN_BYTES)).decode().rstrip("=")


def of_outsider(*, referral: Referral, by: Actor) -> None:
    """The sender deals with a receiver without a desk. Raises NotAllowed, HasDesk, ReferralClosed."""
    if by.agency != referral.from_agency_id:
        raise NotAllowed("This is another agency's to do.")
    if Agency.objects.get(pk=referral.to_agency_id).uses_system:
        raise HasDesk("This agency answers from its own desk.")
    if ReferralState(referral.state) not in OPEN:
        raise ReferralClosed(f"This referral is {referral.state}.")


@transaction.atomic
def issue_link(*, referral_id: UUID, by: Actor, at: datetime, phone: str = "") -> IssuedLink:
    """Issue a link to one referral, as its sender; an earlier one ends. It holds for seven days, or until the answer.

    With `phone` the six digits go there by text message; without it the sender reads them out on the telephone. The link
    itself goes by another way. Raises NotAllowed, NotFound, HasDesk, ReferralClosed, InvalidInput.
    """
    require(by, "referral.send")
    referral = locked_referral(referral_id)
    of_outsider(referral=referral, by=by)
    number = checked_phone(phone)
    end_doors(referral=referral, at=at)
    token, seed = _secret(), uuid7()
    link = AnswerLink(
        record_id=referral.record_id, referral_id=referral.pk, way=Way.LINK, token_hash=_hash(token), code_seed=seed,
        issued_at=at, issued_by_id=by.id, ends_at=at + LINK_HOLDS,
    )  # fmt: skip
    link.save(force_insert=True)
    if number:
        DutyNotice(
            id=seed, agency_id=referral.from_agency_id, to_agency_id=referral.to_agency_id, record_id=referral.record_id,
            channel=NoticeChannel.SMS, recipient=seal_contact(number), text_code=ANSWER_CODE, language="ar", queued_at=at,
        ).save(force_insert=True)  # fmt: skip
    told(referral, "referral_link_issued", by=by, at=at, content={"link": link.pk, "by_sms": bool(number)})
    return IssuedLink(link.pk, token, "" if number else code_of(seed), link.ends_at)


def _open_link(token: str, at: datetime) -> AnswerLink | None:
    """The link, locked, while it holds."""
    return (
        AnswerLink.objects.filter(
            token_hash=_hash(token), way=Way.LINK, ended_at__isnull=True, ends_at__gt=at
        )
        .select_for_update()
        .first()
    )


def is_open(*, token: str, at: datetime) -> bool:
    """Whether a link holds; it says nothing about what it leads to. Opens a scope of its own."""
    with system_scope("answering"):
        return _open_link(token, at) is not None


def enter(*, token: str, code: str, name: str, post: str, at: datetime) -> str:
    """Come in by a link with its digits, under a name and a post; returns the visit's secret, for a cookie.

    Opens a scope of its own. Raises LinkUnknown, InvalidInput, and WrongCode; the fifth wrong code ends the link.
    """
    name, post = needed(path="name", text=name)[:LONGEST_NAME], needed(path="post", text=post)[:LONGEST_NAME]
    given = european_digits(code).strip().encode()
    with system_scope("answering") as by:
        link = _open_link(token, at)
        if link is None:
            raise LinkUnknown("No such link.")
        right = hmac.compare_digest(given, code_of(link.code_seed).encode())
        visit = _secret()
        if right:
            link.visit_hash, link.visit_ends_at = _hash(visit), at + VISIT_HOLDS
            link.seal(visitor_name=name, visitor_post=post)
        else:
            link.wrong_codes += 1
            link.ended_at = at if link.wrong_codes >= MOST_WRONG_CODES else None
        link.save()
        entry = "referral.link_entered" if right else "referral.link_wrong_code"
        write(entry, about=link.record_id, by=by, at=at, content={"link": link.pk, "wrong": link.wrong_codes})
    # The try is counted, whatever becomes of it: so the refusal comes after the scope.
    if not right:
        raise WrongCode("These are not the digits of this link.")
    return visit


@contextmanager
def visit(*, token: str, secret: str, at: datetime) -> Iterator[Actor]:
    """The scope of somebody who came in by a link. Raises LinkUnknown when the link or the visit has ended."""
    with system_scope("answering"):
        link = _open_link(token, at)
        known = (
            link is not None
            and link.visit_hash is not None
            and hmac.compare_digest(bytes(link.visit_hash), _hash(secret))
            and link.visit_ends_at is not None
            and link.visit_ends_at > at
        )
    if not known or link is None:
        raise LinkUnknown("No such link.")
    with guest_scope(link.pk) as by:
        yield by

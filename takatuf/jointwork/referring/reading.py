"""What actions and queries of referrals both read: the door of a guest, and the words of a letter to an authority."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from takatuf.agencies.models import Worker
from takatuf.agencies.queries import agency
from takatuf.jointwork.models import AnswerLink, AuthorityLetter, Referral
from takatuf.kernel.actors import Actor, ActorKind
from takatuf.kernel.errors import NotAllowed, NotFound
from takatuf.web.words import both_dates


def door_of(by: Actor) -> AnswerLink:
    """The door by which a guest came. Raises NotAllowed for everybody else, NotFound when it has closed."""
    if by.kind is not ActorKind.GUEST:
        raise NotAllowed("Only somebody who came by a link does this.")
    door = AnswerLink.objects.filter(pk=by.id, ended_at__isnull=True).first()
    if door is None:
        raise NotFound("No such link.")
    return door


def letter_text(letter: AuthorityLetter, *, authority: str, signed_by: Worker | None, at: datetime) -> str:
    """The words of the letter, in Arabic: the facts of the delay and nothing about the case or the child."""
    referral = Referral.objects.get(pk=letter.referral_id)
    with override("ar"):
        facts = {
            "authority": authority or "…", "code": referral.code, "from_agency": agency(referral.from_agency_id).name_ar,
            "to_agency": agency(referral.to_agency_id).name_ar, "sent": _day(referral.sent_at),
            "escalated": _day(referral.escalated_at or letter.drafted_at), "today": _day(at),
            "name": signed_by.name_ar if signed_by else "…",
        }  # fmt: skip
        owed = (
            _("It was accepted on %(accepted)s; its outcome is still owed.")
            if referral.accepted_at
            else _("It has not been answered.")
        )
        facts["owed"] = owed % {"accepted": _day(referral.accepted_at)}
        return (
            _(
                "To: %(authority)s\n"
                "From: %(from_agency)s\n"
                "Date: %(today)s\n"
                "About: the referral %(code)s, which has had no answer\n\n"
                "On %(sent)s we sent the referral %(code)s to %(to_agency)s. %(owed)s The reminders inside the agency reached "
                "their last level on %(escalated)s.\n\n"
                "We ask you to see that %(to_agency)s answers. The content of the referral is confidential and is not part of "
                "this letter.\n\n"
                "%(name)s"
            )
            % facts
        )


def _day(moment: datetime | None) -> str:
    return both_dates(timezone.localtime(moment).date(), "ar") if moment else ""

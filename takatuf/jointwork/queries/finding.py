"""A referral by its code."""

from datetime import datetime

from takatuf.agencies.actions import disclose
from takatuf.jointwork.models import Referral
from takatuf.jointwork.queries.referrals import ReferralRow, rows_of
from takatuf.kernel.actors import Actor


def referral_by_code(code: str, *, by: Actor, at: datetime) -> ReferralRow | None:
    """The referral with this code, in capitals; None where there is none, also for those who may not know.

    Puts the look on record.
    """
    found = list(Referral.objects.filter(code=code))
    disclose(record_ids=[row.record_id for row in found], what="search", by=by, at=at)
    return rows_of(found, by)[0] if found else None

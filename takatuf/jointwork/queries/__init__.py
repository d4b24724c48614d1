"""Referrals, steps, lanes, and what awaits an agency now."""

from takatuf.jointwork.queries.awaiting import AwaitRow, NoticeLine, awaiting, notices
from takatuf.jointwork.queries.lanes import Bar, Lane, lanes
from takatuf.jointwork.queries.referrals import (
    PacketLine,
    ReferralRow,
    ReferralView,
    inbox,
    open_referral,
    outbox,
    referrals_of,
)
from takatuf.jointwork.queries.steps import StepRow, open_steps, steps_of

__all__ = [
    "AwaitRow",
    "Bar",
    "Lane",
    "NoticeLine",
    "PacketLine",
    "ReferralRow",
    "ReferralView",
    "StepRow",
    "awaiting",
    "inbox",
    "lanes",
    "notices",
    "open_referral",
    "open_steps",
    "outbox",
    "referrals_of",
    "steps_of",
]

"""Referrals, steps, lanes, and what awaits an agency now."""

from takatuf.jointwork.queries.awaiting import AwaitRow, NoticeLine, awaiting, awaiting_count, notices
from takatuf.jointwork.queries.lanes import Bar, Lane, lanes
from takatuf.jointwork.queries.referrals import (
    PacketLine,
    ReferralRow,
    ReferralView,
    ended,
    inbox,
    open_referral,
    outbox,
    packet_preview,
    referrals_of,
)
from takatuf.jointwork.queries.steps import StepRow, open_steps, steps_by_id, steps_of

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
    "awaiting_count",
    "ended",
    "inbox",
    "lanes",
    "notices",
    "open_referral",
    "open_steps",
    "outbox",
    "packet_preview",
    "referrals_of",
    "steps_by_id",
    "steps_of",
]

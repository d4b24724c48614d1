"""Referrals, steps, lanes, and what awaits an agency now."""

from takatuf.jointwork.queries.awaiting import (
    AwaitRow,
    NoticeLine,
    answers_owed,
    awaiting,
    awaiting_count,
    notices,
)
from takatuf.jointwork.queries.lanes import Bar, Lane, lanes, lanes_of
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
    urgent_unanswered,
)
from takatuf.jointwork.queries.steps import (
    StepRow,
    nearest_steps,
    open_step,
    open_steps,
    steps_by_id,
    steps_of,
)

__all__ = [
    "AwaitRow",
    "Bar",
    "Lane",
    "NoticeLine",
    "PacketLine",
    "ReferralRow",
    "ReferralView",
    "StepRow",
    "answers_owed",
    "awaiting",
    "awaiting_count",
    "ended",
    "inbox",
    "lanes",
    "lanes_of",
    "notices",
    "open_referral",
    "nearest_steps",
    "open_steps",
    "outbox",
    "packet_preview",
    "referrals_of",
    "open_step",
    "steps_by_id",
    "steps_of",
    "urgent_unanswered",
]

"""Referring, answering, sharing, and the steps of tracks."""

from takatuf.jointwork.actions.answering import (
    accept_referral,
    answer_referral,
    decline_referral,
    see_referral,
    settle_declined_referral,
    withdraw_referral,
)
from takatuf.jointwork.actions.escalating import escalate_referral, escalate_step
from takatuf.jointwork.actions.happening import exclude_time, record_event
from takatuf.jointwork.actions.referring import AlreadyReferred, refer_case
from takatuf.jointwork.actions.sharing import add_partner, appoint_lead, share_submission, withdraw_record
from takatuf.jointwork.actions.steps import StepDone, add_step, do_step
from takatuf.jointwork.actions.tracks import start_follow_up, start_pack_steps, start_tracks
from takatuf.jointwork.models import LegalBasis, PacketField, Purpose
from takatuf.jointwork.rules import AlreadyAnswered, NotAccepted, ReferralClosed

__all__ = [
    "AlreadyAnswered",
    "AlreadyReferred",
    "LegalBasis",
    "NotAccepted",
    "PacketField",
    "Purpose",
    "ReferralClosed",
    "StepDone",
    "accept_referral",
    "add_partner",
    "add_step",
    "answer_referral",
    "appoint_lead",
    "decline_referral",
    "do_step",
    "escalate_referral",
    "escalate_step",
    "exclude_time",
    "record_event",
    "refer_case",
    "see_referral",
    "settle_declined_referral",
    "share_submission",
    "start_follow_up",
    "start_pack_steps",
    "start_tracks",
    "withdraw_record",
    "withdraw_referral",
]

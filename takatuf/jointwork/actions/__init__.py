"""Referring, answering, sharing, and the steps of tracks."""

from takatuf.jointwork.actions.after_closure import do_follow_up_step, restart_tracks, stop_follow_up
from takatuf.jointwork.actions.answering import (
    accept_referral,
    answer_referral,
    decline_referral,
    see_referral,
    settle_declined_referral,
    withdraw_referral,
)
from takatuf.jointwork.actions.closing import LeftOpen, propose_to_close, settle_open_steps
from takatuf.jointwork.actions.escalating import escalate_referrals, escalate_steps
from takatuf.jointwork.actions.filed import note_court_filed
from takatuf.jointwork.actions.happening import exclude_time, record_event
from takatuf.jointwork.actions.referring import AlreadyReferred, refer_case
from takatuf.jointwork.actions.reminding import remind_of_limits, remind_receiver
from takatuf.jointwork.actions.sharing import (
    add_partner,
    appoint_lead,
    share_proceedings,
    share_submission,
    withdraw_record,
)
from takatuf.jointwork.actions.steps import StepDone, add_step, do_step, vary_step
from takatuf.jointwork.actions.tracks import start_follow_up, start_pack_steps, start_tracks
from takatuf.jointwork.models import AtClosure, LegalBasis, PacketField, Purpose
from takatuf.jointwork.referring.actions.asking import answer_question, ask_back, escalate_question
from takatuf.jointwork.referring.actions.letters import draft_letter, leave_letter, letter_sent, sign_letter
from takatuf.jointwork.referring.actions.links import IssuedLink, issue_link
from takatuf.jointwork.referring.actions.outside import answer_from_paper
from takatuf.jointwork.referring.rules import (
    HasDesk,
    LetterDone,
    LinkUnknown,
    NoDesk,
    NoOtherInbox,
    NoQuestion,
    QuestionOpen,
    SuspectWorksThere,
    WrongCode,
)
from takatuf.jointwork.rules import AlreadyAnswered, NotAccepted, ReferralClosed, RemindedJustNow

__all__ = [
    "AlreadyAnswered",
    "AlreadyReferred",
    "AtClosure",
    "HasDesk",
    "IssuedLink",
    "LeftOpen",
    "LegalBasis",
    "LetterDone",
    "LinkUnknown",
    "NoDesk",
    "NoOtherInbox",
    "NoQuestion",
    "NotAccepted",
    "PacketField",
    "Purpose",
    "QuestionOpen",
    "ReferralClosed",
    "RemindedJustNow",
    "StepDone",
    "SuspectWorksThere",
    "WrongCode",
    "accept_referral",
    "add_partner",
    "add_step",
    "answer_from_paper",
    "answer_question",
    "answer_referral",
    "appoint_lead",
    "ask_back",
    "decline_referral",
    "do_follow_up_step",
    "do_step",
    "draft_letter",
    "escalate_question",
    "escalate_referrals",
    "escalate_steps",
    "exclude_time",
    "issue_link",
    "leave_letter",
    "letter_sent",
    "note_court_filed",
    "propose_to_close",
    "record_event",
    "refer_case",
    "remind_of_limits",
    "remind_receiver",
    "restart_tracks",
    "see_referral",
    "settle_declined_referral",
    "settle_open_steps",
    "share_proceedings",
    "share_submission",
    "sign_letter",
    "start_follow_up",
    "start_pack_steps",
    "start_tracks",
    "stop_follow_up",
    "vary_step",
    "withdraw_record",
    "withdraw_referral",
]

"""Taking reports in, exactly once, and writing to and from the reporter."""

from takatuf.intake.actions.confirmations import (
    Confirmed,
    NotForThisReport,
    TooManyConfirmations,
    make_confirmation,
    revoke_confirmation,
)
from takatuf.intake.actions.documents import DocumentRefused, DocumentsOff, TooManyDocuments, send_document
from takatuf.intake.actions.drafts import (
    DRAFT_KEPT_FOR,
    LONGEST_DRAFT,
    erase_draft,
    erase_expired_drafts,
    erase_sent_drafts,
    give_draft_code,
    save_draft,
)
from takatuf.intake.actions.messages import (
    LONGEST_MESSAGE,
    MESSAGE_REVIEW,
    MESSAGE_REVIEWED_WITHIN,
    review_messages,
    tell_reporter,
    write_as_reporter,
    write_to_reporter,
)
from takatuf.intake.actions.openings import (
    AlreadyAsked,
    SecondPersonNeeded,
    answer_contact_opening,
    ask_to_open_contact,
)
from takatuf.intake.actions.outcomes import NotAProfessional, release_outcome
from takatuf.intake.actions.reaching import (
    DAYS,
    PARTS_OF_DAY,
    ContactGiven,
    HoursGiven,
    answer_withdrawal,
    ask_to_withdraw,
    give_contact,
    give_safe_hours,
    take_contact_back,
)
from takatuf.intake.actions.receiving import SHORTEST_KEY, KeyReused, Received, receive_report

__all__ = [
    "DAYS", "DRAFT_KEPT_FOR", "LONGEST_DRAFT", "LONGEST_MESSAGE", "MESSAGE_REVIEW", "MESSAGE_REVIEWED_WITHIN",
    "PARTS_OF_DAY", "SHORTEST_KEY", "AlreadyAsked", "Confirmed", "ContactGiven", "DocumentRefused", "DocumentsOff",
    "HoursGiven", "KeyReused", "NotAProfessional", "NotForThisReport", "Received", "SecondPersonNeeded",
    "TooManyConfirmations", "TooManyDocuments", "answer_contact_opening", "answer_withdrawal", "ask_to_open_contact",
    "ask_to_withdraw", "erase_draft", "erase_expired_drafts", "erase_sent_drafts", "give_contact", "give_draft_code",
    "give_safe_hours", "make_confirmation", "receive_report", "release_outcome", "review_messages",
    "revoke_confirmation", "save_draft", "send_document", "take_contact_back", "tell_reporter", "write_as_reporter",
    "write_to_reporter",
]  # fmt: skip

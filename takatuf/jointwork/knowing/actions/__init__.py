"""Deciding who may see a case, opening one with a reason, locking one, and keeping somebody untold."""

from takatuf.jointwork.knowing.actions.blocking import block_guardian, keep_block, lift_block
from takatuf.jointwork.knowing.actions.deciding import (
    contribute,
    declare_conflict,
    keep_away,
    let_back,
    let_contribute,
    set_reach,
)
from takatuf.jointwork.knowing.actions.locking import lock_case, review_looks, unlock_case
from takatuf.jointwork.knowing.actions.opening import (
    Opened,
    note_refused_opening,
    open_with_reason,
    review_opening,
)
from takatuf.jointwork.knowing.actions.partners import end_part, let_in

__all__ = [
    "Opened", "block_guardian", "contribute", "declare_conflict", "end_part", "keep_away", "keep_block", "let_back",
    "let_contribute", "let_in", "lift_block", "lock_case", "note_refused_opening", "open_with_reason", "review_looks", "review_opening", "set_reach",
    "unlock_case",
]  # fmt: skip

"""Safe publication: what may stand in a published table, and what a reader could work out from it."""

from takatuf.insight.rules.families import SafeFamily, suppress_crossing, suppress_family, suppress_within
from takatuf.insight.rules.quarters import Quarter, last_quarters, newest_due, quarters_of, release_day
from takatuf.insight.rules.reading import band_of, growth, share
from takatuf.insight.rules.suppression import (
    BadTable,
    CannotProtect,
    SafeTable,
    is_protected,
    rounded,
    suppress,
    window,
)
from takatuf.insight.rules.working_out import Interval, feasible_interval

__all__ = [
    "BadTable",
    "CannotProtect",
    "Interval",
    "Quarter",
    "SafeFamily",
    "SafeTable",
    "band_of",
    "feasible_interval",
    "growth",
    "is_protected",
    "last_quarters",
    "newest_due",
    "quarters_of",
    "release_day",
    "rounded",
    "share",
    "suppress",
    "suppress_crossing",
    "suppress_family",
    "suppress_within",
    "window",
]

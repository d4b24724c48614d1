"""Safe publication: what may stand in a published table, and what a reader could work out from it."""

from takatuf.insight.rules.quarters import Quarter, last_quarters
from takatuf.insight.rules.suppression import BadTable, SafeTable, is_protected, rounded, suppress, window
from takatuf.insight.rules.working_out import Interval, feasible_interval

__all__ = [
    "BadTable",
    "Interval",
    "Quarter",
    "SafeTable",
    "feasible_interval",
    "is_protected",
    "last_quarters",
    "rounded",
    "suppress",
    "window",
]

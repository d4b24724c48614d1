"""The kinds of deadlines, for the rooms above."""

from takatuf.clocks.models import DeadlineKind

__all__ = ["DeadlineKind"]

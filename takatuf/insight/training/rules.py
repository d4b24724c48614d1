"""Which roles stand by themselves in the figures of the training. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: A group of fewer people is never shown by itself: that none of three has finished speaks of each of them.
LEAST = 10


@dataclass(frozen=True, slots=True)
class Group:
    """Some roles counted together: how many of the staff for whom a lesson is meant have finished it."""

    roles: tuple[str, ...]
    finished: int
    staff: int


def grouped(counts: Mapping[str, tuple[int, int]], *, least: int = LEAST) -> Sequence[Group]:
    """By role (finished, staff), the large first; roles of fewer than `least` people stand together, last.

    Where those together are still fewer, the smallest of the others joins them, so that nobody works them out from a
    total. Empty where all of them together are fewer than `least`: then nothing is shown.
    """
    order = sorted(counts, key=lambda role: (-counts[role][1], role))
    alone = [role for role in order if counts[role][1] >= least]
    together = [role for role in order if 0 < counts[role][1] < least]
    while together and alone and sum(counts[role][1] for role in together) < least:
        together.insert(0, alone.pop())
    if sum(counts[role][1] for role in together) < least:
        together = []
    groups = [[role] for role in alone] + ([together] if together else [])
    return [
        Group(tuple(roles), sum(counts[role][0] for role in roles), sum(counts[role][1] for role in roles)) for roles in groups
    ]  # fmt: skip

"""What a later version of a submission changed, found by comparing the two signed views and never typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from takatuf.court.document.view import SubmissionView


@dataclass(frozen=True, slots=True)
class Changes:
    """Numbers of facts that are new, gone, worded anew or stand otherwise than before; which parts say something else.

    `parts` are codes: requests, study, child, limits, against.
    """

    new: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    reworded: tuple[int, ...] = ()
    restanding: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.reworded or self.restanding or self.parts)


def changes(before: SubmissionView, after: SubmissionView, *, adds_only: bool) -> Changes:
    """What `after` says that `before` did not.

    With `adds_only` (a supplement holds only what is new, a correction only what was wrong) nothing counts as gone, and a part that it does not repeat
    has not changed.
    """
    first = {fact.number: fact for fact in before.facts}
    second = {fact.number: fact for fact in after.facts}
    both = [number for number in second if number in first]
    # A correction keeps the number of a fact that may stand two bundles before; it prints what stood there.
    corrected = {number for number, fact in second.items() if fact.stood}
    return Changes(
        new=_sorted(second.keys() - first.keys() - corrected),
        gone=() if adds_only else _sorted(first.keys() - second.keys()),
        reworded=_sorted(
            corrected | {number for number in both if first[number].text_ar != second[number].text_ar}
        ),
        restanding=_sorted(number for number in both if first[number].standing != second[number].standing),
        parts=tuple(_changed_parts(before, after, adds_only=adds_only)),
    )


def _sorted(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(numbers))


def _changed_parts(before: SubmissionView, after: SubmissionView, *, adds_only: bool) -> Iterable[str]:
    against = (before.speaks_against, before.why_nothing_speaks_against)
    compared = {
        "requests": (before.requests, after.requests),
        "study": (before.social_study, after.social_study),
        "child": (before.child_view, after.child_view),
        "limits": (before.limits, after.limits),
        "against": (against, (after.speaks_against, after.why_nothing_speaks_against)),
    }
    empty = {"requests": (), "study": (), "limits": "", "against": ((), "")}
    for code, (was, now) in compared.items():
        repeats = after.child_view.text != "" if code == "child" else now != empty[code]
        if was != now and (repeats or not adds_only):
            yield code

"""Cases out of Primero: taken over one by one, each whole or not at all, with a report of what was mapped and what not."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from django.utils import translation

from takatuf.agencies.models import User
from takatuf.agencies.queries import WorkerName, worker_of_user
from takatuf.agencies.scope import worker_scope
from takatuf.casework.taking_over.actions import take_over_case, taken_over
from takatuf.exchange.importing import CannotRead
from takatuf.exchange.primero.mapping import MappedCase, map_case
from takatuf.exchange.primero.reading import Found, read_cases
from takatuf.kernel.actors import Actor
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput

BATCH = 50  # cases in one transaction: a run that breaks off loses no more than these, and is run again
WRONG = {
    "required": "it is needed.",
    "unknown_code": "this value is not known here.",
    "not_text": "this is not a text.",
    "not_a_list": "this is not a list of the right kind.",
    "not_a_number": "this is not a whole number.",
    "out_of_range": "this number is too small or too large.",
    "not_a_date": "this is not a date.",
    "in_the_future": "this has not passed yet.",
    "before_begin": "the end lies before the beginning.",
    "not_json": "from here on this is not JSON; what stands after it was not read.",
    "not_utf8": "from here on this is not UTF-8; what stands after it was not read.",
    "duplicate_name": "this name stands twice in the same object, so nobody can tell which of the two is meant.",
    "not_an_object": "this is not a case.",
    "too_large": "this case is longer than any may be; what stands after it was not read.",
}


def import_primero(file: str, *, username: str, dry_run: bool) -> int:
    """Take the cases of a file over in the name of a worker; returns 0 only when every one was taken, now or before.

    With `dry_run` everything is read, mapped and told, and nothing written.
    """
    taker = _taker(username)
    told = _Told(dry_run=dry_run)
    with translation.override("en"):
        for batch in _batches(read_cases(Path(file))):
            with worker_scope(taker.id) as by:
                for found in batch:
                    told.tell(found.path, _taken(found, by, told, dry_run=dry_run))
    if not told.seen:
        raise CannotRead(f"There is no case in {file}.")
    told.sum_up()
    return 1 if told.counts["refused"] else 0


def _taker(username: str) -> WorkerName:
    user = User.objects.filter(username=username).first()
    taker = worker_of_user(user.pk) if user else None
    if taker is None:
        raise CannotRead(
            "Say with --as in whose name the cases are taken over: a supervisor of their agency."
        )
    return taker


def _batches(items: Iterable[Found]) -> Iterator[list[Found]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _taken(found: Found, by: Actor, told: "_Told", *, dry_run: bool) -> str | InvalidInput:
    """What became of one case: its code, "known" and its code, "would be taken", or what is wrong with it."""
    if found.error is not None:
        return found.error
    try:
        mapped = map_case(found.case, path=found.path)
        if dry_run:
            known = taken_over(coming=mapped.coming, by=by)
            told.count(mapped)
            return f"known {known.code}" if known else "would be taken"
        outcome = take_over_case(coming=mapped.coming, by=by, at=now())
    except InvalidInput as problem:
        inside = problem.path.startswith("$")
        return problem if inside else InvalidInput(f"{found.path}.{problem.path}", problem.code)
    told.count(mapped)
    return f"known {outcome.code}" if outcome.repeated else f"taken {outcome.code}"


class _Told:
    """Counts, and says what is wrong as it is found; names no child and no value."""

    def __init__(self, *, dry_run: bool) -> None:
        self.counts: Counter[str] = Counter()
        self._dry_run = dry_run
        self._mapped: Counter[tuple[str, str]] = Counter()
        self._left: Counter[str] = Counter()

    @property
    def seen(self) -> int:
        return sum(self.counts.values())

    def count(self, mapped: MappedCase) -> None:
        self._mapped.update(mapped.mapped.items())
        self._left.update(mapped.left)

    def tell(self, place: str, outcome: str | InvalidInput) -> None:
        if isinstance(outcome, InvalidInput):
            self.counts["refused"] += 1
            print(f"{outcome.path}: {WRONG.get(outcome.code, outcome.code)}", file=sys.stderr)
            return
        self.counts[outcome.split()[0]] += 1
        print(f"{place}: {outcome}")

    def sum_up(self) -> None:
        """The report: per field how often it was mapped to what, and how often it was kept without a place."""
        taken = "would be taken over" if self._dry_run else "taken over"
        count = self.counts["would"] if self._dry_run else self.counts["taken"]
        print(f"\n{count} {taken}, {self.counts['known']} known already, {self.counts['refused']} refused.")
        print("\nMapped:")
        for (name, target), times in sorted(self._mapped.items()):
            print(f"  {times:>7}  {name:<28} -> {target}")
        print("\nNot mapped, kept sealed beside the case:")
        for name, times in sorted(self._left.items()):
            print(f"  {times:>7}  {name}")

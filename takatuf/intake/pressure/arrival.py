"""How a report came to the door, beside what it says; lives no longer than the request."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Arrival:
    """`network` is a keyed token of the sender's network that nobody can read back, good for a day; it is not stored with
    the report. `slow` is the slow lane: taken in at once like any other, and marked for triage.
    """

    network: bytes = field(default=b"", repr=False)
    slow: bool = False

"""Where a crowd meets the pages on which the public writes: whoever measures crowds says when to ask for patience.

The measure lies above this room; `config` registers it, as it does with the objections to closing a case.
"""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest

from takatuf.awareness.errors import TooMany

measures: list[Callable[[HttpRequest, datetime], bool]] = []


def come_in(request: HttpRequest, *, at: datetime) -> None:
    """Count what somebody of the public sends. Raises TooMany when one network sends more than any school would.

    Unlike a report, a registration or a proposal may be refused: it can be sent again in a minute.
    """
    if any(measure(request, at) for measure in measures):
        raise TooMany("So many come from one network that the page asks to wait.")

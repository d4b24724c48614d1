"""A submission reached its court: what the country's pack says about that begins to run."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from takatuf.agencies.scope import current_actor
from takatuf.jointwork.actions.happening import put_event
from takatuf.kernel.errors import NotAllowed

COURT_FILED = "court_filed"


class Filed(Protocol):
    """What the court room tells about a submission that was filed."""

    @property
    def case_id(self) -> UUID: ...
    @property
    def at(self) -> datetime: ...


def note_court_filed(event: Filed) -> None:
    """Listener to SubmissionFiled: the event `court_filed` of the pack happened, in the transaction of the filing."""
    by = current_actor()
    if by is None:
        raise NotAllowed("A submission is filed by somebody.")
    put_event(case_id=event.case_id, code=COURT_FILED, happened_at=event.at, by=by, at=event.at)

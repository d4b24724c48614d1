"""Steps about who may see a case that the house refuses."""

from collections.abc import Sequence

from takatuf.agencies.queries import AgencyName
from takatuf.kernel.errors import Refused


class NobodyCanUndo(Refused):
    """None of the named persons may change who sees the case: it would stay shut for ever."""


class AgencyUnnamed(Refused):
    """An agency answers for a part of the case and none of its staff is named: that part would wait unseen."""

    def __init__(self, agencies: Sequence[AgencyName]) -> None:
        super().__init__(f"{len(agencies)} agencies have no named person.")
        self.agencies = tuple(agencies)


class NothingOpens(Refused):
    """No case opens under this code: there is none, or it does not open to this worker. Both answer alike."""


class KeptAlready(Refused):
    """This worker is kept from it already."""


class NotKept(Refused):
    """This worker is not kept from it, or was let back before."""


class LockedAlready(Refused):
    """This case is locked already."""


class NotLocked(Refused):
    """This case is not locked."""


class OwnOpening(Refused):
    """Nobody reviews what they opened themselves."""


class ReviewedAlready(Refused):
    """Somebody else has reviewed this."""


class BlockedAlready(Refused):
    """This person is not told already."""


class BlockEnded(Refused):
    """This block was lifted before."""


class NotAsked(Refused):
    """This case takes no words from this agency."""

"""How any file reaches the house: into memory, up to a small limit, on the two pages that take one; nowhere else."""

import re

from takatuf.court.checking import LARGEST_DOCUMENT, LARGEST_PROOF
from takatuf.intake.mailbox.uploads import SmallOrNothing

_CHECK = re.compile(r"/[a-z-]{2,10}/check/")
_LIMITS = {"signed": LARGEST_DOCUMENT, "proof": LARGEST_PROOF}


class MemoryOrNothing(SmallOrNothing):
    """The reporter's documents, where an agency takes them, and what is checked on the public page; the latter is kept nowhere."""

    def limit_for(self, path: str, field: str) -> int:
        """How many bytes this field of this page may bring; 0 where no file is taken."""
        if _CHECK.fullmatch(path):
            return _LIMITS.get(field, 0)
        return super().limit_for(path, field)

"""What follows the signed part of a stranger's file: read apart, in a process with little memory and time.

The signed part is proven before this is asked, and what follows it is not: a few kilobytes there can unpack to gigabytes.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from takatuf.vault.signing import Certificate, certificates_in, pem_of

MOST_SECONDS, MOST_MEMORY = 10, 768 * 1024 * 1024


class Later(StrEnum):
    """What stands after the signed part."""

    NOTHING = "nothing"
    VALIDATION = "validation"  # validation data and time stamps, as they are added to last long
    OTHER = "other"  # anything else, a stamp that does not hold, or something that cannot be read within the limits


@dataclass(frozen=True, slots=True)
class Following:
    """What stands after the signed part; where it is validation data, what the file proves with it."""

    what: Later
    is_trusted: bool = False
    stamped_at: datetime | None = None
    holds_until: datetime | None = None


def what_follows(pdf: bytes, length: int, *, roots: Sequence[Certificate], at: datetime) -> Following:
    """What stands after the first `length` bytes; the file never touches a disk. Anything that goes wrong is OTHER."""
    if not pdf[length:].strip():
        return Following(Later.NOTHING)
    asked = json.dumps({"roots": [pem_of(root) for root in roots], "at": at.isoformat()})
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "takatuf.court.later_revisions"],
            input=asked.encode() + b"\n" + pdf, capture_output=True, timeout=MOST_SECONDS * 2, check=False,
            env={"PATH": os.defpath},
        )  # fmt: skip
        said = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        said = {}
    if not said.get("holds"):
        return Following(Later.OTHER)
    times = [
        datetime.fromisoformat(said[name]) if said[name] else None for name in ("stamped_at", "holds_until")
    ]
    return Following(Later.VALIDATION, bool(said["trusted"]), times[0], times[1])


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """The process apart: reads what is asked and a file from its input, and says what the file proves."""
    _limit()
    from takatuf.vault.signatures import NotSigned, check_signature

    asked = json.loads(sys.stdin.buffer.readline())
    roots, at = [certificates_in(root)[0] for root in asked["roots"]], datetime.fromisoformat(asked["at"])
    try:
        verdict = check_signature(sys.stdin.buffer.read(), trust_roots=roots, at=at)
    except (NotSigned, MemoryError):
        return 1
    said = {
        "holds": verdict.intact
        and verdict.valid
        and verdict.only_validation_data_added
        and verdict.stamps_hold,
        "trusted": verdict.trusted,
        "stamped_at": verdict.stamped_at.isoformat() if verdict.stamped_at else None,
        "holds_until": verdict.holds_until.isoformat() if verdict.holds_until else None,
    }
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

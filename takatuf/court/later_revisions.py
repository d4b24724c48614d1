"""What follows the signed part of a stranger's file: read apart, in a process with little memory and time.

The signed part is proven before this is asked, and what follows it is not: a few kilobytes there can unpack to gigabytes.
"""

import os
import resource
import subprocess
import sys
from enum import StrEnum

MOST_SECONDS, MOST_MEMORY = 10, 768 * 1024 * 1024


class Later(StrEnum):
    """What stands after the signed part."""

    NOTHING = "nothing"
    VALIDATION = "validation"  # validation data and time stamps, as they are added to last long
    OTHER = "other"  # anything else, or something that cannot be read within the limits


def what_follows(pdf: bytes, length: int) -> Later:
    """What stands after the first `length` bytes; the file never touches a disk. Anything that goes wrong is OTHER."""
    if not pdf[length:].strip():
        return Later.NOTHING
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "takatuf.court.later_revisions"],
            input=pdf, capture_output=True, timeout=MOST_SECONDS * 2, check=False, env={"PATH": os.defpath},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Later.OTHER
    return Later.VALIDATION if done.returncode == 0 and done.stdout == b"validation" else Later.OTHER


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """The process apart: reads a file from its input and says whether only validation data follows the signature."""
    _limit()
    from takatuf.vault.signatures import NotSigned, check_signature

    try:
        verdict = check_signature(sys.stdin.buffer.read(), trust_roots=[])
    except (NotSigned, MemoryError):
        return 1
    if verdict.intact and verdict.only_validation_data_added:
        sys.stdout.write("validation")
        return 0
    return 1


if __name__ == "__main__":
    raise SystemExit(main())

"""Keys that are made in Python: UUID version 7, ordered by time."""

import os
import time
from datetime import UTC, datetime
from uuid import UUID

_MILLISECOND = 1_000_000  # nanoseconds


def time_bits() -> int:
    """The first 64 bits of an id of now: 48 bits of Unix milliseconds, the version, and 12 bits of the fraction.

    RFC 9562, 6.2, method 3: with steps of 244 nanoseconds, what one process makes later also sorts later.
    """
    milliseconds, fraction = divmod(time.time_ns(), _MILLISECOND)
    return (milliseconds & 0xFFFF_FFFF_FFFF) << 16 | 0x7 << 12 | fraction * 4096 // _MILLISECOND


def uuid7() -> UUID:
    """A new UUIDv7 (RFC 9562): 60 bits of time, then 62 random bits.

    Made here and not by the database, because RETURNING is refused under row security with insert-only rights.
    """
    random = int.from_bytes(os.urandom(8), "big") & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=time_bits() << 64 | random)


def made_at(key: UUID) -> datetime:
    """When a UUIDv7 was made, to the millisecond, by the clock of the machine that made it."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, tz=UTC)

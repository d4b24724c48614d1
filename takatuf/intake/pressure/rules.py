"""When a crowd is more than calm, and how much work a browser is then asked for; pure."""

from dataclasses import dataclass

LEAST_BITS = 4
MOST_BITS = (
    8  # 256 tries of 3-4 ms on a cheap telephone: a second on average; it gives up after five and sends
)
FLOOD = 5  # times the calm rate of one network, from which on work no longer helps


@dataclass(frozen=True, slots=True)
class Limits:
    """Reports a minute up to which nothing is asked: on the whole site, and from one network."""

    site: int
    network: int


@dataclass(frozen=True, slots=True)
class Pressure:
    """Reports in the last minute. In `site` no network counts for more than its calm rate: one flood alone moves nobody else."""

    site: int = 0
    network: int = 0


def bits_needed(pressure: Pressure, limits: Limits) -> int:
    """How many leading zero bits a browser looks for: none while it is calm, then one more each time the crowd doubles."""
    return max(_bits(pressure.site, limits.site), _bits(pressure.network, limits.network))


def floods(pressure: Pressure, limits: Limits) -> bool:
    """Whether this network sends more than any school or office would."""
    return pressure.network > limits.network * FLOOD


def _bits(rate: int, calm: int) -> int:
    if rate <= calm:
        return 0
    return min(MOST_BITS, LEAST_BITS - 1 + (rate // max(calm, 1)).bit_length())

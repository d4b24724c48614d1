"""The monthly national series: how many reports each month brought, with noise by OpenDP; optional, an extra of its own.

Months are finer than anything else that is published, so no count of a month ever leaves as it is. To each is added noise of
the discrete Laplace distribution; its epsilon is published beside the numbers. One report changes one month by one, and a
month is drawn once and never again, so for one report the whole series costs this epsilon (field/policy.md 7.2).
"""

import math
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from takatuf.kernel.errors import Refused

#: By how much a number may be off: in 95 of 100 months it is not off by more.
SURE = 0.95


class NoiseMissing(Refused):
    """A monthly series is asked for, and the extra `monthly`, which makes its noise, is not installed."""


def noise_is_there() -> bool:
    """Whether the extra `monthly` is installed."""
    try:
        import opendp.prelude  # noqa: F401
    except ImportError:
        return False
    return True


def monthly_series(counts: Mapping[str, int], *, epsilon: float) -> dict[str, Any]:
    """The series as it is signed: month (2026-07) -> number with noise, the epsilon, and by how much numbers may be off.

    A number below zero is printed as zero; that costs nothing, since it is done after the noise. Raises NoiseMissing.
    """
    if not noise_is_there():
        raise NoiseMissing("The extra `monthly` (OpenDP) is not installed.")
    import opendp.prelude as dp

    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    measured = space >> dp.m.then_laplace(scale=1 / epsilon)
    months = sorted(counts)
    noisy: Sequence[int] = measured([counts[month] for month in months])
    return {
        "epsilon": epsilon, "spent": measured.map(d_in=1), "unit": "one report", "mechanism": "discrete Laplace",
        "library": f"OpenDP {version('opendp')}", "off_by": off_by(epsilon), "sure": SURE,
        "months": [[month, max(0, number)] for month, number in zip(months, noisy, strict=True)],
    }  # fmt: skip


def off_by(epsilon: float) -> int:
    """By how much a number is off at most, in `SURE` of all months: of the two-sided geometric distribution."""
    ratio = math.exp(-epsilon)
    # P(|noise| > k) = 2 ratio^(k + 1) / (1 + ratio)
    return max(0, math.ceil(math.log((1 - SURE) * (1 + ratio) / 2) / math.log(ratio)) - 1)

"""The two places where a public form meets a crowd: the page before the final send, and the send itself."""

from datetime import datetime

from django.http import HttpRequest

from takatuf.intake.pressure.arrival import Arrival
from takatuf.intake.pressure.challenge import Challenge, Proven, challenge_for, proven_by
from takatuf.intake.pressure.measure import limits, meter
from takatuf.intake.pressure.rules import Pressure, bits_needed, floods
from takatuf.web.client import address_of


def challenge_of(request: HttpRequest, key: str, *, at: datetime) -> Challenge:
    """What the page before the final send asks of the browser; nothing (no bits) while it is calm."""
    pressure = meter.look(meter.network(address_of(request), at=at), at=at)
    return challenge_for(key, bits=bits_needed(pressure, limits()), at=at)


def arrival_of(request: HttpRequest, key: str, *, at: datetime) -> Arrival:
    """How this final send arrives. It is counted, and it is taken in whatever this says: never a refusal."""
    network = meter.network(address_of(request), at=at)
    meter.count(network)
    pressure = meter.look(network, at=at)
    asked = bits_needed(pressure, limits())
    if not asked:
        return Arrival(network)
    proven = proven_by(request.POST.get("challenge", ""), request.POST.get("found", ""), key=key, at=at)
    return Arrival(network, slow=floods(pressure, limits()) or not _enough(proven, asked, pressure))


def _enough(proven: Proven | None, asked: int, pressure: Pressure) -> bool:
    """The page's own challenge counts while it is fresh, though more be asked now.

    A page from calmer days, without work, counts for everybody but a network that sends more than its calm rate.
    """
    if proven is None:
        return False
    if proven.bits == 0:
        return proven.fresh and pressure.network <= limits().network
    return proven.fresh or proven.bits >= asked


def floods_from(request: HttpRequest, at: datetime) -> bool:
    """Whether the network of this request sends more than any school would; it is counted. Not for reports."""
    network = meter.network(address_of(request), at=at)
    meter.count(network)
    return floods(meter.look(network, at=at), limits())

"""How much comes in just now, over all machines: counted in memory, shared through the database once a second."""

import threading
import time
from datetime import date, datetime

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from takatuf.intake.pressure.actions import count_sends, key_of
from takatuf.intake.pressure.rules import Limits, Pressure
from takatuf.intake.pressure.tokens import network_token
from takatuf.kernel.addresses import network_of

_SHARED_EVERY = 1.0  # seconds
_KEY_READ_EVERY = 30.0  # seconds: after a crash of the database the day has another key

log = structlog.get_logger(__name__)


def limits() -> Limits:
    """Up to how much it is calm."""
    return Limits(site=settings.TAKATUF_CALM_SITE, network=settings.TAKATUF_CALM_NETWORK)


class Meter:
    """One for each process. Where the database is away it knows of no crowd: it never stands in a report's way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sharing = threading.Lock()
        self._unshared: dict[bytes, int] = {}
        self._site = 0
        self._above: dict[bytes, int] = {}
        self._next_at = 0.0
        self._key: tuple[date, bytes, float] | None = None

    def network(self, address: str, *, at: datetime) -> bytes:
        """The token of the network that an address belongs to; empty when the database does not answer."""
        try:
            return network_token(self._key_of(at.date()), network_of(address))
        except DatabaseError as error:
            log.warning("intake.pressure_unknown", kind=type(error).__name__)
            return b""

    def count(self, network: bytes) -> None:
        """One more report from this network."""
        if network:
            with self._lock:
                self._unshared[network] = self._unshared.get(network, 0) + 1

    def look(self, network: bytes, *, at: datetime) -> Pressure:
        """What all machines saw in the last minute, at most a second old."""
        if time.monotonic() >= self._next_at and not connection.in_atomic_block:
            self._share(at)
            _give_back()
        with self._lock:
            return Pressure(self._site, self._above.get(network, 0) + self._unshared.get(network, 0))

    def _key_of(self, day: date) -> bytes:
        known, moment = self._key, time.monotonic()
        if known is None or known[0] != day or moment >= known[2]:
            known = self._key = (day, key_of(day=day), moment + _KEY_READ_EVERY)
            _give_back()
        return known[1]

    def _share(self, at: datetime) -> None:
        """One thread tells the others' machines what was counted here; the rest of them goes on without waiting."""
        if not self._sharing.acquire(blocking=False):
            return
        try:
            self._next_at = time.monotonic() + _SHARED_EVERY
            with self._lock:
                sends, self._unshared = self._unshared, {}
            try:
                site, above = count_sends(sends=sends, limits=limits(), at=at)
            except DatabaseError as error:
                log.warning("intake.pressure_unknown", kind=type(error).__name__)
                site, above = 0, {}
            with self._lock:
                self._site, self._above = site, above
        finally:
            self._sharing.release()


def _give_back() -> None:
    """To the pool: a request that now waits for its commit must not keep the connection that the writer needs."""
    if not connection.in_atomic_block:
        connection.close()


meter = Meter()

"""How often one reader may send a form, without keeping who it was.

Each process counts for itself, in memory alone. A reader is a hash of the address with a salt that is drawn anew each day
and never leaves the process: nothing can be traced back, not by us either.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from math import ceil
from threading import Lock
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest


class Standing(NamedTuple):
    """How a reader stands who has just asked."""

    allowed: bool
    limit: int
    remaining: int  # how many times more, from now
    reset: int  # seconds until there is room for one more than that


def as_headers(standing: Standing, window: int) -> Iterator[tuple[str, str]]:
    """How often the reader may ask within so many seconds, and how much is left (draft-ietf-httpapi-ratelimit-headers-10)."""
    yield "RateLimit-Policy", f'"reader";q={standing.limit};w={window}'
    yield "RateLimit", f'"reader";r={standing.remaining};t={standing.reset}'


class SlidingCounter:
    """At most `limit` times within `window`, for each reader. Knows at most `readers` readers, and forgets the oldest first."""

    def __init__(self, limit: int, window: timedelta, readers: int = 20_000) -> None:
        self.limit, self.window, self.readers = limit, window, readers
        self._seen: OrderedDict[bytes, deque[datetime]] = OrderedDict()
        self._day: date | None = None
        self._salt = b""
        self._lock = Lock()

    def allows(self, address: str, at: datetime, limit: int | None = None) -> bool:
        """Count one time for this address, which may have a limit of its own. False where it has been too often; that time is
        not counted."""
        return self.take(address, at, limit).allowed

    def take(self, address: str, at: datetime, limit: int | None = None) -> Standing:
        """Count one time, as `allows` does, and say how the address then stands."""
        most = limit or self.limit
        with self._lock:
            seen = self._within(self._times(self._hash(address, at.date())), at)
            allowed = len(seen) < most
            if allowed:
                seen.append(at)
            oldest = seen[0] if seen else at
            return Standing(allowed, most, max(0, most - len(seen)), ceil((oldest + self.window - at).total_seconds()))

    def look(self, address: str, at: datetime, limit: int | None = None) -> Standing:
        """How the address would stand if it asked now. Nothing is counted."""
        most = limit or self.limit
        with self._lock:
            seen = self._within(self._seen.get(self._hash(address, at.date()), deque()), at)
            oldest = seen[0] if seen else at
            left = max(0, most - len(seen))
            return Standing(left > 0, most, left, ceil((oldest + self.window - at).total_seconds()))

    def forget(self) -> None:
        """Start anew, as each night."""
        self._day, self._salt = None, b""
        self._seen.clear()

    def _hash(self, address: str, today: date) -> bytes:
        if self._day != today:
            self.forget()
            self._day, self._salt = today, secrets.token_bytes(32)
        return hmac.digest(self._salt, address.encode(), hashlib.sha256)

    def _within(self, times: deque[datetime], at: datetime) -> deque[datetime]:
        """What of these still counts. What does not is dropped, so that asking costs the same however often one has asked."""
        while times and times[0] <= at - self.window:
            times.popleft()
        return times

    def _times(self, reader: bytes) -> deque[datetime]:
        times = self._seen.setdefault(reader, deque())
        self._seen.move_to_end(reader)
        if len(self._seen) > self.readers:
            self._seen.popitem(last=False)
        return times


def address_of(request: HttpRequest) -> str:
    """The address a request came from: as the outermost of our own proxies saw it, else the connection's."""
    return address_in(request.META)


def address_in(environ: Mapping[str, Any]) -> str:
    """The same, of a request that is not read yet (PEP 3333)."""
    behind = settings.PROXIES_IN_FRONT
    hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()] if behind else []
    return hops[-behind] if 0 < behind <= len(hops) else str(environ.get("REMOTE_ADDR", ""))

"""How often a client may ask. The only import of limits.

A sliding window in the process's own memory: two numbers for each client that came within the last
minute. Several servers count each for itself.
"""

import time
from ipaddress import ip_address

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from ui.guard.throttle import TooMany, whose

_FROM_ELSEWHERE = 240  # a minute: four a second, all day, is no reader
# What costs nothing to answer, or holds a line open.
_FREE = ("/healthz", "/readyz", "/xietiao/", "/assets/", "/static/", "/theme.css", "/favicon.ico")


class Rate:
    """Counts requests by client."""

    def __init__(self, per_minute: int | None) -> None:
        """None is the default: no limit for this machine, one for all others; 0 is no limit."""
        self._is_default = per_minute is None
        n = _FROM_ELSEWHERE if per_minute is None else per_minute
        self._item = RateLimitItemPerMinute(n) if n else None
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def check(self, address: str, path: str) -> None:
        """Counts a request.

        Raises:
            TooMany: the client has asked too often.
        """
        if self._item is None or path.startswith(_FREE):
            return
        if self._is_default and _is_this_machine(address):
            return
        client = whose(address)
        if not self._limiter.hit(self._item, client):
            left = self._limiter.get_window_stats(self._item, client).reset_time
            raise TooMany("too many requests from one address", _seconds_until(left))


def _seconds_until(at: float) -> int:
    return min(60, max(1, int(at - time.time()) + 1))


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False

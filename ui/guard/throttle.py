"""How often somebody may try: a window for each address."""

import threading
import time
from collections import OrderedDict
from hashlib import blake2b
from ipaddress import ip_address, ip_network

from ingest.errors import XietiaoError

_MAX_ADDRESSES = 10_000


class TooMany(XietiaoError):
    """Too many tries; `retry_after_s` says when the next one is looked at."""

    def __init__(self, what: str, retry_after_s: int) -> None:
        """`what` ends the sentence's first half."""
        self.retry_after_s = retry_after_s
        super().__init__(f"{what}; try again in {retry_after_s} seconds")


class Throttle:
    """Counts the different things an address has tried within a window.

    The same thing tried again is no new guess: a program with an old password in its settings
    doesn't lock out the people behind its address.
    """

    def __init__(self, n: int, window_s: float, what: str) -> None:
        """`n` tries in `window_s`; `what` is what there were too many of."""
        self._n = n
        self._window_s = window_s
        self._what = what
        self._tries: OrderedDict[str, dict[bytes, float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, address: str) -> None:
        """Returns if the address may try.

        Raises:
            TooMany: not now.
        """
        with self._lock:
            recent = self._recent(whose(address))
            if len(recent) >= self._n:
                wait = min(recent.values()) + self._window_s - time.monotonic()
                raise TooMany(self._what, max(1, int(wait)))

    def note(self, address: str, tried: str) -> None:
        """Counts a try."""
        digest = blake2b(tried.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with self._lock:
            client = whose(address)
            self._tries[client] = {**self._recent(client), digest: time.monotonic()}
            self._tries.move_to_end(client)
            while len(self._tries) > _MAX_ADDRESSES:
                self._tries.popitem(last=False)

    def _recent(self, client: str) -> dict[bytes, float]:
        began = time.monotonic() - self._window_s
        return {tried: at for tried, at in self._tries.get(client, {}).items() if at > began}


def whose(address: str) -> str:
    """The address, of IPv6 the network: who has one address of it has all."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address

"""How often one address may ask: a token bucket for each.

A bucket holds `burst` tokens and fills by `per_minute`; a request takes one. A person never meets the
end of it, a loop does. Of addresses that have been quiet long enough for a full bucket nothing is kept.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable

MOST = 10_000  # addresses remembered; past that the one that was quiet for longest is forgotten


class Buckets:
    """Tokens left for each address. `clock` gives seconds that never go back."""

    def __init__(self, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_second, self.burst, self.clock = per_minute / 60, burst, clock
        self._left: dict[str, tuple[float, float]] = {}  # tokens at a time; in the order they were last used

    def take(self, address: str) -> int:
        """0 where a token was there, and is taken; else the seconds to wait for one."""
        left = self._now(address)
        if left < 1:
            return max(1, math.ceil((1 - left) / self.per_second))
        self._keep(address, left - 1)
        return 0

    def wait(self, address: str) -> int:
        """What `take` would say; takes nothing."""
        left = self._now(address)
        return 0 if left >= 1 else max(1, math.ceil((1 - left) / self.per_second))

    def _now(self, address: str) -> float:
        tokens, since = self._left.get(address, (float(self.burst), self.clock()))
        return min(float(self.burst), tokens + (self.clock() - since) * self.per_second)

    def _keep(self, address: str, tokens: float) -> None:
        now = self.clock()
        self._left.pop(address, None)
        self._left[address] = (tokens, now)
        full = self.burst / self.per_second
        while self._left:
            oldest, (_, since) = next(iter(self._left.items()))
            if len(self._left) <= MOST and now - since < full:
                return
            del self._left[oldest]


def household(address: str) -> str:
    """What counts as one address: an IPv4 address, or the 64 bits of an IPv6 one that a household gets."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # a socket without an address, as in tests
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))

"""The password in front of the page: HTTP Basic, any user name.

Whoever tries wrong ones is slowed down: an address has five tries, and one more every ten seconds. While
it has none, nothing it sends is compared, so that guessing at speed learns nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Callable

from ui.guard.rate import Buckets
from ui.guard.refusal import Refusal, seconds

TRIES = 5
TRIES_PER_MINUTE = 6.0
LONGEST = 1_024  # characters of the header
ASKED = Refusal(
    401,
    "This page asks for a password. Any user name will do.",
    headers=(("www-authenticate", 'Basic realm="Dateline", charset="UTF-8"'),),
)


class Password:
    """Knows only the hash of the password it was given."""

    def __init__(self, password: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._digest = hashlib.sha256(password.encode("utf-8", "replace")).digest()
        self._tries = Buckets(TRIES_PER_MINUTE, TRIES, clock)

    def refusal(self, address: str, authorization: str) -> Refusal | None:
        """Why a request with this header is not let in; None where the password is right."""
        if not authorization:  # a browser's first request: it asks its person now
            return ASKED
        if after := self._tries.wait(address):
            return Refusal(429, f"Too many wrong passwords. Try again in {seconds(after)}.", after)
        digest = hashlib.sha256(given(authorization)).digest()
        if hmac.compare_digest(digest, self._digest):
            return None
        self._tries.take(address)
        return ASKED


def given(authorization: str) -> bytes:
    """The password in a header of HTTP Basic; empty where it is none."""
    scheme, _, coded = authorization.partition(" ")
    if scheme.lower() != "basic" or len(coded) > LONGEST:
        return b""
    try:
        decoded = base64.b64decode(coded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return decoded.partition(b":")[2]

"""Why a language model failed, told without a word of what it, its server or its library said.

Their messages may hold a key, an address with a password, or whatever a server chose to send back.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

DOWN, SLOW, BROKE_OFF = "cannot be reached", "did not answer in time", "broke off"
GARBLED, EMPTY = "sent what cannot be read", "gave no text"
TOO_LONG, WITHHELD = "came to no end", "withheld its answer"
_OF_STATUS = {
    401: "does not accept the key that its environment variable holds, or there is none (HTTP 401)",
    403: "may not be used with this key (HTTP 403)",
    404: "is not known to its server (HTTP 404)",
    408: f"{SLOW} (HTTP 408)",
    413: "takes no question with so many passages (HTTP 413)",
    429: "is over its quota (HTTP 429)",
}
# Parts of the names of the errors that libraries for HTTP, JSON and models raise.
_OF_NAME = (
    (("Timeout", "TimedOut"), SLOW),
    (("Connect", "gaierror", "Unreachable"), DOWN),
    (("RemoteProtocol", "ReadError", "IncompleteRead", "ChunkedEncoding", "ClosedResource"), BROKE_OFF),
    (("JSON", "Decode", "Validation", "Protocol", "TypeError", "KeyError", "ValueError"), GARBLED),
)
_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
_SHORTEST_SECRET = 6  # characters: a shorter value is no key, and would be taken out of plain words
_LIKE_A_KEY = re.compile(r"\b(?:sk|pk|key|Bearer)[-_ ][\w.*-]{6,}", re.IGNORECASE)


def why(error: BaseException) -> str:
    """What goes behind the model's name: its error's kind, by HTTP status or the names of its causes."""
    chain = list(_causes(error))
    for one in chain:
        status = _status(one)
        if status in _OF_STATUS:
            return _OF_STATUS[status]
        if status >= 400:
            return f"{'failed' if status >= 500 else 'refused the request'} (HTTP {status})"
    for one in reversed(
        chain
    ):  # the first cause tells most: libraries call all that goes wrong a lost connection
        names = [cls.__name__ for cls in type(one).__mro__]
        for parts, reason in _OF_NAME:
            if any(part in name for name in names for part in parts):
                return reason
    return f"failed ({type(error).__name__})"


def without_secrets(text: str) -> str:
    """The text without the values of environment variables named like secrets, and what looks like a key."""
    values = {v for n, v in os.environ.items() if _SECRET.search(n) and len(v) >= _SHORTEST_SECRET}
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, "…")
    return _LIKE_A_KEY.sub("…", text)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was raised from, down to the first."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _status(error: BaseException) -> int:
    """The HTTP status that an error of any library carries, or 0."""
    for holder in (error, getattr(error, "response", None)):
        for name in ("status_code", "code", "status"):
            found = getattr(holder, name, None)
            if isinstance(found, int) and 100 <= found < 600:
                return found
    return 0

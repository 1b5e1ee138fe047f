"""Who asks, and for which of our names: the address, the Host and the Origin of a request."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

from ui.guard.rate import household

FORWARDED = (b"forwarded", b"x-forwarded-", b"x-real-ip")  # anyone may write these; Gradio believes them


@dataclass(frozen=True, slots=True)
class Asker:
    """`address` is whom a limit counts for, `scheme` what the browser shows in its address bar."""

    address: str
    scheme: str


def asker(scope: Scope, proxy: str) -> Asker:
    """As the connection tells, or as `proxy` says where the connection is its own."""
    peer = str((scope.get("client") or ("unknown", 0))[0])
    if not proxy or household(peer) != household(proxy):
        return Asker(household(peer), "http")
    headers = Headers(scope=scope)
    last = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()  # the one that the proxy itself saw
    https = headers.get("x-forwarded-proto", "").strip().lower() == "https"
    return Asker(household(last or peer), "https" if https else "http")


def own_words(scope: Scope, scheme: str) -> Scope:
    """The request without what it claims of proxies, but for a scheme that is believed."""
    kept = [pair for pair in scope["headers"] if not pair[0].lower().startswith(FORWARDED)]
    if scheme == "https":
        kept.append((b"x-forwarded-proto", b"https"))  # Gradio reads it here, all others in the scheme
    return {**scope, "headers": kept, "scheme": scheme}


def own_address(server: Any) -> str:
    """The address and port that a connection came in at, as a browser writes it; no rebinding can fake it."""
    if not server or server[1] is None:
        return ""
    host, port = str(server[0]), server[1]
    try:
        parsed = ipaddress.ip_address(host)
    except ValueError:
        return ""
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    plain = str(mapped or parsed)
    return f"[{plain}]:{port}" if ":" in plain else f"{plain}:{port}"

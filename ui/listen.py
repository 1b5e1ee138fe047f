"""Where the page is served, and a server that starts and stops as people expect.

On loopback, unless a password is asked for.
"""

from __future__ import annotations

import contextlib
import ipaddress
import signal
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn

from rag.errors import CannotServe
from rag.settings import PASSWORD_LEAST
from ui.guard import Guard

CONNECTIONS = 600  # more than the guard lets in, so that it is the guard that says what is the matter
STOP_SECONDS = 2  # requests under way are given this long at the end


def address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        return ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as error:
        raise CannotServe(f"{host!r} is no address of this machine; use --host 127.0.0.1") from error


def is_loopback(host: str) -> bool:
    return address_of(host).is_loopback


def listen(host: str, port: int, password: bool = False) -> socket.socket:
    """A socket bound to an address of this machine; port 0 takes any that is free.

    Raises `CannotServe` for an address that other machines reach where no password is asked for.
    """
    address = address_of(host)
    if not address.is_loopback and not password:
        raise CannotServe(
            f"{host} can be reached from other machines, and the page has no password yet; set one of "
            f"{PASSWORD_LEAST} characters or more: DATELINE_PASSWORD='…' dateline chat --host {host}"
        )
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((str(address), port))
        bound.listen(128)
    except (OSError, OverflowError) as error:
        bound.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotServe(
            f"cannot listen on {host} port {port}: {reason}; choose another with --port"
        ) from error
    return bound


def hosts_of(bound: socket.socket) -> list[str]:
    """What a browser on this machine may write in the address bar, the plain address first."""
    address, port = bound.getsockname()[:2]
    if ipaddress.ip_address(address).is_unspecified:  # every address of this machine, loopback too
        address = "::1" if ":" in address else "127.0.0.1"
    plain = f"[{address}]" if ":" in address else address
    return [f"{plain}:{port}", f"localhost:{port}"]


class Server(uvicorn.Server):
    """A server that tells when it answers, and ends quietly when it is asked to stop."""

    def __init__(self, app: Guard, ready: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        super().__init__(config)
        self.app, self.ready = app, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.app.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn does it, but the signal is not raised once more after a clean stop."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {
            number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

"""A server on loopback that speaks OpenAI's chat API, and fails in every way that such servers do."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GOOD = "Repairs of the bakery of Brill cost 53 thousand crowns, paid by the guild of Brill over two winters."


class Server(ThreadingHTTPServer):
    """`released` lets what hangs go on; `asked` holds the bodies of all requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.released = threading.Event()
        self.asked: list[dict[str, object]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has gone is no error here."""


class Handler(BaseHTTPRequestHandler):
    """The model's name in the request says how to fail."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is told."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        with suppress(OSError):
            getattr(self, f"_{asked['model'].replace('-', '_')}")()

    # Answers with a status of their own. Each sends the key back, as servers have done.

    def _failing(self) -> None:
        self._refuse(500, "the server had an error")

    def _over_quota(self) -> None:
        self._refuse(429, "you exceeded your current quota", ("Retry-After", "60"))

    def _wrong_key(self) -> None:
        self._refuse(401, "incorrect API key provided")

    def _unknown(self) -> None:
        self._refuse(404, "the model does not exist")

    # Streams

    def _good(self) -> None:
        self._begin()
        for word in GOOD.split(" "):
            self._event(word + " ")
        self._end()

    def _slow(self) -> None:
        self.server.released.wait(60)

    def _dripping(self) -> None:
        self._begin()
        while not self.server.released.wait(0.05):
            self._event("word ")

    def _endless(self) -> None:
        self._begin()
        while not self.server.released.is_set():
            self._event(GOOD + " ")

    def _cut_off(self) -> None:
        self._begin()
        self._event("Repairs of the bakery of Brill cost 53 thousand crowns, paid ")
        self.connection.shutdown(socket.SHUT_RDWR)  # amid the body
        self.close_connection = True

    def _ending_early(self) -> None:
        self._begin()
        self._event(GOOD + " The mayor of Brill said that the")
        self._chunk(b"")  # a body that is whole, of an answer that is not

    def _garbled(self) -> None:
        self._begin()
        self._chunk(b'data: {"id": "x", "choices": [{"del\n\n')
        self._chunk(b"")

    def _nonsense(self) -> None:
        self._begin()
        self._event("Qx zzgl \ufffd\ufffd prt. The moon of Brill paid 99 ducats to king Zog of Albania.")
        self._end()

    def _empty(self) -> None:
        self._begin()
        self._end()

    def _page(self) -> None:
        body = b"<html><body>Welcome to the proxy. Please log in.</body></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _too_long(self) -> None:
        self._begin()
        self._event(GOOD)
        self._end("length")

    def _withheld(self) -> None:
        self._begin()
        self._event(GOOD)
        self._end("content_filter")

    # How a stream is made

    def _refuse(self, status: int, message: str, *headers: tuple[str, str]) -> None:
        told = f"{message}: {self.headers['Authorization']}"
        body = json.dumps({"error": {"message": told, "type": "error", "code": None}}).encode()
        self.send_response(status)
        for name, value in (
            *headers,
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _event(self, text: str, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}
        event = {
            "id": "x",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [choice],
        }
        self._chunk(f"data: {json.dumps(event)}\n\n".encode())

    def _end(self, finish: str = "stop") -> None:
        self._event("", finish)
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()

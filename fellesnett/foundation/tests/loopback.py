"""Somebody else's machine, for tests of what asks others: a real server on loopback, there while the test looks."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Machine(ThreadingHTTPServer):
    """`got` is for whoever answers: what has come."""

    got: list[Any]

    def handle_error(self, *_: Any) -> None:
        """A connection that one of the two cut is no news."""


class Answering(BaseHTTPRequestHandler):
    """What is said to each who asks: a subclass has a `do_GET` and the like."""

    server: Machine

    @property
    def asked_with(self) -> dict[str, str]:
        """The headers that came, in small letters."""
        return {name.lower(): value for name, value in self.headers.items()}

    def say(self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        self.begin(status, {"Content-Length": str(len(body)), **(headers or {})})
        self.wfile.write(body)

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing on the screen."""


@contextmanager
def listening(answering: type[Answering]) -> Iterator[Machine]:
    """On a free port, until the block ends."""
    machine = Machine(("127.0.0.1", 0), answering)
    machine.got = []
    thread = threading.Thread(target=machine.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield machine
    finally:
        machine.shutdown()
        thread.join()
        machine.server_close()

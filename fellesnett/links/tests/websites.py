"""Other people's websites, with their faults: a real server on loopback, which the guard is told of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Say = tuple[int, dict[str, str]]


@dataclass
class Website:
    """`says`: what each path answers, by method where they differ. `asked`: every (method, path, headers) that came."""

    says: dict[str, Say | Callable[[str, dict[str, str]], Say]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answer(self, method: str, path: str, headers: dict[str, str]) -> Say:
        self.asked.append((method, path, headers))
        said = self.says.get(path, (404, {}))
        return said(method, headers) if callable(said) else said

    @property
    def methods(self) -> list[str]:
        return [method for method, _path, _headers in self.asked]


@contextmanager
def website() -> Iterator[Website]:
    site = Website()

    class Handler(BaseHTTPRequestHandler):
        def _say(self) -> None:
            status, headers = site.answer(self.command, self.path, {name.lower(): value for name, value in self.headers.items()})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            self._say()

        def do_HEAD(self) -> None:
            self._say()

        def log_message(self, *_: Any) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

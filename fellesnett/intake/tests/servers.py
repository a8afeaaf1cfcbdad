"""Somebody else's register, with its faults: a real server on loopback that says what a test tells it to."""

from __future__ import annotations

import hashlib
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fellesnett.foundation.tests.loopback import Answering, listening


@dataclass(frozen=True, slots=True)
class Say:
    """What is answered. `cut`: the connection ends after so many bytes. `drip`: seconds between bytes of the body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    drip: float = 0.0


def says(value: Any, **more: Any) -> Say:
    """A JSON answer with an ETag of its own."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return Say(body=body, headers={"ETag": f'"{hashlib.sha256(body).hexdigest()[:12]}"', **more.pop("headers", {})}, **more)


Answers = Say | Callable[[dict[str, str]], Say]


@dataclass
class Register:
    """`says`: what each path (with its query) answers. `asked`: every (path, headers) that came, headers in small letters."""

    says: dict[str, Answers] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _headers in self.asked]

    def answer(self, path: str, headers: dict[str, str]) -> Say:
        self.asked.append((path, headers))
        said = self.says.get(path) or self.says.get(path.partition("?")[0]) or Say(404)
        said = said(headers) if callable(said) else said
        etag = said.headers.get("ETag")
        if said.status == 200 and etag and headers.get("if-none-match") == etag:
            return Say(304, headers={"ETag": etag})
        return said


@contextmanager
def register() -> Iterator[Register]:
    here = Register()

    class Handler(Answering):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            said = here.answer(self.path, self.asked_with)
            self.begin(said.status, {"Content-Length": str(len(said.body)), "Connection": "close", **said.headers})
            self.close_connection = True
            try:
                self._body(said)
            except OSError:
                return  # whoever asked has left

        def _body(self, said: Say) -> None:
            if said.drip:
                for byte in said.body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(said.drip)
            elif said.cut is not None:
                self.wfile.write(said.body[: said.cut])
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
            elif said.status != 304:
                self.wfile.write(said.body)

    with listening(Handler) as machine:
        here.port = machine.server_port
        yield here

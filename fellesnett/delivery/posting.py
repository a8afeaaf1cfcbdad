"""One message to one address out in the world, and nowhere else: never to this house's own machines, whatever a name says.

The name is looked up by the guard that every room has (`foundation.reaching`), and the connection is made to the address that
was checked. TLS is checked against the name. No redirect is
followed, no proxy is used, and the whole is over within the time, however slowly the other end lets go of its bytes.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from fellesnett.foundation.addresses import looks_public
from fellesnett.foundation.reaching import Inside, places_of

SECONDS = 15.0
READ = 1024
LONGEST = 500
AGENT = "Fellesnett-Webhooks/1"
LOOPBACK = ("127.0.0.1", "localhost")
PLAIN = re.compile(r"[!-~]+")
"""Printable ASCII without white space: names and paths in other letters are written as they are sent."""


class Unsafe(Exception):
    """The address may not be posted to. The message is one word for the log."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: the status, or in one word why there is none."""

    status: int | None
    fault: str = ""

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def read_address(url: str) -> SplitResult:
    """The parts of an address that may be posted to. Raises Unsafe: https only, without user or fragment, never a bare
    private address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise Unsafe("malformed") from fault
    loopback = settings.WEBHOOKS_ON_LOOPBACK and parts.hostname in LOOPBACK
    if not parts.hostname or len(url) > LONGEST or not PLAIN.fullmatch(url):
        raise Unsafe("malformed")
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        raise Unsafe("not_https")
    if parts.username or parts.password or parts.fragment or port == 0:
        raise Unsafe("malformed")
    if not loopback and not looks_public(parts.hostname):
        raise Unsafe("private_address")
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = SECONDS) -> Answer:
    """Send it, and say what the other end said. Raises nothing."""
    try:
        return _post(read_address(url), body, headers, seconds)
    except Unsafe as fault:
        return Answer(None, str(fault))
    except TimeoutError:
        return Answer(None, "timeout")
    except ssl.SSLError:
        return Answer(None, "tls")
    except (OSError, http.client.HTTPException, ValueError, AttributeError):  # closed half way, or not HTTP at all
        return Answer(None, "no_answer")


def _post(parts: SplitResult, body: bytes, headers: Mapping[str, str], seconds: float) -> Answer:
    secure = parts.scheme == "https"
    host, port = str(parts.hostname), parts.port or (443 if secure else 80)
    connection = _Pinned(host, port, _checked(host, port), ssl.create_default_context() if secure else None, seconds)
    over = Timer(seconds, connection.cut)
    over.daemon = True
    over.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        named = {"content-type": "application/json", "user-agent": AGENT, "connection": "close", **headers}
        connection.request("POST", target, body=body, headers=named)
        answer = connection.getresponse()
        answer.read(READ)
        if connection.is_cut:
            raise TimeoutError
        return Answer(answer.status, "redirect" if 300 <= answer.status < 400 else "")
    except (OSError, http.client.HTTPException, AttributeError):
        if connection.is_cut:
            raise TimeoutError from None
        raise
    finally:
        over.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to exactly this address, in the name of the host."""

    def __init__(self, host: str, port: int, address: str, tls: ssl.SSLContext | None, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address, self._tls, self.is_cut = address, tls, False
        self.default_port = 443 if tls else 80

    def connect(self) -> None:
        self.sock: Any = socket.create_connection((self._address, self.port), self.timeout)
        if self._tls is not None:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock.do_handshake()

    def cut(self) -> None:
        """End it, whatever it is doing."""
        self.is_cut = True
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def _checked(host: str, port: int) -> str:
    """The address to connect to. Raises Unsafe when the name leads nowhere, or anywhere that is not public."""
    if settings.WEBHOOKS_ON_LOOPBACK and host in LOOPBACK:
        return "127.0.0.1"
    try:
        return str(places_of(host, port)[0][4][0])
    except Inside as fault:
        raise Unsafe("private_address") from fault
    except (OSError, UnicodeError) as fault:
        raise Unsafe("unknown_host") from fault

"""Connections to what lies out in the world, opened in one way only, whoever said where to go.

What an editor, another website, a consumer or a register writes may decide where we are sent. So every name is looked up by
`places_of`, once: every answer must be a public address, and the connection goes to exactly that address; a name that answers
otherwise the second time (DNS rebinding) gains nothing. Redirects are for the caller to follow, step by step.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from fellesnett.foundation.addresses import is_public

CONNECT_SECONDS = 4
PORTS = (80, 443)

Place = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]
Opener = Callable[[HTTPConnection], socket.socket]


class Inside(Exception):
    """The address leads into a network, to this machine, or to a port that no website has."""


def places_of(host: str, port: int, *, may_reach: Callable[[str], bool] = is_public) -> Sequence[Place]:
    """Where a name leads, as the sockets have it; never none. Raises Inside when one of them may not be reached, and OSError or
    UnicodeError when it leads nowhere."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, host)
    if not all(may_reach(str(each[4][0])) for each in found):
        raise Inside(host)
    return found


class Outside(HTTPAdapter):
    """Requests' own adapter, whose connections are all opened by the guard.

    `loopback`: may this machine be reached, on any port; for tests alone. `cut` ends whatever is under way, from any thread.
    """

    def __init__(self, *, loopback: bool = False) -> None:
        self._loopback, self._cords = loopback, list[socket.socket]()
        super().__init__()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **options)
        self.poolmanager.pool_classes_by_scheme = _pools(self._open)

    def cut(self) -> None:
        """End every connection that was opened, whatever it is doing."""
        while self._cords:
            cord = self._cords.pop()
            with suppress(OSError):
                cord.shutdown(socket.SHUT_RDWR)
            cord.close()

    def close(self) -> None:
        while self._cords:
            self._cords.pop().close()
        super().close()

    def _may_reach(self, address: str) -> bool:
        return is_public(address) or (self._loopback and ip_address(address.partition("%")[0]).is_loopback)

    def _open(self, connection: HTTPConnection) -> socket.socket:
        """A connection to exactly one of the addresses that were looked at. Raises Inside, or what urllib3 raises."""
        host, port = connection.host.strip("[]"), connection.port or connection.default_port
        if port not in PORTS and not self._loopback:
            raise Inside(f"{host}:{port}")
        try:
            family, kind, protocol, _name, place = places_of(host, port, may_reach=self._may_reach)[0]
        except (socket.gaierror, UnicodeError) as fault:
            raise NameResolutionError(host, connection, fault) from fault  # type: ignore[arg-type]
        opened = socket.socket(family, kind, protocol)
        try:
            opened.settimeout(CONNECT_SECONDS)
            opened.connect(place)
        except TimeoutError as fault:
            opened.close()
            raise ConnectTimeoutError(connection, str(fault)) from fault
        except OSError as fault:
            opened.close()
            raise NewConnectionError(connection, str(fault)) from fault
        self._cords.append(opened.dup())  # TLS takes the first over, and this still reaches the same connection
        return opened


def _pools(open_: Opener) -> dict[str, Any]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return open_(self)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return open_(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}

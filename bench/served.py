"""The product's own web server with one worker, asked over a socket; and what its processes spent on it."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "/static/peer.json"
ANSWERING_SECONDS = 240


class Server:
    """A server that listens."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def spent_on(self, path: str, times: int) -> float:
        """Milliseconds of processor time that the server spends on answering this so many times, over one connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWERING_SECONDS)
        before = self._spent()
        for _time in range(times):
            connection.request("GET", path, headers={"Host": f"www.localhost:{self.port}"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
        spent = self._spent() - before
        connection.close()
        return spent

    def _spent(self) -> float:
        """Of all its processes and their threads."""
        return sum(_milliseconds(number) for number in _family(self.process.pid))


@contextmanager
def server() -> Iterator[Server]:
    """A server on a free port of this machine, over the database that is open here. Ended when done."""
    from django.conf import settings

    from bench.peer_app.urls import item

    folder = Path(settings.STATIC_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "peer.json").write_bytes(item()[2])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--interface", "wsgi", "--port", str(port), "--workers", "1", "--blocking-threads", "1", "--log-level", "warning"]
    process = subprocess.Popen([sys.executable, "-m", "granian", *words, "--no-ws", "bench.wsgi:application"])
    try:
        _wait_for(port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + ANSWERING_SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server does not answer")


def _family(number: int) -> list[int]:
    children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    return [number, *(other for child in children for other in _family(int(child)))]


def _milliseconds(number: int) -> float:
    """Of one process with all its threads, in nanoseconds where the kernel counts them so."""
    threads = Path(f"/proc/{number}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e6

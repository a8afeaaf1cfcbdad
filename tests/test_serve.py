"""`fellesnett serve`: it answers, and when it is told to end nothing of it is left."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import migrated

pytestmark = [pytest.mark.server, pytest.mark.enable_socket, pytest.mark.xdist_group("served")]  # prepared once, by one worker

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = [sys.executable, "-m", "fellesnett"]
STARTING_SECONDS, ENDING_SECONDS, LOOKING_SECONDS = 120, 60, 0.2


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def until(true: Callable[[], bool], seconds: float) -> bool:
    """Look again until it is true or the time is out."""
    last = time.monotonic() + seconds
    while not true():
        if time.monotonic() > last:
            return False
        time.sleep(LOOKING_SECONDS)
    return True


def answer(port: int, address: str) -> tuple[int, bytes]:
    """Status and words of an answer; (0, b"") while nobody answers."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("GET", address, headers={"Host": "localhost"})
        said = line.getresponse()
        return said.status, said.read()
    except OSError:
        return 0, b""
    finally:
        line.close()


def relatives(mark: str) -> set[int]:
    """All living processes that were started with this mark in their environment: children of children too."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            marked = mark.encode() in (folder / "environ").read_bytes()
            alive = (folder / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
        except OSError:
            continue
        if marked and alive:
            found.add(int(folder.name))
    return found


class Running:
    """One `fellesnett serve` in a data folder of its own, and all that it started."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.port, self.output = free_port(), folder / "output"
        self.mark = f"DATA_DIR={folder}"
        with self.output.open("wb") as output:
            command = [*PROGRAM, "serve", "--port", str(self.port), *words]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment(folder), stdout=output, stderr=output)

    def relatives(self) -> set[int]:
        return relatives(self.mark)

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def answers(self) -> bool:
        return answer(self.port, "/healthz") == (200, b"ok\n")

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=ENDING_SECONDS)


def environment(folder: Path) -> dict[str, str]:
    away = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")
    kept = {name: value for name, value in os.environ.items() if name not in away}
    return {**kept, "DATA_DIR": str(folder), "PYTHONWARNINGS": "default"}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that `fellesnett prepare` has made ready."""
    folder = tmp_path_factory.mktemp("data")
    migrated.lay(folder)
    subprocess.run([*PROGRAM, "prepare"], cwd=ROOT, env=environment(folder), check=True, capture_output=True)
    return folder


@pytest.fixture
def serve(prepared: Path) -> Iterator[Callable[..., Running]]:
    """Start the server and leave nothing behind, whatever the test found."""
    started = []

    def start(*words: str) -> Running:
        started.append(Running(prepared, *words))
        return started[-1]

    yield start
    for running in started:
        for number in running.relatives():
            os.kill(number, signal.SIGKILL)
        running.process.wait()


def test_the_product_answers_and_leaves_nothing_when_it_is_told_to_end(serve: Callable[..., Running]) -> None:
    running = serve("--with-worker")
    assert until(running.answers, STARTING_SECONDS), running.said()
    assert until(lambda: len(running.relatives()) >= 5, STARTING_SECONDS), "serve, granian and its own, and the worker"
    assert running.end() == 0
    assert running.relatives() == set()
    assert answer(running.port, "/healthz") == (0, b"")


def test_nothing_is_left_when_it_is_told_to_end_while_it_still_starts(serve: Callable[..., Running]) -> None:
    running = serve("--with-worker")
    assert until(lambda: len(running.relatives()) >= 4, STARTING_SECONDS), running.said()
    running.end(signal.SIGHUP)
    assert running.relatives() == set()


def test_when_the_worker_dies_the_web_server_goes_too(serve: Callable[..., Running]) -> None:
    running = serve("--with-worker", "--workers", "1")
    assert until(running.answers, STARTING_SECONDS), running.said()
    workers = [number for number in running.relatives() if b"worker\0" in Path(f"/proc/{number}/cmdline").read_bytes()[-8:]]
    assert len(workers) == 1
    os.kill(workers[0], signal.SIGKILL)
    assert running.process.wait(timeout=ENDING_SECONDS) != 0
    assert running.relatives() == set()


def test_a_prepared_server_has_nothing_to_warn_about(serve: Callable[..., Running]) -> None:
    """Neither of missing folders nor of more threads than processors."""
    running = serve("--workers", "1")
    assert until(running.answers, STARTING_SECONDS), running.said()
    assert answer(running.port, "/static/public/icon.svg")[0] == 200
    running.end(signal.SIGINT)
    assert running.said() == ""

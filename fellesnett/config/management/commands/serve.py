"""`fellesnett serve`: the web server, with the worker beside it when asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser

Process = subprocess.Popen[bytes]

ANSWERING_SECONDS = 4  # what a request under way may still take; then granian kills the process that answers it
ENDING_SECONDS = 8  # what the programs have to end by themselves; then whatever is left of them is killed
ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Command(BaseCommand):
    help = "start the web server (--with-worker runs the background jobs beside it)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=2, help="processes that answer requests")
        parser.add_argument("--threads", type=int, default=4, help="requests that each process answers at a time")
        parser.add_argument("--with-worker", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until interrupted. When one of the programs ends, the other is stopped: no half-running product."""
        commands = [_web_server(options["host"], options["port"], options["workers"], options["threads"])]
        if options["with_worker"]:
            commands.append([sys.executable, "-m", "fellesnett", "worker"])
        for ending in ENDINGS:
            signal.signal(ending, _as_interrupt)
        processes: list[Process] = []
        try:
            processes += [_start(command) for command in commands]
            code = _wait_for_first(processes)
        except KeyboardInterrupt:
            code = 0
        finally:
            for ending in ENDINGS:
                signal.signal(ending, signal.SIG_IGN)
            _end(processes)
        sys.exit(code)


def _web_server(host: str, port: int, workers: int, threads: int) -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": port,
        "--workers": workers,
        "--blocking-threads": threads + settings.LONG_POLLS,  # whoever waits for the feed takes nobody's place
        "--backpressure": threads * 4 + settings.LONG_POLLS,  # more wait in the socket's own queue
        "--workers-kill-timeout": ANSWERING_SECONDS,
        "--log-level": "warning",
    }
    words = [word for name, value in options.items() for word in (name, str(value))]
    return [sys.executable, "-m", "granian", *words, "--no-ws", "fellesnett.config.wsgi:application"]


def _start(command: Sequence[str]) -> Process:
    """A program with a process group of its own: all that it starts can be ended with it."""
    return subprocess.Popen(command, process_group=0)  # noqa: S603 our own programs


def _wait_for_first(processes: Sequence[Process]) -> int:
    while True:
        for process in processes:
            try:
                return process.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                continue


def _end(processes: Sequence[Process]) -> None:
    """Ask the programs to end, wait, and kill what is left of each group, also when its first process is gone."""
    for process in processes:
        process.terminate()
    last = time.monotonic() + ENDING_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.0, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            continue
    for process in processes:
        _kill_group(process.pid)
        process.wait()


def _kill_group(number: int) -> None:
    try:
        os.killpg(number, signal.SIGKILL)
    except ProcessLookupError:
        return


def _as_interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt

"""`fellesnett serve`: the web server, with the worker beside it when asked."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

from django.core.management import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "start the web server (--with-worker runs the background jobs beside it)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--with-worker", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until interrupted. When one of the processes ends, the other is stopped: no half-running product."""
        commands = [_web_server(options["host"], options["port"], options["workers"])]
        if options["with_worker"]:
            commands.append([sys.executable, "-m", "fellesnett", "worker"])
        signal.signal(signal.SIGTERM, _as_interrupt)
        processes = [subprocess.Popen(command) for command in commands]  # noqa: S603 our own programs
        try:
            code = _wait_for_first(processes)
        except KeyboardInterrupt:
            code = 0
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=20)
        sys.exit(code)


def _web_server(host: str, port: int, workers: int) -> list[str]:
    return [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
            "--log-level", "warning", "--no-ws", "fellesnett.config.wsgi:application"]


def _wait_for_first(processes: list[subprocess.Popen[bytes]]) -> int:
    while True:
        for process in processes:
            try:
                return process.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                continue


def _as_interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt

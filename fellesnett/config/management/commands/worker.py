"""`fellesnett worker`: what falls due by the clock, done again and again."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db import close_old_connections

from fellesnett.config.due import run_due
from fellesnett.foundation import clock

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "run the background jobs: scheduled releases, roll-outs, deadlines, reminders"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=5.0, help="seconds between rounds")
        parser.add_argument("--once", action="store_true", help="one round, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if not options["once"]:
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            for name, count in run_due(at=clock.now()).items():
                if count:
                    self.stdout.write(f"{name}: {count}")
            if options["once"]:
                return
            stop.wait(options["every"])

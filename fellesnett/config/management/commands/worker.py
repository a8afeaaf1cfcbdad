"""`fellesnett worker`: what falls due by the clock, done again and again; beside it, subscribers told and sources asked."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db import close_old_connections

from fellesnett.config.due import run_due
from fellesnett.delivery.pushing import push_due
from fellesnett.foundation import clock
from fellesnett.intake.fetching.running import fetch_due

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "run the background jobs: scheduled releases, roll-outs, deadlines, reminders; tell subscribers, ask sources"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=5.0, help="seconds between rounds")
        parser.add_argument("--once", action="store_true", help="one round, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Subscribers are told and sources asked by threads of their own: who is slow to answer keeps no deadline waiting."""
        if options["once"]:
            self._round()
            self._say("messages_taken", push_due(at=clock.now(), now=clock.now))
            self._say("sources_asked", fetch_due(at=clock.now()))
            return
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        news = threading.Event()
        threading.Thread(target=_push, args=(stop, news, options["every"]), name="pusher", daemon=True).start()
        threading.Thread(target=_fetch, args=(stop, options["every"]), name="fetcher", daemon=True).start()
        while not stop.is_set():
            self._round()
            news.set()
            stop.wait(options["every"])

    def _round(self) -> None:
        close_old_connections()
        for name, count in run_due(at=clock.now()).items():
            self._say(name, count)

    def _say(self, name: str, count: int) -> None:
        if count:
            self.stdout.write(f"{name}: {count}")


def _push(stop: threading.Event, news: threading.Event, every: float) -> None:
    while not stop.is_set():
        news.wait(every)
        news.clear()
        close_old_connections()
        try:
            push_due(at=clock.now(), now=clock.now)
        except Exception:
            logger.exception("subscribers were not told")


def _fetch(stop: threading.Event, every: float) -> None:
    while not stop.is_set():
        close_old_connections()
        try:
            fetch_due(at=clock.now())
        except Exception:
            logger.exception("sources were not asked")
        stop.wait(every)

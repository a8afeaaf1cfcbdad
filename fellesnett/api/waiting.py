"""Waiting for the next line of the feed. Few may wait at a time, and those who do hold nothing but a thread of their own.

One thread looks for all of a process, and only while somebody waits. `serve` starts as many threads above those that answer
as there are seats here, so that whoever waits takes the place of nobody who asks.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Condition, Thread

from django.conf import settings
from django.db import connection

from fellesnett.delivery import queries

logger = logging.getLogger(__name__)


class WaitingRoom:
    """Seats for those who wait until there is a line after the one they have: one for each who asks, and no more than `seats`."""

    def __init__(self, seats: int, newest: Callable[[], int], every: float = 0.5) -> None:
        self.seats, self._ask, self._every = seats, newest, every
        self._changed = Condition()
        self._sitting: set[str] = set()
        self._newest = 0
        self._looking = False

    def wait(self, who: str, beyond: int, seconds: float) -> bool:
        """Return when there is a line after `beyond`, or when the time is up. False, at once, where there is no seat."""
        with self._changed:
            if who in self._sitting or len(self._sitting) >= self.seats:
                return False
            self._sitting.add(who)
            if not self._looking:
                self._looking = True
                Thread(target=self._look, name="feed-watcher", daemon=True).start()
            try:
                self._changed.wait_for(lambda: self._newest > beyond, timeout=seconds)
            finally:
                self._sitting.discard(who)
        return True

    def _look(self) -> None:
        """Until nobody waits. A database that does not answer ends it: those who wait are answered when their time is up."""
        try:
            while self._tell(self._ask()):
                time.sleep(self._every)
        except Exception:
            logger.exception("the feed cannot be watched")
            with self._changed:
                self._looking = False
        finally:
            connection.close()

    def _tell(self, newest: int) -> bool:
        """Say how far the feed has come. False when there is nobody to say it to, and then nobody looks any more."""
        with self._changed:
            self._newest = newest
            self._changed.notify_all()
            self._looking = bool(self._sitting)
            return self._looking


def leave_the_database() -> None:
    """Give back this thread's connection before a wait. The next question opens one."""
    if not connection.in_atomic_block:
        connection.close()


ROOM = WaitingRoom(settings.LONG_POLLS, queries.newest_seq)

"""Kills processes at work and judges what they leave. Run by `test_kills.py`; prints one line of JSON for each death.

`python -m tests.robustness.kills`: at named steps, each in its turn; just before the n-th statement to the database, n spread
evenly; by SIGKILL at seeded moments.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellesnett.config.settings.test")
django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402

from fellesnett.adoption import live  # noqa: E402
from fellesnett.adoption.actions import approving, rolling_out  # noqa: E402
from fellesnett.adoption.models import Showing, Update  # noqa: E402
from fellesnett.config.due import run_due  # noqa: E402
from fellesnett.config.verifying import verify  # noqa: E402
from fellesnett.editorial import log  # noqa: E402
from fellesnett.editorial.models import OpenItem  # noqa: E402
from fellesnett.foundation import clock  # noqa: E402
from fellesnett.national.models import Edition, Topic  # noqa: E402
from tests.robustness import acts  # noqa: E402

SITES = 8
DEAD = 9


def child(work: Callable[[], Any]) -> int:
    """Do something in a process of its own. Returns its key."""
    acts.let_go()
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
        os._exit(0)
    except BaseException as fault:
        print(json.dumps({"error": repr(fault)}), flush=True)
        os._exit(1)


def a_days_work() -> None:
    """Release, hand out, answer; and again."""
    while True:
        acts.release(Topic.objects.get())
        for text in acts.texts():
            acts.answer(text)


def dying_before(statement: int) -> None:
    """A day's work that ends just before this statement to the database: inside a transaction or between two."""
    count = 0

    def die(execute: Any, *question: Any) -> Any:
        nonlocal count
        count += 1
        if count == statement:
            os._exit(DEAD)
        return execute(*question)

    with connection.execute_wrapper(die):
        a_days_work()


def judge() -> None:
    """What is left behind, and whether the worker finds its way on."""
    found = {"left": [str(fault) for fault in verify(at=clock.now())], "waiting": Edition.objects.awaiting_roll_out().count()}
    run_due(at=clock.now())
    found |= {
        "after": [str(fault) for fault in verify(at=clock.now())],
        "still_waiting": Edition.objects.awaiting_roll_out().count(),
        "twice": _twice(),
        "editions": Edition.objects.count(),
        "live": Showing.objects.live().count(),
    }
    print(json.dumps(found), flush=True)


def _twice() -> int:
    """Questions asked twice, and updates opened twice to one edition."""
    asked = OpenItem.objects.open().values("key").annotate(times=Count("pk")).filter(times__gt=1).count()
    return asked + Update.objects.values("text", "to_edition").annotate(times=Count("pk")).filter(times__gt=1).count()


def by_signal(count: int) -> None:
    chance = random.Random(20261123)
    for _death in range(count):
        pid = child(a_days_work)
        time.sleep(chance.uniform(0.05, 1.5))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.waitpid(child(judge), 0)


def by_statement(count: int) -> None:
    """A day's work here is some hundred statements long: deaths are spread over the first four hundred."""
    for number in range(count):
        os.waitpid(child(lambda number=number: dying_before(1 + number * 400 // count)), 0)
        os.waitpid(child(judge), 0)


def _dying_at(module: Any, name: str, *, after: bool) -> Callable[[], None]:
    """A day's work that ends as it calls this step, or as the step is done."""

    def work() -> None:
        real = getattr(module, name)

        def die(*arguments: Any, **named: Any) -> None:
            if after:
                real(*arguments, **named)
            os._exit(DEAD)

        setattr(module, name, die)
        a_days_work()

    return work


STEPS = (
    _dying_at(rolling_out, "roll_out", after=False),  # released and committed; nobody has been told
    _dying_at(rolling_out, "open_updates", after=True),  # the updates are written; the questions are not
    _dying_at(rolling_out, "roll_out", after=True),  # handed out and committed
    _dying_at(approving, "advance", after=True),  # pinned to the edition; the page is not live
    _dying_at(live, "_swap", after=True),  # the page is live; the log has not been told
    _dying_at(log, "append", after=True),  # logged; not committed
)


def by_step(count: int) -> None:
    for number in range(count):
        os.waitpid(child(STEPS[number % len(STEPS)]), 0)
        os.waitpid(child(judge), 0)


WAYS = {by_step: len(STEPS), by_statement: 10, by_signal: 6}

if __name__ == "__main__":
    acts.prepare(1, SITES)
    for adopted in acts.texts():
        acts.answer(adopted)
    for way, deaths in WAYS.items():
        print(json.dumps({"way": way.__name__}), flush=True)
        way(deaths)

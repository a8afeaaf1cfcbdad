"""Everything that can be proven of the stored data, check by check, as it stood at one moment (semantics.md section 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection

from fellesnett.adoption.checks import page_faults, question_faults, record_faults, showing_faults
from fellesnett.editorial.checks import Fault, Tick, chain_faults, silent
from fellesnett.national.checks import edition_faults
from fellesnett.participation.checks import participation_faults
from fellesnett.partners.checks import partner_faults

Faults = Callable[[datetime, Tick], Iterator[Fault]]


@dataclass(frozen=True)
class Check:
    """One thing to prove: what it is called, what it walks, and how."""

    name: str
    rows: str
    walk: Faults

    def faults(self, at: datetime, tick: Tick = silent) -> Iterator[Fault]:
        """What is broken. Data too damaged to be walked is itself a fault, and does not stop the other checks."""
        try:
            yield from self.walk(at, tick)
        except DatabaseError:
            raise
        except Exception as damage:
            yield Fault("damaged", self.name, f"the walk stopped: {type(damage).__name__} {damage}")


CHECKS = (
    Check("the event log is whole", "events", lambda _at, tick: chain_faults(tick=tick)),
    Check("editions are what was signed and approved", "editions", lambda _at, tick: edition_faults(tick=tick)),
    Check("every page shown is the one approved, and can be composed again", "pages", lambda _at, tick: page_faults(tick=tick)),
    Check("one page at a time", "showings", lambda _at, tick: showing_faults(tick=tick)),
    Check("whoever is behind has been asked", "texts", lambda at, tick: question_faults(at=at, tick=tick)),
    Check("orders, hearings and proposals say who and when", "rows", lambda _at, tick: participation_faults(tick=tick)),
    Check("what partners delivered is as it came", "deliveries", lambda _at, tick: partner_faults(tick=tick)),
    Check("the log, replayed, gives what the tables hold", "events", lambda _at, tick: record_faults(tick=tick)),
)

_BEGIN = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


def verify(*, at: datetime, tick: Tick = silent) -> list[Fault]:
    """Every fault there is; none where all is well. Reads only, and holds up nobody who writes meanwhile."""
    with one_moment():
        return [fault for check in CHECKS for fault in check.faults(at, tick)]


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is read as it stood when the first question was asked; writers go on undisturbed.

    Inside a transaction there is one moment already. The embedded database's own transactions take the writers' lock,
    so this one is begun by hand.
    """
    begin = _BEGIN.get(connection.vendor)
    if begin is None or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")

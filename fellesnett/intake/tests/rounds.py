"""Rounds at a source, as the worker would have them."""

from __future__ import annotations

from datetime import datetime

from fellesnett.accounts.models import User
from fellesnett.intake.fetching.deciding import ensure_sources, turn_on
from fellesnett.intake.fetching.running import Run, fetch
from fellesnett.intake.models import Source


def source_named(name: str) -> Source:
    return next(row for row in ensure_sources() if row.name == name)


def on(name: str, by: User, at: datetime) -> Source:
    """The source, turned on."""
    return turn_on(source=source_named(name), by=by, at=at)


def round_at(source: Source, at: datetime, *, fault: str = "") -> Run:
    """One round, with the jitter at its least; it ends with this fault."""
    run = fetch(source=source, at=at, dice=lambda: 0.0)
    assert run.fault == fault
    source.refresh_from_db()
    return run

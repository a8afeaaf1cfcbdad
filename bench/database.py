"""A fresh embedded database in a temporary folder for one benchmark, and a stopwatch that counts queries."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@contextmanager
def fresh() -> Iterator[None]:
    """Everything inside runs on an empty database of its own, in this process's first use of Django."""
    with tempfile.TemporaryDirectory(prefix="fellesnett-bench-") as folder:
        open_in(folder)
        yield
        from django.db import connections

        connections.close_all()


def open_in(folder: str) -> None:
    """Point Django at a database in this folder, and make its tables."""
    os.environ["DATA_DIR"] = folder
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    if apps.ready:
        connections.close_all()
        connections["default"].settings_dict["NAME"] = f"{folder}/fellesnett.sqlite3"
        settings.MEDIA_ROOT = settings.MEDIA_ROOT.__class__(folder) / "media"
    else:
        django.setup()
    call_command("migrate", interactive=False, verbosity=0)


@dataclass(frozen=True)
class Cost:
    """What one act cost the server."""

    milliseconds: float
    queries: int


def cost(act: Callable[[], Any]) -> Cost:
    """Run an act once. Milliseconds of processor time, the database's included, and how many queries: what else the machine
    is doing does not count."""
    from django.db import connection

    counted = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        started = _spent()
        act()
        spent = _spent() - started
    return Cost(1000 * spent, counted)


def _spent() -> float:
    """Seconds that this process has used, and on PostgreSQL the process that answers it. The embedded database is this one."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time()
    connection.ensure_connection()
    answering = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")  # on this machine: the throw-away server
    return time.process_time() + int(answering.read_text().split()[0]) / 1e9

"""The national scale, on the embedded database and on PostgreSQL: loaded once, and the same rows in both."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import database

ON_DATABASE = Path(__file__).resolve().parents[1] / "tests" / "on-database"
ROWS = 5_000
MADE_BY_THE_DATABASE = ("wagtailsearch_",)
"""An index that each kind of database keeps in its own way; no screen that is measured reads it."""


@contextmanager
def embedded() -> Iterator[str]:
    """Point Django at a whole country on an embedded database; its folder.

    `BENCH_DATA_DIR` names a folder that has one already, to spare the minutes of loading it.
    """
    if folder := os.environ.get("BENCH_DATA_DIR"):
        database.open_in(folder)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="fellesnett-bench-") as made:
        database.open_in(made)
        from django.core.management import call_command
        from django.db import connections

        call_command("demo", "load", scale="national", stdout=sys.stderr)
        yield made
        connections.close_all()


def on_postgres(module: str, folder: str) -> str | None:
    """What `python -m MODULE FOLDER` prints on a throw-away PostgreSQL; None, with the reason told, where there is none."""
    asked = [str(ON_DATABASE), "postgres", sys.executable, "-m", module, folder]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    answer = subprocess.run(asked, stdout=subprocess.PIPE, text=True, env=environment, check=False)
    if answer.returncode:
        print(f"bench: {module} was not measured on PostgreSQL (see above)", file=sys.stderr)
        return None
    return answer.stdout


def open_copy(folder: str) -> None:
    """Point Django at the PostgreSQL of `DATABASE_URL`, with every row of the embedded database in the folder."""
    import django
    from django.core.management import call_command
    from django.db import connection

    os.environ["DATA_DIR"] = folder
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    _copy(Path(folder) / "fellesnett.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _copy(source: Path) -> None:
    """Table by table, as text that PostgreSQL reads: both databases are then asked about the same country."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection, transaction

    tables = [
        name
        for name in connection.introspection.django_table_names(only_existing=True)
        if not name.startswith(MADE_BY_THE_DATABASE)
    ]
    rows = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(connection.ops.quote_name(name) for name in tables)} CASCADE")
        for name in tables:
            found = rows.execute(f'SELECT * FROM "{name}"')
            columns = ", ".join(connection.ops.quote_name(column[0]) for column in found.description)
            with cursor.copy(f"COPY {connection.ops.quote_name(name)} ({columns}) FROM STDIN") as copy:
                while chunk := found.fetchmany(ROWS):
                    for row in chunk:
                        copy.write_row(row)
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)
    rows.close()

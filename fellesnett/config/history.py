"""The migrations from before the first release are folded into a few, which take over from the end of the old ones."""

from __future__ import annotations

from collections import defaultdict

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

LAST_WITH_ALL = "43cdcc8 (28. november 2026)"
"""The commit that still has every step that the folded migrations replace."""


class FromHalfWay(Exception):
    """The database has some of an application's steps that are folded now, and lacks others."""


def refuse_half_way() -> None:
    """Raise FromHalfWay before anything is changed.

    Django would take some steps of such a database for taken and pass by the rest without a word.
    """
    done = set(MigrationRecorder(connection).applied_migrations())
    folded: dict[str, list[tuple[str, str]]] = defaultdict(list)
    replaced: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, migration in MigrationLoader(None).replacements.items():
        if type(migration).__module__.startswith("fellesnett."):
            folded[migration.app_label].append(key)
            replaced[migration.app_label] += migration.replaces
    for application, steps in replaced.items():
        missing = [step for step in steps if step not in done]
        if missing and len(missing) < len(steps) and done.isdisjoint(folded[application]):
            raise FromHalfWay(
                f"Databasen mangler {'.'.join(missing[0])}, som ikke finnes i denne versjonen. Ingenting er endret. "
                f"Kjør «fellesnett prepare» med versjonen {LAST_WITH_ALL} først, og så med denne."
            )

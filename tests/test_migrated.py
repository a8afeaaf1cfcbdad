"""The database that is migrated once: whole, and made anew when a migration says something else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from tests import migrated


@pytest.mark.django_db
def test_nothing_is_left_to_migrate_in_the_copy() -> None:
    said = StringIO()
    call_command("migrate", "--check", "--plan", stdout=said)
    assert "No planned migration operations." in said.getvalue()
    assert "adoption_showing" in connection.introspection.table_names()


def test_a_data_folder_is_given_the_copy_once(tmp_path: Path) -> None:
    migrated.lay(tmp_path / "data")
    with closing(sqlite3.connect(tmp_path / "data" / migrated.NAME)) as laid:
        assert laid.execute("SELECT COUNT(*) FROM django_migrations").fetchone()[0] > 100
        laid.execute("DROP TABLE adoption_showing")
    migrated.lay(tmp_path / "data")
    with closing(sqlite3.connect(tmp_path / "data" / migrated.NAME)) as kept:
        assert not kept.execute("SELECT 1 FROM sqlite_master WHERE name = 'adoption_showing'").fetchall()


def test_another_word_in_a_migration_is_another_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migration = tmp_path / "rooms" / "migrations" / "0001_initial.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("first")
    monkeypatch.setattr(migrated, "_folders", lambda: [migration.parent])
    before = migrated._key()
    assert migrated._key() == before
    migration.write_text("second")
    assert migrated._key() != before

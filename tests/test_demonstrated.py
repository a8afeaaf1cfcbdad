"""The demonstration that is loaded once: each who reads it has a copy of its own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests import demonstrated, migrated

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("gates")]


def topics_in(folder: Path) -> int:
    with closing(sqlite3.connect(folder / migrated.NAME)) as database:
        return int(database.execute("SELECT COUNT(*) FROM national_topic").fetchone()[0])


def test_what_one_reader_changes_no_other_meets(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    demonstrated.lay(one, tmp_path_factory)
    with closing(sqlite3.connect(one / migrated.NAME)) as database:
        database.execute("UPDATE national_topic SET title = 'Endret'")
        database.commit()
    demonstrated.lay(one, tmp_path_factory)
    demonstrated.lay(other, tmp_path_factory)
    with closing(sqlite3.connect(other / migrated.NAME)) as database:
        assert not database.execute("SELECT 1 FROM national_topic WHERE title = 'Endret'").fetchall()
    assert topics_in(one) == topics_in(other) >= 40
    assert any((other / "media").rglob("*.*"))

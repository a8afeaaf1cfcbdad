"""The empty database, migrated once and copied by whoever needs one: every worker, and every process with a folder of its own.

Migrating costs half a minute of a processor. The copy is kept under the names and words of all migrations, so that a changed
migration, ours or a library's, makes a new one. Whoever takes a copy migrates as before, and finds nothing left to do.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".pytest_cache" / "migrated"
NAME = "fellesnett.sqlite3"


def lay(folder: Path) -> None:
    """Put the empty database into a data folder that has none."""
    if not (folder / NAME).exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(database(), folder / NAME)


@contextmanager
def in_memory(address: str) -> Iterator[None]:
    """The empty database under an address that this process shares (`file:...?mode=memory&cache=shared`), while it runs."""
    with closing(sqlite3.connect(address, uri=True)) as kept, closing(sqlite3.connect(database())) as source:
        source.backup(kept)
        yield


def database() -> Path:
    """The file; made by the first who asks, while the others wait."""
    made = KEPT / f"{_key()}.sqlite3"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for old in KEPT.glob("*.sqlite3"):
                old.unlink()
            _migrate(made)
    return made


def dump() -> Path:
    """The same for PostgreSQL, in words of SQL that `psql` reads in seconds where migrating takes a minute."""
    made = KEPT / f"{_key()}.sql"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for old in KEPT.glob("*.sql"):
                old.unlink()
            _dump(made)
    return made


def _dump(made: Path) -> None:
    half = made.with_suffix(".half")
    write = '"$0" manage.py migrate --no-input --verbosity 0 && pg_dump --no-owner "$DATABASE_URL" > "$1"'
    command = [str(ROOT / "tests" / "on-database"), "postgres", "sh", "-c", write, sys.executable, str(half)]
    with TemporaryDirectory() as folder:
        surroundings = {**os.environ, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "fellesnett.config.settings.test"}
        subprocess.run(command, cwd=ROOT, env=surroundings, check=True)
    half.rename(made)


def _key() -> str:
    """What the migrations of all applications say."""
    words = hashlib.sha256()
    for folder in _folders():
        for path in sorted(folder.glob("*.py")):
            words.update(f"{path.parent.parent.name}/{path.name}\0".encode() + path.read_bytes())
    return words.hexdigest()[:24]


def _folders() -> list[Path]:
    from django.apps import apps

    return [Path(application.path) / "migrations" for application in apps.get_app_configs()]


def _migrate(made: Path) -> None:
    """In a process of its own, which is told nothing of the database that the tests use."""
    with TemporaryDirectory() as folder:
        surroundings = {**os.environ, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "fellesnett.config.settings.test"}
        surroundings.pop("DATABASE_URL", None)
        command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--no-input", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=surroundings, check=True)
        half = made.with_suffix(".half")
        half.unlink(missing_ok=True)
        with closing(sqlite3.connect(Path(folder) / NAME)) as source:
            source.execute("VACUUM INTO ?", [str(half)])
        half.rename(made)

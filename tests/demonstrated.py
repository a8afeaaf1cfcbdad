"""The demonstration on a day of its own, loaded once in a session of tests and copied by whoever reads it.

`python -m tests.demonstrated` loads it into DATA_DIR, in a process of its own, since it is loaded by people who commit.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests import migrated

if TYPE_CHECKING:
    import pytest

TODAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""A Tuesday morning. The clock stands still, so that what is shown on a page does not change from day to day."""
ROOT = Path(__file__).resolve().parents[1]


def stand_still() -> None:
    """Stop the clock of this process. To be called before anything else is imported: fields keep the function they were given."""
    from django.utils import timezone

    timezone.now = lambda: TODAY


def lay(folder: Path, session: pytest.TempPathFactory) -> None:
    """Put the loaded demonstration, with its pictures, into a data folder that has no database."""
    if not (folder / migrated.NAME).exists():
        shutil.copytree(_loaded(session), folder, dirs_exist_ok=True)


def _loaded(session: pytest.TempPathFactory) -> Path:
    """The folder; made by the first of the workers who asks, while the others wait."""
    of_one_worker = session.getbasetemp()
    shared = of_one_worker.parent if "PYTEST_XDIST_WORKER" in os.environ else of_one_worker
    made, half = shared / "demonstrated", shared / "demonstrated.half"
    with (shared / "demonstrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            migrated.lay(half)
            surroundings = {**os.environ, "DATA_DIR": str(half), "DJANGO_SETTINGS_MODULE": "fellesnett.config.settings.test"}
            surroundings.pop("DATABASE_URL", None)
            subprocess.run([sys.executable, "-m", "tests.demonstrated"], cwd=ROOT, env=surroundings, check=True)
            half.rename(made)
    return made


def _load() -> None:
    stand_still()
    import gc

    import django

    django.setup()
    gc.freeze()
    gc.set_threshold(100_000, 10, 10)
    from demo import loading

    loading.load(at=TODAY, say=lambda line: None)


if __name__ == "__main__":
    _load()

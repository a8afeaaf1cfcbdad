"""A database of its own for processes that are killed or race: an embedded file, or a throw-away PostgreSQL server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import migrated

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., list[dict[str, Any]]]
FROM_DUMP = 'psql --quiet --no-psqlrc -v ON_ERROR_STOP=1 -f "$0" "$DATABASE_URL" >/dev/null && exec "$@"'


KINDS = [pytest.param(kind, marks=pytest.mark.xdist_group(f"robust on {kind}")) for kind in ("sqlite", "postgres")]


@pytest.fixture(scope="module", params=KINDS)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`run("copies", 1)`: run a module of this folder on each kind of database; its lines of JSON."""
    kind = request.param
    if kind == "postgres" and not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("no PostgreSQL server on this machine: install postgresql from the system's packages")

    tmp_path = tmp_path_factory.mktemp(kind)

    def start(module: str, *arguments: object) -> list[dict[str, Any]]:
        laid = ["sh", "-c", FROM_DUMP, str(migrated.dump())] if kind == "postgres" else []
        asked = [sys.executable, "-m", f"tests.robustness.{module}", *map(str, arguments)]
        command = [ROOT / "tests" / "on-database", kind, *laid, *asked]
        surroundings = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "fellesnett.config.settings.test"}
        surroundings.pop("DATABASE_URL", None)
        migrated.lay(tmp_path)
        done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=900, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    return start

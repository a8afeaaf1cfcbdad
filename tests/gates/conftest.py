"""The demonstration, read once and served, for all gates of a session."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest

from tests import demonstrated
from tests.gates import links, pages
from tests.gates.listed import Listed, met
from tests.gates.pages import Answer

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class World:
    """What was read, and where it is served."""

    folder: Path
    port: int
    answers: list[Answer] = field(default_factory=list)

    @cached_property
    def pages(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.is_page]

    @cached_property
    def known(self) -> links.Known:
        return links.by_address(self.answers)

    @cached_property
    def themes(self) -> dict[str, str]:
        return json.loads((self.folder / "themes.json").read_text())

    @cached_property
    def listed(self) -> list[Listed]:
        listed = [Listed(**each) for each in json.loads((self.folder / "listed.json").read_text())]
        return met(listed, self.answers)

    def address(self, answer: Answer) -> str:
        return f"http://{answer.host}:{self.port}{answer.path}"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """With GATES_WORLD set to a folder its database is kept there, and the next run reads without loading."""
    kept = os.environ.get("GATES_WORLD")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("gates")
    demonstrated.lay(folder, tmp_path_factory)
    command = [sys.executable, "-m", "tests.gates.world", str(folder)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdin
        assert process.stdout
        said = process.stdout.readline()
        try:
            assert said, (folder / "log").read_text()[-3000:]
            yield World(folder, json.loads(said)["port"], pages.read(folder))
        finally:
            process.stdin.close()
            process.wait(timeout=30)
            process.stdout.close()

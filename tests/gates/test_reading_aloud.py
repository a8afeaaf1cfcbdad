"""What a screen reader is told of each type of page, kept under `snapshots/` and reviewed like code.

`GATES_RENEW=1` writes them anew; read the difference before it is committed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.gates import pages
from tests.gates.conftest import World
from tests.gates.pages import Answer
from tests.gates.test_screens import fresh, ready

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.xdist_group("gates")]

SNAPSHOTS = Path(__file__).with_name("snapshots")
RENEW = "GATES_RENEW"
MASKS = [
    (r"/v/[0-9a-f]{64}/", "/v/HASH/"),
    (r"/b/[\w-]+", "/b/CODE"),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"),
    (r"\.localhost:\d+", ".localhost"),
    (r"\b[0-9a-f]{12,64}\b", "HASH"),
]


def masked(tree: str) -> str:
    """Without what is another every time the demonstration is loaded."""
    for pattern, name in MASKS:
        tree = re.sub(pattern, name, tree)
    return tree


def written(name: str) -> str:
    file = SNAPSHOTS / name
    return file.read_text() if file.exists() else ""


def same_page(world: World, name: str, answer: Answer) -> Answer:
    """The page the snapshot was taken of, as long as it is there: a longer page elsewhere does not move it."""
    host, _, path = written(name).partition("\n")[0].removeprefix("# ").partition("/")
    kept = world.known.get((host, f"/{path}"))
    return kept if kept and kept.is_page and kept.page_type == answer.page_type else answer


def test_a_screen_reader_is_told_the_same_as_when_it_was_reviewed(world: World, browser: Browser) -> None:
    SNAPSHOTS.mkdir(exist_ok=True)
    now = {}
    with fresh(browser, viewport={"width": 1280, "height": 900}) as page:
        for kind, chosen in pages.chosen(world.answers, "nb").items():
            name = f"{kind.removesuffix('.html')}.yml"
            answer = same_page(world, name, chosen)
            page.goto(ready(page, world, answer))
            now[name] = f"# {answer.host}{masked(answer.path)}\n{masked(page.locator('body').aria_snapshot())}\n"
    if os.environ.get(RENEW):
        for old in SNAPSHOTS.glob("*.yml"):
            old.unlink()
        for name, tree in now.items():
            (SNAPSHOTS / name).write_text(tree)
    changed = [name for name, tree in now.items() if written(name) != tree]
    assert changed == [], f"look at the pages, then renew with {RENEW}=1 and read the difference"
    assert {file.name for file in SNAPSHOTS.glob("*.yml")} == set(now), f"a type of page is gone: renew with {RENEW}=1"


def test_what_differs_with_every_loading_is_masked() -> None:
    assert masked(f"- /url: http://unn.localhost:4711/v/{'a1' * 32}/") == "- /url: http://unn.localhost/v/HASH/"
    assert masked("- link: /b/x7Kq-2") == "- link: /b/CODE"
    assert masked("/embed/0190a5c4-7c1e-7d20-8f2b-5a1c3e9d7b60?aspects=before") == "/embed/ID?aspects=before"

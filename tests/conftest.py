"""A real browser for all tests that need one: the system's Chromium, which reaches this machine and nothing else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

_KNOWN = (shutil.which(name) for name in ("chromium-headless-shell", "chromium"))
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, _KNOWN), "/usr/bin/chromium")
"""Where there is one, the Chromium that has no window of its own: the same pages, without drawing a browser around each."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000
"""Milliseconds that anything awaited may take. A busy machine is no fault of the product; a wait ends with what is awaited."""


@pytest.fixture(scope="session")
def database_under_the_browser() -> Iterator[None]:
    """Playwright keeps an event loop on this thread; Django's refusal to touch the database beside one is lifted."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="session")
def browser(database_under_the_browser: None) -> Iterator[Browser]:
    """One Chromium for the whole session. Tests that use it are marked `browser` and `enable_socket`."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()

"""Fixtures of the whole suite: the clock stands still, the real data lies beside the checkout or its tests are skipped."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning at the hospital."""
    return datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real lists and texts, which are never part of the repository."""
    folder = Path(os.environ.get("FELLESNETT_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the real lists are not on this machine (set FELLESNETT_REAL_DATA)")
    return folder

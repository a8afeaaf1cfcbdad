"""Fixtures of the whole suite: the clock stands still, the real data lies beside the checkout or its tests are skipped."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from tests import laying, migrated

ROOT = Path(__file__).resolve().parent

# The same examples every time; and a busy machine is no fault of the product.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: searching it for garbage again and again costs some hundredths of a session."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """The embedded database is a copy of one that is migrated already; Django looks, and has nothing to do."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    with migrated.in_memory(connection.creation._get_test_db_name()):
        yield


@pytest.fixture(scope="module")
def lay(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[laying.Lay]:
    """`lay(build)` in a fixture of a module: made once, and every test finds it as it was made (`tests/laying.py`)."""
    with laying.until_all_are_done(django_db_blocker) as lay:
        yield lay


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """For tests that ask the application as a web server does: the end of a request would close the connection that holds
    the test's own transaction."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)

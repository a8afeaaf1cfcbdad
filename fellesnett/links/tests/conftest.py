from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fellesnett.links.tests.websites import Website, website


@pytest.fixture
def outside(settings: Any, socket_enabled: None) -> Iterator[Website]:
    """Somebody else's website, on loopback for this test."""
    settings.LINKS_MAY_REACH_LOOPBACK = settings.LINKS_ARE_CHECKED = True
    with website() as site:
        yield site

"""What every test of the national room may ask for."""

from __future__ import annotations

import pytest

from fellesnett.national.signals import released


@pytest.fixture
def heard():
    """The releases that were announced."""
    editions = []

    def listen(edition, **_said):
        editions.append(edition)

    released.connect(listen)
    yield editions
    released.disconnect(listen)

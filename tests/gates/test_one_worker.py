"""The demonstration is loaded once for all gates: whoever reads it is of the one group that a single worker takes."""

from __future__ import annotations

import os

import pytest


def test_whoever_reads_the_world_is_of_its_group(request: pytest.FixtureRequest) -> None:
    apart = {
        item.nodeid
        for item in request.session.items
        if "world" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("xdist_group")
    }
    assert not apart


@pytest.mark.xdist_group("gates")
@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="there is one worker alone")
def test_the_runner_keeps_the_group_together(request: pytest.FixtureRequest) -> None:
    """A runner that forgets its groups loads the demonstration once for each worker, and says nothing."""
    assert request.node.nodeid.endswith("@gates")

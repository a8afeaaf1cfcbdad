"""The demonstration is loaded once for all gates: whoever reads it is of the one group that a single worker takes."""

from __future__ import annotations

import pytest


def test_whoever_reads_the_world_is_of_its_group(request: pytest.FixtureRequest) -> None:
    apart = {
        item.nodeid
        for item in request.session.items
        if "world" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("xdist_group")
    }
    assert not apart

"""A picture is cut around a point of its own, in steps that a stylesheet can name."""

from __future__ import annotations

import pytest

from fellesnett.pages.models import Picture


@pytest.mark.parametrize(("given", "shown"), [(0, 0), (2, 0), (3, 5), (33, 35), (50, 50), (98, 100), (100, 100)])
def test_a_point_is_shown_to_the_nearest_step(given: int, shown: int) -> None:
    assert Picture(focus_x=given, focus_y=50).focus == (shown, 50)

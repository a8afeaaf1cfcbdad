"""What every test of the open interface begins with."""

from __future__ import annotations

import pytest

from fellesnett.api import doors
from fellesnett.delivery.tests.factories import make_bergen, make_front_door
from fellesnett.organizations.models import Site


@pytest.fixture(autouse=True)
def nobody_has_asked_before() -> None:
    doors.OFTEN.forget()


@pytest.fixture
def bergen() -> Site:
    """A hospital, beside the front door. Tests that need more of it have their own."""
    make_front_door()
    return make_bergen()

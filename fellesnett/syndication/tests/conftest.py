"""Bergen's text on a new knee, in bokmål and English, told to those who copy."""

from __future__ import annotations

import pytest

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.syndication import doors
from fellesnett.syndication.tests.bergen import text


@pytest.fixture(autouse=True)
def nobody_has_asked_before() -> None:
    doors.OFTEN.forget()


@pytest.fixture
def knee(db: None) -> Item:
    make_front_door()
    show(make_bergen(), make_knee(english=True))
    follow(at=MORNING)
    return text()

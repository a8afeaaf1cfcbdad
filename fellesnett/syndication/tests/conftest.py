"""Bergen's text on a new knee, in bokmål and English, told to those who copy."""

from __future__ import annotations

from copy import deepcopy

import pytest

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.syndication import doors
from fellesnett.syndication.tests.bergen import text
from tests.laying import Lay


@pytest.fixture(autouse=True)
def nobody_has_asked_before() -> None:
    doors.OFTEN.forget()


@pytest.fixture(scope="module")
def laid(lay: Lay) -> Item:
    return lay(make_text)


@pytest.fixture
def knee(db: None, laid: Item) -> Item:
    return deepcopy(laid)


def make_text() -> Item:
    make_front_door()
    show(make_bergen(), make_knee(english=True))
    follow(at=MORNING)
    return text()

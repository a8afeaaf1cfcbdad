"""The small country that the boards look at, laid once for each module."""

from __future__ import annotations

from copy import deepcopy

import pytest

from fellesnett.insight.tests.boards.country import Country, make_country
from tests.laying import Lay


@pytest.fixture(scope="module")
def laid(lay: Lay) -> Country:
    return lay(make_country)


@pytest.fixture
def country(db: None, laid: Country) -> Country:
    return deepcopy(laid)

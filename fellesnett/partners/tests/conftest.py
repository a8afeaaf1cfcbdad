"""A hospital, its text on knees, and a partner that may deliver there. Tests that need them otherwise have their own."""

from __future__ import annotations

import pytest

from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.tests.factories import Hospital, knee_at, make_hospital
from fellesnett.partners.models import Partner
from fellesnett.partners.tests.factories import make_partner


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


@pytest.fixture
def knee(bergen: Hospital) -> AdoptedText:
    return knee_at(bergen)


@pytest.fixture
def partner(bergen: Hospital) -> Partner:
    return make_partner(bergen.site)

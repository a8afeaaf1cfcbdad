"""A hospital, its text on knees, and a partner that may deliver there. Tests that need them otherwise have their own."""

from __future__ import annotations

import pytest

from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.tests.factories import (
    Hospital,
    make_adoption,
    make_edition,
    make_hospital,
    make_topic,
    text_of,
)
from fellesnett.partners.models import Partner
from fellesnett.partners.tests.factories import (
    make_partner,
)


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


@pytest.fixture
def knee(bergen: Hospital) -> AdoptedText:
    topic = make_topic("kneprotese")
    make_edition(topic)
    return text_of(make_adoption(bergen.site, topic, by=bergen.editor, clinical_owner=bergen.clinician))


@pytest.fixture
def partner(bergen: Hospital) -> Partner:
    return make_partner(bergen.site)

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fellesnett.accounts.models import User
from fellesnett.intake.sources import IMPORTERS
from fellesnett.intake.tests.servers import Register, register
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_national_office, make_user


@pytest.fixture
def outside(settings: Any, socket_enabled: None) -> Iterator[Register]:
    """The registers of others, all on one server on loopback for this test."""
    settings.SOURCES_MAY_REACH_LOOPBACK = True
    settings.SOURCE_KEYS = {"helsedirektoratet": "nøkkel-i-en-test", "stillinger": "merke-i-en-test"}
    with register() as here:
        settings.SOURCE_ADDRESSES = dict.fromkeys(IMPORTERS, here.address)
        yield here


@pytest.fixture
def keeper(db: None) -> User:
    """Who answers for the sources."""
    return make_user("kilder@nasjonal.example", roles={make_national_office(): Role.NATIONAL_EDITOR})

"""A private hospital that delivers to its own site, with tokens of an issuer on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fellesnett.access.machines import KEYS
from fellesnett.access.tests.issuer import Issuer, issuing
from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.tests.factories import Hospital, knee_at, make_hospital
from fellesnett.api import doors
from fellesnett.api.tests.partner.machines import Machine
from fellesnett.partners.models import Partner
from fellesnett.partners.tests.factories import make_partner


@pytest.fixture
def issuer(settings: Any, socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    doors.OFTEN.forget()
    KEYS.forget()
    with issuing() as one:
        settings.MASKINPORTEN = one.trusted
        yield one


@pytest.fixture
def martina() -> Hospital:
    return make_hospital("martina")


@pytest.fixture
def knee(martina: Hospital) -> AdoptedText:
    return knee_at(martina)


@pytest.fixture
def partner(martina: Hospital) -> Partner:
    return make_partner(martina.site, organization=martina.organization)


@pytest.fixture
def machine(issuer: Issuer, partner: Partner, knee: AdoptedText) -> Machine:
    return Machine(issuer)

"""Two hospitals with a provider each, in processes of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fellesnett.access.models import Provider
from fellesnett.access.tests.factories import make_provider
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site
from tests.sign_in.provider import CLIENT, SECRET
from tests.sign_in.running import Running, person, running

BERGEN, UNN = "helse-bergen", "unn"


@pytest.fixture(scope="session")
def processes() -> Iterator[dict[str, Running]]:
    with running() as bergen, running() as unn:
        yield {BERGEN: bergen, UNN: unn}


@pytest.fixture
def id_of(processes: dict[str, Running]) -> dict[str, Running]:
    """The providers, faultless, with the people they know."""
    people = {
        BERGEN: {
            "kari": person("Kari Vik", "kari@helse-bergen.example"),
            "ola": person("Ola Berg", "ola@helse-bergen.example"),
            "foreign": person("Per Nord", "per@unn.example"),
            "unverified": person("Eva Li", "eva@helse-bergen.example", email_verified=False),
            "unsaid": person("Una Dal", "una@helse-bergen.example", email_verified=None),
            "nameless": person("Siv Moe", ""),
        },
        UNN: {
            "per": person("Per Nord", "per@unn.example"),
            "claims-kari": person("Kari Vik", "kari@helse-bergen.example", sub="sub-kari@helse-bergen.example"),
        },
    }
    for slug, process in processes.items():
        process.tell(people=people[slug], answers_to=[f"http://testserver/admin/inn/{slug}/svar/"], fault="", codes={}, ended=[])
    return processes


@pytest.fixture
def bergen(db: None) -> Site:
    return make_site(BERGEN)


@pytest.fixture
def unn(db: None) -> Site:
    return make_site(UNN)


@pytest.fixture
def connected(
    id_of: dict[str, Running], bergen: Site, unn: Site, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Provider]:
    """Both hospitals' providers written down and turned on, as in production: a session must have a sign-in behind it."""
    settings.SIGN_INS_ARE_KEPT = True
    monkeypatch.setenv("OIDC_TEST", SECRET)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return {
        site.slug: make_provider(
            site.organization, site.slug, issuer=id_of[site.slug].issuer, client_id=CLIENT, secret_name="OIDC_TEST"
        )
        for site in (bergen, unn)
    }

"""Whoever writes is told of the links in the text: dead, moved and to where, or open to be read on the way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from fellesnett.adoption.tests.factories import (
    Hospital,
    approve_candidate,
    make_adoption,
    make_edition,
    make_hospital,
    make_topic,
    text_of,
)
from fellesnett.composition.advice import Link
from fellesnett.links.models import Address, Standing
from fellesnett.links.queries import known_of
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site
from fellesnett.pages.actions import publish
from fellesnett.pages.models import Department
from fellesnett.pages.tests.factories import editor_of, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


def tried(url: str, now: datetime, standing: Standing, **facts: Any) -> None:
    Address.objects.create(url=url, host="x", next_at=now, standing=standing, **facts)


def test_what_is_known_of_addresses_outside(now: datetime) -> None:
    tried("https://dod.example/", now, Standing.DEAD)
    tried("https://gammel.example/a", now, Standing.MOVED, moved_to="https://ny.example/a")
    tried("https://borte-i-natt.example/", now, Standing.FAILING)
    hrefs = ["https://dod.example", "https://gammel.example/a#b", "https://borte-i-natt.example/", "http://apen.example/"]
    assert known_of([*hrefs, "https://ukjent.example/", "mailto:a@b.example"]) == {
        "https://dod.example": Link("dead"),
        "https://gammel.example/a#b": Link("moved", "https://ny.example/a"),
        "http://apen.example/": Link("insecure"),
    }


@pytest.fixture
def knee(bergen: Hospital) -> Site:
    """Bergen shows a topic, and has a ward that has moved."""
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic)
    own = make_adoption(bergen.site, topic, by=bergen.editor)
    approve_candidate(text_of(own), by=bergen.clinician)
    make_site("annensted")
    site: Site = bergen.site
    return site


def test_links_to_our_own_topics_are_looked_up_at_once(knee: Site) -> None:
    hrefs = [
        "/behandlinger/kneprotese/",
        "/undersokelser/kneprotese/",
        "/behandlinger/finnes-ikke/",
        "https://annensted.localhost/behandlinger/kneprotese/",
        "/nn/behandlinger/kneprotese/",
        "/kontakt/",
        "/behandlinger/",
    ]
    assert known_of(hrefs, here=knee) == {
        "/undersokelser/kneprotese/": Link("moved", "/behandlinger/kneprotese/"),
        "/behandlinger/finnes-ikke/": Link("dead"),
        "https://annensted.localhost/behandlinger/kneprotese/": Link("dead"),
    }
    assert known_of(hrefs[:1]) == {}, "a national text does not know where it stands"


def test_links_to_our_own_pages_follow_them_when_they_move(bergen: Hospital, now: datetime) -> None:
    page = make_page(bergen.site, Department, live_at=now, slug="ortopedi", title="Ortopedi")
    make_page(bergen.site, Department, slug="utkast")
    page.refresh_from_db()
    page.slug = "ortopedisk"
    publish(page, by=editor_of(bergen.site), at=now)
    hrefs = ["/avdelinger/ortopedisk/", "https://bergen.localhost/avdelinger/ortopedi/", "/avdelinger/utkast/"]
    assert known_of(hrefs, here=bergen.site) == {
        "https://bergen.localhost/avdelinger/ortopedi/": Link("moved", "/avdelinger/ortopedisk/"),
        "/avdelinger/utkast/": Link("dead"),
    }

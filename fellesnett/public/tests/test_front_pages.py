"""The first page of each kind of site, and what every site must say of itself."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from fellesnett.organizations.models import OrganizationKind, Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_place, make_user
from fellesnett.pages.actions import open_site
from fellesnett.pages.models import LocalBreach, SiteProfile
from fellesnett.pages.tests.factories import make_page
from fellesnett.public.tests.factories import make_front_door
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db


def opened(now: datetime, kind: str = OrganizationKind.HEALTH_TRUST, language: str = "nb") -> Site:
    return open_site(
        organization=make_organization("Fjord HF", kind=kind),
        slug="fjord",
        name="Fjord sykehus",
        language=language,
        other_languages=["en", "se"],
        by=make_user(roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR}),
        in_preparation=False,
        at=now,
    )


def visit(path: str) -> Visit:
    return Visit(Client(), "fjord.localhost", path)


def test_tasks_lead_only_to_what_is_there(now: datetime) -> None:
    opened(now)
    tasks = [words(task) for task in visit("/").one("ul", class_="tasks")]
    assert tasks == ["Finn fram til oss", "Ring eller skriv til oss"]


def test_a_nynorsk_hospital_speaks_nynorsk(now: datetime) -> None:
    opened(now, language="nn")
    assert "Les kva som skjer før, under og etter" in visit("/").text


def test_the_newest_three_news_stand_on_the_front_page(now: datetime) -> None:
    site = opened(now)
    for number in range(4):
        make_page(site, slug=f"nyhet-{number}", title=f"Nyhet {number}", live_at=now)
    assert sorted(words(heading) for heading in visit("/").all("h3")) == ["Nyhet 1", "Nyhet 2", "Nyhet 3"]


def test_places_are_told_in_short_with_a_number_to_press(now: datetime) -> None:
    site = opened(now)
    make_place(site.organization, "voss", name="Voss sjukehus", address="Sjukehusvegen 16", city="Voss", phone="56 53 35 00")
    page = visit("/")
    assert words(page.one("ul", class_="near-places")).startswith("Voss sjukehus Sjukehusvegen 16, Voss")
    assert page.links()["56 53 35 00"] == "tel:56533500"
    assert "Åpningstid" not in page.text, "the rest stands on the place's own page"


def test_the_front_door_asks_where_the_reader_lives() -> None:
    make_front_door()
    form = Visit(Client(), "www.localhost", "/").one("form")
    assert form.get("action") == "/sykehus/#treff"


def test_the_menu_grows_with_the_site(now: datetime) -> None:
    site = opened(now, OrganizationKind.ICT_COMPANY)
    menu = visit("/").one("nav", class_="menu")
    assert "Nyheter" not in words(menu)
    make_page(site, live_at=now)
    assert "Nyheter" in words(visit("/").one("nav", class_="menu"))
    assert "Service status" in words(visit("/en/").one("nav", class_="menu"))


@pytest.mark.parametrize(
    "path", ["/tilgjengelighet/", "/personvern/", "/om-nettstedet/", "/en/personvern/", "/se/tilgjengelighet/"]
)
def test_every_site_says_what_the_law_asks(now: datetime, path: str) -> None:
    opened(now)
    page = visit(path)
    assert page.status == 200
    assert path in page.links("footer").values()


def test_the_declaration_joins_what_is_common_and_what_is_local(now: datetime) -> None:
    profile = SiteProfile.objects.get(site=opened(now))
    profile.declaration_url, profile.declared_on = "https://uustatus.no/nb/erklaringer/publisert/x", date(2026, 3, 1)
    profile.phone, profile.email = "55 00 00 00", "post@fjord.example"
    profile.save()
    LocalBreach._default_manager.create(profile=profile, criterion="1.2.5", text="To filmer mangler synstolking.")
    page = visit("/tilgjengelighet/")
    assert "1.2.5: To filmer mangler synstolking." in page.text
    assert page.links()["Les hele tilgjengelighetserklæringen på uustatus.no"] == profile.declaration_url
    assert page.links()["55 00 00 00"] == "tel:55000000"


def test_the_controller_is_named(now: datetime) -> None:
    opened(now)
    assert "Fjord HF er behandlingsansvarlig for dette nettstedet." in visit("/personvern/").text

"""What registers outside say, on public pages: whose it is and its day, in the reader's language, and not a moment too long."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from fellesnett.adoption.tests.factories import make_adoption, make_edition, make_topic, text
from fellesnett.national.sourcing import restore_source, retire_source
from fellesnett.organizations.models import Identifier, Site
from fellesnett.organizations.registering import PositionFacts, Provenance, UnitFacts, position_place, register_unit
from fellesnett.organizations.tests.factories import make_organization, make_place, make_site
from fellesnett.pages.advertising import Advert, advertise
from fellesnett.public.stylesheets import sources
from fellesnett.public.tests.reading import Visit

pytestmark = pytest.mark.django_db

NUMBER = "999999301"
DAY = {"nb": "24. november 2026", "nn": "24. november 2026", "se": "skábmamánu 24. b. 2026", "en": "24 November 2026"}


@pytest.fixture
def voss() -> Site:
    trust = make_organization("Eksempel sykehus HF", orgnr=NUMBER)
    return make_site("voss", organization=trust, language="nb", other_languages=["nn", "se", "en"])


@pytest.fixture(autouse=True)
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time, which a test may move."""
    moments = [now]
    monkeypatch.setattr("fellesnett.foundation.clock.now", lambda: moments[-1])
    return moments


def visit(path: str, language: str = "nb") -> Visit:
    return Visit(Client(), "voss.localhost", path if language == "nb" else f"/{language}{path}")


def from_(source: str, now: datetime, days: int = 90) -> Provenance:
    return Provenance(source, "https://kilden.example/1", now, now + timedelta(days=days))


@pytest.mark.parametrize("language", DAY)
def test_the_contact_page_tells_what_the_register_says_and_when_it_was_fetched(voss: Site, now: datetime, language: str) -> None:
    facts = UnitFacts("EKSEMPEL SYKEHUS HF", "Organisasjonsledd", address="Sjukehusvegen 16", postal_code="5700", city="VOSS")
    identifier = Identifier.objects.get(value=NUMBER)
    register_unit(identifier=identifier, facts=facts, provenance=from_("Enhetsregisteret", now))
    page = visit("/kontakt/", language)
    for words in ("EKSEMPEL SYKEHUS HF", "Sjukehusvegen 16, 5700 VOSS", "Enhetsregisteret", DAY[language]):
        assert words in page.text
    assert "https://kilden.example/1" in page.links().values()


def test_register_facts_are_not_shown_after_their_last_moment(voss: Site, now: datetime, clock: list[datetime]) -> None:
    identifier = Identifier.objects.get(value=NUMBER)
    facts = UnitFacts("EKSEMPEL SYKEHUS HF", "Organisasjonsledd")
    register_unit(identifier=identifier, facts=facts, provenance=from_("Enhetsregisteret", now))
    clock.append(now + timedelta(days=90, seconds=-1))
    assert "EKSEMPEL" in visit("/kontakt/").text
    clock.append(now + timedelta(days=90))
    assert "EKSEMPEL" not in visit("/kontakt/").text


def test_a_place_tells_its_municipality_while_the_address_is_the_one_that_was_asked(voss: Site, now: datetime) -> None:
    place = make_place(voss.organization, "voss", name="Voss", address="Sjukehusvegen 16", postal_code="5700", city="Voss")
    facts = PositionFacts("Sjukehusvegen 16, 5700", Decimal("60.62853"), Decimal("6.42232"), "VOSS", "4621")
    position_place(place=place, facts=facts, provenance=from_("Kartverket", now), by=None, at=now)
    page = visit("/steder/voss/")
    assert "Fra Kartverket, hentet 24. november 2026." in page.text
    assert "mlat=60.62853" in page.links()["Se stedet på kart"]
    place.address = "Vangsgata 1"
    place.save()
    assert "Kartverket" not in visit("/steder/voss/").text


def put_up(site: Site, now: datetime, key: str, title: str, deadline: date | None, days: int = 20) -> None:
    provenance = from_("Arbeidsplassen (NAV)", now, days)
    words = "" if deadline else "Snarest"
    advert = Advert(title, "Eksempel sykehus HF", "Voss", "Heltid", deadline, words)
    advertise(site=site, key=key, advert=advert, provenance=provenance)


@pytest.mark.parametrize("language", DAY)
def test_vacancies_from_a_source_stand_below_our_own_with_whose_list_it_is(voss: Site, now: datetime, language: str) -> None:
    put_up(voss, now, "b", "Lege", None)
    put_up(voss, now, "a", "Sykepleier", date(2026, 12, 1))
    page = visit("/jobb/", language)
    assert [name for name in page.links() if name in ("Lege", "Sykepleier")] == ["Sykepleier", "Lege"]
    assert "Arbeidsplassen (NAV)" in page.text
    assert DAY[language] in page.text
    assert "ingen ledige stillinger" not in page.text


def test_a_vacancy_is_gone_after_its_deadline_and_after_the_advertisements_own_end(
    voss: Site, now: datetime, clock: list[datetime]
) -> None:
    put_up(voss, now, "a", "Sykepleier", date(2026, 11, 25))
    put_up(voss, now, "b", "Lege", None, days=3)
    clock.append(now + timedelta(days=1))
    assert {"Sykepleier", "Lege"} <= set(visit("/jobb/").links())
    clock.append(now + timedelta(days=2))
    assert "Sykepleier" not in visit("/jobb/").links()
    clock.append(now + timedelta(days=3))
    assert "ingen ledige stillinger" in visit("/jobb/").text


SOURCE = "https://www.helsedirektoratet.no/faglige-rad/aktivitet"
SAID = {"name": "Helsedirektoratet", "address": SOURCE, "title": "Råd", "fetched": "2026-11-20", "licence": "NLOD"}


def test_words_that_hold_no_more_are_shown_nowhere_and_the_page_says_so(voss: Site, now: datetime) -> None:
    block = {"id": "hdir", "type": "source", "policy": "locked", "html": "<p>Vær i bevegelse.</p>", "attribution": SAID}
    topic = make_topic("hjertesvikt", kind="condition", title="Hjertesvikt")
    make_edition(topic, {"introduction": [text("egen", "<p>Vår egen tekst.</p>"), block]}, title="Hjertesvikt")
    make_adoption(voss, topic)
    path = "/sykdommer/hjertesvikt/"
    page = visit(path)
    assert "Vær i bevegelse." in page.text
    assert "Informasjon fra Helsedirektoratet, hentet 20. november 2026." in page.text
    retire_source(address=SOURCE, at=now)
    page = visit(path)
    assert "Vær i bevegelse." not in page.text
    assert "Teksten fra Helsedirektoratet gjelder ikke lenger, og er tatt bort." in page.text
    assert "NLOD" not in page.text
    assert "Vår egen tekst." in page.text
    restore_source(address=SOURCE, html="<p>Vær i bevegelse. Gå hver dag.</p>", at=now)
    assert "Vær i bevegelse." not in visit(path).text, "other words hold; the older ones on this page do not"
    retire_source(address=SOURCE, at=now)
    assert "Vær i bevegelse." not in visit(path).text
    restore_source(address=SOURCE, html="<p>Vær i <b>bevegelse</b>.</p>", at=now)
    assert "Vær i bevegelse." in visit(path).text, "the very words hold again, in whatever tags"


def test_the_publishers_name_is_as_large_as_its_words() -> None:
    """Helsedirektoratet's terms."""
    assert ".sourced .passage-label { font-size: inherit; }" in "".join(path.read_text(encoding="utf-8") for path in sources())

"""What a patient meets where there is no page: it says what it is, and where to go."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fellesnett.adoption.models import Adoption, Answer
from fellesnett.adoption.tests.factories import make_adoption, make_topic
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site
from fellesnett.public.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db
KNEE = "/behandlinger/kneprotese/"


@pytest.fixture
def bergen() -> Site:
    return make_bergen()


def test_not_offered_here_says_so_and_where_it_is_offered(bergen: Site, visit: Callable[..., Visit]) -> None:
    knee = make_knee()
    stavanger, voss = make_site("stavanger", name="Helse Stavanger"), make_site("voss", name="Voss sjukehus")
    show(stavanger, knee)
    answer = Adoption.objects.create(site=bergen, topic=knee, answer=Answer.NOT_OFFERED, short_code="abc123")
    answer.offered_at.set([stavanger, voss])
    page = visit(KNEE)
    assert page.status == 200
    assert "Dette tilbys ikke ved Helse Bergen." in page.text
    assert page.links()["Helse Stavanger"] == f"http://stavanger.localhost{KNEE}"
    assert page.links()["Voss sjukehus"] == "http://voss.localhost/", "Voss shows no page of it, so its front page"
    assert page.all("meta", name="robots")


def test_not_yet_described_says_that_it_may_be_had_all_the_same(bergen: Site, visit: Callable[..., Visit]) -> None:
    knee = make_knee()
    make_front_door()
    show(make_site("stavanger", name="Helse Stavanger"), knee)
    page = visit(KNEE)
    assert page.status == 404
    assert "Helse Bergen har ikke beskrevet dette ennå." in page.text
    assert page.links()["Helse Stavanger"] == f"http://stavanger.localhost{KNEE}"
    assert page.links()["Les den nasjonale teksten"] == f"http://www.localhost{KNEE}"


def test_a_page_waiting_for_its_first_approval_is_not_shown(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_adoption(bergen, make_knee(), approved=False)
    page = visit(KNEE)
    assert page.status == 404
    assert "har ikke beskrevet dette ennå" in page.text
    assert page.blocks() == {}


def test_a_page_taken_down_says_so_and_what_to_read_instead(bergen: Site, visit: Callable[..., Visit]) -> None:
    newer = make_topic("kneprotese-dagkirurgi", title="Kneprotese som dagkirurgi")
    knee = make_knee()
    knee.successor = newer
    knee.save()
    adoption = show(bergen, knee)
    Adoption.objects.filter(pk=adoption.pk).update(answer=Answer.WITHDRAWN)
    page = visit(KNEE)
    assert page.status == 410
    assert "Helse Bergen har tatt ned denne siden." in page.text
    assert page.links()["Kneprotese som dagkirurgi"] == "/behandlinger/kneprotese-dagkirurgi/"


@pytest.mark.parametrize(
    "path", ["/finnes-ikke/", "/behandlinger/finnes-ikke/", "/b/zzzzzz", f"/v/{'0' * 64}/", "/tema/unn-000000000000.css"]
)
def test_an_unknown_address_is_friendly_and_shows_ways_on(bergen: Site, visit: Callable[..., Visit], path: str) -> None:
    show(bergen, make_knee())
    page = visit(path)
    assert page.status == 404
    assert words(page.one("h1")) == "Vi fant ikke siden"
    assert page.links()["Behandlinger fra A til Å"] == "/behandlinger/"
    assert not page.all("link", rel="canonical")


def test_the_friendly_page_speaks_the_language_of_the_address_and_of_the_site(visit: Callable[..., Visit]) -> None:
    make_bergen(language="nn")
    assert words(visit("/finst-ikkje/").one("h1")) == "Vi fann ikkje sida"
    assert words(visit("/se/ii-gávdno/").one("h1")) == "Mii eat gávdnan siiddu"
    assert words(visit("/en/nowhere/").one("h1")) == "We could not find the page"

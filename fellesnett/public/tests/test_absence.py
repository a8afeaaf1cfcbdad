"""What a patient meets where there is no page: it says what it is, and where to go."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from fellesnett.adoption.models import Adoption, Answer
from fellesnett.adoption.tests.factories import make_adoption, make_topic
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_organization, make_place, make_site
from fellesnett.public import hosts, menus
from fellesnett.public.tests.factories import make_bergen, make_front_door, make_haukeland, make_knee, show
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


def test_not_offered_lists_the_nearest_first_and_others_below(bergen: Site, visit: Callable[..., Visit]) -> None:
    knee, west = make_knee(), make_organization("Helse Vest RHF", kind="regional_health_authority")
    bergen.organization.parent = west
    bergen.organization.save()
    make_place(bergen.organization, latitude=Decimal("60.37"), longitude=Decimal("5.36"))
    oslo, hamar, forde = make_site("oslo", name="Oslo"), make_site("hamar", name="Hamar"), make_site("forde", name="Helse Førde")
    for site, latitude, longitude in ((oslo, "59.94", "10.73"), (hamar, "60.79", "11.07"), (forde, "61.45", "5.86")):
        make_place(site.organization, latitude=Decimal(latitude), longitude=Decimal(longitude))
        show(site, knee)
    forde.organization.parent = west
    forde.organization.save()
    answer = Adoption.objects.create(site=bergen, topic=knee, answer=Answer.NOT_OFFERED, short_code="abc123")
    assert [name for name in visit(KNEE).links() if name in ("Oslo", "Hamar", "Helse Førde")] == ["Helse Førde", "Oslo", "Hamar"]
    answer.offered_at.set([hamar])
    page = visit(KNEE)
    assert [name for name in page.links() if name in ("Oslo", "Hamar", "Helse Førde")] == ["Hamar", "Helse Førde", "Oslo"]
    assert "Disse har også en side om det:" in page.text
    assert "ca. 120 km i luftlinje" in page.text


def test_not_described_never_says_no_and_tells_whom_to_call(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_front_door()
    make_knee()
    make_haukeland(bergen)
    page = visit(KNEE)
    assert "Det betyr ikke at Helse Bergen ikke tilbyr det." in page.text
    assert "tilbys ikke" not in page.text
    assert page.links()["55 97 50 00"] == "tel:55975000"
    assert page.links()["Finn sykehus der du bor"] == f"http://www.localhost{KNEE}#sykehus"
    assert page.all("meta", name="robots")


def test_places_that_answer_the_same_number_stand_together(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(make_site("stavanger", name="Helse Stavanger"), make_knee())
    for name, phone in (("Gjøvik", "915 06 200"), ("Hamar", "915 06 200"), ("Voss", "56 53 35 00")):
        make_place(bergen.organization, name.lower(), name=name, phone=phone)
    told = words(visit(KNEE).one("section", aria_labelledby="ring"))
    assert told.endswith("Gjøvik, Hamar: 915 06 200 Voss: 56 53 35 00")


def test_a_company_that_treats_nobody_says_so(visit: Callable[..., Visit]) -> None:
    knee = make_knee()
    show(make_bergen(), knee)
    make_site("ikt", name="Helse Vest IKT", organization=make_organization("Helse Vest IKT AS", kind="ict_company"))
    page = visit(KNEE, host="ikt.localhost")
    assert page.status == 404
    assert "Helse Vest IKT er ikke et sykehus" in page.text
    assert page.links()["Helse Bergen"] == f"http://bergen.localhost{KNEE}"


def test_the_front_door_without_a_national_text_says_that(visit: Callable[..., Visit]) -> None:
    make_front_door()
    make_topic("kneprotese", title="Kneprotese")
    page = visit(KNEE, host="www.localhost")
    assert page.status == 404
    assert "Det finnes ingen nasjonal tekst om dette ennå." in page.text
    assert "Les den nasjonale teksten" not in page.links()


LEADS = {
    "nb": ("Dette tilbys ikke ved Helse Bergen.", "Helse Bergen har ikke beskrevet dette ennå."),
    "nn": ("Helse Bergen tilbyr ikkje dette.", "Helse Bergen har ikkje skildra dette enno."),
    "en": ("This is not offered at Helse Bergen.", "Helse Bergen has not described this yet."),
    "se": ("Helse Bergen ii fála dán.", "Helse Bergen ii leat vel čilgen dán."),
}


@pytest.mark.parametrize("language", LEADS)
@pytest.mark.parametrize("declined", [True, False])
def test_every_kind_of_absence_is_told_in_the_language_of_the_page(
    bergen: Site, visit: Callable[..., Visit], language: str, declined: bool
) -> None:
    knee = make_knee()
    show(make_site("stavanger", name="Helse Stavanger"), knee)
    if declined:
        Adoption.objects.create(site=bergen, topic=knee, answer=Answer.NOT_OFFERED, short_code="abc123")
    page = visit(KNEE if language == "nb" else f"/{language}{KNEE}")
    assert page.one("html").get("lang") == language
    assert words(page.one("p", class_="lead")) == LEADS[language][0 if declined else 1]
    assert page.status == (200 if declined else 404)


@override_settings(SITE_MAP_SECONDS=600)
def test_absence_is_told_with_the_same_few_questions_however_many_hospitals_there_are(
    bergen: Site, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    knee = make_knee()
    for number in range(8):
        show(make_site(f"sykehus-nr-{number}"), knee)
    hosts.forget()
    hosts.directory()
    menus.existing_paths(bergen, "nb")
    menus.kept_profile(bergen)
    with django_assert_max_num_queries(8):
        assert client.get(KNEE, headers={"host": "bergen.localhost"}).status_code == 404
    hosts.forget()


# --- the list ------------------------------------------------------------------------------------------------------


def test_a_list_shows_below_what_is_offered_elsewhere_and_where(bergen: Site, visit: Callable[..., Visit]) -> None:
    stavanger, knee, hip = make_site("stavanger", name="Helse Stavanger"), make_knee(), make_knee("hofte", "Hofteprotese")
    show(bergen, make_knee("mandler", "Mandeloperasjon"))
    show(stavanger, knee)
    show(stavanger, hip)
    Adoption.objects.create(site=bergen, topic=hip, answer=Answer.NOT_OFFERED, short_code="abc123")
    page = visit("/behandlinger/")
    lines = [words(line) for line in page.one("section", class_="elsewhere").iter() if line.tag.endswith("}li")]
    assert lines == [
        "Hofteprotese Tilbys ikke her. Finnes ved Helse Stavanger .",
        "Kneprotese Ikke beskrevet her ennå. Finnes ved Helse Stavanger .",
    ]
    assert page.links()["Hofteprotese"] == "/behandlinger/hofte/"
    assert "Kneprotese" not in page.links(), "what is not described has no page here to lead to"
    assert page.links()["Helse Stavanger"] == f"http://stavanger.localhost{KNEE}"
    assert not visit("/behandlinger/", host="stavanger.localhost").all("a", href="/behandlinger/kneprotese/")[1:]


def test_many_that_are_offered_elsewhere_are_counted_and_shown_when_asked_for(
    bergen: Site, visit: Callable[..., Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fellesnett.public.elsewhere.AT_ONCE", 1)
    stavanger = make_site("stavanger")
    for number in range(3):
        show(stavanger, make_knee(f"tema-{number}", f"Tema {number}"))
    assert visit("/behandlinger/").links()["Vis alle 3"] == "/behandlinger/?vis=alle#andre-steder"
    assert "Tema 2" in visit("/behandlinger/?vis=alle").text


def test_advice_is_not_offered_anywhere_so_no_list_says_so(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(make_site("stavanger"), make_knee("rad", "Gode råd", kind="treatment"))
    assert not visit("/artikler/").all("section", class_="elsewhere")


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
    assert page.links()["Behandlinger"] == "/behandlinger/"
    assert not page.all("link", rel="canonical")


def test_the_friendly_page_speaks_the_language_of_the_address_and_of_the_site(visit: Callable[..., Visit]) -> None:
    make_bergen(language="nn")
    assert words(visit("/finst-ikkje/").one("h1")) == "Vi fann ikkje sida"
    assert words(visit("/se/ii-gávdno/").one("h1")) == "Mii eat gávdnan siiddu"
    assert words(visit("/en/nowhere/").one("h1")) == "We could not find the page"

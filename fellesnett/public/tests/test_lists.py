"""A patient who is not sure of the spelling looks in the list."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fellesnett.national.models import Synonym
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_organization, make_site
from fellesnett.public.tests.factories import approve, make_bergen, make_front_door, make_haukeland, make_knee, operate, show
from fellesnett.public.tests.reading import HTML, Visit, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Site:
    return make_bergen(other_languages=["en"])


def lines(page: Visit) -> list[str]:
    return [
        words(line) for section in page.all("section", class_="letter") for line in section.iter() if line.tag.endswith("}li")
    ]


def test_topics_stand_by_letter_with_other_words_for_them(bergen: Site, visit: Callable[..., Visit]) -> None:
    knee = make_knee()
    show(bergen, knee)
    show(bergen, make_knee("areknuter", "Åreknuter"))
    Synonym.objects.create(topic=knee, language="nb", term="nytt kne")
    Synonym.objects.create(topic=knee, language="nb", term="Kneprotese")
    Synonym.objects.create(topic=knee, language="en", term="new knee")
    page = visit("/behandlinger/")
    assert [words(heading) for heading in page.all("h2")] == ["K", "N", "Å"]
    assert lines(page) == ["Kneprotese", "nytt kne – se Kneprotese", "Åreknuter"]
    assert page.links()["Kneprotese"] == "/behandlinger/kneprotese/"
    letters = page.one("nav", aria_label="Bokstaver")
    assert [link.get("href") for link in letters.iter() if link.get("href")] == ["#bokstav-k", "#bokstav-n", "#bokstav-å"]


def test_a_list_has_only_what_this_hospital_shows_of_this_kind(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_knee("hofteprotese", "Hofteprotese")
    show(make_site("stavanger"), make_knee("mandler", "Mandeloperasjon"))
    show(bergen, make_knee("mr", "MR-undersøkelse", kind="examination"))
    show(bergen, make_knee())
    assert lines(visit("/behandlinger/")) == ["Kneprotese"]
    assert lines(visit("/undersokelser/")) == ["MR-undersøkelse"]


def test_a_hospitals_own_title_stands_in_its_list(bergen: Site, visit: Callable[..., Visit]) -> None:
    adoption = show(bergen, make_knee())
    operate(adoption, "retitle", "tittel", title="Protese i kneet")
    assert lines(visit("/behandlinger/")) == ["Kneprotese"], "not before it is approved"
    approve(adoption)
    assert lines(visit("/behandlinger/")) == ["Protese i kneet"]
    assert words(visit("/behandlinger/kneprotese/").one("h1")) == "Protese i kneet"


def test_the_english_list_has_what_is_in_english_and_points_to_the_full_one(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee(english=True))
    show(bergen, make_knee("areknuter", "Åreknuter"))
    page = visit("/en/behandlinger/")
    assert lines(page) == ["Knee replacement"]
    assert page.links()["Knee replacement"] == "/en/behandlinger/kneprotese/"
    assert page.links()["See the full list"] == "/behandlinger/"


def test_an_empty_list_says_that_it_is_empty(bergen: Site, visit: Callable[..., Visit]) -> None:
    page = visit("/sykdommer/")
    assert page.status == 200
    assert "Det er ingen sider i denne listen ennå." in page.text
    assert page.all("meta", name="robots")


def test_the_front_page_tells_what_there_is_and_nothing_else(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_haukeland(bergen)
    show(bergen, make_knee())
    page = visit("/")
    assert words(page.one("h1")) == "Helse Bergen"
    assert [words(entry) for entry in page.one("ul", class_="entries")] == ["Behandlinger 1 side"]
    assert "Haukeland universitetssjukehus" in page.text
    assert not visit("/en/").all("ul", class_="entries")


def test_the_menu_has_the_lists_that_have_something_in_them(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee())
    assert [words(link) for link in visit("/").one("nav", class_="menu").iter(f"{HTML}a")] == ["Behandlinger"]
    english = visit("/en/").one("nav", class_="menu")
    assert [words(link) for link in english.iter(f"{HTML}a")] == ["Treatments"], "also where it has none in this language"


def test_a_company_without_patients_shows_the_way_to_the_hospitals(visit: Callable[..., Visit]) -> None:
    make_front_door()
    make_site("ikt", name="Helse Vest IKT")
    page = visit("/", host="ikt.localhost:8000")
    assert not page.all("ul", class_="entries")
    assert page.links("footer")["Alle sykehus"] == "http://www.localhost:8000/"
    assert not page.all("nav", class_="menu"), "an empty menu is no menu"


def test_the_front_door_lists_hospitals_and_the_national_text(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_front_door()
    make_site("ahus", name="Akershus universitetssykehus")
    make_site("ikt", name="Helse Vest IKT", organization=make_organization("Helse Vest IKT AS", kind="ict_company"))
    knee = make_knee()
    show(bergen, knee)
    home = visit("/", host="www.localhost:8000")
    assert home.links()["Helse Bergen"] == "http://bergen.localhost:8000/"
    others = ["Akershus universitetssykehus", "Helse Bergen", "Helse Vest IKT"]
    assert [name for name in home.links() if name in others] == others
    headings = [words(heading) for heading in home.all("h2")]
    assert (headings[0], headings[-3:]) == ("Finn sykehus", ["Les om", "På Helsenorge", "Andre nettsteder"])
    assert lines(visit("/behandlinger/", host="www.localhost")) == ["Kneprotese"]
    page = visit("/behandlinger/kneprotese/", host="ukjent.example.no")
    assert page.block("faste").get("data-source") == "national"
    assert words(page.block("telefon")) == "Dette står på siden til sykehuset ditt."
    assert page.links()["Helse Bergen"] == "http://bergen.localhost/behandlinger/kneprotese/"
    assert "Akershus universitetssykehus" not in page.links()
    assert page.one("main").get("data-snapshot").startswith("sha256:")

"""Finding the way: a place in full, beside a topic, on a sheet of paper, and for machines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fellesnett.adoption.models import Adoption
from fellesnett.foundation import clock
from fellesnett.organizations.models import Place, Site
from fellesnett.organizations.tests.factories import make_organization, make_place
from fellesnett.public.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db

KNEE = "/behandlinger/kneprotese/"
WORKDAYS = [[day, "08:00", "15:30"] for day in range(1, 6)]
EVE = {"first": "2026-12-24", "last": "2026-12-24", "opens": "08:00", "closes": "12:00", "note": {"nb": "Julaften"}}
EASTER = {"first": "2027-03-25", "last": "2027-03-29", "opens": None, "closes": None, "note": {}}
PAST = {"first": "2026-05-17", "last": "2026-05-17", "opens": None, "closes": None, "note": {}}


@pytest.fixture(autouse=True)
def today(now: Any, monkeypatch: pytest.MonkeyPatch) -> date:
    monkeypatch.setattr(clock, "now", lambda: now)
    return date(2026, 11, 24)


@pytest.fixture
def bergen() -> Site:
    return make_bergen(other_languages=["en"])


@pytest.fixture
def visit(client: Any) -> Callable[..., Visit]:
    return lambda path, host="bergen.localhost", **headers: Visit(client, host, path, **headers)


@pytest.fixture
def voss(bergen: Site) -> Place:
    return make_place(
        bergen.organization,
        "voss",
        names={"nb": "Voss sjukehus", "en": "Voss Hospital"},
        address="Sjukehusvegen 16",
        postal_code="5704",
        city="Voss",
        latitude="60.63190",
        longitude="6.41490",
        phones=[{"number": "56 53 35 00", "label": {"nb": "Sentralbord"}, "hours": [[1, "08:00", "15:00"]]}],
        hours=[{"label": {}, "week": WORKDAYS}, {"label": {"nb": "Kafé"}, "week": [[6, "11:00", "14:00"]]}],
        exceptions=[EASTER, EVE, PAST],
        meeting={"nb": {"entrance": "Hovedinngangen", "floor": "1. etasje", "code": "D1.1"}},
        descriptions={
            "nb": {
                "parking": "Det er parkering ved inngangen.\n\nDet koster 20 kroner timen.",
                "visiting": "Kom når det passer.",
            },
            "en": {"visiting": "Come when it suits you <3"},
        },
    )


@pytest.fixture
def barnehuset(voss: Place) -> Place:
    return make_place(voss.organization, "barnehuset", name="Barnehuset", part_of=voss, meeting_point="Inngang B")


def test_the_page_of_a_place_tells_all_that_a_visitor_asks(voss: Place, visit: Callable[..., Visit]) -> None:
    page = visit("/steder/voss/")
    assert page.status == 200
    for fact in (
        "Hovedinngangen, 1. etasje (D1.1)",
        "Sjukehusvegen 16, 5704 Voss",
        "Sentralbord: 56 53 35 00",
        "mandag 08.00–15.00",
        "mandag–fredag 08.00–15.30",
        "torsdag 24. desember 2026: 08.00–12.00 (Julaften)",
        "25.–29. mars 2027: stengt",
        "Kafé lørdag 11.00–14.00",
        "Det koster 20 kroner timen.",
    ):
        assert fact in page.text
    assert "17. mai" not in page.text
    assert page.links()["Se stedet på kart"].startswith("https://www.openstreetmap.org/?mlat=60.63190&mlon=6.41490")
    assert page.links()["56 53 35 00"] == "tel:56533500"
    for tag in ("script", "iframe"):
        assert [each for each in page.all(tag) if each.get("type") != "application/ld+json"] == []


def test_machines_read_the_same(voss: Place, visit: Callable[..., Visit]) -> None:
    html = visit("/steder/voss/").html
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html).group(1))["@graph"][0]  # type: ignore[union-attr]
    assert (data["@type"], data["name"], data["telephone"]) == ("Hospital", "Voss sjukehus", "+4756533500")
    assert data["geo"] == {"@type": "GeoCoordinates", "latitude": 60.6319, "longitude": 6.4149}
    week, eve, easter = data["openingHoursSpecification"]
    assert (week["dayOfWeek"][0], week["dayOfWeek"][-1], week["opens"], week["closes"]) == ("Monday", "Friday", "08:00", "15:30")
    assert (eve["validFrom"], eve["opens"], eve["closes"]) == ("2026-12-24", "08:00", "12:00")
    assert (easter["validThrough"], easter["opens"], easter["closes"]) == ("2027-03-29", "00:00", "00:00")


def test_words_that_are_missing_in_a_language_are_marked(voss: Place, visit: Callable[..., Visit]) -> None:
    page = visit("/en/steder/voss/")
    assert words(page.one("h1")) == "Voss Hospital"
    assert "Come when it suits you <3" in page.text
    assert "Monday–Friday 08:00–15:30" in page.text
    parking = page.one("section", id="parking")
    (marked,) = [each for each in parking.iter() if each.get("lang") == "nb"]
    assert "Det koster 20 kroner timen." in words(marked)


def test_days_that_all_places_share_are_told_once(bergen: Site, voss: Place, visit: Callable[..., Visit]) -> None:
    hagavik = make_place(bergen.organization, "hagavik", name="Hagavik", exceptions=[EVE])
    christmas = "torsdag 24. desember 2026: 08.00–12.00 (Julaften)"
    page = visit("/kontakt/")
    assert page.text.count(christmas) == 1
    assert "Andre tider alle stedene" in page.text
    Place.objects.filter(pk=hagavik.pk).update(exceptions=[{**EVE, "closes": "10:00"}])
    page = visit("/kontakt/")
    assert page.text.count("torsdag 24. desember 2026") == 2
    assert "Andre tider alle stedene" not in page.text


def test_of_many_places_the_first_is_open_and_the_others_behind_their_names(
    bergen: Site, voss: Place, visit: Callable[..., Visit]
) -> None:
    knee = make_knee()
    hagavik, laeringa = (make_place(bergen.organization, slug, name=slug.title()) for slug in ("hagavik", "laeringa"))
    adoption = show(bergen, knee, places=[voss, hagavik])
    assert visit(KNEE).all("details", class_="place") == [], "two stand in full"
    adoption.places.add(laeringa)
    page = visit(KNEE)
    assert [(words(each[0]), each.get("open")) for each in page.all("details", class_="place")] == [
        ("Hagavik", ""),
        ("Laeringa", None),
        ("Voss sjukehus", None),
    ]
    chosen = visit(f"{KNEE}voss/")
    assert chosen.all("details", class_="place") == []
    assert words(chosen.one("div", class_="place")).startswith("Voss sjukehus")


def test_no_line_breaks_within_hours(voss: Place, visit: Callable[..., Visit]) -> None:
    whole = [words(each) for each in visit("/steder/voss/").all("span", class_="whole")]
    assert {"mandag–fredag", "08.00–15.30", "25.–29.", "11.00–14.00"} <= set(whole)


def test_a_place_that_says_nothing_in_a_language_has_no_version_in_it(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_place(bergen.organization, "hagavik", name="Hagavik")
    assert 'hreflang="en"' not in visit("/steder/hagavik/").html
    assert "noindex" in visit("/en/steder/hagavik/").html


def test_a_building_has_its_own_entrance_and_the_rest_of_its_place(barnehuset: Place, visit: Callable[..., Visit]) -> None:
    page = visit("/steder/voss/barnehuset/")
    for fact in ("Inngang B", "56 53 35 00", "Sjukehusvegen 16", "mandag–fredag 08.00–15.30", "20 kroner timen", "24. desember"):
        assert fact in page.text
    assert visit("/steder/voss/").links()["Barnehuset, Voss sjukehus"] == "/steder/voss/barnehuset/"
    assert visit("/steder/barnehuset/").status == 404
    assert visit("/steder/voss/finnes-ikke/").status == 404


def test_the_list_has_the_sites_own_places_without_their_buildings(
    bergen: Site, barnehuset: Place, visit: Callable[..., Visit]
) -> None:
    make_place(make_organization("Helse Førde HF"), "forde", name="Førde sentralsjukehus")
    page = visit("/steder/")
    assert [words(each) for each in page.all("h2")][:1] == ["Voss sjukehus"]
    assert "Førde" not in page.text
    assert visit("/steder/forde/").status == 404


def test_a_site_without_places_says_so(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_front_door()
    for host in ("bergen.localhost", "www.localhost"):
        page = visit("/steder/", host=host)
        assert page.status == 200
        assert "Her er det ingen steder å besøke." in page.text
        assert "noindex" in page.html


# --- beside a topic, and on paper -----------------------------------------------------------------------------------


@pytest.fixture
def knee(bergen: Site, voss: Place) -> Adoption:
    return show(bergen, make_knee(english=True), places=[voss, make_place(bergen.organization, "hagavik", name="Hagavik")])


def test_the_contact_block_tells_hours_the_days_ahead_and_leads_to_the_place(knee: Adoption, visit: Callable[..., Visit]) -> None:
    page = visit(f"{KNEE}voss/")
    contact = words(page.one("section", id="kontakt"))
    for fact in ("Sentralbord: 56 53 35 00", "mandag–fredag 08.00–15.30", "torsdag 24. desember 2026: 08.00–12.00", "D1.1"):
        assert fact in contact
    assert "mars 2027" not in contact
    assert page.links()["Mer om Voss sjukehus"] == "/steder/voss/"
    assert visit(f"/en{KNEE}voss/").links()["Voss Hospital"] == f"/en{KNEE}voss/"


def test_the_sheet_for_the_visit_fits_in_a_pocket(knee: Adoption, visit: Callable[..., Visit]) -> None:
    way = visit(KNEE).links()["Besøket ditt ved Voss sjukehus, til utskrift"]
    assert way == f"{KNEE}voss/mitt-besok/"
    page = visit(way)
    for fact in (
        "Besøket ditt: Kneprotese",
        "Dag og klokkeslett",
        "Hovedinngangen, 1. etasje (D1.1)",
        "56 53 35 00",
        "Du må faste i 6 timer",
        "Det er parkering ved inngangen.",
        "Hentet 24. november 2026",
        f"bergen.localhost/b/{knee.short_code}-voss",
    ):
        assert fact in page.text
    assert "Operasjonen tar en til to timer" not in page.text
    assert "noindex" in page.html
    assert page.one("img").get("src") == f"/b/{knee.short_code}-voss/qr.svg"


@pytest.mark.parametrize(
    "path",
    [
        "/behandlinger/kneprotese/forde/mitt-besok/",
        "/undersokelser/kneprotese/voss/mitt-besok/",
        "/behandlinger/x/voss/mitt-besok/",
    ],
)
def test_there_is_no_sheet_where_the_topic_is_not_shown(knee: Adoption, visit: Callable[..., Visit], path: str) -> None:
    assert visit(path).status == 404


def test_a_short_address_names_a_topic_at_a_place(knee: Adoption, visit: Callable[..., Visit]) -> None:
    code = knee.short_code
    assert visit(f"/b/{code}-voss").location == f"{KNEE}voss/"
    assert visit(f"/b/{code.upper()}-voss/").location == f"{KNEE}voss/"
    assert visit(f"/b/{code}-nedlagt").location == KNEE
    assert visit(f"/b/{code}").location == KNEE
    assert visit("/b/zzzzzz-voss").status == 404


def test_the_qr_code_is_a_drawing_without_style_or_script(knee: Adoption, visit: Callable[..., Visit]) -> None:
    for code in (knee.short_code, f"{knee.short_code}-voss"):
        drawn = visit(f"/b/{code}/qr.svg")
        assert (drawn.status, drawn.response.headers["Content-Type"]) == (200, "image/svg+xml")
        assert drawn.html.startswith("<svg ")
        assert not {"style=", "<script", "<style"} & set(re.findall(r"style=|<script|<style", drawn.html))
    assert visit("/b/zzzzzz/qr.svg").status == 404


@pytest.mark.parametrize("wanted", ["voss", "Voss sjukehus", "voss-sjukehus"])
def test_old_links_with_a_place_lead_to_its_page(knee: Adoption, visit: Callable[..., Visit], wanted: str) -> None:
    old = visit(f"{KNEE}?sted={wanted}")
    assert (old.status, old.location) == (301, f"{KNEE}voss/")


def test_an_unknown_place_in_an_old_link_shows_the_hospitals_page(knee: Adoption, visit: Callable[..., Visit]) -> None:
    assert visit(f"{KNEE}?sted=nedlagt").status == 200

"""A patient with an old letter, an old bookmark, an old QR code: the hospital has become part of another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fellesnett.adoption.models import Adoption, Answer, Showing
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_place, make_site, make_user
from fellesnett.pages.actions import close_site
from fellesnett.pages.gates.closing import Onward
from fellesnett.pages.models import PracticalInformation
from fellesnett.pages.tests.factories import make_page
from fellesnett.public.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.public.tests.reading import Visit

pytestmark = pytest.mark.django_db
KNEE = "/behandlinger/kneprotese/"
VOSS = "voss.localhost:8000"
BERGEN = "http://bergen.localhost:8000"


@pytest.fixture
def voss(now: datetime) -> Site:
    site = make_site("voss", name="Voss sjukehus")
    place = make_place(site.organization, "voss", name="Voss")
    show(site, make_knee(), places=[place])
    make_page(site, PracticalInformation, slug="besok", title="Besøk", live_at=now)
    make_page(site, slug="ny-inngang", live_at=now)
    return site


def lay_down(site: Site, onward: Onward, file: Path, now: datetime) -> None:
    by = make_user(roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR})
    close_site(site=site, onward=onward, export=file, by=by, at=now + timedelta(days=30))


def test_the_reader_is_told_that_the_hospital_is_gone_and_where_to_go(
    voss: Site, now: datetime, tmp_path: Path, visit: Callable[..., Visit]
) -> None:
    make_front_door()
    lay_down(voss, Onward(site=make_bergen()), tmp_path / "x.json", now)
    for path in ("/", "/behandlinger/", "/nyheter/ny-inngang/", "/steder/", "/kontakt/", KNEE, "/tilbakemelding/"):
        page = visit(path, host=VOSS)
        assert page.status == 410, path
        assert "Nettstedet er lagt ned" in page.text
        assert "Det ble lagt ned 24. desember 2026." in page.text
        assert [link.get("href") for link in page.all("a") if link.text == "Helse Bergen"] == [f"{BERGEN}/"]
    national = [link.get("href") for link in visit(KNEE, host=VOSS).all("a") if link.text == "Les den nasjonale teksten"]
    assert national == [f"http://www.localhost:8000{KNEE}"]


def test_the_same_topic_place_or_page_at_the_successor_is_where_one_ends(
    voss: Site, now: datetime, tmp_path: Path, visit: Callable[..., Visit]
) -> None:
    bergen = make_bergen()
    code = Adoption.objects.get(site=voss).short_code
    place = make_place(bergen.organization, "voss-avdeling", name="Voss")
    show(bergen, Adoption.objects.get(site=voss).topic, places=[place])
    make_page(bergen, PracticalInformation, slug="besok", title="Besøk hos oss", live_at=now)
    lay_down(voss, Onward(site=bergen), tmp_path / "x.json", now)
    wanted = {
        KNEE: KNEE,
        f"{KNEE}voss/": KNEE,
        f"{KNEE}voss-avdeling/": f"{KNEE}voss-avdeling/",
        "/steder/voss-avdeling/": "/steder/voss-avdeling/",
        "/praktisk-informasjon/besok/": "/praktisk-informasjon/besok/",
        f"/en{KNEE}": KNEE,
    }
    for path, there in wanted.items():
        moved = visit(path, host=VOSS)
        assert (moved.status, moved.location) == (301, f"{BERGEN}{there}"), path
    letter = visit(f"/b/{code}", host=VOSS)
    assert letter.location == KNEE, "the letter's address leads to the old page, and that one onward"


def test_proof_keeps_its_address(voss: Site, now: datetime, tmp_path: Path, visit: Callable[..., Visit]) -> None:
    digest = Showing.objects.get(text__adoption__site=voss, place=None).snapshot.hash.removeprefix("sha256:")
    lay_down(voss, Onward(url="https://helse-bergen.example/voss"), tmp_path / "x.json", now)
    proof = visit(f"/v/{digest}/", host=VOSS)
    assert proof.status == 200
    assert "55 97 50 00" in proof.text
    gone = visit("/", host=VOSS)
    assert [link.get("href") for link in gone.all("a") if link.text == "helse-bergen.example"] == [
        "https://helse-bergen.example/voss"
    ]


def test_nobody_is_led_to_a_closed_site(voss: Site, now: datetime, tmp_path: Path, visit: Callable[..., Visit]) -> None:
    bergen, forde = make_bergen(), make_site("forde", name="Helse Førde")
    make_front_door()
    topic = Adoption.objects.get(site=voss).topic
    show(bergen, topic)
    told = Adoption.objects.create(site=forde, topic=topic, answer=Answer.NOT_OFFERED, short_code="forde1")
    told.offered_at.set([voss])
    lay_down(voss, Onward(site=bergen), tmp_path / "x.json", now)
    absent = visit(KNEE, host="forde.localhost:8000")
    assert "Helse Bergen" in absent.text
    assert "Voss sjukehus" not in absent.text
    assert "Voss sjukehus" not in visit("/sykehus/", host="www.localhost:8000").text
    moved = visit("/sykehus/voss/", host="www.localhost:8000")
    assert (moved.status, moved.location) == (301, "/sykehus/bergen/")


def test_the_successor_of_the_successor_is_found(voss: Site, now: datetime, tmp_path: Path, visit: Callable[..., Visit]) -> None:
    middle, last = make_site("midten", name="Midten"), make_bergen()
    lay_down(voss, Onward(site=middle), tmp_path / "x.json", now)
    lay_down(middle, Onward(site=last), tmp_path / "y.json", now + timedelta(days=1))
    assert "Helse Bergen" in visit("/", host=VOSS).text


def test_search_engines_may_read_where_the_pages_went(
    voss: Site, now: datetime, tmp_path: Path, visit: Callable[..., Visit], settings: Any
) -> None:
    settings.ROBOTS_WELCOME = True
    lay_down(voss, Onward(site=make_bergen()), tmp_path / "x.json", now)
    told = visit("/robots.txt", host=VOSS)
    assert "Disallow: /\n" not in told.html
    assert "Sitemap" not in told.html
    assert visit("/sitemap.xml", host=VOSS).status == 404

"""What stands around every page, whatever its type."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from fellesnett.organizations.models import Site
from fellesnett.public.logos import Shown
from fellesnett.public.rendering import Frame, frame_of
from fellesnett.public.tests.factories import make_bergen, make_knee, show
from fellesnett.public.tests.reading import HTML, Visit, words
from fellesnett.public.topic_pages import Link

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@pytest.fixture
def bergen() -> Site:
    return make_bergen()


@pytest.fixture
def frame(bergen: Site) -> Frame:
    request = RequestFactory().get("/", headers={"host": "bergen.localhost"})
    return frame_of(request, bergen, "nb", "/")


def test_the_way_to_helsenorge_stands_above_the_hospitals_own_name(bergen: Site, visit: Callable[..., Visit]) -> None:
    header = visit("/").one("header", class_="site-header")
    links = [link.get("href") for link in header.iter(f"{HTML}a")]
    assert links.index("https://www.helsenorge.no/") < links.index("/")


def test_the_path_to_a_page_stands_before_the_text_so_that_the_skip_link_passes_it(
    bergen: Site, visit: Callable[..., Visit]
) -> None:
    show(bergen, make_knee())
    page = visit("/behandlinger/kneprotese/")
    trail = page.one("nav", class_="breadcrumb")
    assert [words(step) for step in trail.iter(f"{HTML}li")] == ["Forside", "Behandlinger", "Kneprotese"]
    assert trail not in list(page.one("main").iter())
    assert not visit("/").all("nav", class_="breadcrumb"), "the front page is where every path begins"


def test_the_menu_is_one_button_without_a_script(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee())
    menu = visit("/").one("nav", class_="menu")
    assert words(next(menu.iter(f"{HTML}summary"))) == "Meny"
    assert not visit("/").all("script", src="")


def test_a_logo_says_the_name_and_a_smaller_site_says_its_own(frame: Frame) -> None:
    plain = render_to_string("public/brand_bar.html", {"frame": frame})
    assert "<img" not in plain
    assert "Helse Bergen" in plain
    drawn = render_to_string(
        "public/brand_bar.html", {"frame": replace(frame, logo=Shown("/logoer/a.svg", 120, 40, "Helse Bergen", "light"))}
    )
    assert '<img class="site-logo on-light" src="/logoer/a.svg" width="120" height="40" alt="Helse Bergen">' in drawn
    scoped = render_to_string("public/brand_bar.html", {"frame": replace(frame, scope=Link("Barneklinikken", "/barn/"))})
    assert '<a class="scope-name" href="/barn/">Barneklinikken</a>' in scoped


def test_the_foot_leads_to_what_the_law_asks_for(frame: Frame) -> None:
    links = (Link("Tilgjengelighet", "/tilgjengelighet/"), Link("Personvern", "/personvern/"))
    foot = render_to_string("public/site_footer.html", {"frame": replace(frame, about=links)})
    assert '<a href="/tilgjengelighet/">Tilgjengelighet</a>' in foot
    assert '<a href="/personvern/">Personvern</a>' in foot
    assert "bunn-om" not in render_to_string("public/site_footer.html", {"frame": replace(frame, about=())})


@pytest.mark.parametrize("template", sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")))
def test_no_page_type_writes_the_path_itself(template: str) -> None:
    """`public/base.html` does, from `title`, `crumb` and `crumbs`."""
    assert template == "public/base.html" or "breadcrumb.html" not in (TEMPLATES / template).read_text(encoding="utf-8")


def test_what_a_list_and_a_front_page_tell_may_be_followed(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee())

    def feeds(path: str) -> list[str]:
        return [link.get("href") for link in visit(path).all("link", rel="alternate") if not link.get("hreflang")]

    assert feeds("/") == ["/feeds/alt.atom", "/feeds/alt.rss", "/feeds/alt.json"]
    assert feeds("/behandlinger/") == [f"/feeds/behandlinger.{form}" for form in ("atom", "rss", "json")]
    assert "kalender.ics" in feeds("/arrangementer/")
    assert feeds("/kontakt/") == []


def test_the_page_of_a_text_says_how_others_may_show_it(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee())
    page = visit("/behandlinger/kneprotese/")
    (link,) = page.all("link", type="application/json+oembed")
    asked = parse_qs(urlsplit(link.get("href")).query)
    assert asked["url"] == [canonical := page.one("link", rel="canonical").get("href")]
    assert link.get("href").startswith(f"{urljoin(canonical, '/oembed')}?")
    assert not visit("/behandlinger/").all("link", type="application/json+oembed")


def told(page: Visit) -> list[dict[str, Any]]:
    (script,) = page.all("script", type="application/ld+json")
    found = json.loads(script.text or "")
    return found.get("@graph", [found])


def test_every_page_says_what_it_is_and_the_way_to_it(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee())
    kinds = {
        "/": "WebSite",
        "/behandlinger/": "CollectionPage",
        "/behandlinger/kneprotese/": "MedicalWebPage",
        "/nyheter/": "CollectionPage",
        "/kontakt/": "MedicalOrganization",
        "/personvern/": "WebPage",
    }
    assert {path: told(visit(path))[0]["@type"] for path in kinds} == kinds
    assert not visit("/finnes-ikke/").all("script", type="application/ld+json")


def test_a_text_says_what_it_is_about_and_who_has_gone_through_it(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee())
    page, trail = told(visit("/behandlinger/kneprotese/"))
    assert page["about"] == {"@type": "MedicalProcedure", "name": "Kneprotese"}
    assert page["lastReviewed"] == "2026-11-24"
    assert (page["inLanguage"], page["url"]) == ("nb", "http://bergen.localhost/behandlinger/kneprotese/")
    steps = [(step["name"], step["item"]) for step in trail["itemListElement"]]
    assert steps == [
        ("Helse Bergen", "http://bergen.localhost/"),
        ("Behandlinger", "http://bergen.localhost/behandlinger/"),
        ("Kneprotese", "http://bergen.localhost/behandlinger/kneprotese/"),
    ]

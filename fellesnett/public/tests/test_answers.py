"""How pages are answered: fast, cacheable, without cookies, and valid."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from copy import deepcopy

import pytest
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from fellesnett.foundation import clock
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site
from fellesnett.public import alerts, hosts, menus, showings, signposts, stylesheets, themes
from fellesnett.public.tests.factories import (
    approve,
    make_bergen,
    make_front_door,
    make_haukeland,
    make_knee,
    make_voss,
    operate,
    show,
)
from fellesnett.public.tests.reading import Visit
from tests.laying import Lay

pytestmark = pytest.mark.django_db
KNEE = "/behandlinger/kneprotese/"
PAGES = [
    "/",
    "/behandlinger/",
    "/sykdommer/",
    KNEE,
    f"{KNEE}voss/",
    f"/en{KNEE}",
    f"/se{KNEE}",
    "/finnes-ikke/",
    "/en/",
    "/behandlinger/mr/",
]


@pytest.fixture(scope="module")
def laid(lay: Lay) -> Site:
    return lay(make_hospital)


@pytest.fixture
def bergen(db: None, laid: Site) -> Site:
    return deepcopy(laid)


def make_hospital() -> Site:
    """A hospital with a page of every kind of local text, in two languages, at two places."""
    site = make_bergen(other_languages=["en"], is_demonstration=True)
    make_front_door()
    make_knee("mr", "MR")
    voss = make_voss(site)
    adoption = show(site, make_knee(english=True), places=[make_haukeland(site), voss], unit="Ortopedi & rehabilitering")
    operate(adoption, "supplement", "rom", place=voss, target="hjem", position="after", html="<p>Rom i 3. etasje.</p>")
    operate(adoption, "override", "midnatt", target="faste", html="<p>Faste fra midnatt.</p>")
    approve(adoption)
    return site


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_valid_html_with_one_heading_a_language_and_no_script(
    bergen: Site, visit: Callable[..., Visit], path: str
) -> None:
    page = visit(path)
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
    assert page.one("html").get("lang")
    assert {script.get("type") for script in page.all("script")} <= {"application/ld+json"}
    assert not [
        element for element in page.tree.iter() if element.get("style") or any(name.startswith("on") for name in element.attrib)
    ]
    ids = [element.get("id") for element in page.tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert page.one("a", class_="ds-skip-link").get("href") == f"#{page.one('main').get('id')}"


@pytest.mark.parametrize("path", [*PAGES, "/v/"])
def test_every_page_of_the_demonstration_says_what_it_is(bergen: Site, visit: Callable[..., Visit], path: str) -> None:
    if path == "/v/":
        path = f"/v/{visit(KNEE).one('main').get('data-snapshot')}/"
    page = visit(path)
    assert page.one("p", class_="demonstration") is not None
    assert page.one("meta", name="robots").get("content") == "noindex"


def test_a_real_site_is_found_by_search_engines(bergen: Site, visit: Callable[..., Visit]) -> None:
    Site.objects.filter(pk=bergen.pk).update(is_demonstration=False)
    hosts.forget()
    page = visit(KNEE)
    assert not page.all("meta", name="robots")
    assert not page.all("p", class_="demonstration")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_stored_with_the_patient_and_nothing_comes_from_elsewhere(
    bergen: Site, visit: Callable[..., Visit], path: str
) -> None:
    page = visit(path)
    assert not page.response.cookies
    assert "default-src 'none'" in page.response.headers["Content-Security-Policy"]
    assert page.response.headers["X-Content-Type-Options"] == "nosniff"
    assert page.response.headers["Referrer-Policy"] == "same-origin"
    for link in page.all("link", rel="stylesheet") + page.all("link", rel="icon"):
        assert link.get("href").startswith("/")


def test_a_page_may_be_kept_for_five_seconds_and_asked_for_again_cheaply(bergen: Site, client: Client) -> None:
    first = client.get(KNEE, headers={"host": "bergen.localhost"})
    assert first.headers["Cache-Control"].startswith("public, max-age=5,")
    assert first.headers["Vary"] == "Accept-Encoding"
    snapshot = showings.showings_of(showings.adoption_of(bergen, "kneprotese"))[0].snapshot  # type: ignore[arg-type]
    assert snapshot.hash.removeprefix("sha256:")[:16] in first.headers["ETag"]
    again = client.get(KNEE, headers={"host": "bergen.localhost", "if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    bergen.name = "Haukeland"
    bergen.save()
    changed = client.get(KNEE, headers={"host": "bergen.localhost", "if-none-match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_only_reading_is_answered(bergen: Site, client: Client) -> None:
    assert client.head(KNEE, headers={"host": "bergen.localhost"}).status_code == 200
    assert client.post(KNEE, headers={"host": "bergen.localhost"}).status_code == 405


@override_settings(SITE_MAP_SECONDS=600, ALERT_SECONDS=600)
@pytest.mark.parametrize("others", [0, 12])
def test_a_topic_page_asks_the_database_at_most_six_questions_however_many_hospitals_there_are(
    bergen: Site, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, others: int
) -> None:
    knee = showings.topic_of("kneprotese")
    assert knee is not None
    for number in range(others):
        show(make_site(f"sykehus-nr-{number}"), knee)
    hosts.forget()
    hosts.directory()
    menus.existing_paths(bergen, "nb")
    menus.kept_profile(bergen)
    alerts.forget()
    alerts.in_force(clock.now())
    showings._composed.clear()
    for language in ("nb", "en"):
        signposts.onward(bergen, language, knee, timezone.localdate(clock.now()))
    for path in (KNEE, f"{KNEE}voss/", f"/en{KNEE}"):
        with django_assert_max_num_queries(6):
            assert client.get(path, headers={"host": "bergen.localhost"}).status_code == 200
    with django_assert_max_num_queries(3):
        client.get(KNEE, headers={"host": "bergen.localhost"})
    hosts.forget()


@override_settings(SITE_MAP_SECONDS=600, ALERT_SECONDS=600)
def test_a_list_asks_the_same_few_questions_however_long_it_is(
    bergen: Site, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        show(bergen, make_knee(f"tema-nr-{number}", f"Tema {number}"))
    hosts.forget()
    hosts.directory()
    menus.existing_paths(bergen, "nb")
    menus.kept_profile(bergen)
    alerts.forget()
    alerts.in_force(clock.now())
    with django_assert_max_num_queries(7):
        assert client.get("/behandlinger/", headers={"host": "bergen.localhost"}).status_code == 200
    hosts.forget()


def test_pages_and_styles_stay_within_their_budgets(bergen: Site, visit: Callable[..., Visit]) -> None:
    assert len(gzip.compress(visit(KNEE).html.encode())) <= 15_000
    assert len(stylesheets.sheet().compressed) <= 20_000
    assert len(gzip.compress(themes.stylesheet("#7a1f3d").encode())) <= 1_000


def test_the_sites_colours_have_an_address_that_is_kept_for_ever(bergen: Site, visit: Callable[..., Visit]) -> None:
    address = themes.address(bergen)
    assert address in visit(KNEE).html
    theme = visit(address)
    assert theme.response.headers["Content-Type"].startswith("text/css")
    assert "immutable" in theme.response.headers["Cache-Control"]
    assert "--site-brand:#7a1f3d" in theme.html
    assert "immutable" not in visit("/tema/bergen-000000000000.css").response.headers["Cache-Control"]


def test_the_machinery_asks_whether_we_are_alive_and_ready(visit: Callable[..., Visit], monkeypatch: pytest.MonkeyPatch) -> None:
    assert visit("/healthz").html == visit("/readyz").html == "ok\n"

    def broken() -> None:
        raise DatabaseError

    monkeypatch.setattr("fellesnett.public.views.operations.connection.cursor", broken)
    assert visit("/healthz").status == 200
    assert visit("/readyz").status == 503


def test_a_machine_draft_says_that_nobody_has_read_it() -> None:
    html = render_to_string("components/machine_draft.html", {"machine_draft": True})
    assert "Maskinoversatt utkast" in html
    assert "ikke lest av fagfolk" in html
    assert render_to_string("components/machine_draft.html", {"machine_draft": False}).strip() == ""

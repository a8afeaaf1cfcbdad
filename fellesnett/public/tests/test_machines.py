"""A search engine comes by, and somebody who has found a weakness: what each is told before anything else is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import lxml.etree
import pytest
from django.test import Client, override_settings
from protego import Protego
from pytest_django import DjangoAssertNumQueries

from fellesnett.adoption.models import Adoption, Answer
from fellesnett.codes.models import CodeSystem
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_place, make_site
from fellesnett.pages.actions import publish, start_version
from fellesnett.pages.models import NewsItem
from fellesnett.pages.tests.factories import editor_of, make_page
from fellesnett.pages.tests.test_records import study
from fellesnett.public import hosts, indexing, sitemap
from fellesnett.public.indexing import Version
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

pytestmark = pytest.mark.django_db
KNEE = "/behandlinger/kneprotese/"
SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def contact(**changes: Any) -> SimpleNamespace:
    """What an operator has set."""
    known = {
        "contacts": ("mailto:sikkerhet@bergen.example", "tel:+47-55-97-50-00"),
        "expires": date(2100, 1, 1),
        "policy": "https://bergen.example/regler",
    }
    return SimpleNamespace(**(known | changes))


def read(text: str) -> dict[str, dict[str, Any]]:
    """Address -> when it changed, and its versions by language."""
    tree = lxml.etree.fromstring(text.encode())
    return {
        each.findtext("s:loc", namespaces=SPACES): {
            "changed": each.findtext("s:lastmod", namespaces=SPACES),
            "versions": {link.get("hreflang"): link.get("href") for link in each.findall("x:link", namespaces=SPACES)},
        }
        for each in tree
    }


def addresses(client: Client, host: str = "bergen.localhost") -> dict[str, dict[str, Any]]:
    answer = client.get("/sitemap.xml", headers={"host": host})
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    return read(answer.content.decode())


# --- robots.txt -----------------------------------------------------------------------------------------------------


def test_a_robot_may_read_the_pages_and_not_what_is_no_page_of_today(visit: Callable[..., Visit]) -> None:
    make_bergen()
    answer = visit("/robots.txt")
    assert answer.response.headers["Content-Type"] == "text/plain; charset=utf-8"
    rules, at = Protego.parse(answer.html), "http://bergen.localhost"
    assert list(rules.sitemaps) == [f"{at}/sitemap.xml"]
    open_to_all = ("/", KNEE, f"/en{KNEE}", f"{KNEE}voss/", f"{KNEE}?sted=voss", "/b/k7f3", "/nyheter/?ar=2025", "/visitt/")
    assert [path for path in open_to_all if not rules.can_fetch(f"{at}{path}", "Googlebot")] == []
    shut = ("/admin/", "/v/" + "a" * 64 + "/", f"{KNEE}voss/mitt-besok/", f"/en{KNEE}voss/mitt-besok/", f"{KNEE}?hvor=Voss")
    more = ("/tilbakemelding/takk/?side=/", "/en/tilbakemelding/", "/b/k7f3/qr.svg", "/sykehus/?a=1&hvor=Oslo")
    assert [path for path in (*shut, *more) if rules.can_fetch(f"{at}{path}", "Googlebot")] == []


def test_a_demonstration_shuts_every_robot_out_and_says_why(visit: Callable[..., Visit]) -> None:
    make_bergen(is_demonstration=True)
    answer = visit("/robots.txt")
    assert not Protego.parse(answer.html).can_fetch("http://bergen.localhost/", "Googlebot")
    assert "demonstration" in answer.html
    assert "Sitemap" not in answer.html


@override_settings(ROBOTS_WELCOME=False)
def test_what_is_not_in_production_is_found_by_nobody(visit: Callable[..., Visit]) -> None:
    make_bergen()
    assert visit("/robots.txt").html.endswith("Disallow: /\n")
    assert visit("/").one("meta", name="robots").get("content") == "noindex"


def test_a_demonstration_text_on_a_real_site_is_not_found(client: Client, visit: Callable[..., Visit]) -> None:
    bergen = make_bergen()
    show(bergen, make_knee(is_demonstration=True))
    assert visit(KNEE).one("meta", name="robots").get("content") == "noindex"
    assert f"http://bergen.localhost{KNEE}" not in addresses(client)


# --- security.txt ---------------------------------------------------------------------------------------------------


@override_settings(SECURITY_CONTACT=contact())
def test_whoever_finds_a_weakness_is_told_whom_to_tell(client: Client) -> None:
    make_bergen()
    answer = client.get("/.well-known/security.txt", headers={"host": "bergen.localhost"}, secure=True)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "Contact: mailto:sikkerhet@bergen.example",
        "Contact: tel:+47-55-97-50-00",
        "Expires: 2100-01-01T00:00:00Z",
        "Preferred-Languages: nb, nn, en",
        "Canonical: https://bergen.localhost/.well-known/security.txt",
        "Policy: https://bergen.example/regler",
    ]


@pytest.mark.parametrize("said", [contact(contacts=()), contact(expires=None), contact(expires=date(2026, 1, 1))])
def test_nothing_is_said_that_does_not_hold(client: Client, said: SimpleNamespace) -> None:
    make_bergen()
    with override_settings(SECURITY_CONTACT=said):
        assert client.get("/.well-known/security.txt", headers={"host": "bergen.localhost"}).status_code == 404


# --- the sitemap ----------------------------------------------------------------------------------------------------


@pytest.fixture
def bergen(now: datetime) -> Site:
    """A hospital with a topic in two languages that is different at Voss, news, and two places."""
    site = make_bergen(other_languages=["en"])
    make_front_door()
    voss = make_voss(site)
    adoption = show(site, make_knee(english=True), places=[make_haukeland(site), voss])
    operate(adoption, "supplement", "rom", place=voss, target="hjem", position="after", html="<p>Rom i 3. etasje.</p>")
    approve(adoption, at=now)
    news = make_page(site, live_at=now)
    publish(start_version(news, language="en", by=editor_of(site), at=now), by=editor_of(site), at=now)
    make_page(site, slug="utkast", title="Et utkast")
    return site


def test_every_address_answers_may_be_found_and_is_its_own(bergen: Site, client: Client, visit: Callable[..., Visit]) -> None:
    listed = addresses(client)
    wanted = ("/", KNEE, f"/en{KNEE}", f"{KNEE}voss/", "/behandlinger/", "/nyheter/", "/nyheter/ny-inngang/", "/steder/voss/")
    assert [path for path in wanted if f"http://bergen.localhost{path}" not in listed] == []
    for address, told in listed.items():
        page = visit(address.removeprefix("http://bergen.localhost"))
        assert (page.status, address) == (200, page.one("link", rel="canonical").get("href"))
        assert not page.all("meta", name="robots")
        in_head = {link.get("hreflang"): link.get("href") for link in page.all("link", rel="alternate") if link.get("hreflang")}
        assert (address, in_head) == (address, told["versions"])
        assert set(told["versions"].values()) <= set(listed)


def test_what_is_not_a_page_of_its_own_is_not_listed(bergen: Site, client: Client) -> None:
    Adoption.objects.create(site=bergen, topic=make_knee("hofte", "Hofteprotese"), answer=Answer.NOT_OFFERED, short_code="abc12")
    listed = addresses(client)
    at = "http://bergen.localhost"
    absent = (
        f"{KNEE}haukeland/",
        f"/en{KNEE}voss/",
        "/nyheter/utkast/",
        "/behandlinger/hofte/",
        "/en/undersokelser/",
        "/sykehus/",
    )
    assert [path for path in absent if f"{at}{path}" in listed] == []


def test_the_day_is_that_on_which_the_words_last_changed(bergen: Site, client: Client, now: datetime) -> None:
    listed = addresses(client)
    published = NewsItem.objects.get(slug="ny-inngang", language="nb").last_published_at
    assert listed["http://bergen.localhost/nyheter/ny-inngang/"]["changed"] == f"{published:%Y-%m-%dT%H:%M:%SZ}"
    assert listed[f"http://bergen.localhost{KNEE}voss/"]["changed"] == f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    assert listed["http://bergen.localhost/behandlinger/"]["changed"] is None, "a list is made of many things"


def test_the_front_door_lists_the_national_texts_and_the_hospitals(bergen: Site, client: Client) -> None:
    listed = addresses(client, "www.localhost")
    at = "http://www.localhost"
    assert listed[f"{at}{KNEE}"]["versions"] == {
        "nb": f"{at}{KNEE}",
        "en": f"{at}/en{KNEE}",
        "x-default": f"{at}{KNEE}",
    }
    assert f"{at}/sykehus/bergen/" in listed
    assert f"{at}/steder/" not in listed


def test_a_study_is_listed_where_it_was_published(bergen: Site, client: Client, now: datetime) -> None:
    CodeSystem.objects.get_or_create(key="icd10", defaults={"name": "ICD-10"})
    study(bergen, slug="kne", live_at=now)
    make_site("forde")
    assert "http://bergen.localhost/kliniske-studier/kne/" in addresses(client)
    elsewhere = addresses(client, "forde.localhost")
    assert "http://forde.localhost/kliniske-studier/" in elsewhere
    assert "http://forde.localhost/kliniske-studier/kne/" not in elsewhere


def test_of_two_places_with_one_address_the_one_that_answers_is_listed(bergen: Site, client: Client) -> None:
    place = make_place(bergen.organization, "glasblokkene", name="Glasblokkene", part_of=bergen.organization.places.first())
    listed = addresses(client)
    assert f"http://bergen.localhost{place.path}" in listed
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("topics", [1, 25])
def test_the_number_of_questions_does_not_grow_with_the_number_of_topics(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, topics: int
) -> None:
    site = make_bergen()
    make_front_door()
    for number in range(topics):
        show(site, make_knee(f"tema-{number}", f"Tema {number}"))
        make_page(site, slug=f"nyhet-{number}", live_at=datetime(2026, 11, 1, tzinfo=UTC))
    for host in ("bergen.localhost", "www.localhost"):
        with django_assert_max_num_queries(5):
            assert len(addresses(client, host)) > topics


def test_a_robot_that_has_the_newest_gets_nothing_again(bergen: Site, client: Client) -> None:
    for path in ("/sitemap.xml", "/robots.txt"):
        first = client.get(path, headers={"host": "bergen.localhost"})
        assert first.headers["Cache-Control"].startswith("public, max-age=3600")
        known = {"host": "bergen.localhost", "if-none-match": first.headers["ETag"]}
        assert (client.get(path, headers=known).status_code, client.get(path, headers=known).content) == (304, b"")
    show(bergen, make_knee("hofte", "Hofteprotese"))
    assert client.get("/sitemap.xml", headers=known).status_code == 200


def test_before_any_site_is_open_there_is_a_front_page(client: Client) -> None:
    assert "http://www.localhost/" in addresses(client, "www.localhost")


def test_what_does_not_fit_in_one_file_is_parted(bergen: Site, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = addresses(client)
    assert client.get("/sitemap-1.xml", headers={"host": "bergen.localhost"}).status_code == 404
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 7)
    found: dict[str, Any] = {}
    for file in addresses(client):
        part = client.get(file.removeprefix("http://bergen.localhost"), headers={"host": "bergen.localhost"})
        assert len(read(part.content.decode())) <= 7
        found |= read(part.content.decode())
    assert found == whole
    assert client.get("/sitemap-99.xml", headers={"host": "bergen.localhost"}).status_code == 404


def test_no_file_is_longer_than_the_protocol_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [{"nb": Version(f"/nyheter/{number}/?a=1&b=«æ»", datetime(2026, 11, number + 1, tzinfo=UTC))} for number in range(9)]
    monkeypatch.setattr(sitemap, "MOST_BYTES", 700)
    files = sitemap.files(pages, lambda path: f"https://bergen.example{path}", lambda found: min(found))
    assert len(files) > 2
    assert max(len(file.text.encode()) for file in files) <= 700
    assert sum(len(read(file.text)) for file in files) == 9
    assert files[-1].changed == datetime(2026, 11, 9, tzinfo=UTC)
    assert "https://bergen.example/sitemap-1.xml" in read(sitemap.index(files, lambda path: f"https://bergen.example{path}"))


def test_a_page_is_its_own_where_a_place_says_something_else() -> None:
    assert indexing.of_its_own({"nb": "a", "en": "b", "se": "c"}, {"nb": "a", "en": "x"}) == ["en", "se"]


def test_a_host_nobody_knows_is_told_of_the_front_door(bergen: Site, client: Client) -> None:
    hosts.forget()
    assert "http://www.localhost/" in addresses(client, "ukjent.example")

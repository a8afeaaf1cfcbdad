"""A reader in Tysfjord or Snåsa meets a text in their own language, and is told the truth about every word around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import lxml.html
import pytest
from django.template.loader import render_to_string
from django.test import Client

from fellesnett.adoption.tests.factories import slot, text
from fellesnett.foundation import clock
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_place
from fellesnett.pages.models import Department, FrontPage, SiteProfile, Vacancy
from fellesnett.pages.tests.alerts import make_alert
from fellesnett.pages.tests.factories import make_page
from fellesnett.public.components import Picture
from fellesnett.public.tests.factories import make_edition, make_front_door, make_knee, make_site, show
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db
KNEE = "/behandlinger/kneprotese/"
LULE = {
    "introduction": [text("intro", "<p>Buolvva målssuduvvá.</p>")],
    "before": [text("faste", "<p>Ale bårå 6 tijma.</p>"), slot("telefon", "Telefåvnnå", required=True)],
}
TITLE, BOOK, NEWS = "Buolvvaprotesa", "Buorisboahtem", "Ådå uksa"


@pytest.fixture
def bodo() -> Site:
    """A hospital with a topic in bokmål and in Lule Sámi."""
    site = make_site("bodo", name="Nordlandssykehuset", other_languages=["smj", "se"])
    make_front_door()
    knee = make_knee()
    edition = knee.editions.get(language="nb")
    make_edition(knee, LULE, language="smj", title=TITLE, follows=edition)
    show(site, knee, languages=["nb", "smj"], places=[make_place(site.organization, "bodo", name="Bodø")])
    return site


@pytest.fixture
def ask() -> Callable[[str], Visit]:
    return lambda path: Visit(Client(), "bodo.localhost", path)


def spoken(page: Visit) -> Iterator[tuple[str, str]]:
    """(words, the language a screen reader says them in) of every piece of text on the page."""
    tree = lxml.html.document_fromstring(page.html)
    for piece in tree.xpath("//body//text()[normalize-space()]"):
        holder = piece.getparent().getparent() if piece.is_tail else piece.getparent()
        yield piece.strip(), holder.xpath("string((ancestor-or-self::*/@lang)[last()])")


def said_in(page: Visit, wanted: str) -> set[str]:
    return {language for said, language in spoken(page) if wanted in said}


def test_the_text_is_lule_sami_and_the_words_around_it_bokmaal(bodo: Site, ask: Callable[[str], Visit]) -> None:
    page = ask(f"/smj{KNEE}")
    assert page.status == 200
    assert page.one("html").get("lang") == "nb"
    assert page.one("title").get("lang") == "smj"
    assert page.response.headers["Content-Language"] == "smj"
    for ours in (TITLE, "Buolvva målssuduvvá.", "Ale bårå 6 tijma."):
        assert said_in(page, ours) == {"smj"}
    for around in ("Før behandlingen", "Om denne siden", "Kontakt og oppmøte", "Hopp til innholdet", "Bodø", "mandag"):
        assert said_in(page, around) <= {"nb"}
    assert not [said for said, language in spoken(page) if language not in ("nb", "smj", "se", "en")]


def test_the_switch_shows_the_versions_that_exist_and_no_others(bodo: Site, ask: Callable[[str], Visit]) -> None:
    for path, current in ((KNEE, "nb"), (f"/smj{KNEE}", "smj")):
        (switch,) = ask(path).all("nav", class_="languages")
        links = {link.get("hreflang"): (words(link), link.get("href")) for link in switch.iter() if link.get("href")}
        assert links == {"nb": ("Bokmål", KNEE), "smj": ("Julevsámegiella", f"/smj{KNEE}")}
        assert [link.get("hreflang") for link in switch.iter() if link.get("aria-current")] == [current]
    versions = {link.get("hreflang") for link in ask(f"/smj{KNEE}").all("link", rel="alternate")}
    assert versions - {None} == {"nb", "smj", "x-default"}


def test_a_language_in_which_the_text_is_missing_offers_those_in_which_it_is(bodo: Site, ask: Callable[[str], Visit]) -> None:
    page = ask(f"/sma{KNEE}")
    assert (page.status, page.one("html").get("lang"), page.response.headers["Content-Language"]) == (200, "nb", "nb")
    assert "Denne siden finnes ikke på sørsamisk." in page.text
    assert page.links()["Julevsámegiella"] == f"/smj{KNEE}"
    assert page.all("meta", name="robots")


def test_a_page_of_the_interfaces_words_alone_is_no_lule_sami_page(bodo: Site, ask: Callable[[str], Visit]) -> None:
    page = ask("/smj/kontakt/")
    assert (page.status, page.response.headers["Content-Language"]) == (200, "nb")
    assert {language for _said, language in spoken(page)} <= {"nb", "se"}, "only the names of languages are not bokmål"
    assert page.one("meta", name="robots").get("content") == "noindex"
    assert not page.all("a", hreflang="smj")
    assert ask("/kontakt/").all("a", hreflang="se"), "Northern Sámi has an interface, and so that page"


def test_the_way_on_stays_in_the_readers_language(bodo: Site, ask: Callable[[str], Visit]) -> None:
    page = ask(f"/smj{KNEE}")
    assert page.one("a", class_="site-name").get("href") == "/smj/"
    home = ask("/smj/")
    assert home.status == 200
    assert not home.all("meta", name="robots"), "there is something to read here in Lule Sámi"
    assert home.links()["Behandlinger"] == "/smj/behandlinger/"
    assert ask("/smj/behandlinger/").links()[TITLE] == f"/smj{KNEE}"
    assert said_in(ask("/smj/behandlinger/"), TITLE) == {"smj"}


def test_a_site_that_has_written_nothing_in_a_language_has_no_front_page_in_it(ask: Callable[[str], Visit]) -> None:
    make_site("bodo", other_languages=["sma"])
    assert ask("/sma/").all("meta", name="robots")
    assert not ask("/").all("a", hreflang="sma")


def test_the_sites_own_pages_say_which_language_they_are_in(bodo: Site, ask: Callable[[str], Visit], now: datetime) -> None:
    facts: dict[str, Any] = {"language": "smj", "lead": "Uksa rabáduvvá.", "live_at": now}
    make_page(bodo, title=NEWS, slug="uksa", **facts)
    make_page(bodo, FrontPage, title=BOOK, slug="forside", **{**facts, "lead": BOOK})
    make_page(bodo, Department, title="Ortopedija", slug="ortopedija", **facts)
    page = ask("/smj/nyheter/uksa/")
    for ours in (NEWS, "Uksa rabáduvvá.", "Slik finner du fram"):
        assert said_in(page, ours) == {"smj"}
    assert said_in(page, "Ansvarlig:") == said_in(page, "Forside") == {"nb"}
    assert said_in(ask("/smj/"), BOOK) == said_in(ask("/smj/"), NEWS) == {"smj"}
    assert said_in(ask("/smj/nyheter/"), "Uksa rabáduvvá.") == said_in(ask("/smj/avdelinger/"), "Ortopedija") == {"smj"}


def test_facts_beside_a_text_say_which_of_their_words_are_the_pages_own(
    bodo: Site, ask: Callable[[str], Visit], now: datetime
) -> None:
    facts: dict[str, Any] = {"language": "smj", "live_at": now}
    place = make_place(bodo.organization, "vuodna", name="Vuodna")
    make_page(
        bodo,
        Department,
        slug="ortopedija",
        title="Ortopedija",
        phone="75 53 40 00",
        phone_hours="Árggabiejve",
        bring="Dálkaslássta\nGápmaga",
        unit="Oassudahka",
        places=[place],
        **facts,
    )
    make_page(
        bodo,
        Vacancy,
        slug="suohkan",
        title="Suohkandivodiddje",
        deadline=date(2199, 1, 1),
        apply_url="https://example.no/1",
        **facts,
    )
    page = ask("/smj/avdelinger/ortopedija/")
    for ours in ("Árggabiejve", "Dálkaslássta", "Gápmaga", "Oassudahka"):
        assert said_in(page, ours) == {"smj"}
    for around in ("Telefon", "Ta med når du kommer", "Ansvarlig:"):
        assert said_in(page, around) == {"nb"}
    vacancy = ask("/smj/jobb/suohkan/")
    assert said_in(vacancy, "Søk på stillingen") == {"nb"}
    assert said_in(vacancy, "Suohkandivodiddje") == {"smj"}
    assert "Søk på stillingen «Suohkandivodiddje»" in vacancy.text.replace("« ", "«").replace(" »", "»")


def test_a_picture_says_the_language_of_its_words() -> None:
    picture = Picture("/a.svg", 4, 3, alt="Fjorden", caption="Fjorden", credit="Ola", lang="nb")
    drawn = lxml.html.fromstring(render_to_string("components/picture.html", {"picture": picture}))
    assert [(each.tag, each.get("alt") or each.text) for each in drawn.xpath("//*[@lang='nb']")] == [
        ("img", "Fjorden"),
        ("span", "Fjorden"),
    ]
    plain = render_to_string("components/picture.html", {"picture": replace(picture, lang="")})
    assert "lang=" not in plain


def test_what_a_site_says_of_itself_in_its_own_language_alone_is_marked_elsewhere() -> None:
    front = make_site("www", name="Spesialisthelsetjenesten", is_front_door=True, other_languages=["nn"])
    SiteProfile.objects.create(site=front, owner_line="Et felles nettsted for sykehusene")
    bergen = make_site("bergen", name="Helse Bergen", language="nn", other_languages=["en"])
    SiteProfile.objects.create(site=bergen, owner_line="Ein del av Helse Vest")
    for path in ("/nn/", "/nn/om-nettstedet/", "/nn/tilgjengelighet/"):
        page = Visit(Client(), "www.localhost", path)
        assert said_in(page, "Spesialisthelsetjenesten") == said_in(page, "Et felles nettsted") == {"nb"}
        assert said_in(page, "Nettstaden") <= {"nn"}
        plain = Visit(Client(), "www.localhost", path.removeprefix("/nn"))
        assert not plain.all("p", lang="nb")
        assert not plain.all("a", lang="nb", class_="site-name")
    english = Visit(Client(), "bergen.localhost", "/en/om-nettstedet/")
    assert said_in(english, "Ein del av Helse Vest") == {"nn"}
    assert english.one("a", class_="site-name").get("lang") is None, "a hospital's name is a name"


def test_a_place_says_each_thing_in_the_language_it_has_it_in(ask: Callable[[str], Visit]) -> None:
    site = make_site("bodo", other_languages=["smj"])
    place = make_place(site.organization, "bodo", name="Bodø")
    place.name = {"nb": "Bodø sykehus", "smj": "Bådådjo skihppijviesso"}
    place.descriptions = {"nb": {"parking": "Parker bak."}, "smj": {"parking": "Duogen.", "note": "Buorre."}}
    place.meeting = {"smj": {"text": "Uksa"}}
    place.phones = [{"number": "75 53 40 00", "label": {"nb": "Sentralbord", "smj": "Guovdásj"}, "hours": []}]
    place.hours = [{"label": {"smj": "Káffa"}, "week": [[6, "11:00", "14:00"]]}]
    place.exceptions = [
        {"first": "2199-12-24", "last": "2199-12-24", "opens": None, "closes": None, "note": {"smj": "Juovllaiehket"}}
    ]
    place.save()
    page = ask("/smj/steder/bodo/")
    assert said_in(page, "Bådådjo") == said_in(page, "Duogen.") == said_in(page, "Uksa") == {"smj"}
    assert said_in(page, "Guovdásj") == said_in(page, "Káffa") == said_in(page, "Juovllaiehket") == {"smj"}
    assert said_in(page, "Parkering") == said_in(page, "stengt") == said_in(page, "75 53 40 00") == {"nb"}
    assert "finnes bare på" not in page.text
    assert "Denne delen finnes bare på lulesamisk." in ask("/steder/bodo/").text


def test_an_alert_says_which_language_it_is_in(bodo: Site, ask: Callable[[str], Visit]) -> None:
    make_alert(bodo, clock.now())
    page = ask(f"/smj{KNEE}")
    assert "Meldingen finnes bare på bokmål." in page.text
    (alert,) = page.all("section", class_="alert")
    assert [part.get("lang") for part in alert.iter() if part.get("lang")] == [], "bokmål on a page that says it is bokmål"


def test_nothing_changes_for_a_language_with_an_interface(bodo: Site, ask: Callable[[str], Visit]) -> None:
    page = ask(KNEE)
    assert {language for _said, language in spoken(page)} == {"nb", "smj"}, "the one link to the other version"
    assert ask("/se/").one("html").get("lang") == "se"

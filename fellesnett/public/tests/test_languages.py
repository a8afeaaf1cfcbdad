"""A reader in Tysfjord or Snåsa meets a text in their own language, and is told the truth about every word around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import lxml.html
import pytest
from django.test import Client

from fellesnett.adoption.tests.factories import slot, text
from fellesnett.foundation import clock
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_place
from fellesnett.pages.models import Department, FrontPage
from fellesnett.pages.tests.alerts import make_alert
from fellesnett.pages.tests.factories import make_page
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
    assert {link.get("hreflang") for link in ask(f"/smj{KNEE}").all("link", rel="alternate")} == {"nb", "smj"}


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


def test_a_place_says_each_thing_in_the_language_it_has_it_in(ask: Callable[[str], Visit]) -> None:
    site = make_site("bodo", other_languages=["smj"])
    place = make_place(site.organization, "bodo", name="Bodø")
    place.name = {"nb": "Bodø sykehus", "smj": "Bådådjo skihppijviesso"}
    place.descriptions = {"nb": {"parking": "Parker bak."}, "smj": {"parking": "Duogen.", "note": "Buorre."}}
    place.meeting = {"smj": {"text": "Uksa"}}
    place.save()
    page = ask("/smj/steder/bodo/")
    assert said_in(page, "Bådådjo") == said_in(page, "Duogen.") == said_in(page, "Uksa") == {"smj"}
    assert said_in(page, "Parkering") == {"nb"}
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

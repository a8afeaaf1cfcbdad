"""Somebody who runs a municipality's site, and is no developer, finds the code; an editor that knows oEmbed asks for it."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import lxml.html
import pytest
from django.test import Client
from lxml import etree

from fellesnett.delivery.models import Item
from fellesnett.organizations.models import Site
from fellesnett.syndication.tests.bergen import AT, WEB, get, seen, take_away, text
from fellesnett.syndication.words import WORDS

pytestmark = pytest.mark.django_db


def code_in(page: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """What stands in the field, as a browser on the other site would read it."""
    return lxml.html.fragment_fromstring(page.xpath("string(//textarea)"), create_parent=True)


def test_the_address_of_a_page_in_and_code_out_that_shows_the_text(client: Client, knee: Item) -> None:
    page = seen(get(client, "/embed", url=WEB))
    frame = code_in(page).xpath("//iframe")[0]
    assert frame.get("title") == "Kneprotese, fra Helse Bergen HF"
    assert frame.get("src") == f"{AT}/embed/{knee.pk}"
    assert (frame.get("width"), frame.get("height")) == ("700", "600")
    assert "width:100%" in frame.get("style"), "narrower where the column is"
    assert get(client, urlsplit(frame.get("src")).path).status_code == 200
    assert code_in(page).xpath("//p/a/@href") == [WEB], "whoever cannot have frames has a link"
    assert page.xpath("//iframe/@src") == [f"/embed/{knee.pk}"], "and sees how it looks"


def test_some_sections_may_be_chosen_and_how_high(client: Client, knee: Item) -> None:
    page = seen(
        client.get("/embed", {"url": WEB, "aspects": ["preparation", "followup"], "height": "400"}, headers={"host": AT[7:]})
    )
    frame = code_in(page).xpath("//iframe")[0]
    assert frame.get("src") == f"{AT}/embed/{knee.pk}?aspects=preparation,followup"
    assert frame.get("height") == "400"
    assert page.xpath("//input[@name='aspects' and @checked]/@value") == ["preparation", "followup"]
    every = page.xpath("//input[@name='aspects']/@value")
    whole = seen(client.get("/embed", {"url": WEB, "aspects": every}, headers={"host": AT[7:]}))
    assert code_in(whole).xpath("//iframe/@src") == [f"{AT}/embed/{knee.pk}"]


def test_an_address_copied_without_its_scheme_will_do(client: Client, knee: Item) -> None:
    page = seen(get(client, "/embed", url=WEB.removeprefix("http://")))
    assert page.xpath("string(//textarea)")


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/a/", f"{AT}/behandlinger/hofte/", "kneprotese", "https://[", "javascript:1"]
)
def test_an_address_without_a_text_is_said_to_have_none_at_the_field(client: Client, knee: Item, url: str) -> None:
    page = seen(get(client, "/embed", url=url))
    field = page.xpath("//input[@name='url']")[0]
    assert field.get("aria-invalid") == "true"
    fault = page.xpath("//*[@id=$id]", id=field.get("aria-describedby").split()[-1])[0]
    assert "adresse" in fault.text_content()
    assert field.get("value").endswith(url)


def test_a_site_in_nynorsk_is_spoken_to_in_nynorsk(client: Client, knee: Item) -> None:
    Site.objects.filter(slug="bergen").update(language="nn")
    page = seen(get(client, "/embed"))
    assert (page.get("lang"), page.xpath("//h1/text()")) == ("nn", ["Vis ein tekst på nettstaden dykkar"])
    assert WORDS["nn"].keys() == WORDS["nb"].keys()


def test_the_page_itself_stands_in_nobodys_frame(client: Client, knee: Item) -> None:
    answer = get(client, "/embed", url=WEB)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "frame-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


# --- oEmbed 1.0 -----------------------------------------------------------------------------------------------------


def test_an_editor_asks_for_the_frame_by_the_address_of_the_page(client: Client, knee: Item) -> None:
    answer = get(client, "/oembed", url=WEB)
    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    said = json.loads(answer.content)
    assert {name: said[name] for name in ("version", "type", "title", "width", "height")} == {
        "version": "1.0", "type": "rich", "title": "Kneprotese", "width": 700, "height": 600,
    }  # fmt: skip
    frame = lxml.html.fragment_fromstring(said["html"])
    assert (frame.tag, frame.get("src"), frame.get("width")) == ("iframe", f"{AT}/embed/{knee.pk}", "700")
    assert said["author_url"] == WEB


def test_the_frame_is_no_wider_or_higher_than_asked_for(client: Client, knee: Item) -> None:
    said = json.loads(get(client, "/oembed", url=WEB, maxwidth="320", maxheight="5000").content)
    assert (said["width"], said["height"]) == (320, 600)
    assert 'width="320"' in said["html"]


def test_the_same_in_xml(client: Client, knee: Item) -> None:
    answer = get(client, "/oembed", url=WEB, format="xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(answer.content)
    as_json = json.loads(get(client, "/oembed", url=WEB).content)
    assert (root.tag, {child.tag: child.text for child in root}) == (
        "oembed",
        {name: str(value) for name, value in as_json.items()},
    )


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"url": WEB, "format": "yaml"}, 501),  # section 2.3.3
        ({"url": "https://elsewhere.example/"}, 404),
        ({"url": "nothing"}, 404),
        ({}, 404),
        ({"url": WEB, "maxwidth": "wide"}, 400),
        ({"url": WEB, "maxwidth": "0"}, 400),
        ({"url": WEB, "maxheight": "٣"}, 400),
        ({"url": WEB, "maxwidth": "9" * 400}, 200),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document(client: Client, knee: Item, asked: dict[str, str], status: int) -> None:
    answer = get(client, "/oembed", accept="application/json", **asked)
    assert answer.status_code == status
    if status != 200:
        assert answer["Content-Type"] == "application/problem+json"
        assert json.loads(answer.content)["status"] == status


def test_a_text_that_is_taken_away_is_no_more_offered(client: Client, knee: Item) -> None:
    take_away(knee, text("en"))
    assert get(client, "/oembed", accept="application/json", url=WEB).status_code == 404
    assert get(client, "/oembed", accept="application/json", url=WEB, format="xml").status_code == 404


def test_only_get(client: Client, knee: Item) -> None:
    answer = client.post("/oembed", {"url": WEB}, headers={"accept": "application/json"})
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_a_title_that_was_pasted_from_a_word_processor_is_told_in_xml(client: Client, knee: Item) -> None:
    knee.document = json.dumps(json.loads(knee.document) | {"title": "Kne\x0bprotese"})
    knee.save()
    answer = get(client, "/oembed", url=WEB, format="xml")
    assert etree.fromstring(answer.content).findtext("title") == "Kne protese"

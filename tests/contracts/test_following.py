"""Feeds, sitemaps and calendars as they are read by programs that no one here wrote, in Python and in Node."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from django.test import Client
from usp.objects.sitemap import PagesXMLSitemap
from usp.tree import sitemap_from_str

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.delivery.following import follow
from fellesnett.delivery.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.pages.models import NewsItem
from fellesnett.pages.tests.factories import make_page
from fellesnett.syndication import doors

HERE = Path(__file__).parent
HOST = "bergen.localhost:8000"
needs_node = pytest.mark.skipif(
    not (HERE / "node_modules/feedsmith").exists(),
    reason="not installed: tests/install-validator (needs npm)",
)


@pytest.fixture
def bergen(db: None, client: Client) -> Any:
    """Asks a hospital with a text in two languages and two pieces of news."""
    doors.OFTEN.forget()
    make_front_door()
    site = make_bergen()
    show(site, make_knee(english=True))
    for number, title in enumerate(("Ny inngang", "Blå & gul linje < åpen")):
        make_page(site, NewsItem, slug=f"nr-{number}", title=title, live_at=MORNING + timedelta(hours=number))
    follow(at=MORNING)
    return lambda path: client.get(path, headers={"host": HOST}).content.decode()


def in_node(asked: list[tuple[str, str]]) -> list[Any]:
    lines = "\n".join(json.dumps({"reader": reader, "text": text}) for reader, text in asked)
    ran = subprocess.run(["node", str(HERE / "read.mjs")], input=lines, capture_output=True, text=True, check=True, timeout=120)
    return [json.loads(line) for line in ran.stdout.splitlines()]


@needs_node
def test_every_reader_finds_the_same_in_every_form(bergen: Any) -> None:
    texts = {form: bergen(f"/feeds/alt.{form}") for form in ("atom", "rss", "json")}
    readers = [("rss-parser", "atom"), ("rss-parser", "rss"), ("feedsmith-atom", "atom"), ("feedsmith-rss", "rss")]
    told = in_node([(reader, texts[form]) for reader, form in [*readers, ("feedsmith-json", "json")]])
    python = feedparser.parse(texts["atom"])
    assert not python.bozo
    expected = [{"id": one.id, "title": one.title, "link": one.link} for one in python.entries]
    assert {entry["title"] for entry in expected} == {"Ny inngang", "Blå & gul linje < åpen", "Kneprotese"}
    for feed in told:
        assert feed == {"title": "Alt nytt – Helse Bergen", "entries": expected}


def test_a_sitemap_is_read_with_its_languages_and_days(bergen: Any) -> None:
    found = sitemap_from_str(bergen("/sitemap.xml"))
    assert isinstance(found, PagesXMLSitemap)
    pages = {page.url: page for page in found.all_pages()}
    knee = pages[f"http://{HOST}/behandlinger/kneprotese/"]
    assert isinstance(knee.last_modified, datetime)
    assert knee.alternates is not None
    assert {("nb", knee.url), ("en", f"http://{HOST}/en/behandlinger/kneprotese/")} <= set(knee.alternates)


@needs_node
def test_a_robot_in_node_finds_as_many_pages(bergen: Any) -> None:
    text = bergen("/sitemap.xml")
    (found,) = in_node([("sitemapper", text)])
    assert found["errors"] == []
    assert set(found["sites"]) == {page.url for page in sitemap_from_str(text).all_pages()}

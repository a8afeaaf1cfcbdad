"""Places, events and the rest as a developer meets them: lists, items, the feed and the export."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import everybody
from fellesnett.organizations.describing import open_place
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.test_describing import RECORD
from fellesnett.pages.actions import unpublish
from fellesnett.pages.models import NewsItem
from fellesnett.pages.tests.factories import editor_of, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def news(bergen: Site) -> Any:
    """A place and a piece of news, told."""
    open_place(organization=bergen.organization, slug="voss", record=RECORD, by=everybody(bergen), at=MORNING)
    page = make_page(bergen, NewsItem, live_at=MORNING)
    follow(at=MORNING)
    return page


def read(client: Client, address: str, status: int = 200) -> Any:
    got = client.get(address)
    assert got.status_code == status, got.content
    return json.loads(got.content)


def test_each_line_of_the_feed_leads_to_a_document_of_its_type(client: Client, news: Any) -> None:
    told = read(client, "/api/v1/changes")["items"]
    assert [(line["type"], line["href"].split("/")[3]) for line in told] == [("place", "places"), ("news", "news")]
    assert [read(client, line["href"])["id"] for line in told] == [line["id"] for line in told]


def test_a_list_holds_one_type_and_a_record_is_no_text(client: Client, news: Any) -> None:
    (place,) = read(client, "/api/v1/places")["items"]
    assert place["title"] == "Voss sjukehus"
    assert [row["title"] for row in read(client, "/api/v1/news?site=bergen&language=nb")["items"]] == ["Ny inngang"]
    assert read(client, "/api/v1/news?site=unn")["items"] == []
    assert [read(client, f"/api/v1/{folder}")["items"] for folder in ("events", "studies", "organizations", "content")] == [
        []
    ] * 4
    read(client, f"/api/v1/content/{place['id'].rpartition(':')[2]}", 404)
    read(client, f"/api/v1/news/{place['id'].rpartition(':')[2]}", 404)


def test_what_is_taken_down_says_so(client: Client, news: Any, bergen: Site) -> None:
    item = Item.objects.get(type="news")
    unpublish(news, by=editor_of(bergen), at=MORNING)
    follow(at=MORNING)
    assert read(client, f"/api/v1/news/{item.pk}", 410)["reason"] == "unpublished"
    assert read(client, "/api/v1/news")["items"] == []


def test_the_export_holds_them_too(client: Client, news: Any) -> None:
    lines = b"".join(client.get("/api/v1/export").streaming_content).splitlines()  # type: ignore[arg-type]
    assert {json.loads(line)["type"] for line in lines} == {"place", "news"}


def test_a_list_is_one_question_to_the_database(client: Client, news: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        client.get("/api/v1/places")

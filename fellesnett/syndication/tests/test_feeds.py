"""Somebody follows what a hospital tells: in a feed reader, on a municipality's front page, in a newsletter."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils.http import http_date
from lxml import etree

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.codes.tests.factories import make_code_system
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.national.models import Topic, TopicCoding
from fellesnett.organizations.models import Organization, Place, Site
from fellesnett.organizations.tests.factories import make_place
from fellesnett.pages.actions import publish, unpublish
from fellesnett.pages.models import BoardMeeting, NewsItem
from fellesnett.pages.tests.factories import editor_of, make_page
from fellesnett.syndication import subjects
from fellesnett.syndication.tests.bergen import AT, HOST, WEB, get, take_away, text

LATER = MORNING + timedelta(days=1)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def news(knee: Item) -> NewsItem:
    page: NewsItem = make_page(bergen(), NewsItem, live_at=MORNING)
    follow(at=MORNING)
    return page


def bergen() -> Site:
    return Site.objects.get(slug="bergen")


def read(client: Client, path: str, **asked: str) -> Any:
    """A feed as a reader that no one here wrote sees it."""
    answer = get(client, path, **asked)
    assert answer.status_code == 200, answer.content
    found = feedparser.parse(answer.content)
    assert not found.bozo
    return found


@pytest.mark.parametrize(("form", "version"), [("atom", "atom10"), ("rss", "rss20")])
def test_a_piece_of_news_is_told_with_its_words_and_its_place(client: Client, news: NewsItem, form: str, version: str) -> None:
    found = read(client, f"/feeds/nyheter.{form}")
    assert found.version == version
    assert found.feed.title == "Nyheter – Helse Bergen"
    assert found.feed.language == "nb"
    (entry,) = found.entries
    assert (entry.title, entry.link) == ("Ny inngang", f"{AT}/nyheter/ny-inngang/")
    assert entry.id == Item.objects.get(type="news").pk.urn
    words = entry.content[0].value if form == "atom" else entry.summary
    assert "hovedinngangen" in words
    assert "Helse Bergen HF" in words


def test_the_same_in_json(client: Client, news: NewsItem) -> None:
    answer = get(client, "/feeds/nyheter.json")
    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    said = json.loads(answer.content)
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert said["feed_url"] == f"{AT}/feeds/nyheter.json"
    assert "next_url" not in said
    (item,) = said["items"]
    assert item["id"] == Item.objects.get(type="news").pk.urn
    assert (item["url"], item["language"]) == (f"{AT}/nyheter/ny-inngang/", "nb")


def test_the_id_of_a_feed_is_the_same_in_every_form_and_its_own_in_every_language(client: Client, news: NewsItem) -> None:
    ids = {read(client, "/feeds/nyheter.atom", language=language).feed.id for language in ("nb", "en")}
    assert ids == {f"{AT}/feeds/nyheter", f"{AT}/feeds/nyheter?language=en"}


def test_all_of_a_site_is_one_feed_newest_first(client: Client, news: NewsItem) -> None:
    make_page(bergen(), NewsItem, slug="senere", title="Senere", live_at=LATER)
    follow(at=LATER)
    assert [entry.title for entry in read(client, "/feeds/alt.atom").entries] == ["Senere", "Ny inngang", "Kneprotese"]


def test_texts_are_followed_by_kind_by_topic_and_by_code_in_each_language(client: Client, knee: Item) -> None:
    TopicCoding.objects.create(topic=knee.topic, system=make_code_system("icd10"), code="M17", display="Kneartrose")
    by_code = [f"/feeds/kode/{name}/M17.atom" for name in ("icd10", "http://hl7.org/fhir/sid/icd-10-no")]
    for path in ("/feeds/behandlinger.atom", "/feeds/tema/kneprotese.atom", *by_code):
        (entry,) = read(client, path).entries
        assert (entry.id, entry.link) == (knee.pk.urn, WEB)
    (english,) = read(client, "/feeds/tema/kneprotese.atom", language="en").entries
    assert english.title == "Knee replacement"
    assert read(client, "/feeds/kode/icd10/A00.atom").entries == []


def test_a_text_for_patients_is_read_on_its_page_where_it_is_as_it_is_now(client: Client, knee: Item) -> None:
    (entry,) = read(client, "/feeds/tema/kneprotese.atom").entries
    assert WEB in entry.content[0].value
    assert "Før behandlingen" not in entry.content[0].value


def test_meetings_of_the_board_are_followed_too(client: Client, knee: Item) -> None:
    meeting = make_page(bergen(), BoardMeeting, starts_at=LATER, place_text="Haukeland", title="Styremøte", live_at=MORNING)
    (entry,) = read(client, "/feeds/styret.atom").entries
    assert (entry.title, entry.id) == ("Styremøte", uuid.uuid5(meeting.work, "nb").urn)


# --- what changes, and what does not ---------------------------------------------------------------------------------


def updated(client: Client) -> str:
    return str(read(client, "/feeds/behandlinger.atom").feed.updated)


def test_a_corrected_spelling_tells_nobody_of_a_change(client: Client, knee: Item) -> None:
    before = updated(client)
    Item.objects.filter(pk=knee.pk).update(modified=LATER)
    assert updated(client) == before
    Item.objects.filter(pk=knee.pk).update(changed=LATER)
    assert updated(client) > before


def test_a_feed_with_nothing_in_it_is_whole_and_the_same_each_time(client: Client, knee: Item) -> None:
    first, again = (get(client, "/feeds/sykdommer.atom") for _ in range(2))
    assert first.content == again.content
    assert feedparser.parse(first.content).bozo is False


def asked_again(client: Client, path: str, **headers: str) -> int:
    return int(client.get(path, headers={"host": HOST, **headers}).status_code)


def test_whoever_has_it_already_is_sent_nothing(client: Client, news: NewsItem) -> None:
    known = {"if-none-match": get(client, "/feeds/nyheter.atom")["ETag"]}
    assert asked_again(client, "/feeds/nyheter.atom", **known) == 304
    unpublish(news, by=editor_of(bergen()), at=LATER)
    follow(at=LATER)
    assert asked_again(client, "/feeds/nyheter.atom", **known) == 200
    assert read(client, "/feeds/nyheter.atom").entries == []


RENAMED: dict[str, Callable[[], object]] = {
    "site": lambda: Site.objects.filter(slug="bergen").update(name="Haukeland"),
    "organization": lambda: Organization.objects.filter(sites__slug="bergen").update(name="Haukeland HF"),
    "place": lambda: Place.objects.filter(slug="voss").update(name={"nb": "Voss og Hardanger"}),
}
SHOWING = [(form, what) for form in ("atom", "rss", "json") for what in RENAMED if (form, what) != ("rss", "organization")]


@pytest.mark.parametrize(("form", "what"), SHOWING)
def test_a_new_name_is_new_also_to_those_who_hold_the_feed(client: Client, news: NewsItem, form: str, what: str) -> None:
    """Readers ask by the mark, by the day, or by both."""
    place = make_place(bergen().organization, "voss", name="Voss sjukehus")
    Item.objects.filter(topic__key="kneprotese", site__slug="bergen").update(place=place)
    path = f"/feeds/alt.{form}"
    first = get(client, path)
    by_day = {"if-modified-since": first.get("Last-Modified", http_date(LATER.timestamp()))}
    RENAMED[what]()
    for known in ({"if-none-match": first["ETag"]}, by_day, {"if-none-match": first["ETag"], **by_day}):
        assert asked_again(client, path, **known) == 200, known


def test_what_the_editors_call_a_topic_is_theirs_until_a_text_is_shown(client: Client, knee: Item) -> None:
    Topic.objects.filter(pk=knee.topic_id).update(title="Kne (venter på advokaten)")
    assert read(client, "/feeds/tema/kneprotese.atom").feed.title == "Kneprotese – Helse Bergen"
    assert read(client, "/feeds/tema/kneprotese.atom", language="en").feed.title == "Knee replacement – Helse Bergen"
    Topic.objects.create(key="nedlegging", kind="support_article", title="Vi legger ned fødeavdelingen", unit="Ledelsen")
    answer = get(client, "/feeds/tema/nedlegging.atom")
    assert answer.status_code == 404
    assert "fødeavdelingen" not in answer.content.decode()
    take_away(knee)
    assert read(client, "/feeds/tema/kneprotese.atom").entries == []


def test_a_code_that_is_called_what_a_list_is_is_a_code(client: Client, knee: Item) -> None:
    make_code_system("icd10")
    assert read(client, "/feeds/kode/icd10/nyheter.atom").feed.title == "nyheter – Helse Bergen"


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_what_was_pasted_from_a_word_processor_stops_no_feed(client: Client, knee: Item, form: str) -> None:
    """Its line break within a paragraph is a sign that XML cannot hold."""
    make_page(bergen(), NewsItem, title="Ny inngang\x0btil sykehuset", lead="Fra mandag\x0ci vest\x1f", live_at=MORNING)
    follow(at=MORNING)
    Site.objects.filter(slug="bergen").update(name="Helse\x0bBergen")
    answer = get(client, f"/feeds/alt.{form}")
    assert answer.status_code == 200
    titles = [item["title"] for item in json.loads(answer.content)["items"]] if form == "json" else []
    assert "Ny inngang" in (titles or [entry.title for entry in read(client, f"/feeds/alt.{form}").entries])[0]


def test_what_is_taken_away_is_told_no_more(client: Client, knee: Item) -> None:
    take_away(knee, text("en"))
    assert read(client, "/feeds/tema/kneprotese.atom").entries == []


def test_older_entries_are_found_page_by_page(client: Client, news: NewsItem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "AT_A_TIME", 1)
    for day in (1, 2):
        page = make_page(bergen(), NewsItem, slug=f"dag-{day}", title=f"Dag {day}")
        publish(page, by=editor_of(bergen()), at=MORNING + timedelta(days=day))
        follow(at=MORNING + timedelta(days=day))
    titles, address = [], f"{AT}/feeds/nyheter.json"
    while address:
        said = json.loads(client.get(address.removeprefix(AT), headers={"host": HOST}).content)
        titles += [item["title"] for item in said["items"]]
        address = said.get("next_url", "")
    assert titles == ["Dag 2", "Dag 1", "Ny inngang"]
    tree = etree.fromstring(get(client, "/feeds/nyheter.atom").content)
    assert tree.xpath("a:link[@rel='next']/@href", namespaces=ATOM) == [f"{AT}/feeds/nyheter.atom?page=2"]


def test_it_asks_the_database_as_often_for_many_entries_as_for_one(
    client: Client, news: NewsItem, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        make_page(bergen(), NewsItem, slug=f"nr-{number}", title=f"Nr. {number}", live_at=MORNING)
    follow(at=MORNING)
    with django_assert_max_num_queries(5):
        assert len(read(client, "/feeds/alt.atom").entries) == 7


@pytest.mark.parametrize(
    "path",
    ["/feeds/sladder.atom", "/feeds/tema/hofte.atom", "/feeds/kode/ukjent/A00.atom", "/feeds/nyheter.atom?language=se",
     "/feeds/nyheter.atom?page=0", "/feeds/nyheter.json?page=99999999999", "/feeds/nyheter.atom?page=x"],
)  # fmt: skip
def test_what_is_not_there_is_said_not_to_be(client: Client, news: NewsItem, path: str) -> None:
    answer = client.get(path, headers={"host": HOST, "accept": "application/atom+xml"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/feeds/kode/icd10/%00.atom", "/feeds/kode/icd10/%0C.atom", "/feeds/nyheter.atom?language=%1f"])
def test_signs_that_no_feed_can_hold_are_refused(client: Client, news: NewsItem, path: str) -> None:
    make_code_system("icd10")
    assert client.get(path, headers={"host": HOST}).status_code == 400


def test_words_that_look_like_markup_are_words(client: Client, news: NewsItem) -> None:
    NewsItem.objects.filter(pk=news.pk).update(title="<b>Åpent & klart</b> til dørs")
    item = Item.objects.get(type="news")
    item.document = json.dumps(json.loads(item.document) | {"title": "<b>Åpent & klart</b>", "lead": "5 < 6 & <i>7</i>"})
    item.save()
    tree = etree.fromstring(get(client, "/feeds/nyheter.atom").content)
    assert tree.xpath("string(a:entry/a:title)", namespaces=ATOM) == "<b>Åpent & klart</b>"
    assert read(client, "/feeds/nyheter.atom").entries[0].summary == "5 &lt; 6 &amp; &lt;i&gt;7&lt;/i&gt;"


def test_a_site_that_is_not_open_tells_nothing(client: Client, news: NewsItem) -> None:
    Site.objects.filter(slug="bergen").update(state="preparing")
    assert get(client, "/feeds/nyheter.atom").status_code == 404

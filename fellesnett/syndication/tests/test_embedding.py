"""A municipality shows the hospital's text on its own page, in a frame, without a developer."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.utils.http import http_date

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.delivery.actions import make_key
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import make_consumer, make_knee, make_national_editor, show
from fellesnett.foundation import clock
from fellesnett.organizations.models import Site
from fellesnett.syndication import doors
from fellesnett.syndication.tests.bergen import HOST, WEB, get, seen, take_away, text

pytestmark = pytest.mark.django_db


def ask(client: Client, item: Item, **asked: str) -> Any:
    return get(client, f"/embed/{item.pk}", **asked)


def rewrite(item: Item, **changes: Any) -> None:
    item.document = json.dumps(json.loads(item.document) | changes)
    item.save()


def sign(item: Item, *keys: str) -> None:
    """A clinician has said that these sections are right alone."""
    sections = [said | {"standalone_approved": said["id"] in keys} for said in json.loads(item.document)["sections"]]
    rewrite(item, sections=sections)


def headings(page: lxml.html.HtmlElement, where: str = "main") -> list[str]:
    return page.xpath(f"//{where}/section/h2/text()")


# --- what is read ---------------------------------------------------------------------------------------------------


def test_the_whole_text_with_whom_it_is_from_and_who_has_gone_through_it(client: Client, knee: Item) -> None:
    page = seen(ask(client, knee))
    said = json.loads(knee.document)
    assert page.xpath("//h1/text()") == ["Kneprotese"]
    assert headings(page) == [section["heading"] for section in said["sections"] if section["heading"]]
    words = page.xpath("string(//footer)")
    assert page.xpath("//footer//a[@href=$web]/text()", web=WEB) == [said["attribution"]["text"]]
    reviewed, due = (f"{date.fromisoformat(said[name]):%d.%m.%Y}" for name in ("clinically_reviewed", "review_due"))
    assert f"Faglig gjennomgått {reviewed} av {said['reviewed_by']}." in words
    assert f"Versjon 1. Gjennomgås innen {due}." in words
    assert page.xpath("//footer//a[contains(@href, '/v/')]/@href") == [
        f"http://bergen.localhost:8000/v/{said['snapshot'].removeprefix('sha256:')}/"
    ]


def test_a_review_that_is_late_is_told_to_those_who_hold_the_text_too(
    client: Client, knee: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has touched the text: it is the day that has passed."""
    first = ask(client, knee)
    due = date.fromisoformat(json.loads(knee.document)["review_due"])
    monkeypatch.setattr(clock, "now", lambda: datetime(due.year, due.month, due.day, 12, tzinfo=UTC) + timedelta(days=1))
    held = {"if-modified-since": first.get("Last-Modified", http_date(MORNING.timestamp()))}
    again = client.get(f"/embed/{knee.pk}", headers={"host": HOST, **held})
    assert again.status_code == 200
    assert "Gjennomgangen er forsinket." in again.content.decode()


def test_a_refusal_is_kept_apart_for_those_who_read_and_programs(client: Client, knee: Item) -> None:
    for accept in ("text/html", "application/json"):
        answer = get(client, "/feeds/sladder.atom", accept=accept)
        assert {"Accept", "Accept-Language"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_it_is_in_the_language_of_the_text_words_around_it_too(client: Client, knee: Item) -> None:
    page = seen(ask(client, text("en")))
    assert page.get("lang") == "en"
    assert page.xpath("//h1/text()") == ["Knee replacement"]
    assert "Clinically reviewed" in page.xpath("string(//footer)")


def test_a_text_in_lule_sami_says_so_within_words_in_norwegian(client: Client, knee: Item) -> None:
    rewrite(knee, language="smj")
    Item.objects.filter(pk=knee.pk).update(language="smj")
    page = seen(ask(client, knee))
    assert (page.get("lang"), page.xpath("//main/@lang")) == ("nb", ["smj"])


def test_what_the_hospital_has_written_itself_is_marked_in_words(client: Client, knee: Item) -> None:
    page = seen(ask(client, knee))
    assert set(page.xpath("//*[@class='local']/p[@class='label']/text()")) == {"Ved Helse Bergen HF"}


def test_links_lead_to_the_hospitals_own_pages_outside_the_frame(client: Client, knee: Item) -> None:
    sections = json.loads(knee.document)["sections"]
    sections[0]["blocks"][0]["html"] = '<p><a href="/steder/voss/">Voss</a> <a href="tel:55975000">55 97 50 00</a></p>'
    rewrite(knee, sections=sections)
    page = seen(ask(client, knee))
    link = page.xpath("//main//a[text()='Voss']")[0]
    assert (link.get("href"), link.get("target")) == ("http://bergen.localhost:8000/steder/voss/", "_blank")
    assert page.xpath("//main//a[starts-with(@href, 'tel:')]/@target") == []


def test_anothers_words_carry_that_publishers_name_way_and_licence(client: Client, knee: Item) -> None:
    sections = json.loads(knee.document)["sections"]
    sections[0]["blocks"][0]["borrowed"] = {
        "name": "Helsedirektoratet", "address": "https://helsedirektoratet.example/kne", "title": "Kne", "fetched": "2026-11-02",
        "licence": "CC BY 4.0",
    }  # fmt: skip
    rewrite(knee, sections=sections)
    words = seen(ask(client, knee)).xpath("string(//main)")
    assert "Informasjon fra Helsedirektoratet, hentet 02.11.2026." in words
    assert "CC BY 4.0" in words


# --- some of it -----------------------------------------------------------------------------------------------------


def test_a_section_that_may_stand_alone_does(client: Client, knee: Item) -> None:
    sign(knee, "before")
    page = seen(ask(client, knee, aspects="preparation"))
    assert headings(page) == ["Før behandlingen"]
    assert page.xpath("//details") == []
    assert "Dette er en del av teksten." in page.xpath("string(//footer)")


def test_what_nobody_has_signed_as_right_alone_has_the_rest_with_it_folded(client: Client, knee: Item) -> None:
    page = seen(ask(client, knee, aspects="preparation"))
    assert headings(page) == ["Før behandlingen"]
    assert len(page.xpath("//details/section")) == len(json.loads(knee.document)["sections"]) - 1


def test_a_safety_change_is_shown_whatever_was_asked_for(client: Client, knee: Item) -> None:
    sections = json.loads(knee.document)["sections"]
    last = next(section for section in sections if section["id"] == "after")
    last["blocks"][0]["safety_notice"] = True
    rewrite(knee, sections=sections)
    sign(knee, "before")
    page = seen(ask(client, knee, aspects="preparation"))
    assert headings(page) == ["Før behandlingen", "Etter behandlingen"]
    assert page.xpath("//*[@class='notice']/p[@class='label']/text()") == ["Viktig endring"]


def test_an_aspect_that_the_text_has_no_more_gives_all_of_it_and_an_unknown_one_a_reason(client: Client, knee: Item) -> None:
    whole = headings(seen(ask(client, knee)))
    assert headings(seen(ask(client, knee, aspects="living_with"))) == whole
    wrong = ask(client, knee, aspects="preparation,magic")
    assert wrong.status_code == 400
    assert "«magic» er ikke et aspekt." in wrong.content.decode()


# --- what is no more ------------------------------------------------------------------------------------------------


def test_what_is_withdrawn_is_said_to_be_so_with_what_took_over_and_none_of_the_text(client: Client, knee: Item) -> None:
    take_away(knee, text("en"))
    answer = ask(client, knee)
    assert answer.status_code == 410
    page = seen(answer)
    assert page.xpath("//h1/text()") == ["Teksten er tatt bort"]
    assert page.xpath("//main//a/text()") == ["Knee replacement"]
    assert "Før behandlingen" not in answer.content.decode()


def test_without_a_successor_the_way_leads_to_the_hospital(client: Client, knee: Item) -> None:
    take_away(knee)
    assert seen(ask(client, knee)).xpath("//main//a/@href") == ["http://bergen.localhost:8000/"]


def test_an_id_that_was_never_ours_is_said_to_be_none_and_never_a_fault(client: Client, knee: Item) -> None:
    answer = client.get("/embed/00000000-0000-0000-0000-000000000000", headers={"host": "bergen.localhost"})
    assert answer.status_code == 404
    assert "Ingen tekst har denne id-en." in answer.content.decode()


# --- how it is sent -------------------------------------------------------------------------------------------------


def test_anybody_may_frame_it_and_nothing_else_here(client: Client, knee: Item) -> None:
    answer = ask(client, knee)
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    for path in ("/", "/behandlinger/kneprotese/", "/docs"):
        other = client.get(path, headers={"host": "bergen.localhost"})
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"], path
        assert other["X-Frame-Options"] == "SAMEORIGIN"


def test_it_runs_nothing_asks_nobody_else_and_leaves_no_cookie(client: Client, knee: Item) -> None:
    answer = ask(client, knee)
    rules = answer["Content-Security-Policy"]
    assert "default-src 'none'" in rules
    assert "http:" not in rules
    assert "script" not in answer.content.decode() + rules
    assert not answer.cookies
    elsewhere = client.get(f"/embed/{knee.pk}", headers={"host": "www.localhost:8000"})
    assert "img-src 'self' http://bergen.localhost:8000" in elsewhere["Content-Security-Policy"]


def test_a_change_is_seen_by_the_next_reader_and_nothing_is_sent_twice(client: Client, knee: Item) -> None:
    first = ask(client, knee)
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get(f"/embed/{knee.pk}", headers={"host": "bergen.localhost:8000", "if-none-match": first["ETag"]})
    assert again.status_code == 304
    rewrite(knee, title="Kneprotese med ny dose")
    changed = client.get(f"/embed/{knee.pk}", headers={"host": "bergen.localhost:8000", "if-none-match": first["ETag"]})
    assert (changed.status_code, "ny dose" in changed.content.decode()) == (200, True)


def test_whoever_asks_too_often_is_told_to_wait(client: Client, knee: Item, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors.OFTEN, "limit", 2)
    answers = [ask(client, knee) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert "frame-ancestors *" in answers[-1]["Content-Security-Policy"]


def test_whoever_waits_costs_nothing_and_a_key_may_ask_on(
    client: Client, knee: Item, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(doors.OFTEN, "limit", 1)
    editor = make_national_editor()
    key, secret = make_key(consumer=make_consumer(by=editor), by=editor, at=MORNING)
    assert ask(client, knee).status_code == 200
    with django_assert_num_queries(0):
        assert ask(client, knee).status_code == 429
    answer = client.get(f"/embed/{knee.pk}", headers={"host": "bergen.localhost:8000", "x-api-key": secret})
    assert (answer.status_code, answer["RateLimit-Policy"]) == (200, f'"reader";q={key.limit};w=60')


def test_a_page_of_another_site_may_ask_by_what_it_has(client: Client, knee: Item) -> None:
    first = client.options(f"/embed/{knee.pk}")
    assert (first.status_code, first["Access-Control-Allow-Origin"]) == (204, "*")
    assert "If-None-Match" in first["Access-Control-Allow-Headers"]
    assert "ETag" in ask(client, knee)["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(("asked", "status"), [({"aspects": "\0"}, 400), ({"aspects": "x" * 5000}, 400), ({"other": "1"}, 200)])
def test_hostile_questions_are_refused_or_pass(client: Client, knee: Item, asked: dict[str, str], status: int) -> None:
    assert ask(client, knee, **asked).status_code == status


def test_it_asks_the_database_as_often_however_long_the_text(client: Client, knee: Item, django_assert_num_queries: Any) -> None:
    ask(client, knee)
    with django_assert_num_queries(1):
        ask(client, knee)


def test_what_took_over_from_what_took_over_is_shown(client: Client, knee: Item) -> None:
    show(Site.objects.get(slug="bergen"), make_knee("hofteprotese", "Hofteprotese"))
    follow(at=MORNING)
    english, hip = text("en"), Item.objects.texts().get(topic__key="hofteprotese", site__slug="bergen")
    take_away(knee, english)
    take_away(english, hip)
    assert "/behandlinger/hofteprotese/" in ask(client, knee).content.decode()
    take_away(hip, knee)
    answer = ask(client, knee)
    assert (answer.status_code, "Helse Bergen" in answer.content.decode()) == (410, True)

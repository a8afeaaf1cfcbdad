"""A developer reads one page and has a first answer: every line of the quick start is carried out, every form is sent."""

from __future__ import annotations

import html
import json
import re
import shlex
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from django.test import Client

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.api.docs import operations
from fellesnett.codes.models import CodeSystem
from fellesnett.codes.tests.factories import make_code_system, make_release
from fellesnett.delivery.actions import make_key
from fellesnett.delivery.following import follow
from fellesnett.delivery.messages import headers_of, new_secret
from fellesnett.delivery.tests.factories import make_consumer, make_front_door, make_national_editor
from fellesnett.foundation import clock
from fellesnett.national.models import TopicCoding
from fellesnett.national.tests import factories as national

pytestmark = pytest.mark.django_db

ORIGIN = "http://testserver"


@pytest.fixture
def knee() -> None:
    make_front_door()
    edition = national.make_edition(national.make_topic("kneprotese"))
    system = make_code_system("icd10", url="http://hl7.org/fhir/sid/icd-10-no", oid="2.16.578.1.12.4.1.1.7110")
    make_release(system, codes={"M17": "Kneartrose"})
    TopicCoding.objects.create(topic=edition.topic, system=system, code="M17", display="Kneartrose")
    follow(at=MORNING)


def page(client: Client, language: str) -> str:
    got = client.get(f"/docs?language={language}")
    assert got.status_code == 200
    return got.content.decode()


def run(client: Client, line: str) -> Any:
    """What `curl` would do with this line, against this server."""
    words = shlex.split(line)
    headers = {
        words[number + 1].partition(": ")[0]: words[number + 1].partition(": ")[2]
        for number, word in enumerate(words)
        if word == "-H"
    }
    (address,) = [word for word in words if word.startswith("http")]
    assert words[0] == "curl"
    assert address.startswith(f"{ORIGIN}/api/v1/"), address
    method = words[words.index("-X") + 1] if "-X" in words else "GET"
    body = words[words.index("-d") + 1] if "-d" in words else ""
    return client.generic(method, address.removeprefix(ORIGIN), body, headers=headers)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_quick_start_line_by_line(client: Client, knee: None, language: str) -> None:
    lines = [html.unescape(line) for line in re.findall(r"<pre><code>(.*?)</code></pre>", page(client, language))]
    answers = [run(client, line) for line in lines]
    assert [answer.status_code for answer in answers] == [200] * 6
    by_code, by_path, markdown, listed, export, changes = answers
    (found,) = json.loads(by_code.content)["items"]
    assert (json.loads(by_code.content)["rule"], found["topic"]) == ("exact", "kneprotese")
    assert json.loads(by_path.content)["id"] == found["id"]
    assert "\n# Kneprotese\n" in markdown.content.decode()
    assert set(json.loads(listed.content)["items"][0]) == {"id", "title", "attribution", "links"}
    assert json.loads(b"".join(export.streaming_content))["id"] == found["id"]
    assert export["X-Snapshot-Seq"] == str(json.loads(changes.content)["next_since"])


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_webhook_is_set_up_line_by_line(client: Client, knee: None, language: str) -> None:
    editor = make_national_editor()
    _key, secret = make_key(consumer=make_consumer(by=editor), by=editor, at=clock.now())
    lines = [html.unescape(line) for line in re.findall(r'<pre class="keyed"><code>(.*?)</code></pre>', page(client, language))]
    said: dict[str, Any] = {}
    for line, status in zip(lines, (201, 202, 200, 200), strict=True):
        answer = run(client, line.replace("$KEY", secret).replace("$WEBHOOK", str(said.get("id"))))
        assert answer.status_code == status
        said = {**said, **json.loads(answer.content), "id": said.get("id") or json.loads(answer.content)["id"]}
    assert [one["type"] for one in said["items"]] == ["test"]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_what_the_page_says_of_signatures_holds_for_what_we_send(client: Client, language: str) -> None:
    (code,) = re.findall(r'<pre class="verify"><code>(.*?)</code></pre>', page(client, language), re.DOTALL)
    told: dict[str, Any] = {}
    exec(html.unescape(code), told)
    body, (old, new) = '{"type":"test"}', (new_secret(), new_secret())
    headers = headers_of("msg_1", body, [old, new], at=MORNING)
    assert [told["is_from_us"](headers, body.encode(), secret) for secret in (old, new, new_secret())] == [True, True, False]
    assert not told["is_from_us"](headers, b'{"type":"test!"}', new)


@pytest.mark.parametrize(("language", "words"), [("nb", "Ingen tekst kan leses her"), ("en", "No text can be read here")])
def test_a_new_base_says_that_its_first_texts_are_on_their_way(client: Client, language: str, words: str) -> None:
    said = page(client, language)
    assert (words in said, "by-path?url=http" in said) == (True, True)


def test_a_base_with_texts_says_no_such_thing(client: Client, knee: None) -> None:
    assert "No text can be read here yet" not in page(client, "en")


def test_the_example_has_a_code_of_icd10_where_there_is_one(client: Client, knee: None) -> None:
    topic = national.make_topic("allergitest")
    national.make_edition(topic, {"before": [("prikk", "<p>Ikke ta allergimedisin.</p>")]})
    TopicCoding.objects.create(topic=topic, system=make_code_system("ncmp"), code="WGFX00", display="Prikktest")
    follow(at=MORNING)
    assert "/codes/icd10/M17/content" in page(client, "nb")


@pytest.mark.parametrize("taken", [True, False])
def test_an_address_on_ones_own_machine_is_spoken_of_where_it_is_taken(client: Client, settings: Any, taken: bool) -> None:
    settings.WEBHOOKS_ON_LOOPBACK = taken
    assert ("http://localhost:" in page(client, "en")) is taken


def test_the_description_lies_beside_the_interface_too(client: Client) -> None:
    assert client.get("/api/v1/openapi.json").content == client.get("/openapi.json").content


def test_who_asks_for_trials_is_led_to_studies(client: Client) -> None:
    for asked, led in (
        ("trials?site=unn&limit=2", "studies?site=unn&limit=2"),
        ("trials/5d0e8a4e-2f5b-4c1e-9d3a-0c1f6b7a8e90", "studies/5d0e8a4e-2f5b-4c1e-9d3a-0c1f6b7a8e90"),
    ):
        got = client.get(f"/api/v1/{asked}")
        assert (got.status_code, got["Location"]) == (308, f"/api/v1/{led}")
    assert client.get("/api/v1/studies?limit=2").status_code == 200


def test_the_example_is_the_same_text_whichever_was_made_first(client: Client, knee: None) -> None:
    topic = national.make_topic("allergitest")
    national.make_edition(topic, {"before": [("prikk", "<p>Ikke ta allergimedisin.</p>")]})
    TopicCoding.objects.create(topic=topic, system=CodeSystem.objects.get(), code="M17", display="Kneartrose")
    follow(at=MORNING)
    assert "/content?topic=allergitest&amp;" in page(client, "nb")


def test_a_base_without_texts_has_the_page_too(client: Client) -> None:
    assert "/codes/icd10/M17/content" in page(client, "nb")


@pytest.mark.parametrize(("accept", "language"), [("en-GB,en;q=0.9", "en"), ("nn", "nb"), ("de", "nb")])
def test_it_is_read_in_norwegian_or_english(client: Client, accept: str, language: str) -> None:
    said = client.get("/docs", headers={"Accept-Language": accept}).content.decode()
    assert f'<html lang="{language}">' in said


def test_every_call_has_a_form_that_makes_it(client: Client, knee: None) -> None:
    text = page(client, "en")
    for call in operations():
        assert f'id="{call.name}"' in text
        if call.method != "GET":
            continue
        given = {field.asked: field.value or "M17" for field in call.fields if field.required}
        led = client.get("/docs/try", {"operation": call.name, **given})
        assert led.status_code == 302
        assert re.sub(r"[^/]+", "x", urlsplit(led["Location"]).path) == re.sub(r"[^/]+", "x", call.path)
        assert client.get(led["Location"]).status_code in (200, 401, 404, 422), led["Location"]


def test_a_form_leads_nowhere_else(client: Client, knee: None) -> None:
    name = next(call.name for call in operations() if call.path == "/api/v1/content/{id}")
    led = client.get("/docs/try", {"operation": name, "{id}": "../../../admin/", "format": "html"})
    assert led["Location"] == "/api/v1/content/..%2F..%2F..%2Fadmin%2F?format=html"
    assert client.get("/docs/try", {"operation": "https://example.org"}).status_code == 404


def test_a_form_sent_without_a_call_leads_to_them_all(client: Client, knee: None) -> None:
    assert client.get("/docs/try")["Location"] == "/docs"


def test_words_of_code_are_told_from_the_rest(client: Client, knee: None) -> None:
    text = page(client, "nb")
    assert "`" not in text
    assert "<code>language</code> gives" in text


def test_no_form_has_two_fields_of_one_name(client: Client, knee: None) -> None:
    for form in re.findall(r"<form.*?</form>", page(client, "nb"), re.DOTALL):
        names = re.findall(r' name="([^"]*)"', form)
        assert len(names) == len(set(names)), names


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_page_is_valid_and_fetches_nothing_from_elsewhere(client: Client, knee: None, language: str) -> None:
    text = page(client, language)
    html5lib.HTMLParser(strict=True).parse(text)
    assert re.findall(r"<script|<style| style=|<iframe|<img| on\w+=", text) == []
    assert re.findall(r'<link[^>]*href="([^"]*)"', text) == ["/static/api/docs.css"]
    assert len(re.findall(r' id="([^"]*)"', text)) == len(set(re.findall(r' id="([^"]*)"', text)))

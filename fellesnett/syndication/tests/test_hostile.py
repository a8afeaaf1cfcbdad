"""Whoever asks for a frame, a feed or a catalogue in a way that cannot be answered is told so, and nothing breaks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from fellesnett.codes.tests.factories import make_code_system
from fellesnett.delivery.models import Item
from fellesnett.syndication import doors
from fellesnett.syndication.tests.bergen import HOST, WEB

pytestmark = pytest.mark.django_db

BAD = [
    "", "\x00", "%00", "%ff%fe", "-1", "0", "9" * 400, "1e308", "NaN", "null", "[]", "' OR 1=1 --", "../../etc/passwd", "\u202e",
    "٣", "²", "a" * 5000, "<script>alert(1)</script>", "|", "javascript:alert(1)", "http://", "http://[::1", "http://[::1]:x/y",
    f"http://{HOST}:99999999/behandlinger/kneprotese/", "http://x\ud83d.example/".encode("utf-8", "replace").decode(), "//", "\n",
    f"{WEB}{'x/' * 2000}", f"http://{'a.' * 3000}no/behandlinger/x/", "data:text/html,x", "http://xn--\u00e6.no/behandlinger/x/",
]  # fmt: skip
ASKED = {
    "/embed/{id}": ("aspects", "language", "theme"),
    "/embed": ("url", "aspects", "height", "language"),
    "/oembed": ("url", "format", "maxwidth", "maxheight"),
    "/feeds/alt.atom": ("page", "language"),
    "/feeds/nyheter.rss": ("page", "language"),
    "/feeds/tema/kneprotese.json": ("page", "language"),
    "/feeds/kode/icd10/M17.atom": ("page", "language"),
    "/dcat/catalog": ("format", "language", "page"),
}


@pytest.fixture(autouse=True)
def as_often_as_they_like(knee: Item, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors.OFTEN, "limit", 100_000)
    make_code_system("icd10")


def ask(client: Client, path: str, query: Any = None, **headers: str) -> Any:
    return client.get(path, query or {}, headers={"host": HOST, "accept": "application/json", **headers})


def refused_well(answer: HttpResponse) -> bool:
    """Answered, gone, or refused in a problem document that says why. What would be a 500 is raised by the test client."""
    if answer.status_code < 400:
        return True
    if answer.status_code >= 500 and answer.status_code != 501:  # oEmbed's own word for a form that there is none of
        return False
    said = json.loads(answer.content) if answer["Content-Type"] == "application/problem+json" else {}
    return said.get("status") == answer.status_code and bool(said["detail"]) and said["type"].startswith("/problems/")


def test_every_parameter_of_every_address_with_everything_bad(client: Client, knee: Item) -> None:
    wrong = []
    for path, names in ASKED.items():
        for name in names:
            usual = {"url": WEB} if path == "/oembed" and name != "url" else {}
            answers = [(bad, ask(client, path.format(id=knee.pk), {**usual, name: bad})) for bad in BAD]
            wrong += [(path, name, bad[:60]) for bad, answer in answers if not refused_well(answer)]
    assert wrong == []


@pytest.mark.parametrize("path", ["/embed/{id}", "/oembed", "/feeds/alt.atom", "/embed", "/dcat/catalog"])
def test_more_parameters_than_anybody_has_use_for_and_broken_signs(client: Client, knee: Item, path: str) -> None:
    for query in (
        "&".join(f"x{number}=1" for number in range(12_000)), "&".join("aspects=a" for _time in range(900)), "%ff=%ff&&&=", "url",
        "url=%F0%28%8C%28", "page=%ff", "%00=1", "url=http%3A%2F%2F%5B", "aspects=" + "%2C" * 3000,
    ):  # fmt: skip
        assert refused_well(ask(client, f"{path.format(id=knee.pk)}?{query}")), query[:60]


PATHS = [
    "/feeds/kode/icd10/%00.atom", "/feeds/kode/%ff%fe/M17.atom", "/feeds/kode/icd10/" + "x" * 8000 + ".atom", "/feeds/alt.exe",
    "/feeds/kode/icd10/..%2f..%2fadmin.rss", "/feeds/tema/" + "y" * 3000 + ".json", "/feeds/kode/icd10/%0d%0aSet-Cookie:a.atom",
    "/feeds/tema/../../admin.atom", "/feeds//.atom", "/feeds/", "/embed/00000000-0000-0000-0000-000000000000", "/embed/x",
    "/embed/%00", "/embed/../../admin", "/feeds/kode/icd10/<script>.rss", "/oembed/", "/dcat/catalog/%ff",
    "/feeds/kode/" + "a/" * 500 + "b.atom",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_tricks_with_addresses(client: Client, path: str) -> None:
    answer = ask(client, path)
    assert 200 <= answer.status_code < 500
    assert b"<script>" not in answer.content
    assert "Set-Cookie" not in answer


HEADERS = [
    ("Accept", "text/html;q=abc,,;;*"), ("Accept", "a" * 4000), ("Accept", "\xff"), ("Accept-Language", "xx-" * 1000),
    ("Accept-Language", "nb;q=9e99"), ("If-Modified-Since", "i går"), ("If-None-Match", '"' * 3000), ("Range", "bytes=9-1"),
    ("Accept-Encoding", "\x01"), ("X-API-Key", "\x01" * 300), ("X-API-Key", "fnk_" + "å" * 4000), ("X-Forwarded-For", "," * 2000),
    ("X-Forwarded-Host", "ond.example"), ("Cookie", "a=" * 2000), ("Origin", "null"), ("X-HTTP-Method-Override", "DELETE"),
]  # fmt: skip


@pytest.mark.parametrize("path", list(ASKED))
def test_tricks_with_headers(client: Client, knee: Item, path: str) -> None:
    query = {"url": WEB} if path == "/oembed" else {}
    answers = [(name, ask(client, path.format(id=knee.pk), query, **{name: value})) for name, value in HEADERS]
    assert [name for name, answer in answers if answer.status_code not in (200, 401)] == []
    flood = {f"X-{number}": "a" * 100 for number in range(500)}
    assert ask(client, path.format(id=knee.pk), query, **flood).status_code == 200
    assert ask(client, path.format(id=knee.pk), query, host="a b").status_code in (200, 400, 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", list(ASKED))
def test_nothing_is_written(client: Client, knee: Item, path: str, method: str) -> None:
    said: dict[str, Any] = {} if method == "trace" else {"data": b"{", "content_type": "application/json"}
    answer = getattr(client, method)(path.format(id=knee.pk), headers={"host": HOST, "accept": "application/json"}, **said)
    assert (answer.status_code, refused_well(answer), answer["Allow"]) == (405, True, "GET, HEAD")

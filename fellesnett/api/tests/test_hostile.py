"""Whoever asks for what cannot be asked is told so in a problem document, whatever it is, and nothing breaks."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from django.test import Client

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.api import doors
from fellesnett.api.docs import operations
from fellesnett.codes.tests.factories import make_code_system
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import make_bergen, make_front_door, make_knee, show
from tests.laying import Lay

pytestmark = pytest.mark.django_db

HUGE = "9" * 400
BAD = ["", "\x00", "%00", "%ff%fe", "\ud83d", "-1", HUGE, "1e308", "NaN", "null", "true", "[]", "{}",
       "' OR 1=1 --", "../../etc/passwd", "%2e%2e%2f", "\u202e", "0x10", "1,1", "٣",
       "a" * 5000, "<script>", "|", "icd10|", "|M17", "icd10|" + "x" * 190]  # fmt: skip


@pytest.fixture(autouse=True)
def as_often_as_they_like(monkeypatch: pytest.MonkeyPatch) -> None:
    doors.OFTEN.forget()
    monkeypatch.setattr(doors.OFTEN, "limit", 100_000)


@pytest.fixture(scope="module")
def laid(lay: Lay) -> Item:
    return lay(make_text)


@pytest.fixture
def knee(db: None, laid: Item) -> Item:
    return deepcopy(laid)


def make_text() -> Item:
    make_front_door()
    make_code_system("icd10")
    show(make_bergen(), make_knee())
    follow(at=MORNING)
    return Item.objects.texts().get()


def refused_well(client: Client, address: str, query: dict[str, str] | None = None, **headers: str) -> bool:
    """Answered, or refused in a problem document. Never broken: the test client raises what would be a 500."""
    got = client.get(address, query or {}, headers=headers)
    if got.status_code < 400:
        return True
    return got.status_code < 500 and got["Content-Type"] == "application/problem+json" and bool(json.loads(got.content)["detail"])


def test_every_parameter_of_every_call_with_everything_bad(client: Client, knee: Item) -> None:
    wrong = []
    for call in operations():
        if call.method != "GET":
            continue
        path = call.path.replace("{id}", str(knee.pk)).replace("{system}", "icd10").replace("{section}", "before")
        path = path.replace("{code}", "M17")
        for field in call.fields:
            if field.in_path or field.name == "wait":
                continue
            wrong += [(path, field.name, bad) for bad in BAD if not refused_well(client, path, {field.name: encodable(bad)})]
    assert wrong == []


def encodable(word: str) -> str:
    return word.encode("utf-8", "replace").decode()


@pytest.mark.parametrize(
    "path",
    ["/api/v1/content/%2e%2e/%2e%2e/admin", "/api/v1//content", "/api/v1/content/" + "x" * 8000, "/api/v1/content/%ff%fe",
     "/api/v1/codes/" + "a/" * 500 + "content", "/api/v1/codes/icd10/%F0%28%8C%28/content", "/api/v1/places/00000000",
     "/api/v1/content/../../../etc/passwd", "/api/", "/api/v1/", "/api/v2/content", "/api/v1/content?%ff=%ff&&&=",
     "/openapi.json/x",
     "/api/v1/content?" + "&".join(f"x{number}=1" for number in range(900))],
)  # fmt: skip
def test_tricks_with_addresses(client: Client, knee: Item, path: str) -> None:
    assert refused_well(client, path)


def test_more_parameters_than_anybody_has_use_for(client: Client, knee: Item) -> None:
    assert refused_well(client, "/api/v1/content?" + "&".join(f"x{number}=1" for number in range(12_000)))


@pytest.mark.parametrize(
    ("name", "value"),
    [("Accept", "text/html;q=abc,,;;*"), ("Accept", "a" * 4000), ("Accept-Language", "xx-" * 1000),
     ("Accept-Language", "nb;q=9e99"),
     ("If-Modified-Since", "i går"), ("If-None-Match", '"' * 3000), ("Range", "bytes=9-1"), ("Accept-Encoding", "\x01")],
)  # fmt: skip
def test_tricks_with_headers(client: Client, knee: Item, name: str, value: str) -> None:
    assert refused_well(client, f"/api/v1/content/{knee.pk}", **{name: value})


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_other_ways_of_asking(client: Client, knee: Item, method: str) -> None:
    got = getattr(client, method)(
        "/api/v1/content", **({} if method == "trace" else {"data": b"{", "content_type": "application/json"})
    )
    assert (got.status_code, got["Content-Type"]) == (405, "application/problem+json")

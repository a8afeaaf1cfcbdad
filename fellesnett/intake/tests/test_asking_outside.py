"""One question to somebody else's register: what goes wrong is a word, and nothing leads us astray."""

from __future__ import annotations

import gzip
import time
from datetime import datetime
from typing import Any

import pytest

from fellesnett.foundation import reaching
from fellesnett.intake.fetching import outgoing
from fellesnett.intake.fetching.faults import SENTENCES
from fellesnett.intake.fetching.outgoing import Answer, Conditions, House, NoAnswer, get
from fellesnett.intake.tests.servers import Register, Say


def ask(outside: Register, path: str, at: datetime, had: Conditions = outgoing.NOTHING, **house: Any) -> Answer:
    return get(outside.address + path, house=House(outside.address, **house), at=at, had=had)


def fault_of(outside: Register, path: str, at: datetime, **house: Any) -> NoAnswer:
    with pytest.raises(NoAnswer) as refused:
        ask(outside, path, at, **house)
    assert refused.value.fault in SENTENCES
    return refused.value


def test_an_answer_comes_whole_with_what_names_its_version(outside: Register, now: datetime) -> None:
    outside.says["/a"] = Say(body=b"[1]", headers={"ETag": '"v1"', "Last-Modified": "Tue, 24 Nov 2026 08:00:00 GMT"})
    answer = ask(outside, "/a", now, headers={"Authorization": "Bearer x"})
    assert (answer.status, answer.body, answer.etag) == (200, b"[1]", '"v1"')
    [(_path, headers)] = outside.asked
    assert headers["authorization"] == "Bearer x"
    assert "Fellesnett" in headers["user-agent"]
    assert "cookie" not in headers


def test_what_has_not_changed_is_not_sent_again(outside: Register, now: datetime) -> None:
    outside.says["/a"] = Say(body=b"[1]", headers={"ETag": '"v1"'})
    assert ask(outside, "/a", now, Conditions(etag='"v1"', modified="Tue, 24 Nov 2026 08:00:00 GMT")).status == 304
    assert outside.asked[0][1]["if-modified-since"] == "Tue, 24 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "word"),
    [(500, "broken"), (502, "broken"), (429, "busy"), (503, "busy"), (401, "key"), (403, "key"), (400, "refused")],
)
def test_each_status_has_its_word(outside: Register, now: datetime, status: int, word: str) -> None:
    outside.says["/a"] = Say(status)
    assert fault_of(outside, "/a", now).fault == word


def test_a_status_that_says_something_is_an_answer(outside: Register, now: datetime) -> None:
    assert fault_of(outside, "/borte", now).fault == "refused"
    assert ask(outside, "/borte", now, usable=(404,)).status == 404


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("Tue, 24 Nov 2026 08:05:00 GMT", 300),
        ("Tue, 24 Nov 2026 07:00:00 GMT", 0),
        ("snart", 0),
        ("9" * 30, 604800),
    ],
)
def test_who_asks_us_to_wait_says_how_long(outside: Register, now: datetime, said: str, seconds: int) -> None:
    outside.says["/a"] = Say(429, headers={"Retry-After": said})
    assert fault_of(outside, "/a", now).wait_seconds == seconds


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}])
def test_an_answer_that_ends_too_early_is_no_answer(outside: Register, now: datetime, headers: dict[str, str]) -> None:
    body = b"[" + b"1," * 5000 + b"1]"
    body = gzip.compress(body) if headers else body
    outside.says["/a"] = Say(body=body, headers=headers, cut=len(body) // 2)
    assert fault_of(outside, "/a", now).fault == "cut"
    outside.says["/a"] = Say(body=body, headers=headers)
    assert ask(outside, "/a", now).body.endswith(b"1]")


def test_an_answer_that_drips_for_ever_is_left(outside: Register, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "WHOLE_SECONDS", 0.3)
    outside.says["/a"] = Say(body=b"x" * 1000, drip=0.02)
    began = time.monotonic()
    assert fault_of(outside, "/a", now).fault == "slow"
    assert time.monotonic() - began < 3


def test_a_server_that_says_nothing_is_left(outside: Register, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "READ_SECONDS", 0.1)
    outside.says["/a"] = lambda _headers: time.sleep(1) or Say()  # type: ignore[func-returns-value]
    assert fault_of(outside, "/a", now).fault == "slow"


@pytest.mark.parametrize("declared", [True, False])
def test_an_answer_beyond_the_limit_is_left(
    outside: Register, now: datetime, monkeypatch: pytest.MonkeyPatch, declared: bool
) -> None:
    monkeypatch.setattr(outgoing, "LARGEST", 100_000)
    bomb = gzip.compress(b"0" * 5_000_000)
    outside.says["/a"] = Say(body=b"x" * 200_000) if declared else Say(body=bomb, headers={"Content-Encoding": "gzip"})
    assert fault_of(outside, "/a", now).fault == "too_large"


def test_a_redirect_on_the_same_host_is_followed(outside: Register, now: datetime) -> None:
    outside.says = {"/a": Say(302, headers={"Location": "/b"}), "/b": Say(body=b"[]")}
    assert ask(outside, "/a", now).url.endswith("/b")


@pytest.mark.parametrize(
    ("location", "word"),
    [
        ("http://169.254.169.254/latest/meta-data/", "not_https"),
        ("https://10.0.0.8/", "elsewhere"),
        ("https://annensteds.example/", "elsewhere"),
        ("http://127.0.0.1:1/", "elsewhere"),
        ("file:///etc/passwd", "not_https"),
    ],
)
def test_a_redirect_elsewhere_is_not_followed(outside: Register, now: datetime, location: str, word: str) -> None:
    outside.says["/a"] = Say(302, headers={"Location": location})
    assert fault_of(outside, "/a", now).fault == word
    assert len(outside.asked) == 1


def test_a_way_in_circles_ends(outside: Register, now: datetime) -> None:
    outside.says["/a"] = Say(302, headers={"Location": "/a"})
    assert fault_of(outside, "/a", now).fault == "elsewhere"
    assert len(outside.asked) == outgoing.STEPS


def test_an_address_that_the_source_gave_leads_nowhere_else(outside: Register, now: datetime) -> None:
    with pytest.raises(NoAnswer, match="elsewhere"):
        get("https://annensteds.example/neste", house=House(outside.address), at=now)


def test_a_name_that_leads_inside_is_not_connected_to(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = [(2, 1, 6, "", ("10.0.0.8", 443))]
    monkeypatch.setattr(reaching.socket, "getaddrinfo", lambda *_, **__: inside)
    with pytest.raises(NoAnswer, match="inside"):
        get("https://register.example/a", house=House("https://register.example"), at=now)


def test_loopback_is_shut_unless_a_test_opens_it(outside: Register, now: datetime, settings: Any) -> None:
    settings.SOURCES_MAY_REACH_LOOPBACK = False
    assert fault_of(outside, "/a", now).fault == "not_https"
    assert outside.asked == []

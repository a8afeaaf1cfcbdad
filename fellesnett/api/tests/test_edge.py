"""The short way to a document and the long way say the same, sign by sign, whatever is asked and however often."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.middleware.gzip import GZipMiddleware
from django.utils.http import http_date
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fellesnett.adoption.actions.answering import answer
from fellesnett.adoption.models import Answer
from fellesnett.adoption.tests.factories import MORNING
from fellesnett.api import doors
from fellesnett.api.edge import Edge
from fellesnett.delivery import keys, recording
from fellesnett.delivery.actions import make_key, revoke_key
from fellesnett.delivery.doors import GUESSES
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Consumer, FeedHead, Item, Key
from fellesnett.delivery.tests.factories import (
    everybody,
    make_consumer,
    make_national_editor,
    make_shown_knee,
)
from fellesnett.delivery.writing import Feed
from fellesnett.foundation import clock
from fellesnett.organizations.models import Site

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
Said = tuple[str, dict[str, str], bytes]


@pytest.fixture(autouse=True)
def a_quiet_minute(kept_connection: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still, and nobody has asked before. What is packed on its way out has no
    name of random length in it."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(GZipMiddleware, "max_random_bytes", 0)
    doors.OFTEN.forget()


@pytest.fixture
def knee() -> Item:
    return make_shown_knee(at=MORNING)


@cache
def django() -> WSGIHandler:
    return WSGIHandler()


class Behind:
    """Django, and how often it has been asked."""

    def __init__(self) -> None:
        self.handler = django()
        self.times = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        self.times += 1
        return self.handler(environ, start_response)


def ask(application: Callable[..., Any], path: str, method: str = "GET", query: str = "", **headers: str) -> Said:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "www.localhost",
        "SERVER_PORT": "8000",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "www.localhost:8000",
        **headers,
    }
    said: list[Any] = []
    found = application(environ, lambda status, headers, *more: said.extend((status, dict(headers))))
    body = b"".join(found)
    if hasattr(found, "close"):
        found.close()
    return said[0], said[1], body


@pytest.mark.parametrize("headers", [{}, {"HTTP_ACCEPT_ENCODING": "gzip, br"}, {"HTTP_ACCEPT": "application/json"}])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_second_who_asks_plainly_is_answered_without_django(knee: Item, method: str, headers: dict[str, str]) -> None:
    behind = Behind()
    edge, address = Edge(behind), f"/api/v1/content/{knee.pk}"
    first = ask(edge, address, method, **headers)
    doors.OFTEN.forget()
    assert (ask(edge, address, method, **headers), behind.times) == (first, 1)
    held = {**headers, "HTTP_IF_NONE_MATCH": first[1]["ETag"]}
    told = [ask(edge, address, method, **held) for _time in range(2)]
    assert ([status for status, _headers, _body in told], behind.times) == (["304 Not Modified"] * 2, 2)


def test_the_short_way_is_one_question_to_the_database(knee: Item, django_assert_num_queries: Any) -> None:
    edge = Edge(Behind())
    ask(edge, f"/api/v1/content/{knee.pk}")
    with django_assert_num_queries(1):
        ask(edge, f"/api/v1/content/{knee.pk}")


def test_what_is_taken_back_is_gone_for_the_next_who_asks(knee: Item) -> None:
    edge, bergen = Edge(Behind()), Site.objects.get(slug="bergen")
    assert [ask(edge, f"/api/v1/content/{knee.pk}")[0] for _time in range(3)] == ["200 OK"] * 3
    answer(site=bergen, topic=knee.topic, answer=Answer.NOT_OFFERED, by=everybody(bergen), at=MORNING, reason="På Voss")
    follow(at=MORNING)
    assert ask(edge, f"/api/v1/content/{knee.pk}")[0] == "410 Gone"


def test_a_key_that_is_revoked_opens_nothing_more(knee: Item) -> None:
    editor = make_national_editor()
    key, shown = make_key(consumer=make_consumer(by=editor), by=editor, at=MORNING)
    edge = Edge(Behind())
    with_key = [ask(edge, f"/api/v1/content/{knee.pk}", HTTP_X_API_KEY=shown) for _time in range(2)]
    assert [said[1]["RateLimit-Policy"] for said in with_key] == [f'"reader";q={key.limit};w=60'] * 2
    revoke_key(key=key, by=editor, at=MORNING)
    assert ask(edge, f"/api/v1/content/{knee.pk}", HTTP_X_API_KEY=shown)[0] == "401 Unauthorized"


def test_the_limit_counts_both_ways_as_one(knee: Item, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors.OFTEN, "limit", 3)
    edge, address = Edge(Behind()), f"/api/v1/content/{knee.pk}"
    said = [ask(edge, address), ask(edge, address), ask(edge, address, query="language=nb"), ask(edge, address)]
    assert [status[:3] for status, _headers, _body in said] == ["200", "200", "200", "429"]
    assert [headers["RateLimit"] for _status, headers, _body in said[:3]] == [f'"reader";r={left};t=60' for left in (2, 1, 0)]
    assert said[-1][1]["Retry-After"] == "60"


def test_a_host_that_is_not_ours_is_sent_away_however_often(knee: Item, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["www.localhost"]
    edge, address = Edge(Behind()), f"/api/v1/content/{knee.pk}"
    assert [ask(edge, address)[0] for _time in range(2)] == ["200 OK"] * 2
    assert [ask(edge, address, HTTP_HOST="ondsinnet.example")[0][:3] for _time in range(2)] == ["400"] * 2


def test_of_the_ways_of_asking_the_one_that_is_not_used_is_forgotten(knee: Item, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger who asks by ever new names of hosts does not take the short way from those who ask by the usual one."""
    monkeypatch.setattr("fellesnett.api.edge.MOST", 4)
    monkeypatch.setattr(doors.OFTEN, "limit", 100)
    behind = Behind()
    edge, address = Edge(behind), f"/api/v1/content/{knee.pk}"
    ask(edge, address)
    for number in range(10):
        assert ask(edge, address, HTTP_HOST=f"www{number}.localhost")[0] == "200 OK"
        assert (ask(edge, address)[0], behind.times) == ("200 OK", number + 2)
    assert len(edge._around) == 4


def test_whoever_has_asked_too_often_costs_the_database_nothing(
    knee: Item, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(doors.OFTEN, "limit", 2)
    editor = make_national_editor()
    _key, shown = make_key(consumer=make_consumer(by=editor), by=editor, at=MORNING)
    Key.objects.update(limit=3)
    edge, address = Edge(Behind()), f"/api/v1/content/{knee.pk}"
    readers: list[tuple[int, dict[str, str]]] = [(2, {}), (3, {"HTTP_X_API_KEY": shown})]
    for often, headers in readers:
        assert [ask(edge, address, **headers)[0] for _time in range(often)] == ["200 OK"] * often
        with django_assert_num_queries(0):
            said = [ask(edge, address, query=query, **headers) for query in ("", "format=json")]
        assert [status[:3] for status, _headers, _body in said] == ["429", "429"]


@pytest.fixture
def shown() -> str:
    """A key that no process has been shown yet."""
    editor = make_national_editor()
    return make_key(consumer=make_consumer(by=editor), by=editor, at=MORNING)[1]


def statuses(edge: Edge, address: str, keys: Iterable[str]) -> set[str]:
    return {ask(edge, address, HTTP_X_API_KEY=key)[0][:3] for key in keys}


def test_whoever_guesses_keys_is_soon_refused_without_a_question(
    knee: Item, shown: str, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    edge, address = Edge(Behind()), f"/api/v1/content/{knee.pk}"
    held = make_key(consumer=Consumer.objects.get(), by=make_national_editor(), at=MORNING)[1]
    assert statuses(edge, address, [held]) == {"200"}
    with django_assert_num_queries(GUESSES):
        assert statuses(edge, address, (keys.new() for _guess in range(GUESSES))) == {"401"}
    with django_assert_num_queries(0):
        assert statuses(edge, address, [shown, *(keys.new() for _guess in range(5))]) == {"429"}
    assert statuses(edge, address, [held, ""]) == {"200"}  # whoever is known, and whoever shows none, is no guesser
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))
    assert statuses(edge, address, [shown]) == {"200"}


def test_a_program_with_a_revoked_key_asks_the_database_once_and_keeps_nobody_at_its_address_out(
    knee: Item, shown: str, django_assert_num_queries: Any
) -> None:
    edge, address = Edge(Behind()), f"/api/v1/content/{knee.pk}"
    revoke_key(key=Key.objects.get(), by=make_national_editor(), at=MORNING)
    with django_assert_num_queries(1):
        assert statuses(edge, address, [shown] * 2 * GUESSES) == {"401"}
    other = make_key(consumer=Consumer.objects.get(), by=make_national_editor(), at=MORNING)[1]
    assert statuses(edge, address, [other]) == {"200"}


# --- the two ways, side by side ------------------------------------------------------------------------------------------

ADDRESSES = st.sampled_from(
    ["content/{text}", "content/{text}", "content/{text}", "organizations/{organization}", "organizations/{text}",
     "content/{organization}", "news/{organization}", "content/00000000-0000-4000-8000-000000000000", "content/{text}/",
     "content/{text}/versions", "content/{text}\n", "content/x{text}"]
)  # fmt: skip
MARKS = st.sampled_from(
    ["{etag}", "W/{etag}", '"annen"', '"annen", {etag}', "*", "tull", "", '"', 'W/"annen"', "{etag},", "w/{etag}", " {etag} "]
)
MOMENTS = st.sampled_from(["{modified}", "Mon, 01 Jan 2001 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "i går"])
HEADERS = {
    "HTTP_ACCEPT": st.sampled_from(
        [
            "*/*",
            "application/json",
            "text/html,*/*;q=0.8",
            "text/markdown",
            "application/ld+json",
            "text/markdown;charset=utf-8",
            "image/png",
            "tull",
            ";;q=,",
        ]
    ),
    "HTTP_ACCEPT_ENCODING": st.sampled_from(["gzip", "gzip, deflate, br", "br", "identity", "gzip;q=0", "*"]),
    "HTTP_ACCEPT_LANGUAGE": st.sampled_from(["en", "nn,nb;q=0.5", "se"]),
    "HTTP_IF_NONE_MATCH": MARKS,
    "HTTP_IF_MODIFIED_SINCE": MOMENTS,
    "HTTP_IF_MATCH": MARKS,
    "HTTP_IF_UNMODIFIED_SINCE": MOMENTS,
    "HTTP_RANGE": st.just("bytes=0-9"),
    "HTTP_X_API_KEY": st.sampled_from(["{key}", "fnk_ukjent", "tull", ""]),
    "HTTP_ORIGIN": st.just("https://journal.example"),
    "HTTP_COOKIE": st.just("sessionid=tull"),
    "HTTP_X_FORWARDED_FOR": st.just("10.0.0.1, 10.0.0.2"),
    "HTTP_HOST": st.sampled_from(["bergen.localhost:8000", "www.localhost", "a b", ""]),
}
METHODS = st.sampled_from(["GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "DELETE"])


@pytest.mark.parametrize("what", ["content", "organizations"])
def test_a_document_was_changed_when_it_was_changed(knee: Item, what: str) -> None:
    """To the second, in UTC: a safety change that says it is older than it is, is never fetched."""
    recording.tell_organizations(Feed(FeedHead.objects.get()), MORNING)
    item = knee if what == "content" else Item.objects.filter(type="organization")[0]
    plain, path = django(), f"/api/v1/{what}/{item.pk}"
    edge = Edge(plain)
    long, short = ask(edge, path)[1], ask(edge, path)[1]
    assert long["Last-Modified"] == short["Last-Modified"] == http_date(item.modified.timestamp())


QUERIES = st.sampled_from(["", "", "", "format=json", "version=1", "language=nn", "x", "format=tull"])


@pytest.fixture
def named(knee: Item) -> dict[str, str]:
    editor = make_national_editor()
    recording.tell_organizations(Feed(FeedHead.objects.get()), MORNING)
    organization = Item.objects.filter(type="organization")[0]
    _key, shown = make_key(consumer=make_consumer(by=editor), by=editor, at=MORNING)
    return {"text": str(knee.pk), "organization": str(organization.pk), "key": shown}


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=ADDRESSES, method=METHODS, query=QUERIES, headers=st.fixed_dictionaries({}, optional=HEADERS), left=st.integers(1, 4)
)
def test_both_ways_say_the_same(
    named: dict[str, str], address: str, method: str, query: str, headers: dict[str, str], left: int
) -> None:
    path = f"/api/v1/{address.format(**named)}"
    plain = django()
    edge = Edge(plain)
    doors.OFTEN.forget()
    packed = {name: value for name, value in headers.items() if name == "HTTP_ACCEPT_ENCODING"}
    known = ask(plain, path, **packed)[1]
    words = {**named, "etag": known.get("ETag", '"ingen"'), "modified": known.get("Last-Modified", "i går")}
    headers = {name: value.format(**words) for name, value in headers.items()}
    doors.OFTEN.limit, usual = left, doors.OFTEN.limit
    try:
        one, other = [_several(way, path, method, query, headers) for way in (edge, plain)]
    finally:
        doors.OFTEN.limit = usual
    assert one == other


def _several(way: Callable[..., Any], path: str, method: str, query: str, headers: dict[str, str]) -> list[Said]:
    """The same question three times: the first teaches the short way what stands around its answers."""
    doors.OFTEN.forget()
    return [ask(way, path, method, query, **headers) for _time in range(3)]

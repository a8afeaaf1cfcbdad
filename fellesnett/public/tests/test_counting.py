"""A reader opens pages, and each is counted once: not robots, not what was had already, not drafts; and no question is added."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fellesnett.insight.models import ViewDay
from fellesnett.insight.viewing import tally
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site
from fellesnett.pages.models import Department
from fellesnett.pages.tests.factories import make_page

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
WARD = "/avdelinger/ortopedi/"


@pytest.fixture(autouse=True)
def from_nothing() -> Iterator[None]:
    tally.forget()
    yield
    tally.forget()


@pytest.fixture
def bergen(now: datetime) -> Site:
    site = make_site("bergen", other_languages=["en"])
    make_page(site, Department, live_at=now, slug="ortopedi", title="Ortopedi")
    return site


def opened(path: str = WARD, agent: str = FIREFOX, **headers: str) -> int:
    headers = {"host": "bergen.localhost", "user-agent": agent, **headers}
    return Client().get(path, headers=headers).status_code


def counted() -> dict[str, int]:
    tally.write()
    return dict(ViewDay.objects.values_list("path", "views"))


def test_each_opening_is_one_in_all_languages_together(bergen: Site) -> None:
    assert [opened(), opened(), opened("/en/personvern/"), opened("/personvern/?x=1")] == [200] * 4
    assert counted() == {WARD: 2, "/personvern/": 2}


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "curl/8.5.0",
        "python-requests/2.32.3",
        "facebookexternalhit/1.1",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0 Safari/537.36",
        "Pingdom.com_bot_version_1.4",
    ],
)
def test_programs_that_say_what_they_are_are_left_out(bergen: Site, agent: str) -> None:
    assert opened(agent=agent) == 200
    assert counted() == {}


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari",
        "Mozilla/5.0 (Linux; Android 14; CUBOT X70) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36",
    ],
)
def test_telephones_are_readers(bergen: Site, agent: str) -> None:
    opened(agent=agent)
    assert counted() == {WARD: 1}


def test_what_a_browser_fetches_ahead_is_not_an_opening(bergen: Site) -> None:
    assert opened(**{"sec-purpose": "prefetch;prerender"}) == 200
    assert counted() == {}


def test_neither_faults_nor_redirects_nor_what_the_reader_has_already(bergen: Site) -> None:
    headers = {"host": "bergen.localhost", "user-agent": FIREFOX}
    etag = Client().get(WARD, headers=headers).headers["ETag"]
    assert opened(**{"if-none-match": etag}) == 304
    assert [opened("/avdelinger/finnes-ikke/"), opened(f"/nb{WARD}")] == [404, 301]
    assert Client().head(WARD, headers=headers).status_code == 200
    assert opened("/robots.txt") == 200
    assert counted() == {WARD: 1}


def test_counting_adds_no_question_and_no_cookie(bergen: Site) -> None:
    opened()
    headers = {"host": "bergen.localhost"}
    with CaptureQueriesContext(connection) as robot:
        Client().get(WARD, headers=headers)
    with CaptureQueriesContext(connection) as reader:
        answer = Client().get(WARD, headers={**headers, "user-agent": FIREFOX})
    assert len(reader) == len(robot)
    assert not answer.cookies


def test_the_privacy_page_tells_of_it_in_the_readers_language(bergen: Site) -> None:
    headers = {"host": "bergen.localhost"}
    assert "Vi teller hvor mange ganger hver side åpnes" in Client().get("/personvern/", headers=headers).content.decode()
    assert "We count how many times each page is opened" in Client().get("/en/personvern/", headers=headers).content.decode()

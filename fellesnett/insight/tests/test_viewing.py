"""A page is opened, and a day's number is one higher; nothing tells by whom, and no opening is lost between processes."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from fellesnett.insight import viewing
from fellesnett.insight.models import ViewDay
from fellesnett.insight.viewing import Tally, add, by_path, by_site, in_words
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site

KNEE = "/behandlinger/kneprotese/"
TODAY = date(2026, 11, 24)


@pytest.fixture
def bergen(db: None) -> Site:
    return make_site("bergen")


def numbers() -> dict[tuple[str, str, date], int]:
    return {(row.site.slug, row.path, row.day): row.views for row in ViewDay.objects.select_related("site")}


def test_openings_are_added_up_by_site_page_and_day(bergen: Site, now: datetime) -> None:
    tally, unn = Tally(), make_site("unn")
    for site, path, at in ((bergen, KNEE, now), (bergen, KNEE, now), (unn, KNEE, now), (bergen, "/", now + timedelta(days=1))):
        tally.view(site.pk, path, at)
    assert numbers() == {}, "memory alone"
    assert tally.write() == 4
    tally.view(bergen.pk, KNEE, now)
    assert tally.write() == 1
    assert tally.write() == 0
    assert numbers() == {("bergen", KNEE, TODAY): 3, ("unn", KNEE, TODAY): 1, ("bergen", "/", TODAY + timedelta(days=1)): 1}


def test_a_day_is_a_day_in_norway(bergen: Site) -> None:
    tally = Tally()
    tally.view(bergen.pk, KNEE, datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    tally.write()
    assert list(numbers()) == [("bergen", KNEE, date(2026, 11, 25))]


def test_two_processes_add_to_the_same_number(bergen: Site, now: datetime) -> None:
    one, other = Tally(), Tally()
    for tally in (one, other, other):
        tally.view(bergen.pk, KNEE, now)
    one.write()
    other.write()
    assert numbers() == {("bergen", KNEE, TODAY): 3}


def test_many_pages_are_written_in_one_transaction(bergen: Site, now: datetime) -> None:
    tally = Tally()
    for number in range(300):
        tally.view(bergen.pk, f"/nyheter/{number}/", now)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        tally.write()
    assert len([query for query in asked if "INSERT" in query["sql"]]) == 1
    assert ViewDay.objects.count() == 300


def test_no_opening_is_lost_where_threads_count_at_once(bergen: Site, now: datetime) -> None:
    tally = Tally()
    threads = [threading.Thread(target=lambda: [tally.view(bergen.pk, KNEE, now) for _ in range(500)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tally.write() == 2000


def test_a_database_that_is_away_is_asked_again(bergen: Site, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    tally = Tally()
    tally.view(bergen.pk, KNEE, now)
    with monkeypatch.context() as broken:
        broken.setattr(viewing, "add", _away)
        with pytest.raises(DatabaseError):
            tally.write()
        tally.view(bergen.pk, KNEE, now)
    assert tally.write() == 2


def _away(_seen: Any) -> int:
    raise DatabaseError


def test_a_site_that_is_gone_takes_nobody_elses_numbers_with_it(bergen: Site, now: datetime) -> None:
    assert add({(bergen.pk, KNEE, TODAY): 2, (bergen.pk + 99, KNEE, TODAY): 7}) == 2
    assert numbers() == {("bergen", KNEE, TODAY): 2}


def test_the_first_opening_begins_the_writing_and_it_is_begun_once(
    now: datetime, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    class Waiting:
        def __init__(self, *, name: str, **_: Any) -> None:
            begun.append(name)

        def start(self) -> None: ...

        def is_alive(self) -> bool:
            return True

    monkeypatch.setattr(viewing.threading, "Thread", Waiting)
    tally = Tally()
    tally.view(1, KNEE, now)
    assert begun == [], "never in tests"
    settings.VIEWS_WRITTEN_SECONDS = 60
    tally.view(1, KNEE, now)
    tally.view(1, KNEE, now)
    assert begun == ["views"]


@pytest.fixture
def a_month(bergen: Site) -> Site:
    unn = make_site("unn")
    for site, path, ago, views in (
        (bergen, KNEE, 0, 40),
        (bergen, KNEE, 29, 2),
        (bergen, KNEE, 30, 500),
        (bergen, "/", 3, 9),
        (unn, KNEE, 1, 4),
    ):
        ViewDay.objects.create(site=site, path=path, day=TODAY - timedelta(days=ago), views=views)
    return bergen


def test_the_last_thirty_days_are_asked_for_in_one_question(a_month: Site, now: datetime) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = by_site(KNEE, at=now)
    assert sorted(found.values()) == [4, 42]
    assert found[a_month.pk] == 42
    assert by_path(a_month, [KNEE, "/", "/annet/"], at=now) == {KNEE: 42, "/": 9}
    assert len(asked) == 1


@pytest.mark.parametrize(("views", "said"), [(0, "under 5"), (4, "under 5"), (5, "5"), (1234, "1\xa0234")])
def test_few_are_not_told_apart(views: int, said: str) -> None:
    with translation.override("nb"):
        assert in_words(views) == said


def test_nothing_but_site_page_day_and_number_is_kept() -> None:
    assert {field.name for field in ViewDay._meta.fields} == {"id", "site", "path", "day", "views"}

"""A consumer that would rather wait than ask again and again: told when something happens, and in nobody's way until then."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.api import waiting
from fellesnett.api.waiting import WaitingRoom
from fellesnett.delivery.following import follow
from fellesnett.delivery.tests.factories import make_bergen, make_front_door, make_knee, show

LONG = 30.0


class Feed:
    """How far a feed has come, as the room sees it; and how often it was asked."""

    def __init__(self) -> None:
        self.newest, self.asked = 0, 0
        self.is_watched = Event()

    def __call__(self) -> int:
        self.asked += 1
        self.is_watched.set()
        return self.newest


def in_the_background(wait: Callable[[], bool]) -> tuple[Thread, list[bool]]:
    said: list[bool] = []
    thread = Thread(target=lambda: said.append(wait()), daemon=True)
    thread.start()
    return thread, said


@contextmanager
def sitting(room: WaitingRoom, feed: Feed, who: str) -> Iterator[None]:
    """Somebody waits in the room for line 1 until the block is done."""
    feed.is_watched.clear()
    thread, said = in_the_background(lambda: room.wait(who, 0, LONG))
    assert feed.is_watched.wait(LONG)
    try:
        yield
    finally:
        feed.newest = 1
        thread.join(LONG)
        assert said == [True]


def test_whoever_waits_is_told_when_there_is_a_line() -> None:
    feed = Feed()
    room = WaitingRoom(2, feed, every=0.01)
    with sitting(room, feed, "helsenorge"):
        feed.newest = 1  # and the thread comes back long before its time is up


def test_the_time_is_up_without_news() -> None:
    assert WaitingRoom(1, Feed(), every=0.01).wait("helsenorge", 7, 0.02) is True


def test_one_seat_for_each_who_asks_and_no_more_than_there_are() -> None:
    feed = Feed()
    room = WaitingRoom(2, feed, every=0.01)
    with sitting(room, feed, "helsenorge"):
        assert room.wait("helsenorge", 0, LONG) is False
        with sitting(room, feed, "a municipality"):
            assert room.wait("a journal system", 0, LONG) is False
    assert room.wait("a journal system", 0, LONG) is True  # there is a line by now, and the seats are free


def test_one_looks_for_all_and_only_while_somebody_waits() -> None:
    feed = Feed()
    room = WaitingRoom(2, feed, every=LONG)
    with sitting(room, feed, "helsenorge"):
        thread, said = in_the_background(lambda: room.wait("a municipality", 0, 0.02))
        thread.join(LONG)
        assert (said, feed.asked) == ([True], 1)
        room._tell(1)
    assert room._tell(1) is False


def test_a_feed_that_cannot_be_read_keeps_nobody_longer_than_asked(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> int:
        raise RuntimeError("the database is away")

    room = WaitingRoom(1, broken, every=0.01)
    assert room.wait("helsenorge", 0, 0.05) is True
    assert "cannot be watched" in caplog.text
    assert room.wait("helsenorge", 0, 0.05) is True  # the next one looks again


def changes(client: Client, query: str, status: int = 200) -> tuple[dict[str, Any], str]:
    got = client.get(f"/api/v1/changes?{query}")
    assert got.status_code == status, got.content
    return json.loads(got.content), got.get("Retry-After", "")


class Room:
    """A room that notes who waited how long, and lets something happen meanwhile."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None, seats: bool = True) -> None:
        self.meanwhile, self.seats = meanwhile, seats
        self.waited: list[tuple[str, int, float]] = []

    def wait(self, who: str, beyond: int, seconds: float) -> bool:
        self.waited.append((who, beyond, seconds))
        self.meanwhile()
        return self.seats


@pytest.mark.django_db
def test_the_answer_has_the_line_that_came_meanwhile(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_front_door()
    show(make_bergen(), make_knee())
    room = Room(meanwhile=lambda: follow(at=MORNING))
    monkeypatch.setattr(waiting, "ROOM", room)
    told, again = changes(client, "since=0&wait=20")
    assert ([line["seq"] for line in told["items"]], told["next_since"], again) == ([1, 2], 2, "")
    assert room.waited == [("127.0.0.1", 0, 20)]
    changes(client, "since=0&wait=20")
    changes(client, "since=1")
    assert len(room.waited) == 1  # where there is a line, or nobody asks to wait, the answer comes at once


@pytest.mark.django_db
def test_without_a_seat_the_answer_comes_at_once_and_says_when_to_ask_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "ROOM", Room(seats=False))
    told, again = changes(client, "since=5&wait=30")
    assert (told["items"], told["next_since"], again) == ([], 5, "30")
    assert changes(client, "since=5&wait=31", status=422)[0]["errors"][0]["parameter"] == "wait"


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_while_waiting(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bool] = []
    closed: list[bool] = []
    monkeypatch.setattr(waiting, "ROOM", Room(meanwhile=lambda: held.append(not closed)))
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))  # the embedded database of a test lives in it
    changes(client, "since=0&wait=5")
    assert held == [False]

"""A fault is one when it lasts: a night's silence is nothing, three days of it is a dead link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from fellesnett.links.models import Address, Standing
from fellesnett.links.outgoing import Answer
from fellesnett.links.verdicts import judge


def address(**facts: Any) -> Address:
    return Address(pk=5, url="https://a.example/", host="a.example", **facts)


def after(answers: list[Answer], now: datetime, *, apart: timedelta = timedelta(days=1)) -> Address:
    """The address once these answers have come, one after the other."""
    known = address()
    for number, answer in enumerate(answers):
        for name, value in judge(known, answer, at=now + apart * number).facts.items():
            setattr(known, name, value)
    return known


GONE, WORKS = Answer(status=404), Answer(status=200, etag='"a"')


def test_two_days_of_faults_are_not_yet_a_dead_link_and_three_are(now: datetime) -> None:
    assert after([GONE] * 2, now).standing == Standing.FAILING
    dead = after([GONE, Answer(fault="silent"), GONE], now)
    assert (dead.standing, dead.fault, dead.fault_days) == (Standing.DEAD, "gone", 3)


def test_many_faults_in_a_day_are_one(now: datetime) -> None:
    assert after([GONE] * 6, now, apart=timedelta(hours=1)).fault_days == 1


def test_what_works_again_begins_anew(now: datetime) -> None:
    back = after([GONE, GONE, GONE, WORKS], now)
    assert (back.standing, back.fault, back.fault_days, back.etag) == (Standing.WORKS, "", 0, '"a"')
    assert after([GONE, GONE, WORKS, GONE], now).standing == Standing.FAILING


@pytest.mark.parametrize("status", [401, 403, 429, 503, 999])
def test_who_turns_a_program_away_is_not_called_dead(now: datetime, status: int) -> None:
    assert after([Answer(status=status)] * 5, now).standing == Standing.UNSURE


def test_what_is_moved_says_where_until_it_is_moved_no_more(now: datetime) -> None:
    moved = after([Answer(status=200, moved_to="https://b.example/")], now)
    assert (moved.standing, moved.moved_to) == (Standing.MOVED, "https://b.example/")
    assert after([Answer(status=200, moved_to="https://b.example/"), WORKS], now).moved_to == ""
    assert after([Answer(status=404, moved_to="https://b.example/")], now).standing == Standing.FAILING


def test_what_works_is_left_for_a_week_and_what_fails_is_asked_the_next_day(now: datetime) -> None:
    assert timedelta(days=6) < judge(address(), WORKS, at=now).facts["next_at"] - now < timedelta(days=7)
    assert timedelta(hours=20) < judge(address(), GONE, at=now).facts["next_at"] - now < timedelta(days=1)


def test_a_host_that_asks_us_to_wait_is_left_in_peace_but_not_for_ever(now: datetime) -> None:
    assert judge(address(), Answer(status=429, wait_seconds=600), at=now).host_waits_until == now + timedelta(minutes=10)
    assert judge(address(), Answer(status=503, wait_seconds=900_000), at=now).host_waits_until == now + timedelta(days=2)
    assert judge(address(), WORKS, at=now).host_waits_until is None

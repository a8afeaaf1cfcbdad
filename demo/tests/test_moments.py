"""Whatever day the demonstration is loaded, boards meet on working days and the journal is down on a night to Sunday."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from demo.alerts import MAINTENANCE
from demo.moments import WEEK, day_of, is_rule, moment_of
from demo.pages import rows_of

OSLO = ZoneInfo("Europe/Oslo")
LOADED = [datetime(2026, 11, 23, 7, 40, tzinfo=UTC) + timedelta(days=day) for day in range(7)]
every_weekday = pytest.mark.parametrize("at", LOADED, ids=WEEK)


def is_working(moment: date) -> bool:
    return moment.weekday() < 5


def meetings_of(row: dict[str, Any], at: datetime) -> list[tuple[datetime, datetime]]:
    return [(moment_of(each["start"], at), moment_of(each["end"], at)) for each in row["sessions"]]


@every_weekday
@pytest.mark.parametrize("row", rows_of("boardmeeting"), ids=lambda row: f"{row['site']}-{row['slug']}")
def test_boards_meet_on_working_days(row: dict[str, Any], at: datetime) -> None:
    meeting = moment_of(row["starts_at"], at)
    assert is_working(meeting)
    assert 9 <= meeting.hour < 16
    assert (meeting > at) == row["starts_at"].startswith("+"), "what has been stays in the past"


@every_weekday
@pytest.mark.parametrize("row", rows_of("event"), ids=lambda row: f"{row['site']}-{row['slug']}")
def test_courses_are_on_working_days_one_after_the_other(row: dict[str, Any], at: datetime) -> None:
    meetings = meetings_of(row, at)
    assert all(is_working(start) and start.date() == end.date() and start < end for start, end in meetings)
    assert all(one[1] < next_one[0] for one, next_one in pairwise(meetings))


@every_weekday
@pytest.mark.parametrize("row", [row for row in rows_of("event") if "sign_up_by" in row], ids=lambda row: row["slug"])
def test_one_signs_up_before_the_course_begins(row: dict[str, Any], at: datetime) -> None:
    last = day_of(row["sign_up_by"], at.date())
    assert is_working(last)
    assert at.date() < last < meetings_of(row, at)[0][0].date()


@every_weekday
def test_a_course_of_several_days_is_on_days_that_follow_one_another(at: datetime) -> None:
    for slug, length in (("hjarteskule", 3), ("kols-kurs", 2), ("kurs-om-kols", 2)):
        (row,) = [row for row in rows_of("event") if row["slug"] == slug]
        first, *_, last = [start.date() for start, _end in meetings_of(row, at)]
        assert last - first == timedelta(days=length - 1), slug


@every_weekday
def test_one_applies_for_a_job_by_a_working_day(at: datetime) -> None:
    assert all(is_working(day_of(row["deadline"], at.date())) for row in rows_of("vacancy"))


@every_weekday
def test_the_journal_is_down_on_the_night_to_a_sunday_some_days_from_now(at: datetime) -> None:
    starts, stops = (moment_of(rule, at).astimezone(OSLO) for rule in MAINTENANCE)
    assert WEEK[starts.weekday()] == "sun"
    assert (starts.hour, stops - starts) == (1, timedelta(hours=4))
    assert timedelta(days=2) < starts - at < timedelta(days=10)


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("+0", "2026-11-27"),
        ("-30", "2026-10-28"),
        ("+1 mon-fri", "2026-11-30"),
        ("+3 mon-fri", "2026-11-30"),
        ("+1 sat", "2026-11-28"),
        ("+2 sat", "2026-12-05"),
        ("+1 sun-mon", "2026-11-29"),
        (date(2026, 3, 1), "2026-03-01"),
    ],
)
def test_a_rule_means_a_day(rule: Any, day: str) -> None:
    assert str(day_of(rule, date(2026, 11, 27))) == day, "loaded on a Friday"


def test_a_moment_is_told_by_the_clock_on_the_wall_and_is_noon_where_no_time_is_said() -> None:
    late = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
    assert moment_of("+0 17:05", late) == datetime(2026, 11, 27, 17, 5, tzinfo=OSLO), "in Norway it is Friday already"
    assert moment_of("+1", late) == datetime(2026, 11, 28, 12, 0, tzinfo=OSLO)


@pytest.mark.parametrize("wrong", ["14", "+14 lør", "+14 17", "+14 mon- 17:00", "i morgen"])
def test_what_is_no_rule_is_refused_in_words(wrong: str) -> None:
    assert not is_rule(wrong)
    with pytest.raises(ValueError, match="is no moment"):
        day_of(wrong, date(2026, 11, 27))

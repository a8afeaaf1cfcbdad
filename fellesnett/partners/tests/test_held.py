"""What an answer and a delivery rest on is held before it is read, so that nobody changes it between the look and the yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.tests.factories import Hospital
from fellesnett.organizations.describing import describe_place, record_of
from fellesnett.organizations.models import Place
from fellesnett.organizations.tests.factories import make_place
from fellesnett.partners.actions import accept, deciding
from fellesnett.partners.models import Partner, Submission
from fellesnett.partners.queries import compare_place, compare_text, seen_text
from fellesnett.partners.tests.factories import deliver, deliver_about_place, supplement
from fellesnett.partners.texts import standing

pytestmark = pytest.mark.django_db

BRING = "<p>Ta med medisinlisten din.</p>"
WEEK = [{"day": 1, "opens": "08:00", "closes": "15:30"}]
TEXT, OPERATION, PLACE, SITE = "adoption_adoption", "adoption_localoperation", "organizations_place", "organizations_site"


def asked(act: Callable[[], Any]) -> list[str]:
    """The questions that an act puts to the database, in order."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return [str(one["sql"]) for one in captured]


def first(questions: list[str], *words: str) -> int:
    """Where the first question with all these words stands."""
    return next(number for number, said in enumerate(questions) if all(word in said for word in words))


def test_the_text_is_held_before_it_is_compared(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    submission = deliver(partner, knee, sections=[supplement(BRING)])
    seen = compare_text(submission).hash
    questions = asked(lambda: accept(submission=submission, seen=seen, by=bergen.editor, at=now))
    assert first(questions, f'UPDATE "{TEXT}"', "version") < first(questions, f'FROM "{OPERATION}"')


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer, and nothing to hold")
def test_the_place_is_held_before_it_is_compared(bergen: Hospital, partner: Partner, now: datetime) -> None:
    place = make_place(bergen.organization, "oye")
    submission = deliver_about_place(partner, bergen.site, place, hours=[{"week": WEEK}])
    seen = compare_place(submission).hash
    questions = asked(lambda: accept(submission=submission, seen=seen, by=bergen.editor, at=now))
    assert "FOR UPDATE" in questions[first(questions, f'FROM "{PLACE}"')]


def test_what_an_editor_writes_of_the_place_in_the_same_moment_stays(
    bergen: Hospital, partner: Partner, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_place(bergen.organization, "oye")
    submission = deliver_about_place(partner, bergen.site, place, hours=[{"week": WEEK}])
    seen = compare_place(submission).hash
    hold = deciding._hold

    def held_a_moment_later(row: Submission) -> Submission:
        held = hold(row)
        record = record_of(place) | {"address": "Strandgaten 1"}
        describe_place(place=Place.objects.get(pk=place.pk), record=record, by=bergen.editor, at=now)
        return held

    monkeypatch.setattr(deciding, "_hold", held_a_moment_later)
    accept(submission=submission, seen=seen, by=bergen.editor, at=now)
    place.refresh_from_db()
    assert (place.address, place.hours) == ("Strandgaten 1", [{"label": {}, "week": [[1, "08:00", "15:30"]]}])


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer, and nothing to hold")
def test_the_site_is_held_so_that_it_is_not_laid_down_meanwhile(knee: AdoptedText, partner: Partner) -> None:
    questions = asked(lambda: deliver(partner, knee, title="Nytt kne"))
    assert first(questions, f'FROM "{SITE}"', "FOR NO KEY UPDATE") < first(questions, 'INSERT INTO "partners_submission"')


def test_the_waiting_delivery_is_held_before_a_newer_one_is_laid_on_it(
    bergen: Hospital, knee: AdoptedText, partner: Partner
) -> None:
    deliver(partner, knee, sections=[supplement(BRING)])
    etag = seen_text(standing(knee), partner)[1].etag
    questions = asked(lambda: deliver(partner, knee, etag=etag, title="Nytt kne"))
    locked = () if connection.vendor == "sqlite" else ("FOR UPDATE",)
    assert first(questions, 'FROM "partners_submission"', *locked) < first(questions, f'FROM "{OPERATION}"')

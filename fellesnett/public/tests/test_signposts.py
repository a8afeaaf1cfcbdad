"""Who reads about a new knee is shown the way to what others have written; nothing dead, nothing that is taken down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from fellesnett.foundation import clock
from fellesnett.links.actions import read_texts
from fellesnett.links.models import Address, Reading, Standing
from fellesnett.national.models import Topic
from fellesnett.public import hosts
from fellesnett.public.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.public.tests.reading import Visit
from fellesnett.signposts.actions import Said
from fellesnett.signposts.tests.factories import ADDRESS, make_signpost

pytestmark = pytest.mark.django_db
KNEE = "/behandlinger/kneprotese/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    hosts.forget()


@pytest.fixture
def knee() -> Topic:
    make_front_door()
    topic = make_knee(english=True)
    show(make_bergen(other_languages=["en"]), topic)
    return topic


def test_the_page_shows_the_way_and_who_stands_behind(visit: Callable[..., Visit], knee: Topic) -> None:
    make_signpost(topics=[knee])
    for host in ("bergen.localhost", "www.localhost"):
        page = visit(KNEE, host).html
        assert f'<a href="{ADDRESS}" hreflang="nb" rel="external">Artrose</a>' in page
        assert "Helsenorge, informasjon" in page
        assert '<a href="#hos-andre">Mer hos andre</a>' in page


def test_a_reader_of_english_gets_english_or_is_told_that_it_is_not(visit: Callable[..., Visit], knee: Topic) -> None:
    make_signpost(topics=[knee], arms=[Said("nb", "Artrose", ADDRESS), Said("en", "Arthrosis", f"{ADDRESS}en/")])
    make_signpost(topics=[knee], audience="relatives", arms=[Said("nb", "Pårørende", f"{ADDRESS}p/")])
    page = visit(f"/en{KNEE}").html
    assert f'<a href="{ADDRESS}en/" hreflang="en" rel="external">Arthrosis</a>' in page
    assert f'<a href="{ADDRESS}p/" hreflang="nb" lang="nb" rel="external">Pårørende</a>' in page
    assert "(in Norwegian Bokmål)" in page
    assert "information for relatives" in page


def test_what_is_dead_past_or_for_professionals_is_not_shown(visit: Callable[..., Visit], knee: Topic, now: datetime) -> None:
    make_signpost(topics=[knee], audience="professionals")
    make_signpost(topics=[knee], last_day=date(2026, 11, 23), arms=[Said("nb", "Forbi", f"{ADDRESS}forbi/")])
    make_signpost(topics=[knee], arms=[Said("nb", "Død", f"{ADDRESS}dod/")])
    read_texts(at=now)
    assert Reading.objects.filter(subject__startswith="signpost:").count() == 3, "the worker tries them as it tries all links"
    Address.objects.filter(url=f"{ADDRESS}dod/").update(standing=Standing.DEAD)
    page = visit(KNEE).html
    assert "Mer hos andre" not in page
    assert ADDRESS not in page


def test_no_more_than_six_are_shown(visit: Callable[..., Visit], knee: Topic) -> None:
    for number in range(8):
        make_signpost(topics=[knee], arms=[Said("nb", f"Side {number}", f"{ADDRESS}{number}")])
    assert visit(KNEE).html.count('<span class="way-what">Helsenorge, informasjon') == 6

"""Waiting times: only where the operator has named the source and a person tied a treatment to a topic, and never when old."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event
from fellesnett.intake.fetching.deciding import follow, turn_on, unfollow
from fellesnett.intake.fetching.keeping import forget
from fellesnett.intake.models import Followed, Source
from fellesnett.intake.tests.registers import NUMBERS, waits
from fellesnett.intake.tests.rounds import on, round_at, source_named
from fellesnett.intake.tests.servers import Register, Say, says
from fellesnett.national.actions import NotReady
from fellesnett.national.models import Topic
from fellesnett.national.tests.factories import make_topic
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_organization, make_place, make_site
from fellesnett.pages.models import WaitingTime

pytestmark = pytest.mark.django_db

OURS, UNIT, OTHER = NUMBERS
PATH = "/VentetiderForBehandling?behandlingId=17"


@pytest.fixture
def topic() -> Topic:
    return make_topic("koloskopi")


@pytest.fixture
def site() -> Site:
    trust = make_organization("Eksempel sykehus HF", orgnr=OURS)
    unit = make_organization("Eksempel poliklinikk", orgnr=UNIT, parent=trust, kind="unit")
    make_place(unit, "poliklinikken", name="Poliklinikken")
    return make_site("eksempel", organization=trust)


@pytest.fixture
def source(outside: Register, keeper: User, topic: Topic, site: Site, now: datetime, settings: Any) -> Source:
    settings.WAITING_TIME_SOURCES = ("Velg behandlingssted",)
    figures = ((OURS, "Utredning", 8), (UNIT, "Innleggelse", 12), (OTHER, "Utredning", 1), (OURS, "Dagbehandling", None))
    outside.says[PATH] = says(waits("Koloskopi", *figures))
    source = on("velg-behandlingssted", keeper, now)
    follow(source=source, key="17", about="koloskopi", by=keeper, at=now)
    return source


def figures() -> set[tuple[str, int, str]]:
    rows = WaitingTime.objects.select_related("place")
    return {(row.kind, row.weeks, row.place.slug if row.place else "") for row in rows}


def test_figures_of_ours_stand_at_the_site_or_at_the_place_with_source_and_day(source: Source, now: datetime) -> None:
    round_at(source, now)
    assert figures() == {("assessment", 8, ""), ("inpatient", 12, "poliklinikken")}
    row = WaitingTime.objects.first()
    assert row is not None
    assert (row.source, row.as_of, row.valid_until) == ("Velg behandlingssted", date(2026, 11, 24), date(2026, 12, 29))


def test_figures_that_were_tied_to_the_wrong_topic_leave_it_at_once(source: Source, keeper: User, now: datetime) -> None:
    round_at(source, now)
    make_topic("gastroskopi")
    follow(source=source, key="17", about="gastroskopi", by=keeper, at=now)
    assert figures() == set()
    said = Event.objects.get(verb="source.removed")
    assert said.payload == {"key": "17", "because": "unfollowed", "about": "topic:koloskopi"}
    round_at(source, now + timedelta(days=1))
    assert set(WaitingTime.objects.values_list("topic__key", flat=True)) == {"gastroskopi"}


def test_a_figure_that_the_source_no_longer_gives_is_gone(source: Source, now: datetime, outside: Register) -> None:
    round_at(source, now)
    outside.says[PATH] = says(waits("Koloskopi", (OURS, "Utredning", 9)))
    round_at(source, now + timedelta(days=1))
    assert figures() == {("assessment", 9, "")}
    outside.says[PATH] = Say(404)
    round_at(source, now + timedelta(days=2))
    assert figures() == set()


def test_what_is_confirmed_today_is_of_today_and_what_is_not_runs_out(
    source: Source, now: datetime, site: Site, topic: Topic
) -> None:
    round_at(source, now)
    events = Event.objects.filter(verb="waiting_times.recorded").count()
    round_at(source, now + timedelta(days=1))
    assert {row.as_of for row in WaitingTime.objects.all()} == {date(2026, 11, 24)}
    assert Event.objects.filter(verb="waiting_times.recorded").count() == events == 1  # those who copy hear of what is new
    round_at(source, now + timedelta(days=8))
    assert {row.as_of for row in WaitingTime.objects.all()} == {date(2026, 12, 2)}
    last = date(2027, 1, 6)
    assert WaitingTime.objects.shown_at(site, topic, last).count() == 2
    assert WaitingTime.objects.shown_at(site, topic, last + timedelta(days=1)).count() == 0
    forget(at=now + timedelta(days=43))
    assert figures() != set()
    forget(at=now + timedelta(days=44))
    assert figures() == set()


def test_without_the_operators_word_it_cannot_be_turned_on(keeper: User, now: datetime, outside: Register) -> None:
    with pytest.raises(NotReady, match="WAITING_TIME_SOURCES"):
        turn_on(source=source_named("velg-behandlingssted"), by=keeper, at=now)
    assert source_named("velg-behandlingssted").state == "off"


def test_when_the_operator_takes_the_word_back_nothing_is_shown(
    source: Source, now: datetime, site: Site, topic: Topic, settings: Any
) -> None:
    round_at(source, now)
    settings.WAITING_TIME_SOURCES = ()
    assert WaitingTime.objects.shown_at(site, topic, now.date()).count() == 0


def test_a_treatment_must_be_tied_to_a_topic_and_a_topic_to_one(source: Source, keeper: User, now: datetime) -> None:
    for key, about, code in (
        ("18", "", "unknown_topic"),
        ("18", "finnes-ikke", "unknown_topic"),
        ("18", "koloskopi", "topic_taken"),
    ):
        with pytest.raises(NotReady) as refused:
            follow(source=source, key=key, about=about, by=keeper, at=now)
        assert refused.value.codes == (code,)


def test_what_is_no_longer_followed_is_no_longer_shown(source: Source, keeper: User, now: datetime) -> None:
    round_at(source, now)
    unfollow(followed=Followed.objects.get(), by=keeper, at=now)
    assert figures() == set()


@pytest.mark.parametrize(
    "wrong",
    [
        waits("Koloskopi", (OURS, "Kveldstime", 4)),
        waits("Koloskopi", (OURS, "Utredning", -1)),
        waits("Koloskopi", (int(OURS), "Utredning", 4)),  # type: ignore[arg-type]
        {"ventetiderForBehandling": {"navn": "Koloskopi"}},
        {"feil": "ukjent"},
    ],
)
def test_another_form_than_before_stops_it_to_the_letter(source: Source, now: datetime, outside: Register, wrong: Any) -> None:
    round_at(source, now)
    outside.says[PATH] = says(wrong)
    round_at(source, now + timedelta(days=1), fault="shape")
    assert len(figures()) == 2
